import { any, compileTest, date, dateTime, type Grammar, integer, number, text, uuid } from './grammar.ts';

type Kind = 'string' | 'number' | 'integer' | 'uuid' | 'date' | 'date-time';

/** The decoded texts that a path parameter takes: whole kinds, and single texts (enum, const, boolean). */
export interface TextSet {
  /** The same for the same texts. */
  readonly key: string;
  readonly kinds: readonly Kind[];
  readonly texts: readonly string[];
  /** Length of the longest of `texts`. */
  readonly longest: number;
  readonly accepts: (text: string) => boolean;
}

interface KindFacts {
  readonly noun: string;
  readonly rank: number;
  readonly sample: string;
  readonly grammar: Grammar;
  readonly accepts: (text: string) => boolean;
}

// The narrower a kind, the lower its rank. Ranks 0 and 1 are literal and part-literal segments, 2 is single texts.
const KINDS: Readonly<Record<Kind, KindFacts>> = {
  uuid: kind('a UUID', 3, '0f8fad5b-d9cb-469f-a165-70867728950e', uuid),
  date: kind('a date', 3, '2026-01-31', date),
  'date-time': kind('a date-time', 3, '2026-01-31T12:00:00Z', dateTime),
  integer: kind('an integer', 4, '7', integer),
  number: kind('a number', 5, '1.5', number),
  string: { noun: 'a string', rank: 6, sample: 'x', grammar: any, accepts: () => true },
};

function kind(noun: string, rank: number, sample: string, grammar: Grammar): KindFacts {
  return { noun, rank, sample, grammar, accepts: compileTest(grammar) };
}

// Every integer is a number, everything is a string, and no other two kinds have a text in common.
const contains = (wide: Kind, narrow: Kind): boolean =>
  wide === narrow || wide === 'string' || (wide === 'number' && narrow === 'integer');

const compileAccepts = (kinds: readonly Kind[], texts: readonly string[]): TextSet['accepts'] => {
  const [only] = kinds;
  if (only !== undefined && kinds.length === 1 && texts.length === 0) return KINDS[only].accepts;
  const known = new Set(texts);
  return (text) => known.has(text) || kinds.some((kind) => KINDS[kind].accepts(text));
};

export const createSet = (kinds: readonly Kind[], texts: readonly string[]): TextSet => {
  const widest = [...new Set(kinds)].filter(
    (kind, _, all) => !all.some((wide) => wide !== kind && contains(wide, kind)),
  );
  const rest = [...new Set(texts)].filter((text) => !widest.some((kind) => KINDS[kind].accepts(text)));
  const [sortedKinds, sortedTexts] = [widest.sort(), rest.sort()];
  return {
    key: JSON.stringify([sortedKinds, sortedTexts]),
    kinds: sortedKinds,
    texts: sortedTexts,
    longest: sortedTexts.reduce((longest, { length }) => Math.max(longest, length), 0),
    accepts: compileAccepts(sortedKinds, sortedTexts),
  };
};

/** All texts of a kind. */
export const SETS: Readonly<Record<Kind, TextSet>> = {
  uuid: createSet(['uuid'], []),
  date: createSet(['date'], []),
  'date-time': createSet(['date-time'], []),
  integer: createSet(['integer'], []),
  number: createSet(['number'], []),
  string: createSet(['string'], []),
};

export const isEmpty = (set: TextSet): boolean => set.kinds.length + set.texts.length === 0;

export const unite = (sets: readonly TextSet[]): TextSet => {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return only;
  return createSet(
    sets.flatMap((set) => set.kinds),
    sets.flatMap((set) => set.texts),
  );
};

const kindsWithin = (inner: TextSet, outer: TextSet): readonly Kind[] =>
  inner.kinds.filter((narrow) => outer.kinds.some((wide) => contains(wide, narrow)));

export const intersect = (a: TextSet, b: TextSet): TextSet =>
  createSet(
    [...kindsWithin(a, b), ...kindsWithin(b, a)],
    [...a.texts.filter(b.accepts), ...b.texts.filter(a.accepts)],
  );

/** Whether a set leaves nothing out. */
export const takesAll = (set: TextSet): boolean => set.kinds.includes('string');

/** Place in the order of precedence: the widest kind counts. */
export const rankSet = (set: TextSet): number => Math.max(2, ...set.kinds.map((kind) => KINDS[kind].rank));

/** Some text of the set. */
export const sampleSet = (set: TextSet): string =>
  set.texts[0] ?? set.kinds.map((kind) => KINDS[kind].sample)[0] ?? '';

export const setGrammar = (set: TextSet): Grammar => ({
  either: [...set.texts.map(text), ...set.kinds.map((kind) => KINDS[kind].grammar)],
});

/** Some text that both sets hold; null when there is none. */
export function commonSetText(a: TextSet, b: TextSet): string | null {
  const text = a.texts.find(b.accepts) ?? b.texts.find(a.accepts);
  const kind = kindsWithin(a, b)[0] ?? kindsWithin(b, a)[0];
  return text ?? (kind === undefined ? null : KINDS[kind].sample);
}

const listed = (texts: readonly string[]): readonly string[] => {
  if (texts.length === 0) return [];
  if (texts.length < 3) return texts;
  return [`one of ${texts.slice(0, 6).join(', ')}${texts.length > 6 ? ', …' : ''}`];
};

/** `an integer`, `false or true`, `one of cat, dog, hen`. */
export const describeSet = (set: TextSet): string =>
  [...listed(set.texts), ...set.kinds.map((kind) => KINDS[kind].noun)].join(' or ');
