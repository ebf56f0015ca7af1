import { type Api, enforcing } from '../api.ts';
import type { Servable } from '../servable.ts';
import { refuseUnawaited } from './given.ts';

const enforced = new WeakSet<Servable>();

/** Whether an API was given by {@link enforce}, so that a test is to learn why an answer does not fit. */
export const isEnforced = (api: Servable): boolean => enforced.has(api);

/**
 * The same API for a test, with every answer held to the document: `inject` rejects with the `ResponseMismatch` where one does not fit.
 * Behind a door, and by `handle`, such an answer is 500 `response-invalid`.
 *
 * Document, processes and options are those of the API given, which is left as it is. Operations that say `responses: 'off'` themselves
 * are not checked, and statuses that the document lacks pass where `undocumented: 'allow'` says so.
 *
 * @param api What `bind` gave.
 * @returns Another API; the same one each time.
 * @throws {TypeError} for what no `bind` gave, a promise of it too.
 * @example
 * const api = enforce(await bind('petstore.yaml', processes));
 * await inject(api, { url: '/pets/7' }); // rejects if the answer does not fit
 */
export function enforce(api: Api): Api {
  refuseUnawaited(api);
  const strict = api[enforcing]();
  enforced.add(strict);
  return strict;
}
