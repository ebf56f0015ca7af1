import { wellFormed } from '../http/well-formed.ts';

/** Parsers of forms nest as deep as names have brackets, and few deeper than this. */
const DEEPEST = 20;

const encode = (text: string): string => encodeURIComponent(wellFormed(text));

/** Pairs of a member; false where there is something that no form holds. */
function addPairs(pairs: string[], name: string, value: unknown, depth: number): boolean {
  if (typeof value === 'string') {
    pairs.push(`${encode(name)}=${encode(value)}`);
    return true;
  }
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return false;
  const isList = Array.isArray(value);
  return Object.entries(value).every(([key, member]) =>
    addPairs(pairs, isList && typeof member === 'string' ? name : `${name}[${key}]`, member, depth + 1),
  );
}

/**
 * The text of a form that somebody else has parsed: its values are texts, which want to be cast as those of a form that is read here.
 * Null where there are other values, which somebody has given their types.
 */
export function toFormText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const pairs: string[] = [];
  const isForm = Object.entries(value).every(([name, member]) => addPairs(pairs, name, member, 0));
  return isForm ? pairs.join('&') : null;
}
