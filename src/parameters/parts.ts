import type { Encoding, Encodings, MediaType, Shape } from '../document/operation.ts';
import type { Issue, SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import { ANY, alternativesOf, type ObjectShape } from './alternatives.ts';
import { encodingOf, FREE, UNSTYLED } from './fields.ts';
import { setOwn } from './members.ts';
import { type Content, compileProperty, kindOf, type PartKind, type ReadParts } from './part.ts';
import { compileSlots, type Declared, declare, type Raws } from './slots.ts';
import { compileValue, IN_BODY, type Read } from './value.ts';
import { type Field, PART } from './wire.ts';

/** A part of a multipart body. */
export type Part = { readonly name: string } & Content;

/** How the parts of a body become its value. */
export interface PartsReading {
  /** Whether parts go by their place: the value is an array then, else an object. */
  readonly isList: boolean;
  readonly kindOf: (key: string | number) => PartKind;
  /** Typed value of the parts. What cannot be cast is pushed to the issues; the value means nothing then. */
  readonly read: (parts: readonly Part[], issues: Issue[]) => unknown;
}

/** What the document does not know is kept: one part as it is, several as a list. */
const UNKNOWN: Shape = { types: [], anyOf: [ANY, { types: ['array'] }] };

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
    readRaw: declared.place === 'named' ? () => undefined : compileValue(shape, field, IN_BODY),
  };
}

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
    compileField(name, shape, encodingOf(encodings.encoding ?? {}, name)),
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
