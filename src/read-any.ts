import { compiledFrom, readCompiled } from './compiled-document.ts';
import { loadDocument } from './document/load.ts';
import type { Read } from './read-document.ts';
import { createChecks } from './schema/checks.ts';

/** Reads documents of all kinds. */
export const readAny: Read = async (document, options) => {
  const compiled = compiledFrom(document);
  if (compiled !== null) return readCompiled(compiled, options);
  const loaded = await loadDocument(document, options);
  return { ...loaded, createChecks: (own) => createChecks(loaded.schemas, own), compiledFor: null };
};
