import type { Api } from '../api.ts';
import type { Untyped } from '../operations.ts';
import type { Trigger } from '../trigger/trigger.ts';
import { type Contract, contractOf } from './contract-of.ts';
import { fakeBody, fakeGroups, type Groups } from './fake-values.ts';
import type { OptionalUnlessNeeded, ValuesOf } from './values-of.ts';
import type { RequestValues } from './write-request.ts';

/** Groups of a fake trigger may be given in part. */
type InPart = 'http' | 'run' | 'operation';

/** Members of a trigger that differ from those of a fake one. A group of parameters that is given is given whole. */
export type TriggerOverrides<Op = Untyped> = {
  readonly [Name in keyof Trigger<Op>]?: Name extends InPart ? Partial<Trigger<Op>[Name]> : Trigger<Op>[Name];
};

/** What a caller could have sent, and members of the trigger that differ beside it. */
export type FakeCall<Op = Untyped> = ValuesOf<Op> &
  Omit<TriggerOverrides<Op>, 'path' | 'query' | 'headers' | 'cookies' | 'body'>;

function plainTrigger({ http, run, operation, ...rest }: TriggerOverrides): Trigger {
  const none = {};
  return {
    path: none,
    query: none,
    headers: none,
    cookies: none,
    body: undefined,
    claims: null,
    username: null,
    operation: { id: 'fake', method: 'GET', template: '/', ...operation },
    http: {
      method: 'GET',
      uri: 'http://localhost/',
      protocol: 'http',
      clientIp: null,
      headers: {},
      cookies: {},
      body: '',
      bytes: null,
      ...http,
    },
    run: { id: 'fake', signal: new AbortController().signal, log: () => undefined, outputs: {}, ...run },
    supplied: () => false,
    respond: () => undefined,
    ...rest,
  };
}

function triggerOf(contract: Contract, operationId: string, call: FakeCall): Trigger {
  const operation = contract.operation(operationId);
  const { path = {}, query = {}, headers = {}, cookies = {}, body, http, ...rest } = call;
  const given: Groups = { path, query, headers, cookies };
  const groups = fakeGroups(contract, operation, given, body);
  const { id, method, template } = operation;
  const values: RequestValues = { path, query, cookies };
  const supplied = new Set(
    Object.values(given).flatMap((group) =>
      Object.entries(group).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ),
  );
  return plainTrigger({
    operation: { id, method, template },
    http: { method, uri: `http://localhost${contract.write(operation)(values).url}`, ...http },
    supplied: (name) => supplied.has(name),
    ...rest,
    ...groups,
    body: fakeBody(contract, operation, body),
  });
}

/**
 * A trigger for the unit test of a process: no parameters, no body, nobody calling, but for what is said otherwise.
 *
 * @param overrides Members that differ; `http`, `run` and `operation` may be given in part. `supplied` says no to every name unless it is given.
 * @example
 * const answer = getPetById(fakeTrigger({ path: { petId: 7 } }));
 */
export function fakeTrigger<Op = Untyped>(overrides?: TriggerOverrides<Op>): Trigger<Op>;
/**
 * A trigger for the unit test of a process, filled from the document as the real one is: every declared parameter is there, with its value,
 * else its default, else null; a body has the defaults of its schema; `supplied` knows what was given.
 *
 * @param api What `bind` gave.
 * @param operationId The operation, or `GET /pets` where the document names none.
 * @param call What a caller sends, and members of the trigger that differ.
 * @throws {TypeError} with a line for each thing that no caller could have sent: a name that is not declared, a value that does not fit, one
 * that is required and missing. Bodies of JSON are checked, others are taken as they are.
 * @example
 * const trigger = fakeTrigger<operations['getPetById']>(api, 'getPetById', { path: { petId: 7 } });
 * trigger.path.petId; // 7, a number
 */
export function fakeTrigger<Op = Untyped>(
  api: Api,
  operationId: string,
  ...call: OptionalUnlessNeeded<FakeCall<Op>>
): Trigger<Op>;
export function fakeTrigger(
  first: Api | TriggerOverrides = {},
  operationId?: string,
  call: FakeCall = {},
): Trigger {
  return operationId === undefined
    ? plainTrigger(first as TriggerOverrides)
    : triggerOf(contractOf(first as Api), operationId, call);
}
