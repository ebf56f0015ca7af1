import { createRequire } from 'node:module';

/** Which opbind this is. Looked up by the name of the package, for this file may be bundled into another folder. */
export const packageVersion = (): string =>
  (createRequire(import.meta.url)('opbind/package.json') as { readonly version: string }).version;
