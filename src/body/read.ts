import type { Body, MediaType, Pointer } from '../document/operation.ts';
import { fieldValue } from '../http/fields.ts';
import { type MediaTypeParts, parseMediaType, specificity } from '../http/media-type.ts';
import type { HttpRequest } from '../http/message.ts';
import type { Check, Issue } from '../problem/issue.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { collectBytes } from './bytes.ts';
import { compileDecode, type Decode, type ReadForm } from './decode.ts';

/** A body that was read and checked. */
export interface BodyContent {
  /** Undefined where an optional body was not sent. */
  readonly value: unknown;
  readonly bytes: Uint8Array | null;
}

export interface BodyOptions {
  /** Bytes that a body may have at most. */
  readonly limit: number;
  readonly checkOf: (schema: Pointer) => Check;
  /** How a form of this media type is read; null where the document says nothing of its fields. */
  readonly formOf: (mediaType: MediaType) => ReadForm | null;
}

/** Reads and checks the body of a request. What is wrong with its value is pushed to `issues`. */
export type ReadBody = (
  request: HttpRequest,
  issues: Issue[],
) => BodyContent | Problem | Promise<BodyContent | Problem>;

/** What the `Content-Type` of a request leads to. */
interface Reading {
  readonly decode: Decode;
  readonly check: Check | null;
}

const NO_BODY: BodyContent = { value: undefined, bytes: null };

const passThrough: ReadBody = () => NO_BODY;

const asBytes = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body) : body;

/** Bytes are checked as a text of as many characters, so that lengths count bytes. */
const checkable = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
    : value;

const inBody = (issue: { pointer: string; code: string; message: string }): Issue => ({
  in: 'body',
  pointer: issue.pointer,
  code: issue.code,
  message: issue.message,
});

const runCheck = (check: Check | null, value: unknown, issues: Issue[]): void => {
  const found = check?.(checkable(value));
  if (found) issues.push(...found.map(inBody));
};

/** Distinct `Content-Type` fields remembered per operation; callers send few, attackers many. */
const REMEMBERED = 32;

/** Finds, once per distinct field, the declared media type that fits best and how it is decoded. */
function compileSelect(
  content: readonly MediaType[],
  options: BodyOptions,
): (field: string) => Reading | null {
  const declared = content.flatMap((mediaType) => {
    const range = parseMediaType(mediaType.type);
    if (range === null) return [];
    const check = mediaType.schema === null ? null : options.checkOf(mediaType.schema);
    return [{ range, check, readForm: options.formOf(mediaType) }];
  });
  const best = (sent: MediaTypeParts) =>
    declared
      .map((entry) => ({ ...entry, rank: specificity(entry.range, sent) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)[0];
  const select = (field: string): Reading | null => {
    const sent = parseMediaType(field);
    const entry = sent === null ? undefined : best(sent);
    if (sent === null || entry === undefined) return null;
    const decode = compileDecode(sent, entry.readForm);
    return decode && { decode, check: entry.check };
  };
  const known = new Map<string, Reading | null>();
  return (field) => {
    const found = known.get(field);
    if (found !== undefined) return found;
    const reading = select(field);
    if (known.size < REMEMBERED) known.set(field, reading);
    return reading;
  };
}

/**
 * The reader for the body of an operation. What is not declared is refused: nothing reaches a process unchecked.
 *
 * A body is refused as early as its header fields allow, before a byte of it is read.
 */
export function compileBody(body: Body | null, options: BodyOptions): ReadBody {
  if (body === null) return passThrough;
  const select = compileSelect(body.content, options);
  const accept = body.content.map(({ type }) => type).join(', ');
  const { limit } = options;

  const absent = (): BodyContent | Problem => (body.required ? refuse('body-missing') : NO_BODY);
  const tooLarge = (): Problem =>
    refuse('body-too-large', { detail: `The body may have ${limit} bytes at most.` });
  const unsupported = (detail: string): Problem =>
    refuse('media-type-unsupported', { detail, headers: [['accept', accept]] });

  const typeOf = (request: HttpRequest): Reading | Problem => {
    const field = fieldValue(request.headers, 'content-type');
    if (field === undefined) return unsupported('The request has no Content-Type.');
    return select(field) ?? unsupported(`The body may be ${accept}.`);
  };

  const decode = (bytes: Uint8Array, reading: Reading | Problem, issues: Issue[]): BodyContent | Problem => {
    if (bytes.byteLength === 0) return absent();
    if (bytes.byteLength > limit) return tooLarge();
    if (reading instanceof Problem) return reading;
    const before = issues.length;
    const value = reading.decode(bytes, issues);
    if (value instanceof Problem) return value;
    if (issues.length === before) runCheck(reading.check, value, issues);
    return { value, bytes };
  };

  return (request, issues) => {
    const source = request.body;
    if (source === undefined) return absent();
    if (typeof source === 'string' || source instanceof Uint8Array) {
      return encodingRefusal(request) ?? decode(asBytes(source), typeOf(request), issues);
    }
    const reading = typeOf(request);
    const length = Number(fieldValue(request.headers, 'content-length'));
    if (length > limit) return tooLarge();
    if (length > 0 && reading instanceof Problem) return reading;
    const encoded = encodingRefusal(request);
    if (encoded !== null) return encoded;
    if ('parsed' in source) {
      if (source.parsed === undefined) return absent();
      if (reading instanceof Problem) return reading;
      runCheck(reading.check, source.parsed, issues);
      return { value: source.parsed, bytes: null };
    }
    return collectBytes(source, limit).then((bytes) => {
      if (bytes === 'too-large') return tooLarge();
      if (bytes === 'drained') return refuse('body-drained', { detail: DRAINED });
      if (bytes === 'aborted')
        return refuse('body-malformed', { detail: 'The body ended before it was complete.' });
      return decode(bytes, reading, issues);
    });
  };
}

const DRAINED =
  'Something in the host application has read the body. Hand it over as { parsed }, or let opbind read it.';

/** Encoded bodies are not read: what they would inflate to has no limit (RFC 9110 §15.5.16 asks for the field). */
const encodingRefusal = (request: HttpRequest): Problem | null => {
  const encoding = request.headers['content-encoding'];
  return encoding === undefined || encoding === 'identity'
    ? null
    : refuse('media-type-unsupported', {
        detail: 'The body may not be compressed.',
        headers: [['accept-encoding', 'identity']],
      });
};
