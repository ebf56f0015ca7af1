import type { Untyped } from '../operations.ts';
import type { Trigger } from '../trigger/trigger.ts';

/** Groups of a fake trigger may be given in part. */
export type TriggerOverrides<Op> = {
  readonly [Name in keyof Trigger<Op>]?: Name extends 'http' | 'run' | 'operation'
    ? Partial<Trigger<Op>[Name]>
    : Trigger<Op>[Name];
};

/**
 * A trigger for the unit test of a process: no parameters, no body, nobody calling, but for what is said otherwise.
 *
 * @param overrides Members that differ; `http`, `run` and `operation` may be given in part. `supplied` says no to every name unless it is given.
 * @example
 * const answer = getPetById(fakeTrigger({ path: { petId: 7 } }));
 */
export function fakeTrigger<Op = Untyped>(overrides: TriggerOverrides<Op> = {}): Trigger<Op> {
  const { http, run, operation, ...rest } = overrides;
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
  } as Trigger<Op>;
}
