import type { Encoding, Encodings, MediaType, Parameter, Shape } from '../document/operation.ts';
import { isJson, parseMediaType } from '../http/media-type.ts';
import type { Issue, SchemaIssue } from '../problem/issue.ts';
import { type Alternatives, ANY, alternativesOf, type ObjectShape } from './alternatives.ts';
import { keepText } from './decode.ts';
import { fail, isFull, REPEATED, segment } from './failure.ts';
import { readJson } from './json.ts';
import { setOwn, single } from './members.ts';
import { type CheckedOptions, compileParameter } from './parameter.ts';
import { compileSlots, type Declared, declare, type Raws } from './slots.ts';
import { compileNamed, compileValue, type Read, type ValueOptions } from './value.ts';
import type { Field, Wire } from './wire.ts';

/** A part of a multipart body: a text to be cast or parsed, or a value that is complete. */
export type Part = { readonly name: string } & Content;

type Content = { readonly text: string; readonly json: boolean } | { readonly value: unknown };

/** What a part is to become: a file, a value that no file can be, or what it is sent as. */
export type PartKind = 'file' | 'value' | 'free';

/** How the parts of a body become its value. */
export interface PartsReading {
  /** Whether parts go by their place: the value is an array then, else an object. */
  readonly isList: boolean;
  readonly kindOf: (key: string | number) => PartKind;
  /** Typed value of the parts. What cannot be cast is pushed to the issues; the value means nothing then. */
  readonly read: (parts: readonly Part[], issues: Issue[]) => unknown;
}

/** Parts are not encoded beyond their charset, so that delimiters are the characters themselves. */
const PART: Wire = {
  decode: keepText,
  space: / /,
  pipe: /\|/,
  tab: /\t/,
  comma: /,/,
  trimmed: false,
  firstWins: false,
};

const OPTIONS: ValueOptions = { long: false, fits: () => true };

const UNSTYLED: Encoding = { style: 'form', explode: true, styled: false };

const FREE: ObjectShape = { properties: new Map(), additional: null };

/** What the document does not know is kept: one part as it is, several as a list. */
const UNKNOWN: Shape = { types: [], anyOf: [ANY, { types: ['array'] }] };

const isBinary = ({ format }: Shape): boolean => format === 'binary';

const isFreeScalar = ({ types: [type] }: Shape): boolean => type === undefined || type === 'string';

/** What an item of a list is. */
const listItems = ({ array, object, scalars }: Alternatives): Shape | null =>
  array !== null && object === null && scalars.length === 0 ? array.items : null;

function kindOf(shape: Shape): PartKind {
  const alternatives = alternativesOf(shape);
  const { array, object, scalars } = alternatives;
  const items = listItems(alternatives);
  // A list within a list has no parts of its own.
  if (items !== null) return listItems(alternativesOf(items)) === null ? kindOf(items) : 'value';
  if (scalars.length > 0 && scalars.every(isBinary) && (array ?? object) === null) return 'file';
  return scalars.some(isFreeScalar) ? 'free' : 'value';
}

const isJsonEncoding = ({ styled, contentType = '' }: Encoding): boolean => {
  const parts = styled ? null : parseMediaType(contentType);
  return parts !== null && isJson(parts);
};

type ReadParts = (parts: readonly Content[], pointer: string, issues: SchemaIssue[]) => unknown;

interface Given {
  readonly given: unknown;
}

const mayBeTextOnly = ({ scalars, array, object }: Alternatives): boolean =>
  (array ?? object) === null && scalars.every(({ types: [type] }) => type === 'string');

/** A value that is complete, or JSON, which is never cast; null for a text that is to be cast. */
function compileGiven(shape: Shape, encoding: Encoding, ofList: boolean) {
  const isDeclared = isJsonEncoding(encoding);
  const keepsText = !isDeclared && mayBeTextOnly(alternativesOf(shape));
  // A schema may say that a string is the text of JSON (contentMediaType).
  const isKept = (json: unknown): boolean =>
    keepsText && typeof json !== 'string' && !(ofList && Array.isArray(json));

  return (part: Content, pointer: string, issues: SchemaIssue[]): Given | null => {
    if ('value' in part) return { given: part.value };
    if (!part.json && !isDeclared) return null;
    const found = readJson(part.text);
    if ('code' in found) return keepsText ? null : { given: fail(issues, pointer, found) };
    return isKept(found.json) ? null : { given: found.json };
  };
}

