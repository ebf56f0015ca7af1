import type { MediaType } from '../document/operation.ts';
import {
  bestFit,
  isJson,
  isRange,
  isText,
  isXml,
  type MediaTypeParts,
  parseMediaType,
  type Sequence,
  sequenceOf,
} from '../http/media-type.ts';
import { refuse } from '../problem/problem.ts';
import { toJson } from './json.ts';
import type { Kind } from './kind.ts';
import { type Label, toLabel, toTextLabel } from './label.ts';
import { compileWriteItem, type WriteItem } from './sequence.ts';
import type { Serializer } from './serializer.ts';

/** Writes a whole value. */
type Write = (value: unknown, status: number) => string | Uint8Array;

/** What is written in a media type, and not sent as it is. */
export type ValueKind = Extract<Kind, 'scalar' | 'object' | 'items'>;

/** A media type, and how values are written in it. */
export interface Format {
  /** Type of the content, as declared or named. */
  readonly type: string;
  /** What the document says of it; null where it says nothing. */
  readonly mediaType: MediaType | null;
  /** Of text that is sent. */
  readonly label: Label;
  /** Of bytes that are sent as they are, whose charset is theirs. */
  readonly bytesLabel: Label;
  /** Writers of whole values, by what the value is. */
  readonly writers: Readonly<Partial<Record<ValueKind, Write>>>;
  /** Writer of the items of a sequence; null where the type is none. */
  readonly writeItem: WriteItem | null;
  /** Whether the items are server-sent events. */
  readonly isEvents: boolean;
}

/** Writes the XML of a value as the schema of its media type says. Throws a TypeError for what XML cannot say. */
export type XmlOf = (mediaType: MediaType) => (value: unknown) => string;

/** The writers there are beside those of JSON, texts and sequences. */
export interface Writers {
  readonly xmlOf: XmlOf | null;
  /** Whether the document lets null be anywhere in the values of a media type. */
  readonly allowsNull: (mediaType: MediaType) => boolean;
  /** By media type or range. */
  readonly serializers: Readonly<Record<string, Serializer>>;
}

/** What a writer throws is the fault of the answer. */
const guarded =
  (write: Write): Write =>
  (value, status) => {
    try {
      return write(value, status);
    } catch (cause) {
      throw refuse('response-invalid', { cause });
    }
  };

function checked(type: string, written: unknown): string | Uint8Array {
  if (typeof written === 'string' || written instanceof Uint8Array) return written;
  throw new TypeError(`The serializer of ${type} gave neither text nor bytes.`);
}

const serialized = (type: string, serializer: Serializer): Write =>
  guarded((value, status) => checked(type, serializer(value, { mediaType: type, status })));

/** Compiled when it is first needed: most callers ask for JSON. */
function xmlWriter(xmlOf: XmlOf, mediaType: MediaType): Write {
  let write: ((value: unknown) => string) | null = null;
  return guarded((value) => {
    write ??= xmlOf(mediaType);
    return write(value);
  });
}

interface Found {
  readonly range: MediaTypeParts;
  readonly serializer: Serializer;
}

/** The serializer whose name comes closest to a media type. */
function serializerFor(parts: MediaTypeParts, { serializers }: Writers): Found | undefined {
  const ranges = Object.entries(serializers).flatMap(([name, serializer]): Found[] => {
    const range = parseMediaType(name);
    return range === null ? [] : [{ range, serializer }];
  });
  return bestFit(ranges, parts);
}

/** What the document says of null is found out when there first is one: it takes a look at all of the schema. */
function jsonWriter({ allowsNull }: Writers, mediaType: MediaType): Write {
  let known: boolean | null = null;
  const findOut = (): boolean => {
    known ??= allowsNull(mediaType);
    return known;
  };
  return (value) => toJson(value, known ?? findOut);
}

type WritersOf = Pick<Format, 'writers' | 'writeItem'>;

const forAll = (write: Write): WritersOf => ({
  writers: { scalar: write, object: write, items: write },
  writeItem: null,
});

/** Items that are all there are written whole, so that what cannot be written is known before anything is sent. */
function forSequence(sequence: Sequence): WritersOf {
  const writeItem = compileWriteItem(sequence);
  const write = guarded((items) => Array.from(items as Iterable<unknown>, writeItem).join(''));
  return { writers: { items: write }, writeItem };
}

const SCALARS: WritersOf = { writers: { scalar: (value) => String(value) }, writeItem: null };

const NOTHING: WritersOf = { writers: {}, writeItem: null };

/** A serializer of exactly this type goes before what opbind knows of it; one of a range comes after. */
function writersOf(parts: MediaTypeParts, mediaType: MediaType, writers: Writers): WritersOf {
  const found = serializerFor(parts, writers);
  const own = found === undefined ? null : forAll(serialized(mediaType.type, found.serializer));
  if (own !== null && found !== undefined && !isRange(found.range)) return own;
  const sequence = sequenceOf(parts);
  if (sequence !== null) return forSequence(sequence);
  if (isJson(parts)) return forAll(jsonWriter(writers, mediaType));
  if (isXml(parts) && writers.xmlOf !== null) return forAll(xmlWriter(writers.xmlOf, mediaType));
  return own ?? (isText(parts) && !isXml(parts) ? SCALARS : NOTHING);
}

/** How values are written in a media type. Without a declaration its values fit anything. */
export function compileFormat(type: string, declared: MediaType | null, writers: Writers): Format {
  const parts = parseMediaType(type);
  const mediaType: MediaType = declared ?? { type, pointer: '', schema: null };
  return {
    type,
    mediaType: declared,
    label: toTextLabel(type),
    bytesLabel: toLabel(type),
    ...(parts === null ? NOTHING : writersOf(parts, mediaType, writers)),
    isEvents: parts !== null && sequenceOf(parts) === 'events',
  };
}
