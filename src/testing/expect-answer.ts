import { AssertionError, deepStrictEqual } from 'node:assert';
import type { Api } from '../api.ts';
import { checkNames } from '../check-names.ts';
import type { Operation } from '../document/operation.ts';
import type { Untyped } from '../operations.ts';
import { nearest } from '../problem/nearest.ts';
import { ResponseMismatch } from '../response/mismatch.ts';
import type { Principal } from '../security/principal.ts';
import { type Contract, contractOf } from './contract-of.ts';
import { toCurl } from './curl.ts';
import { enforce } from './enforce.ts';
import { type Injected, inject } from './inject.ts';
import type { OptionalUnlessNeeded, ValuesOf } from './values-of.ts';
import type { RequestValues, WrittenRequest } from './write-request.ts';

/** What is asked of an operation, and by whom. Parameters that are null are not sent. */
export type AskedOf<Op = Untyped> = ValuesOf<Op> & {
  /** Media type of the body. Default: the first that is declared, JSON before others. */
  readonly contentType?: string;
  /** Whose request it is, as `inject` has it. */
  readonly principal?: Principal | null;
};

/** An answer that fits the document, and what more is expected of it. */
export interface ExpectedAnswer extends Promise<Injected> {
  /**
   * The same answer, if it has this status and, where one is given, this body: JSON and texts are compared strictly and deeply.
   *
   * @throws {AssertionError} that shows the request as a command of curl, and the answer. As a rejection.
   */
  toBe(status: number, body?: unknown): Promise<Injected>;
}

const LONGEST = 2_000;

const shown = ({ status, headers, text }: Injected): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const body = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return [`HTTP ${status}`, ...lines, '', body].join('\n').trimEnd();
};

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

/** What a person needs to see where an answer is another one than expected. */
const told = (reason: string, request: WrittenRequest, answer: Injected): string =>
  [reason, '', indented(toCurl(request)), '', indented(shown(answer)), ''].join('\n');

function parsed({ headers, text, json }: Injected): unknown {
  if (text === '') return undefined;
  return /[/+]json\b/.test(headers['content-type'] ?? '') ? json() : text;
}

interface Asked {
  readonly id: string;
  readonly request: WrittenRequest;
  readonly answer: Injected;
}

function hold({ id, request, answer }: Asked, status: number, ...bodies: readonly unknown[]): Injected {
  if (answer.status !== status) {
    throw new AssertionError({
      message: told(`${id}: expected ${status}, got ${answer.status}.`, request, answer),
      actual: answer.status,
      expected: status,
      operator: 'expectAnswer',
      stackStartFn: hold,
    });
  }
  for (const expected of bodies) {
    try {
      deepStrictEqual(parsed(answer), expected);
    } catch (error) {
      const difference = error instanceof Error ? error.message : '';
      throw new AssertionError({
        message: told(`${id}: ${status} with another body than expected.\n\n${difference}`, request, answer),
        actual: parsed(answer),
        expected,
        operator: 'expectAnswer',
        stackStartFn: hold,
      });
    }
  }
  return answer;
}

const NAMES: readonly (keyof AskedOf)[] = [
  'path',
  'query',
  'headers',
  'cookies',
  'body',
  'contentType',
  'principal',
];

const ELSEWHERE = { params: 'path', parameters: 'path', pathParameters: 'path', json: 'body' };

/** Names that may stand in the query: of its parameters, and of credentials. */
const namesOfQuery = ({ parameters }: Operation, { loaded }: Contract): readonly string[] => [
  ...parameters.filter((one) => one.in === 'query' || one.in === 'querystring').map(({ name }) => name),
  ...loaded.securitySchemes.flatMap(({ in: location, parameter }) =>
    location === 'query' && parameter !== undefined ? [parameter] : [],
  ),
];

/** The API would take no notice of a parameter that nobody declares. Where it refuses them, a test may want to see that. */
function checkQuery(contract: Contract, operation: Operation, query: object = {}): void {
  if (contract.options.unknownQuery === 'reject') return;
  const names = namesOfQuery(operation, contract);
  const unknown = Object.keys(query).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const meant = nearest(unknown, names);
  const mend = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new TypeError(`expectAnswer: query.${unknown}: There is no such parameter.${mend}`);
}

async function ask(api: Api, id: string, { principal, ...values }: AskedOf): Promise<Asked> {
  const contract = contractOf(api);
  const operation = contract.operation(id);
  checkNames('expectAnswer', values, NAMES, ELSEWHERE);
  checkQuery(contract, operation, values.query);
  const request = contract.write(operation)(values as RequestValues);
  try {
    const answer = await inject(enforce(api), { ...request, ...(principal !== undefined && { principal }) });
    return { id, request, answer };
  } catch (error) {
    if (!(error instanceof ResponseMismatch)) throw error;
    const message = [error.message, '', indented(toCurl(request)), ''].join('\n');
    throw new AssertionError({ message, actual: error.issues, expected: [], operator: 'expectAnswer' });
  }
}

/**
 * Calls an operation in memory by the names of its document, and expects an answer that fits the document. It works in any test runner.
 *
 * Values are written as the styles and media types of the document have it; wrong ones are sent as they are, to see them refused. The
 * answer is held to the document whether `toBe` is asked for or not.
 *
 * @param api What `bind` gave.
 * @param operationId The operation, or `GET /pets` where the document names none.
 * @param values Parameters and body by name, and whose request it is.
 * @returns The answer; `toBe` expects a status of it, and a body.
 * @throws {AssertionError} if the answer does not fit the document, with a line for each thing that is wrong. As a rejection.
 * @throws {TypeError} for an operation that the API does not answer, a path parameter without a value, or a query parameter that nobody
 * declares, unless the API refuses those. As a rejection.
 * @example
 * await expectAnswer(api, 'getPetById', { path: { petId: 7 } }).toBe(200, { id: 7, name: 'Rex' });
 * await expectAnswer(api, 'getPetById', { path: { petId: 8 } }).toBe(404);
 *
 * const answer = await expectAnswer<operations['importPets']>(api, 'importPets', {
 *   body: [{ id: 7, name: 'Rex' }],
 *   principal: { name: 'ann', scopes: ['write:pets'] },
 * }).toBe(200);
 * answer.json(); // { total: 1, … }
 */
export function expectAnswer<Op = Untyped>(
  api: Api,
  operationId: string,
  ...[values]: OptionalUnlessNeeded<AskedOf<Op>>
): ExpectedAnswer {
  const asked = ask(api, operationId, (values ?? {}) as AskedOf);
  const answer = asked.then((one) => one.answer);
  return Object.assign(answer, {
    toBe: async (status: number, ...body: readonly unknown[]) => {
      await answer;
      return hold(await asked, status, ...body);
    },
  });
}
