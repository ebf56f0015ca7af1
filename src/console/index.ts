import type { Api } from '../api.ts';

/** @param api What `bind` gave. */
export function createConsole(api: Api): never {
  throw new Error(`not there yet: ${typeof api}`);
}
