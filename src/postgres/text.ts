import { createHash } from 'node:crypto';

// PostgreSQL keeps no U+0000 in a text, and no half of a surrogate pair. A text with one of these is kept as JSON behind a mark, so that
// none is lost, and no two become one.
const MARK = '\u0001';
const UNKEPT = /[\0\p{Surrogate}]/u;

export const toText = (text: string): string =>
  UNKEPT.test(text) || text.startsWith(MARK) ? MARK + JSON.stringify(text) : text;

export const fromText = (text: string): string =>
  text.startsWith(MARK) ? String(JSON.parse(text.slice(MARK.length))) : text;

export const toTextOrNull = (text: string | null): string | null => (text === null ? null : toText(text));

export const fromTextOrNull = (text: string | null): string | null => (text === null ? null : fromText(text));

const plain = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

/** JSON of a value; what has none is null. It holds U+0000 and halves of pairs escaped. */
export const toJson = (value: unknown): string => JSON.stringify(value, plain) ?? 'null';

/** Of the same length for every text, and for no two the same. */
export const digest = (text: string): string => createHash('sha256').update(toText(text)).digest('hex');
