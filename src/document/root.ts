import { parse, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Fault, type FileRead, inspect, readFileAt } from './references.ts';

/** The root document as it was found: its tree, and the text where there is one. */
export interface Root {
  readonly source: string;
  readonly url: URL | null;
  readonly read: FileRead;
}

const NO_URL: Fault = {
  code: 'document-unreadable',
  message: 'The URL of the document is malformed.',
  mend: 'Mend the URL.',
};

const TEXT: Fault = {
  code: 'document-text',
  message: 'The document is given as text, where the path of a file is expected.',
  mend: 'Write it to a file, or parse it and give the object.',
};

const toUrl = (document: string | URL): URL | null => {
  if (typeof document === 'string' && !/^(?:https?|file):\/\//i.test(document)) {
    return pathToFileURL(resolve(document));
  }
  try {
    const url = new URL(document);
    if (url.protocol === 'file:') fileURLToPath(url); // throws where the URL is no path
    return url;
  } catch {
    return null;
  }
};

export const labelOf = (url: URL): string => {
  if (url.protocol !== 'file:') return url.href;
  const path = fileURLToPath(url);
  const near = relative('', path);
  return near.startsWith('..') ? path : near;
};

/** A path with a line break or a brace at its head is a document given as text. */
const looksLikeText = (document: string): boolean => /[\r\n]|^\s*[{[]/.test(document);

export async function readRoot(document: string | URL | object, hosts: readonly string[]): Promise<Root> {
  if (typeof document === 'string' && looksLikeText(document)) {
    return { source: 'the document', url: null, read: { fault: TEXT } };
  }
  if (typeof document === 'string' || document instanceof URL) {
    const url = toUrl(document);
    if (url === null) return { source: document.toString(), url, read: { fault: NO_URL } };
    // The root may be a link to anywhere; what it refers to may not.
    const folder = url.protocol === 'file:' ? parse(fileURLToPath(url)).root : undefined;
    return { source: labelOf(url), url, read: await readFileAt(url, folder, hosts) };
  }
  return { source: 'the document', url: null, read: inspect(document, () => '', 'object') };
}
