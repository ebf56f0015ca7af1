import { compiledFrom, readCompiled } from './compiled-document.ts';
import type { Read } from './read-document.ts';

/** Reads documents of all kinds. What reads those that are not compiled is loaded where there is one. */
export const readAny: Read = async (document, options) => {
  const compiled = compiledFrom(document);
  if (compiled !== null) return readCompiled(compiled, options);
  const { readLoaded } = await import('./read-loaded.ts');
  return readLoaded(document, options);
};
