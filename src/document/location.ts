import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Names the files of a document: the root is `''`, a file beside it `parts/pet.yaml`, one from elsewhere its URL. */
export interface Locations {
  /** Absolute URL of a file; null where the document is an object and has no place. */
  urlOf(file: string): URL | null;
  /** The file that a reference in `file` leads to, without its fragment; undefined where it leads to none. */
  fileAt(file: string, reference: string): string | undefined;
}

const parseUrl = (reference: string, base: URL | null): URL | undefined => {
  try {
    return base === null ? new URL(reference) : new URL(reference, base);
  } catch {
    return undefined;
  }
};

/** The hash is where a pointer begins, so a file name must not hold one. */
const toName = (path: string): string => path.split(sep).join('/').replaceAll('#', '%23');

/** @param folder Where relative references of the root begin when it is an object. */
export function createLocations(root: URL | null, folder?: string): Locations {
  const base = root ?? (folder === undefined ? null : pathToFileURL(`${resolve(folder)}${sep}`));
  const home = base?.protocol === 'file:' ? dirname(fileURLToPath(new URL('x', base))) : undefined;

  const urlOf = (file: string): URL | null => {
    if (file === '') return base;
    if (home === undefined || /^[a-z][a-z0-9+.-]+:/i.test(file)) return parseUrl(file, base) ?? null;
    return pathToFileURL(resolve(home, file.replaceAll('%23', '#')));
  };

  const nameOf = (url: URL): string => {
    url.hash = '';
    if (url.href === root?.href) return '';
    if (home === undefined || url.protocol !== 'file:') return url.href;
    return toName(relative(home, fileURLToPath(url))) || '.';
  };

  const fileAt = (file: string, reference: string): string | undefined => {
    if (reference === '') return file;
    const url = parseUrl(reference, urlOf(file));
    try {
      return url === undefined ? undefined : nameOf(url);
    } catch {
      return undefined; // a file: URL that is no path, for example one with %2F in it
    }
  };

  return { urlOf, fileAt };
}
