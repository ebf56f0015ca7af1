import type { Api } from '../api.ts';

/** @param api What `bind` gave. */
export function toFastifyPlugin(api: Api): never {
  throw new Error(`not there yet: ${typeof api}`);
}
