import { loadDocument } from './document/load.ts';
import type { Read } from './read-document.ts';
import { createChecks } from './schema/checks.ts';

/** Reads documents that are not compiled. */
export const readLoaded: Read = async (document, options) => {
  const loaded = await loadDocument(document, options);
  return {
    ...loaded,
    createChecks: (own) => createChecks(loaded.schemas, own),
    compiledFor: null,
    ready: () => null,
  };
};
