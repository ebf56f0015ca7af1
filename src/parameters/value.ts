import type { Shape, Style } from '../document/operation.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import { type Alternatives, type ArrayShape, alternativesOf, type ObjectShape } from './alternatives.ts';
import { type Cast, castDecoded, compileCasts, compileRawCast, isFailure, noneOf } from './cast.ts';
import { isEscaped } from './decode.ts';
import { compileDeep } from './deep.ts';
import { type Failure, fail, isFull, MALFORMED, REPEATED } from './failure.ts';
import { readJson } from './json.ts';
import { compileMembers, groupByName, setOwn, single } from './members.ts';
import {
  compileSplit,
  compileStrip,
  compileStripName,
  compileStripPrefix,
  type Field,
  isSpread,
  type Raw,
  type Split,
  type Strip,
  type Wire,
} from './wire.ts';

/** Raw text → typed value. Where an issue was pushed, what is returned means nothing. */
export type Read = (raw: Raw, pointer: string, issues: SchemaIssue[]) => unknown;

/** A value within another; its pointer is written only when it is needed. */
type ReadMember = (raw: string, pointer: string, key: string | number, issues: SchemaIssue[]) => unknown;

export interface ValueOptions {
  /** Whether integers of 64 bits become a bigint. */
  readonly long: boolean;
  /** Whether a value fits its schema as a whole, to tell the alternatives of a union apart. */
  readonly fits: (value: unknown) => boolean;
  /** Of arrays within arrays (2.0): the styles of the items. */
  readonly itemStyle?: readonly Style[];
}

/** Of bodies, whose schema is asked when all of it was read. */
export const IN_BODY: ValueOptions = { long: false, fits: () => true };

const ODD: Failure = { code: 'style', message: 'Must be names and values in turn.' };
const NO_EQUALS: Failure = { code: 'style', message: 'Must be a list of name=value.' };

/** The one text of a value that cannot have several; null where it has. */
export const onlyText = (raw: Raw, { firstWins }: Wire): string | null => {
  if (typeof raw === 'string') return raw;
  return firstWins ? (raw[0] ?? null) : null;
};

const noPrefix = ({ style, name, explode }: Field, isObject = false): Failure => ({
  code: 'style',
  message: `Must be written ${style === 'label' ? '.value' : explode && isObject ? ';property=value' : `;${name}=value`}.`,
});

/** Takes off what the style puts before the value. Only paths have such styles, and one text for each value. */
function stripping(strip: Strip | null, failure: Failure, read: Read): Read {
  if (strip === null) return read;
  return (raw, pointer, issues) => {
    const stripped = typeof raw === 'string' ? strip(raw) : null;
    return stripped === null ? fail(issues, pointer, failure) : read(stripped, pointer, issues);
  };
}

/** One text, cast. */
function compileScalar(castRaw: Cast, field: Field): Read {
  const { wire } = field;
  return stripping(compileStrip(field), noPrefix(field), (raw, pointer, issues) => {
    const text = onlyText(raw, wire);
    const value = text === null ? REPEATED : castRaw(text);
    return isFailure(value) ? fail(issues, pointer, value) : value;
  });
}

/** A text within an array or object, cast. */
const castMember =
  (castRaw: Cast): ReadMember =>
  (raw, pointer, key, issues) => {
    const value = castRaw(raw);
    return isFailure(value) ? fail(issues, pointer + segment(key), value) : value;
  };

/** What the styles have no text for, an array or object within another, is JSON. */
function jsonMember({ decode }: Field['wire']): ReadMember {
  return (raw, pointer, key, issues) => {
    const text = decode(raw);
    const value = text === undefined ? MALFORMED : readJson(text);
    return 'code' in value ? fail(issues, pointer + segment(key), value) : value.json;
  };
}

function compileMember(shape: Shape, field: Field, options: ValueOptions): ReadMember {
  const alternatives = alternativesOf(shape);
  const { array, object, scalars } = alternatives;
  const [style, ...itemStyle] = options.itemStyle ?? [];
  if (array && style) {
    const read = compileArray(array, { ...field, style, explode: false }, { ...options, itemStyle });
    return (raw, pointer, key, issues) => read(raw, pointer + segment(key), issues);
  }
  return (array ?? object) && scalars.length === 0
    ? jsonMember(field.wire)
    : castMember(compileRawCast(alternatives, field.wire.decode, options.long));
}

