import type { Pointer } from './operation.ts';

/** A name or index as one segment of a JSON pointer (RFC 6901, section 3). */
export const escapeSegment = (segment: string): string =>
  segment.includes('~') || segment.includes('/')
    ? segment.replaceAll('~', '~0').replaceAll('/', '~1')
    : segment;

export const unescapeSegment = (segment: string): string =>
  segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment;

/** The pointer of something within the node at `pointer`. */
export const within = (pointer: Pointer, ...segments: readonly (string | number)[]): Pointer => {
  let joined = pointer;
  for (const segment of segments) {
    joined += `/${typeof segment === 'number' ? segment : escapeSegment(segment)}`;
  }
  return joined;
};

/** The file of a pointer; empty for the root document. */
export const fileOf = (pointer: Pointer): string => pointer.slice(0, pointer.indexOf('#'));

export const segmentsOf = (path: string): readonly string[] =>
  path === '' ? [] : path.slice(1).split('/').map(unescapeSegment);

/** How a finding names a place: the root document's file is left out. */
export const toFindingPointer = (pointer: Pointer): string =>
  pointer.startsWith('#') ? pointer.slice(1) : pointer;

/** Pointers to what is around what is at a pointer, and that itself. */
export const beginningsOf = (pointer: Pointer): readonly Pointer[] =>
  [...`${pointer}/`.matchAll(/\//g)].map(({ index }) => pointer.slice(0, index));
