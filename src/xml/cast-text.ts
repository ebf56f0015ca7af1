import type { Pointer } from '../document/operation.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { trimBlank } from './characters.ts';
import type { Outline, OutlineOf } from './outline.ts';
import { isFree } from './slots.ts';

/** Text → value by the schema at a pointer. What cannot be cast is pushed to the issues, at `pointer`, a place in the body. */
export type CastText = (text: string, pointer: string, issues: SchemaIssue[]) => unknown;

/** Narrowest first: a text that fits several becomes the first of them. */
const RANKS = ['integer', 'number', 'boolean', 'string'] as const;

const rankOf = ({ types }: Outline): number => {
  const rank = RANKS.findIndex((type) => types.has(type));
  return rank === -1 ? RANKS.length : rank;
};

/** One cast of a value that has to fit one of several schemas. */
function joinCasts(casts: readonly CastText[]): CastText {
  const [only] = casts;
  if (only === undefined) return (text) => text;
  if (casts.length === 1) return only;
  return (text, pointer, issues) => {
    for (const cast of casts) {
      const found: SchemaIssue[] = [];
      const value = cast(text, pointer, found);
      if (found.length === 0) return value;
    }
    return only(text, pointer, issues);
  };
}

/** Text of a leaf → value. White space around what is no text does not count. */
export function createCastOf(
  outlineOf: OutlineOf,
  castOf: (schema: Pointer) => CastText,
): (outline: Outline) => CastText {
  const known = new WeakMap<Outline, CastText>();

  const compile = (outline: Outline): CastText => {
    if (isFree(outline)) return (text) => text;
    const pointers = [...outline.pointers].sort((a, b) => rankOf(outlineOf([a])) - rankOf(outlineOf([b])));
    const cast = joinCasts(pointers.map(castOf));
    return outline.types.has('string')
      ? cast
      : (text, pointer, issues) => cast(trimBlank(text), pointer, issues);
  };

  return (outline) => {
    const cast = known.get(outline) ?? compile(outline);
    known.set(outline, cast);
    return cast;
  };
}
