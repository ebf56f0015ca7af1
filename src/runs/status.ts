import { byteLengthOf } from '../http/bytes.ts';
import type { HeaderLine, HttpResponse } from '../http/message.ts';
import { type Problem, refuse } from '../problem/problem.ts';
import { isOutcome, type Outcome } from './record.ts';
import type { KeptRun, StoredAnswer } from './store.ts';

/** Where a run is asked for, and its result. */
export interface RunUrls {
  readonly statusUrl: string;
  readonly resultUrl: string;
}

/** Seconds after which it may be worth asking again: the longer it takes, the more. */
const retryAfter = (started: number): HeaderLine => {
  const seconds = Math.floor((Date.now() - started) / 10_000);
  return ['retry-after', String(Math.min(Math.max(seconds, 1), 30))];
};

const NOT_KEPT: HeaderLine = ['cache-control', 'no-store'];

const typeOf = ({ headers }: StoredAnswer): string =>
  headers.find(([name]) => name === 'content-type')?.[1]?.toLowerCase() ?? '';

const isJson = (type: string): boolean => /^[^;]*[/+]json\s*(;|$)/.test(type);
const isProblem = (type: string): boolean => type.startsWith('application/problem+json');

/** Bytes of an answer that is told of within a status; a larger one is asked for by its URL. */
const MOST_WITHIN = 1024 * 1024;

function textOf(body: string | Uint8Array, type: string): string {
  if (typeof body === 'string') return body;
  const charset = /charset="?([^";\s]+)/.exec(type)?.[1] ?? 'utf-8';
  return new TextDecoder(charset).decode(body);
}

/** JSON stays as it was written: numbers that JavaScript has not are in it too. What is none after all is a text. */
function jsonOf(text: string, type: string): string {
  if (!isJson(type)) return JSON.stringify(text);
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}

/** The result within the status, as JSON: the value that an answer holds, or its text. Null where it is asked for by its URL. */
function resultText(answer: StoredAnswer): string | null {
  const { body } = answer;
  const type = typeOf(answer);
  if (body === null) return 'null';
  if (answer.headers.some(([name]) => name === 'content-encoding')) return null;
  const length = typeof body === 'string' ? byteLengthOf(body) : body.byteLength;
  if (length > MOST_WITHIN || !(isJson(type) || type.startsWith('text/'))) return null;
  try {
    return jsonOf(textOf(body, type), type);
  } catch {
    return null;
  }
}

const WITHOUT_ANSWER: Readonly<
  Partial<Record<Outcome, 'run-cancelled' | 'run-interrupted' | 'process-timeout'>>
> = {
  cancelled: 'run-cancelled',
  'timed-out': 'process-timeout',
};

/** What is told of a run that ended without an answer. */
export const problemOf = ({ id, state }: KeptRun): Problem =>
  refuse(WITHOUT_ANSWER[state as Outcome] ?? 'run-interrupted', { run: id });

/** What went wrong, as the caller may know it, as JSON; null where nothing did. */
function errorText(run: KeptRun): string | null {
  if (run.answer !== null) return isProblem(typeOf(run.answer)) ? resultText(run.answer) : null;
  const { type, title, status, code } = problemOf(run);
  return JSON.stringify({ type, title, status, code, run: run.id });
}

const withMember = (json: string, name: string, value: string): string =>
  `${json.slice(0, -1)},${JSON.stringify(name)}:${value}}`;

/** What a caller is told of how it stands with its run. What the server knows of an error beside that is not in it. */
function detailsOf(run: KeptRun, { statusUrl, resultUrl }: RunUrls): string {
  const { id, operation, state, started, finished, outputs, answer } = run;
  const json = JSON.stringify({
    id,
    operation,
    status: state,
    statusUrl,
    startedAt: new Date(started),
    ...(finished !== null && { finishedAt: new Date(finished) }),
    ...(isOutcome(state) && { outputs }),
    ...(answer !== null && { httpStatus: answer.status, resultUrl }),
  });
  const error = isOutcome(state) ? errorText(run) : null;
  if (error !== null) return withMember(json, 'error', error);
  const result = answer === null ? null : resultText(answer);
  return result === null ? json : withMember(json, 'result', result);
}

function jsonResponse(status: number, body: string, lines: readonly HeaderLine[]): HttpResponse {
  const headers: HeaderLine[] = [
    ['content-type', 'application/json'],
    ['content-length', String(byteLengthOf(body))],
    NOT_KEPT,
    ...lines,
  ];
  return { status, headers, body };
}

/** Word of a run that has no answer yet. */
export const acceptedResponse = (
  { id, state, started }: Pick<KeptRun, 'id' | 'state' | 'started'>,
  statusUrl: string,
  lines: readonly HeaderLine[],
): HttpResponse =>
  jsonResponse(202, JSON.stringify({ id, status: state, statusUrl }), [
    ['location', statusUrl],
    retryAfter(started),
    ...lines,
  ]);

/** How it stands with a run: 202 as long as it goes on, then 200. */
export const statusResponse = (run: KeptRun, urls: RunUrls): HttpResponse =>
  isOutcome(run.state)
    ? jsonResponse(200, detailsOf(run, urls), [])
    : jsonResponse(202, detailsOf(run, urls), [retryAfter(run.started)]);

/** An answer of a run as its caller would have got it. */
export function asResult(response: HttpResponse): HttpResponse {
  return response.headers.some(([name]) => name === 'cache-control')
    ? response
    : { ...response, headers: [...response.headers, NOT_KEPT] };
}