const textOf = (part: Content): string => ('text' in part ? part.text : '');

const isPlain = (part: Content): boolean => 'text' in part && !part.json;

/** Reads the parts of one name. Those of a list are its items, but for a single one that is the whole list as JSON. */
function compileProperty(name: string, shape: Shape, encoding: Encoding): ReadParts {
  const alternatives = alternativesOf(shape);
  const { array } = alternatives;
  const items = listItems(alternatives);
  const { style, explode } = encoding.styled ? encoding : UNSTYLED;
  const field: Field = { name, style, explode, wire: PART };
  const compile = encoding.styled ? compileValue : compileNamed;
  const readTexts: Read = compile(shape, field, OPTIONS);
  const readPrefix = (array?.prefix ?? []).map((item) => compileNamed(item, field, OPTIONS));
  const readOther = compileNamed(array?.items ?? ANY, field, OPTIONS);
  const givenOf = compileGiven(items ?? shape, encoding, items !== null);
  const isCast = !isJsonEncoding(encoding);
  const mayBeWhole = items !== null && alternativesOf(items).array === null;

  const readOne = (part: Content, pointer: string, issues: SchemaIssue[]): unknown => {
    const given = givenOf(part, pointer, issues);
    return given === null ? readTexts(textOf(part), pointer, issues) : given.given;
  };

  const readItems = (
    parts: readonly Content[],
    pointer: string,
    issues: SchemaIssue[],
  ): readonly unknown[] => {
    const values: unknown[] = [];
    for (let index = 0; index < parts.length && !isFull(issues); index += 1) {
      const part = parts[index] ?? { text: '', json: false };
      const at = pointer + segment(index);
      const given = givenOf(part, at, issues);
      const read = readPrefix[index] ?? readOther;
      values.push(given === null ? read(textOf(part), at, issues) : given.given);
    }
    return values;
  };

  return (parts, pointer, issues) => {
    const [first] = parts;
    if (isCast && parts.every(isPlain)) return readTexts(single(parts.map(textOf)), pointer, issues);
    if (first !== undefined && parts.length === 1 && items === null) return readOne(first, pointer, issues);
    if (array === null) return fail(issues, pointer, REPEATED);
    const values = readItems(parts, pointer, issues);
    const [whole] = values;
    return mayBeWhole && values.length === 1 && Array.isArray(whole) ? whole : values;
  };
}

interface PartField extends Declared {
  readonly read: ReadParts;
  /** Of fields that are told by other names than their own. */
  readonly readRaw: Read;
}

function compileField(name: string, shape: Shape, encoding: Encoding): PartField {
  const { style, explode } = encoding;
  const field: Field = { name, style, explode, wire: PART };
  const declared: Declared = encoding.styled ? declare(field, shape) : { name, place: 'named', object: null };
  return {
    ...declared,
    read: compileProperty(name, shape, encoding),
    readRaw: declared.place === 'named' ? () => undefined : compileValue(shape, field, OPTIONS),
  };
}

const encodingOf = (encodings: Encodings['encoding'], name: string): Encoding =>
  encodings !== undefined && Object.hasOwn(encodings, name) ? (encodings[name] ?? UNSTYLED) : UNSTYLED;

const toIssues = (found: readonly SchemaIssue[], issues: Issue[]): void => {
  for (const issue of found) issues.push({ in: 'body', ...issue });
};

/** Parts by their names, those that are told by a name of their own and all others. */
interface Grouped {
  readonly named: ReadonlyMap<string, Content[]>;
  readonly raws: Raws;
}

