import type { Body } from '../document/operation.ts';
import { bytesOf } from '../http/bytes.ts';
import { fieldValue } from '../http/fields.ts';
import { isFieldValue } from '../http/header-lines.ts';
import type { HttpRequest, RequestBody } from '../http/message.ts';
import type { Issue } from '../problem/issue.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { collectBytes } from './bytes.ts';
import {
  acceptContent,
  type BodyContent,
  isStreamed,
  type ReadContent,
  type Reading,
  toContent,
  type WholeReading,
} from './content.ts';
import { type ContentCoding, compileCodings } from './inflate.ts';
import { holdsPoison, POISONED } from './json.ts';
import { readOpened } from './opened.ts';
import { cutShort, drained, malformed, tooLarge, tooLong } from './refusals.ts';
import { compileSelect, type SelectOptions } from './select.ts';

export type { BodyContent } from './content.ts';

export interface BodyOptions extends SelectOptions {
  /** Bytes that a body may have at most, as it comes and when it is inflated. */
  readonly limit: number;
  /** Content codings in which it may come. */
  readonly contentEncodings: readonly ContentCoding[];
}

/**
 * Reads and checks the body of a request. What is wrong with its value is pushed to `issues`.
 *
 * @param keepsBytes Whether its bytes are asked for, though it could be read as it comes.
 */
export type ReadBody = (request: HttpRequest, issues: Issue[], keepsBytes?: boolean) => ReadContent;

const NO_BODY: BodyContent = { value: undefined, bytes: null };

type Whole = string | Uint8Array;

const isWhole = (body: unknown): body is Whole => typeof body === 'string' || body instanceof Uint8Array;

const isParsed = (body: Exclude<RequestBody, Whole>): body is { readonly parsed: unknown } =>
  'parsed' in body;

const toBytes = (whole: Whole): Uint8Array => (typeof whole === 'string' ? bytesOf(whole) : whole);

async function* oneChunk(whole: Whole): AsyncGenerator<Uint8Array> {
  yield toBytes(whole);
}

/** Of most bodies. */
const NOT_CODED: readonly ContentCoding[] = [];

/** Finds the reading for a request, or why there is none. */
function compileFindReading(
  body: Body,
  options: BodyOptions,
): (contentType: string | undefined) => Reading | Problem {
  const select = compileSelect(body.content, options);
  const declared = body.content
    .map(({ type }) => type)
    .filter(isFieldValue)
    .join(', ');
  const unsupported = (detail: string): Problem =>
    refuse('media-type-unsupported', { detail, headers: [['accept', declared || undefined]] });
  return (contentType) =>
    contentType === undefined
      ? unsupported('The request has no Content-Type.')
      : (select(contentType) ?? unsupported(`The body may be ${declared}.`));
}

/** What is said of a coding that is not taken off. RFC 9110 §12.5.3 asks for the field. */
function compressed(allowed: readonly ContentCoding[]): Problem {
  const names = allowed.join(', ');
  return refuse('media-type-unsupported', {
    detail: names === '' ? 'The body may not be compressed.' : `The body may be compressed as ${names}.`,
    headers: [['accept-encoding', names || 'identity']],
  });
}

/**
 * The reader for the body of an operation. What is not declared is refused: nothing reaches a process unchecked.
 * A body is refused as early as its header fields allow, before a byte of it is read.
 */
export function compileBody(body: Body | null, options: BodyOptions): ReadBody {
  if (body === null) return () => NO_BODY;
  const { limit, contentEncodings } = options;
  const findReading = compileFindReading(body, options);
  const readCodings = compileCodings(contentEncodings);

  const absent = (): BodyContent | Problem => (body.required ? refuse('body-missing') : NO_BODY);

  const readWhole = (
    bytes: Uint8Array,
    length: number,
    reading: WholeReading | Problem,
    issues: Issue[],
  ): ReadContent => {
    if (bytes.byteLength > length) return tooLong();
    if (bytes.byteLength === 0) return absent();
    if (bytes.byteLength > limit) return tooLarge(limit);
    if (reading instanceof Problem) return reading;
    return toContent(reading, reading.decode(bytes, issues), bytes, issues);
  };

  /** Texts and bytes that the host application read are decoded here, without the codings that it has taken off. */
  const readHanded = (
    whole: Whole,
    reading: Reading,
    contentType: string,
    issues: Issue[],
    keepsBytes: boolean,
  ): ReadContent => {
    const opening = {
      limit,
      length: Number.NaN,
      codings: NOT_CODED,
      reading,
      contentType,
      issues,
      absent,
      keepsBytes,
    };
    if (isStreamed(reading)) return readOpened(oneChunk(whole), opening);
    if (typeof whole !== 'string') return readWhole(whole, Number.NaN, reading, issues);
    const bytes = toBytes(whole);
    if (bytes.byteLength > limit) return tooLarge(limit);
    return toContent(reading, reading.decodeText(whole, issues), bytes, issues);
  };

  /** What the host application parsed is the value, but for the fields of a form: those are texts as long as nobody gives them types. */
  const readParsed = (
    value: unknown,
    contentType: string | undefined,
    issues: Issue[],
    keepsBytes: boolean,
  ): ReadContent => {
    if (value === undefined || (isWhole(value) && value.length === 0)) return absent();
    const reading = findReading(contentType);
    if (reading instanceof Problem) return reading;
    if (isWhole(value)) return readHanded(value, reading, contentType ?? '', issues, keepsBytes);
    if (holdsPoison(value)) return malformed(POISONED);
    if (isStreamed(reading)) return reading.accept(value, issues);
    const text = reading.textOf?.(value) ?? null;
    return text === null
      ? acceptContent(reading, value, issues)
      : toContent(reading, reading.decodeText(text, issues), null, issues);
  };

  return (request, issues, keepsBytes = false) => {
    const source = request.body ?? undefined;
    if (source === undefined) return absent();
    const contentType = fieldValue(request.headers, 'content-type');
    if (!isWhole(source) && isParsed(source))
      return readParsed(source.parsed, contentType, issues, keepsBytes);
    const length = Number(fieldValue(request.headers, 'content-length') ?? Number.NaN);
    if (length > limit) return tooLarge(limit);
    const coded = fieldValue(request.headers, 'content-encoding');
    const codings = coded === undefined ? NOT_CODED : readCodings(coded);
    const reading = codings === null ? compressed(contentEncodings) : findReading(contentType);
    if (reading instanceof Problem || (codings === NOT_CODED && !isStreamed(reading))) {
      if (isWhole(source)) return readWhole(toBytes(source), length, reading, issues);
      if (length > 0 && reading instanceof Problem) return reading;
      return collectBytes(source, limit, (bytes) => {
        if (bytes === 'too-large') return tooLarge(limit);
        if (bytes === 'drained') return drained();
        if (bytes === 'aborted') return cutShort();
        return readWhole(bytes, length, reading, issues);
      });
    }
    return readOpened(isWhole(source) ? oneChunk(source) : source, {
      limit,
      length,
      codings: codings ?? NOT_CODED,
      reading,
      contentType: contentType ?? '',
      issues,
      absent,
      keepsBytes,
    });
  };
}
