import type { Parameter, Shape, TypeName } from '../document/operation.ts';
import { any, compileTest, date, dateTime, either, type Grammar, integer, number, uuid } from './grammar.ts';

type Kind = 'string' | 'number' | 'integer' | 'uuid' | 'date' | 'date-time';

/** The decoded texts that a path parameter takes: whole kinds, and single texts (enum, const, boolean). Never empty. */
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

const createSet = (kinds: readonly Kind[], texts: readonly string[]): TextSet => {
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

const SETS: Readonly<Record<Kind, TextSet>> = {
  uuid: createSet(['uuid'], []),
  date: createSet(['date'], []),
  'date-time': createSet(['date-time'], []),
  integer: createSet(['integer'], []),
  number: createSet(['number'], []),
  string: createSet(['string'], []),
};
const BOOLEAN = createSet([], ['false', 'true']);
const NO_TEXT = createSet([], []);

/** What a parameter takes that nothing narrows. */
export const EVERY_TEXT: TextSet = SETS.string;

const isEmpty = (set: TextSet): boolean => set.kinds.length + set.texts.length === 0;

const unite = (sets: readonly TextSet[]): TextSet => {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return only;
  return createSet(
    sets.flatMap((set) => set.kinds),
    sets.flatMap((set) => set.texts),
  );
};

const kindsWithin = (inner: TextSet, outer: TextSet): readonly Kind[] =>
  inner.kinds.filter((narrow) => outer.kinds.some((wide) => contains(wide, narrow)));

const intersect = (a: TextSet, b: TextSet): TextSet =>
  createSet(
    [...kindsWithin(a, b), ...kindsWithin(b, a)],
    [...a.texts.filter(b.accepts), ...b.texts.filter(a.accepts)],
  );

const FORMATS: ReadonlyMap<string | undefined, TextSet> = new Map([
  ['uuid', SETS.uuid],
  ['date', SETS.date],
  ['date-time', SETS['date-time']],
]);

const typeSet = (type: TypeName, format: string | undefined): TextSet => {
  if (type === 'integer' || type === 'number') return SETS[type];
  if (type === 'boolean') return BOOLEAN;
  if (type === 'null') return NO_TEXT;
  return (type === 'string' ? FORMATS.get(format) : undefined) ?? EVERY_TEXT;
};

/** The text of an enum member, where the types let a text become that member. */
const memberText = (member: unknown, types: Shape['types']): readonly string[] => {
  const among = (...names: Shape['types']): boolean =>
    types.length === 0 || names.some((name) => types.includes(name));
  // No URL can send a lone surrogate, and nothing makes no segment.
  if (typeof member === 'string') return among('string') && /^\P{Surrogate}+$/u.test(member) ? [member] : [];
  if (typeof member === 'boolean') return among('boolean') ? [String(member)] : [];
  if (typeof member !== 'number') return [];
  return among('number') || (Number.isInteger(member) && among('integer')) ? [String(member)] : [];
};

// Deeper unions than anyone writes do not narrow.
const DEEPEST = 32;

const shapeSet = ({ types, format, enum: members, anyOf }: Shape, depth: number): TextSet => {
  const typed = types.length === 0 ? ['string' as const] : types;
  let set = unite(typed.map((type) => typeSet(type, format)));
  if (members)
    set = intersect(
      set,
      createSet(
        [],
        members.flatMap((member) => memberText(member, types)),
      ),
    );
  if (anyOf && depth < DEEPEST)
    set = intersect(set, unite(anyOf.map((branch) => shapeSet(branch, depth + 1))));
  return set;
};

/**
 * The texts that a path parameter takes. Styles but `simple`, and arrays and objects, take any text.
 * So does a schema that no text fits: then the check of the value says why.
 */
export function toTextSet(parameter: Parameter | undefined): TextSet {
  if (parameter === undefined || parameter.style !== 'simple' || parameter.content !== undefined)
    return EVERY_TEXT;
  const set = shapeSet(parameter.shape, 0);
  return isEmpty(set) ? EVERY_TEXT : set;
}

/** Whether a set leaves nothing out. */
export const takesAll = (set: TextSet): boolean => set.kinds.includes('string');

/** Place in the order of precedence: the widest kind counts. */
export const rankSet = (set: TextSet): number => Math.max(2, ...set.kinds.map((kind) => KINDS[kind].rank));

/** Some text of the set. */
export const sampleSet = (set: TextSet): string =>
  set.texts[0] ?? set.kinds.map((kind) => KINDS[kind].sample)[0] ?? '';

export const setGrammar = (set: TextSet): Grammar =>
  either(...set.texts, ...set.kinds.map((kind) => KINDS[kind].grammar));

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
