/** A name as it stands in a JSON pointer (RFC 6901 §3). */
export const escapeSegment = (name: string): string =>
  name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;

export const unescapeSegment = (segment: string): string =>
  segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment;

/** A name or an index as what it adds to a pointer, its slash included. */
export const segment = (key: string | number): string =>
  typeof key === 'number' ? `/${key}` : `/${escapeSegment(key)}`;

/** The pointer of something within what is at a pointer. */
export const memberOf = (pointer: string, ...keys: readonly (string | number)[]): string => {
  let joined = pointer;
  for (const key of keys) joined += segment(key);
  return joined;
};
