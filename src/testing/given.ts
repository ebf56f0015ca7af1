import { source } from '../api.ts';
import { isPromise } from '../process/promise.ts';

/**
 * A forgotten `await` is told as such.
 *
 * @throws {TypeError} for a promise, and for what no `bind` gave.
 */
export function refuseUnawaited(api: unknown): void {
  if (isPromise(api)) throw new TypeError('This is a promise of an API: await bind(…) first.');
  if (typeof api !== 'object' || api === null || !(source in api))
    throw new TypeError('This is no API: give what bind gave.');
}
