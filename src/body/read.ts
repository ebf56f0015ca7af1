import type { Body } from '../document/operation.ts';
import { fieldValue } from '../http/fields.ts';
import { isFieldValue } from '../http/header-lines.ts';
import type { HttpRequest, RequestBody } from '../http/message.ts';
import type { Check, Issue, SchemaIssue } from '../problem/issue.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { collectBytes } from './bytes.ts';
import { holdsPoison, POISONED } from './json.ts';
import { compileSelect, type Reading, type SelectOptions } from './select.ts';

/** A body that was read and checked. */
export interface BodyContent {
  /** Undefined where an optional body was not sent. */
  readonly value: unknown;
  /** As it came; null where there is none, or where the host application parsed it. */
  readonly bytes: Uint8Array | null;
}

export interface BodyOptions extends SelectOptions {
  /** Bytes that a body may have at most. */
  readonly limit: number;
}

/** Reads and checks the body of a request. What is wrong with its value is pushed to `issues`. */
export type ReadBody = (
  request: HttpRequest,
  issues: Issue[],
) => BodyContent | Problem | Promise<BodyContent | Problem>;

const NO_BODY: BodyContent = { value: undefined, bytes: null };

/** Bytes are checked as a text of as many characters, so that lengths count bytes. */
const checkable = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
    : value;

const inBody = ({ pointer, code, message }: SchemaIssue): Issue => ({ in: 'body', pointer, code, message });

function runCheck(check: Check | null, value: unknown, issues: Issue[]): void {
  const found = check === null ? null : check(checkable(value));
  if (found !== null) issues.push(...found.map(inBody));
}

function decodeAndCheck(
  bytes: Uint8Array,
  { decode, check }: Reading,
  issues: Issue[],
): BodyContent | Problem {
  const before = issues.length;
  const value = decode(bytes, issues);
  if (value instanceof Problem) return value;
  if (issues.length === before) runCheck(check, value, issues);
  return { value, bytes };
}

/** What a compressed body inflates to has no limit, so none is read (RFC 9110 §12.5.3 asks for the field). */
const compressed = ({ headers }: HttpRequest): Problem | null =>
  headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity'
    ? null
    : refuse('media-type-unsupported', {
        detail: 'The body may not be compressed.',
        headers: [['accept-encoding', 'identity']],
      });

const DRAINED =
  'Something in the host application has read the body. Hand it over as { parsed }, or let opbind read it.';

const TOO_LONG = 'The body is longer than its Content-Length.';
const CUT_SHORT = 'The body ended before it was complete.';

type Whole = string | Uint8Array;

const isWhole = (body: RequestBody): body is Whole => typeof body === 'string' || body instanceof Uint8Array;

/**
 * The reader for the body of an operation. What is not declared is refused: nothing reaches a process unchecked.
 * A body is refused as early as its header fields allow, before a byte of it is read.
 */
export function compileBody(body: Body | null, options: BodyOptions): ReadBody {
  if (body === null) return () => NO_BODY;
  const { limit } = options;
  const select = compileSelect(body.content, options);
  const declared = body.content
    .map(({ type }) => type)
    .filter(isFieldValue)
    .join(', ');

  const absent = (): BodyContent | Problem => (body.required ? refuse('body-missing') : NO_BODY);

  const tooLarge = (): Problem =>
    refuse('body-too-large', { detail: `The body may have ${limit} bytes at most.` });

  const unsupported = (detail: string): Problem =>
    refuse('media-type-unsupported', { detail, headers: [['accept', declared || undefined]] });

  const readingFor = ({ headers }: HttpRequest): Reading | Problem => {
    const contentType = fieldValue(headers, 'content-type');
    if (contentType === undefined) return unsupported('The request has no Content-Type.');
    return select(contentType) ?? unsupported(`The body may be ${declared}.`);
  };

  const readWhole = (
    bytes: Uint8Array,
    reading: Reading | Problem,
    issues: Issue[],
  ): BodyContent | Problem => {
    if (bytes.byteLength === 0) return absent();
    if (bytes.byteLength > limit) return tooLarge();
    return reading instanceof Problem ? reading : decodeAndCheck(bytes, reading, issues);
  };

  const readParsed = (value: unknown, reading: Reading | Problem, issues: Issue[]): BodyContent | Problem => {
    if (value === undefined) return absent();
    if (reading instanceof Problem) return reading;
    if (holdsPoison(value)) return refuse('body-malformed', { detail: POISONED });
    runCheck(reading.check, value, issues);
    return { value, bytes: null };
  };

  return (request, issues) => {
    const source = request.body ?? undefined;
    if (source === undefined) return absent();
    const length = Number(fieldValue(request.headers, 'content-length') ?? Number.NaN);
    if (length > limit) return tooLarge();
    const reading = compressed(request) ?? readingFor(request);
    const readBytes = (bytes: Uint8Array): BodyContent | Problem =>
      bytes.byteLength > length
        ? refuse('body-malformed', { detail: TOO_LONG })
        : readWhole(bytes, reading, issues);
    if (isWhole(source)) return readBytes(typeof source === 'string' ? Buffer.from(source) : source);
    if ('parsed' in source) return readParsed(source.parsed, reading, issues);
    if (length > 0 && reading instanceof Problem) return reading;
    return collectBytes(source, limit).then((bytes) => {
      if (bytes === 'too-large') return tooLarge();
      if (bytes === 'drained') return refuse('body-drained', { detail: DRAINED });
      if (bytes === 'aborted') return refuse('body-malformed', { detail: CUT_SHORT });
      return readBytes(bytes);
    });
  };
}
