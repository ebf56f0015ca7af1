import type { MediaType } from '../document/operation.ts';
import { bestFit, type MediaTypeParts, parseMediaType, sequenceOf } from '../http/media-type.ts';
import { once } from '../http/once.ts';
import type { Check } from '../problem/issue.ts';
import { isUtf8 } from './charset.ts';
import { bothChecks, type Fill } from './check.ts';
import type { Reading, StreamedReading } from './content.ts';
import { compileDecode, type ReadForm, type ReadXml, type TypedReaders } from './decode.ts';
import type { ReadMultipart } from './multipart.ts';
import { compileMultipartReading } from './multipart-reading.ts';
import { type BodyParser, compileParsers, type FindParser } from './parser.ts';
import { checkList } from './sequence.ts';
import { compileSequence, joinFills, type SequenceOptions } from './sequence-reading.ts';

export interface SelectOptions extends SequenceOptions {
  /** How a form of this media type is read. */
  readonly formOf: (mediaType: MediaType) => ReadForm;
  /** How XML of this media type is read. */
  readonly xmlOf: (mediaType: MediaType) => ReadXml;
  /** How a multipart body of this media type is read. */
  readonly multipartOf: (mediaType: MediaType) => ReadMultipart;
  /** Readers by media type or range, in place of those here. */
  readonly parsers: Readonly<Record<string, BodyParser>>;
}

/** Finds the reading for the `Content-Type` of a request; null where the document declares none for it. */
export type Select = (contentType: string) => Reading | null;

/** A declared media type, and what is made of it when a body of it first comes. */
interface Declared {
  readonly range: MediaTypeParts;
  readonly mediaType: MediaType;
  readonly check: Check | null;
  readonly fill: () => Fill | null;
  readonly readers: TypedReaders;
  readonly multipart: () => StreamedReading;
}

/** Distinct fields that are remembered per operation, and their length. Callers send few; those who send many shall not fill the memory. */
const MOST_REMEMBERED = 32;
const LONGEST_REMEMBERED = 128;

function declare(mediaType: MediaType, options: SelectOptions): readonly Declared[] {
  const { checkOf, fillOf, formOf, xmlOf, multipartOf } = options;
  const range = parseMediaType(mediaType.type);
  if (range === null) return [];
  const { schema, itemSchema } = mediaType;
  const ofWhole = schema === null ? null : checkOf(schema);
  const ofItems = itemSchema === undefined ? null : checkList(checkOf(itemSchema));
  const check = ofWhole === null || ofItems === null ? (ofWhole ?? ofItems) : bothChecks(ofWhole, ofItems);
  const fill = once(() =>
    joinFills(itemSchema === undefined ? null : fillOf(itemSchema), schema === null ? null : fillOf(schema)),
  );
  return [
    {
      range,
      mediaType,
      check,
      fill,
      readers: { form: once(() => formOf(mediaType)), xml: once(() => xmlOf(mediaType)) },
      multipart: once(() => compileMultipartReading(multipartOf(mediaType), check, fill())),
    },
  ];
}

const isMultipart = ({ type }: MediaTypeParts): boolean => type === 'multipart';

function compileReading(
  { mediaType, check, fill, readers, multipart }: Declared,
  sent: MediaTypeParts,
  findParser: FindParser,
  options: SelectOptions,
): Reading | null {
  const parser = findParser(sent);
  const sequence = sequenceOf(sent);
  if (parser === null && sequence !== null)
    return isUtf8(sent.parameters['charset'] ?? 'utf-8')
      ? compileSequence(mediaType, sequence, options)
      : null;
  if (parser === null && isMultipart(sent)) return multipart();
  const decoder = parser ?? compileDecode(sent, readers);
  return decoder && { ...decoder, check, fill: fill() };
}

interface Found {
  readonly reading: Reading | null;
  /** Every multipart body has a boundary of its own. */
  readonly recurs: boolean;
}

function remember(find: (contentType: string) => Found): Select {
  const known = new Map<string, Reading>();
  return (contentType) => {
    const before = known.get(contentType);
    if (before !== undefined) return before;
    const { reading, recurs } = find(contentType);
    if (
      reading !== null &&
      recurs &&
      known.size < MOST_REMEMBERED &&
      contentType.length <= LONGEST_REMEMBERED
    )
      known.set(contentType, reading);
    return reading;
  };
}

const NOTHING: Found = { reading: null, recurs: false };

/** Which of the declared media types a body is of. Found out once for each distinct field. */
export function compileSelect(content: readonly MediaType[], options: SelectOptions): Select {
  const declared = content.flatMap((mediaType) => declare(mediaType, options));
  const findParser = compileParsers(options.parsers);
  return remember((contentType) => {
    const sent = parseMediaType(contentType);
    const best = sent === null ? undefined : bestFit(declared, sent);
    if (sent === null || best === undefined) return NOTHING;
    return { reading: compileReading(best, sent, findParser, options), recurs: !isMultipart(sent) };
  });
}