/** Raw text → raw items. */
function compileItems(field: Field, items: Alternatives | null): (raw: Raw) => readonly string[] {
  if (isSpread(field)) return (raw) => (typeof raw === 'string' ? (raw === '' ? [] : [raw]) : raw);
  const split = compileSplit(field, items);
  const itemsOf: Split = field.wire.trimmed ? (raw) => split(raw).filter((text) => text !== '') : split;
  return (raw) => (typeof raw === 'string' ? itemsOf(raw) : raw.flatMap(itemsOf));
}

/** The items of `;name=a;name=b`, without their name. */
const compileStripNames = ({ style, explode, name }: Field): Strip | null =>
  style === 'matrix' && explode ? compileStripName(name) : null;

/** Whether items are texts about which nothing more is said. */
const isText = ({ scalars: [first, ...others], nullable, array, object }: Alternatives): boolean =>
  first !== undefined &&
  (first.types[0] ?? 'string') === 'string' &&
  first.enum === undefined &&
  others.length === 0 &&
  !nullable &&
  (array ?? object) === null;

function compileArray({ prefix, items }: ArrayShape, field: Field, options: ValueOptions): Read {
  const first = prefix.map((shape) => compileMember(shape, field, options));
  const other = compileMember(items, field, options);
  const alike = prefix.length === 0 && !options.itemStyle?.length ? alternativesOf(items) : null;
  const itemsOf = compileItems(field, alike);
  const stripName = compileStripNames(field);
  const keepsTexts = alike !== null && isText(alike) && stripName === null;
  return stripping(compileStripPrefix(field), noPrefix(field), (raw, pointer, issues) => {
    const texts = itemsOf(raw);
    if (keepsTexts && typeof raw === 'string' && !isEscaped(raw)) return texts;
    const values: unknown[] = [];
    for (let index = 0; index < texts.length && !isFull(issues); index += 1) {
      const text = texts[index] ?? '';
      const stripped = stripName === null ? text : stripName(text);
      if (stripped === null) return fail(issues, pointer, noPrefix(field));
      values.push((first[index] ?? other)(stripped, pointer, index, issues));
    }
    return values;
  });
}

/** `a=1`, `b=2` → names and values in turn; null where an equals sign is missing. */
function splitPairs(items: readonly string[]): readonly string[] | null {
  const flat: string[] = [];
  for (const item of items) {
    const equals = item.indexOf('=');
    if (equals === -1) return null;
    flat.push(item.slice(0, equals), item.slice(equals + 1));
  }
  return flat;
}

const inTurn = (items: readonly string[]): readonly string[] | null =>
  items.length % 2 === 0 ? items : null;

/** An object that is written as one text. */
function compileObject(object: ObjectShape, field: Field, options: ValueOptions): Read {
  const { wire } = field;
  const split = compileSplit(field, null);
  const [pairsOf, unpaired] = field.explode ? [splitPairs, NO_EQUALS] : [inTurn, ODD];
  const readOf = compileMembers(object, (shape) => compileMember(shape, field, options));

  const readPairs = (flat: readonly string[], pointer: string, issues: SchemaIssue[]) => {
    const value: Record<string, unknown> = {};
    for (let index = 0; index + 1 < flat.length && !isFull(issues); index += 2) {
      const key = wire.decode(flat[index] ?? '');
      if (key === undefined) return fail(issues, pointer, MALFORMED);
      if (Object.hasOwn(value, key)) return fail(issues, pointer + segment(key), REPEATED);
      setOwn(value, key, readOf(key)(flat[index + 1] ?? '', pointer, key, issues));
    }
    return value;
  };

  return stripping(compileStripPrefix(field), noPrefix(field, true), (raw, pointer, issues) => {
    const text = onlyText(raw, wire);
    const flat = text === null ? null : pairsOf(split(text));
    return flat === null
      ? fail(issues, pointer, text === null ? REPEATED : unpaired)
      : readPairs(flat, pointer, issues);
  });
}