/** An object whose properties are parts. */
function compileRecord({ properties, additional }: ObjectShape, encodings: Encodings): PartsReading {
  const fields = [...properties].map(([name, shape]) =>
    compileField(name, shape, encodingOf(encodings.encoding, name)),
  );
  const slots = compileSlots(fields);
  const other = additional || UNKNOWN;
  const readOther = compileProperty('', other, UNSTYLED);
  const kinds = new Map([...properties].map(([name, shape]) => [name, kindOf(shape)]));
  const otherKind = kindOf(other);

  const group = (parts: readonly Part[]): Grouped => {
    const named = new Map<string, Content[]>();
    const raws: Raws = fields.map(() => undefined);
    for (const part of parts) {
      const isPlaced =
        'text' in part && !slots.named.has(part.name) && slots.place(raws, part.name, part.text);
      if (isPlaced) continue;
      const before = named.get(part.name);
      if (before === undefined) named.set(part.name, [part]);
      else before.push(part);
    }
    return { named, raws };
  };

  return {
    isList: false,
    kindOf: (key) => (typeof key === 'string' ? kinds.get(key) : undefined) ?? otherKind,
    read(parts, issues) {
      const { named, raws } = group(parts);
      const value: Record<string, unknown> = {};
      const found: SchemaIssue[] = [];
      fields.forEach(({ name, read, readRaw }, index) => {
        const own = named.get(name);
        const raw = raws[index];
        if (own !== undefined) setOwn(value, name, read(own, segment(name), found));
        else if (raw !== undefined) setOwn(value, name, readRaw(raw, segment(name), found));
      });
      for (const [name, others] of named) {
        if (!properties.has(name)) setOwn(value, name, readOther(others, segment(name), found));
      }
      toIssues(found, issues);
      return value;
    },
  };
}

/** An array whose items are parts. Each part is read by the schema and the encoding of its place. */
function compileList(shape: Shape, { prefixEncoding = [], itemEncoding }: Encodings): PartsReading {
  const { prefix, items } = alternativesOf(shape).array ?? { prefix: [], items: ANY };
  const shapeAt = (index: number): Shape => prefix[index] ?? items;
  const compileAt = (index: number): ReadParts =>
    compileProperty('', shapeAt(index), prefixEncoding[index] ?? itemEncoding ?? UNSTYLED);
  const first = Array.from({ length: Math.max(prefix.length, prefixEncoding.length) }, (_, index) =>
    compileAt(index),
  );
  const other = compileAt(first.length);
  return {
    isList: true,
    kindOf: (key) => kindOf(typeof key === 'number' ? shapeAt(key) : items),
    read(parts, issues) {
      const found: SchemaIssue[] = [];
      const values = parts.map((part, index) => (first[index] ?? other)([part], segment(index), found));
      toIssues(found, issues);
      return values;
    },
  };
}

/**
 * Compiles the reading of a multipart body: received parts → typed object, or array where parts go by their place.
 *
 * @param isForm Whether the parts have names, as in `multipart/form-data`. Bodies without are objects only where the schema says so,
 * and forms are lists only there.
 */
export function compileParts(mediaType: MediaType, isForm: boolean): PartsReading {
  const { shape = ANY, prefixEncoding, itemEncoding } = mediaType;
  const { object, array } = alternativesOf(shape);
  const isPlaced = prefixEncoding !== undefined || itemEncoding !== undefined;
  return isPlaced || (object === null && (array !== null || !isForm))
    ? compileList(shape, mediaType)
    : compileRecord(object ?? FREE, mediaType);
}

/**
 * Compiles the check of the header fields that an encoding declares for a part. Issues lie in the body, at the part; their name is
 * that of the field.
 */
export function compilePartHeaders(
  parameters: readonly Parameter[],
  options: Pick<CheckedOptions, 'checkOf'>,
): (headers: Readonly<Record<string, string>>, pointer: string, issues: Issue[]) => void {
  const readings = parameters.map((parameter) => ({
    name: parameter.name.toLowerCase(),
    ...compileParameter(parameter, { ...options, int64: 'number' }),
  }));
  return (headers, pointer, issues) => {
    const found: Issue[] = [];
    for (const { name, read, absent } of readings) {
      const raw = Object.hasOwn(headers, name) ? headers[name] : undefined;
      if (raw !== undefined) read(raw, found);
      else if ('make' in absent) absent.make(found);
    }
    for (const issue of found) issues.push({ ...issue, in: 'body', pointer });
  };
}
