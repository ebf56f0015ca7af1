import type { Api } from '../api.ts';
import type { Operation } from '../document/operation.ts';
import { parseMediaType, sequenceOf } from '../http/media-type.ts';
import type { HeaderLine, HttpResponse } from '../http/message.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { Problem } from '../problem/problem.ts';
import { ResponseMismatch } from '../response/mismatch.ts';
import { type Contract, contractOf } from './contract-of.ts';
import { isAccepted, refusalOf } from './own-answers.ts';

/** Header fields in any of their usual forms. */
type AnswerHeaders =
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** An answer that came from wherever: `inject`, `fetch`, supertest. */
export interface AnswerToCheck {
  readonly status: number;
  /** Fetch `Headers`, an object, or a list of lines. Default none. */
  readonly headers?: AnswerHeaders;
  /** A text or bytes as they came; anything else is a body that was parsed. Undefined and null are none. */
  readonly body?: unknown;
  /** Whether HEAD was asked, so that content may be left out. Default false. */
  readonly isHead?: boolean;
}

const isIterable = (headers: AnswerHeaders): headers is Iterable<readonly [string, string]> =>
  Symbol.iterator in headers;

function linesOf(headers: AnswerHeaders): readonly HeaderLine[] {
  const entries = isIterable(headers) ? [...headers] : Object.entries(headers);
  return entries.flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): HeaderLine => [name.toLowerCase(), one]),
  );
}

function textOf(body: unknown): string | Uint8Array {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

const ITEMS = {
  lines: (text: string) => text.split('\n').filter((line) => line.trim() !== ''),
  records: (text: string) => text.split('\u001e').filter((line) => line.trim() !== ''),
};

/** Items that have come already, each held to what is said of one. */
function issuesOfItems(
  contract: Contract,
  operation: Operation,
  { status, headers, body }: HttpResponse,
): readonly SchemaIssue[] {
  const type = typeIn(headers);
  const parts = parseMediaType(type);
  const sequence = parts === null ? null : sequenceOf(parts);
  if (sequence === null || sequence === 'events') return [];
  const issues: SchemaIssue[] = [];
  const check = contract.answers(operation).items(status, type, (error) => {
    if (error instanceof ResponseMismatch) issues.push(...error.issues);
  });
  if (check === null) return [];
  for (const [index, line] of ITEMS[sequence](String(body)).entries()) {
    try {
      check(JSON.parse(line));
    } catch {
      issues.push({ pointer: `/body/${index}`, code: 'malformed', message: 'Must be JSON.' });
    }
  }
  return issues;
}

const valueIn = (headers: readonly HeaderLine[], name: string): string | undefined =>
  headers.find(([one]) => one === name)?.[1];

const typeIn = (headers: readonly HeaderLine[]): string => valueIn(headers, 'content-type') ?? '';

/** What opbind itself refuses no document declares, nor what it says of a run that goes on. */
function isOwn(contract: Contract, { status, headers, body }: HttpResponse): boolean {
  const type = typeIn(headers);
  const text = String(body ?? '');
  if (refusalOf(status, type, text) !== null) return true;
  return contract.canPoll && isAccepted({ status, type, text, location: valueIn(headers, 'location') });
}

/** Everything in an answer that does not fit what the document says of an operation. */
export function issuesOfAnswer(
  contract: Contract,
  operation: Operation,
  answer: AnswerToCheck,
): readonly SchemaIssue[] {
  const content = textOf(answer.body);
  const headers = [...linesOf(answer.headers ?? [])];
  const response: HttpResponse = { status: answer.status, headers, body: content === '' ? null : content };
  const type = typeIn(headers);
  if (isOwn(contract, response)) return [];
  const issues: SchemaIssue[] = [];
  contract.answers(operation).whole(
    {
      response,
      content: type.startsWith('application/problem+')
        ? new Problem('answered')
        : (response.body ?? undefined),
      isHead: answer.isHead ?? operation.method === 'HEAD',
    },
    (error) => {
      if (error instanceof ResponseMismatch) issues.push(...error.issues);
    },
  );
  return issues.length > 0 ? issues : issuesOfItems(contract, operation, response);
}

/**
 * Holds an answer that came from wherever to the document: its status, its headers, its media type and its body.
 *
 * Problems that opbind itself answers (400, 401, 404, …) are those of no document, and fit; so does its 202 of a run that goes on.
 * Bodies of JSON, of texts, and the items of JSON Lines are held to their schemas; of XML and other types, the media type is looked at.
 *
 * @param api What `bind` gave.
 * @param operationId The operation that answered, or `GET /pets` where the document names none.
 * @param answer Status, header fields and body.
 * @throws {ResponseMismatch} that has a line for each thing that does not fit.
 * @throws {TypeError} for an id that no operation of the API has.
 * @see OpenAPI 3.1 §4.8.16 Responses Object
 * @example
 * const response = await fetch('http://localhost:8080/pets/7');
 * checkAnswer(api, 'getPetById', { status: response.status, headers: response.headers, body: await response.text() });
 */
export function checkAnswer(api: Api, operationId: string, answer: AnswerToCheck): void {
  const contract = contractOf(api);
  const issues = issuesOfAnswer(contract, contract.operation(operationId), answer);
  if (issues.length > 0) throw new ResponseMismatch(operationId, answer.status, issues);
}