/** An object whose properties are names of the query string, the form or the cookies themselves. */
function compileSpread(object: ObjectShape, field: Field, options: ValueOptions): Read {
  const readOf = compileMembers(object, (shape) => compileNamed(shape, field, options));
  return (raw, pointer, issues) => {
    const value: Record<string, unknown> = {};
    for (const [name, texts] of groupByName(typeof raw === 'string' ? [] : raw)) {
      if (isFull(issues)) break;
      setOwn(value, name, readOf(name)(single(texts), pointer + segment(name), issues));
    }
    return value;
  };
}

/** JSON as the text of a value. */
export function compileJson(wire: Wire): Read {
  return (raw, pointer, issues) => {
    const sent = onlyText(raw, wire);
    if (sent === null) return fail(issues, pointer, REPEATED);
    const text = wire.decode(sent);
    const value = text === undefined ? MALFORMED : readJson(text);
    return 'code' in value ? fail(issues, pointer, value) : value.json;
  };
}

function compileDeepObject(shape: Shape, { wire: { decode } }: Field, { long }: ValueOptions): Read {
  const read = compileDeep(shape, { decode, long });
  return (raw, pointer, issues) => read(typeof raw === 'string' ? ['', raw] : raw, pointer, issues);
}

const FEW: Failure = { code: 'type', message: 'Must be an array.' };

const ofSeveral =
  (read: Read): Read =>
  (raw, pointer, issues) => {
    const value = read(raw, pointer, issues);
    return Array.isArray(value) && value.length > 1 ? value : fail(issues, pointer, FEW);
  };

/** The first reading that fits the schema; if none does, the first there is, and the schema's check tells why not. */
function firstThatFits(reads: readonly Read[], { fits }: ValueOptions, failure: Failure): Read {
  return (raw, pointer, issues) => {
    const readable: unknown[] = [];
    const all: SchemaIssue[] = [];
    for (const read of reads) {
      const found: SchemaIssue[] = [];
      const value = read(raw, pointer, found);
      if (found.length === 0 && fits(value)) return value;
      if (found.length === 0) readable.push(value);
      all.push(...found);
    }
    if (readable.length > 0) return readable[0];
    const malformed = all.find(({ message }) => message === MALFORMED.message);
    const [first] = all;
    const agreed =
      first !== undefined && first.code !== 'type' && all.every(({ code }) => code === first.code);
    return fail(issues, pointer, malformed ?? (agreed ? first : failure));
  };
}

/**
 * Compiles the reading of one value.
 *
 * Of a union, texts come before objects, and arrays before texts only where there are several items.
 */
export function compileValue(shape: Shape, field: Field, options: ValueOptions): Read {
  if (field.style === 'deepObject') return compileDeepObject(shape, field, options);
  return compileAlternatives(alternativesOf(shape), field, options, (object) =>
    isSpread(field) ? compileSpread(object, field, options) : compileObject(object, field, options),
  );
}

/** As {@link compileValue}, for a value that has a name of its own also if it is an object; that is JSON then. */
export function compileNamed(shape: Shape, field: Field, options: ValueOptions): Read {
  return compileAlternatives(alternativesOf(shape), field, options, () => compileJson(field.wire));
}

function compileAlternatives(
  alternatives: Alternatives,
  field: Field,
  options: ValueOptions,
  compileTree: (object: ObjectShape) => Read,
): Read {
  const { scalars, nullable, array, object } = alternatives;
  const { decode } = field.wire;
  const casts =
    scalars.length > 1
      ? compileCasts(alternatives, options.long).map((cast) => castDecoded(cast, decode))
      : [compileRawCast(alternatives, decode, options.long)];
  const texts =
    scalars.length > 0 || (nullable && !array) ? casts.map((cast) => compileScalar(cast, field)) : [];
  const lists = array ? [compileArray(array, field, options)] : [];
  const trees = object ? [compileTree(object)] : [];
  const several = texts.length > 0 ? lists.map(ofSeveral) : [];
  const reads = [...several, ...texts, ...lists, ...trees];
  const [first] = reads;
  return first && reads.length === 1 ? first : firstThatFits(reads, options, noneOf(alternatives));
}
