import type { MediaType, ResponseRecord } from '../document/operation.ts';
import { isFieldValue } from '../http/header-lines.ts';
import { isJson, isText, parseMediaType } from '../http/media-type.ts';
import type { HeaderLine, HttpResponse, ResponseBody } from '../http/message.ts';
import { release } from '../http/release.ts';
import type { Reply } from '../http/reply.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { explicitReply } from './explicit.ts';
import { problemResponse } from './problem.ts';

/** What a process gave back → what is sent. Throws a {@link Problem} for what cannot be sent. */
export type ToResponse = (answer: unknown) => HttpResponse;

/** What a response of the document says about a bare value. */
interface Declared {
  readonly status: number;
  readonly json: HeaderLine;
  readonly text: HeaderLine;
  readonly bytes: HeaderLine;
}

const contentType = (value: string): HeaderLine => ['content-type', value];

const JSON_TYPE = contentType('application/json');
const TEXT_TYPE = contentType('text/plain; charset=utf-8');
const BYTES_TYPE = contentType('application/octet-stream');

const isSuccess = ({ status }: ResponseRecord): boolean => /^2\d\d$/.test(status);

/** Whether an answer can be of this type: it is no range, and can be sent as a header field. */
const isConcrete = ({ type }: MediaType): boolean => !type.includes('*') && isFieldValue(type);

/** The first declared media type that suits; the usual one where none does. */
function typeFor(
  content: readonly MediaType[],
  suits: (type: string) => boolean,
  usual: HeaderLine,
): HeaderLine {
  const declared = content.filter(isConcrete).find(({ type }) => suits(type));
  return declared === undefined ? usual : contentType(declared.type);
}

const suitsJson = (type: string): boolean => {
  const parts = parseMediaType(type);
  return parts !== null && isJson(parts);
};

const isTextual = (type: string): boolean => {
  const parts = parseMediaType(type);
  return parts !== null && (isText(parts) || isJson(parts) || /(^|\+)xml$/.test(parts.subtype));
};

/** Text of a `text/…` type says its charset, for not every client assumes UTF-8. */
const withCharset = ([name, value]: HeaderLine): HeaderLine =>
  /^text\//.test(value) && !/charset=/i.test(value) ? [name, `${value}; charset=utf-8`] : [name, value];

/** A string is the body as it is, so it is of the only type declared, if that is textual at all. */
function stringType(content: readonly MediaType[]): HeaderLine {
  const [only, ...others] = content.filter(isConcrete);
  return only !== undefined && others.length === 0 && isTextual(only.type)
    ? withCharset(contentType(only.type))
    : withCharset(typeFor(content, (type) => /^text\//.test(type), TEXT_TYPE));
}

function compileDeclared(responses: readonly ResponseRecord[]): Declared {
  const successes = responses.filter(isSuccess);
  const [only] = successes;
  const chosen = successes.length === 1 ? only : successes.find(({ status }) => status === '200');
  const general = ['2XX', 'default'].flatMap((range) => responses.filter(({ status }) => status === range));
  const content = (chosen ?? general[0])?.content ?? [];
  return {
    status: chosen === undefined ? 200 : Number(chosen.status),
    json: typeFor(content, suitsJson, JSON_TYPE),
    text: stringType(content),
    bytes: typeFor(content, (type) => !suitsJson(type), BYTES_TYPE),
  };
}

/** The status of an answer without content: the only empty 2xx declared, else 204. */
function emptyStatus(responses: readonly ResponseRecord[]): number {
  const empty = responses.filter((response) => isSuccess(response) && response.content.length === 0);
  const [only] = empty;
  return only !== undefined && empty.length === 1 ? Number(only.status) : 204;
}

const withLength = (status: number, type: HeaderLine, body: string | Uint8Array): HttpResponse => {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  return { status, headers: [type, ['content-length', String(length)]], body };
};

const toJson = (value: unknown): string => {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw refuse('response-invalid', { cause });
  }
  if (text === undefined)
    throw refuse('response-invalid', { cause: new TypeError(`A ${typeof value} has no JSON form.`) });
  return text;
};

const isStream = (value: object): value is AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> =>
  Symbol.asyncIterator in value || value instanceof ReadableStream;

/** Bytes in any of their forms; null for what is to be written as JSON. */
function bytesOf(value: object): Exclude<ResponseBody, string> {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Blob) return value.stream();
  return isStream(value) ? value : null;
}

/** Statuses that never have a body (RFC 9110 §15.3.5, §15.4.5). */
const isBodiless = (status: number): boolean => status === 204 || status === 304 || status === 205;

/** A length or a type with such a status would be taken for those of a body that never comes (RFC 9110 §8.6). */
function withoutContent(response: HttpResponse): HttpResponse {
  const { status, headers, body } = response;
  if (!isBodiless(status) || body === null) return response;
  release(body);
  return { status, headers: headers.filter(([name]) => !name.startsWith('content-')), body: null };
}

/** The bytes and the type of given content. */
function contentOf(content: unknown, declared: Declared): { body: ResponseBody; type: HeaderLine } {
  if (typeof content === 'string') return { body: content, type: declared.text };
  const bytes = typeof content === 'object' && content !== null ? bytesOf(content) : null;
  return bytes === null
    ? { body: toJson(content), type: declared.json }
    : { body: bytes, type: declared.bytes };
}

const charsetOf = (type: string): string | undefined => /charset="?([^";\s]+)/i.exec(type)?.[1];

const CHARSETS: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'us-ascii': 'latin1',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'utf-16le': 'utf16le',
};

/** Text in its charset. UTF-8 stays a string, which a server writes more cheaply than bytes. */
function encode(text: string, charset: string | undefined): string | Uint8Array {
  const encoding = CHARSETS[charset?.toLowerCase() ?? 'utf-8'];
  if (encoding === undefined) {
    throw refuse('response-invalid', {
      cause: new TypeError(`There is no encoder for the charset ${charset}.`),
    });
  }
  return encoding === 'utf8' ? text : Buffer.from(text, encoding);
}

const joinCharset = (type: string, charset: string | undefined): string =>
  charset === undefined || charsetOf(type) !== undefined ? type : `${type}; charset=${charset.toLowerCase()}`;

/** An answer that says all of itself: status, type and header lines as given; `Accept` has no part in it. */
function sendReply(answer: Reply, declared: Declared): HttpResponse {
  const { status, content, headers } = answer;
  if (content === undefined || isBodiless(status)) return { status, headers: [...headers], body: null };
  const { body, type } = contentOf(content, declared);
  const named = headers.find(([name]) => name === 'content-type')?.[1];
  const line = joinCharset(answer.contentType ?? named ?? type[1], answer.charset);
  const sent = typeof body === 'string' ? encode(body, charsetOf(line)) : body;
  const lines: HeaderLine[] = [contentType(line), ...headers.filter(([name]) => name !== 'content-type')];
  if (typeof sent === 'string' || sent instanceof Uint8Array) {
    lines.push([
      'content-length',
      String(typeof sent === 'string' ? Buffer.byteLength(sent) : sent.byteLength),
    ]);
  }
  return { status, headers: lines, body: sent };
}

/** How the answers of an operation are sent, decided once from the responses that its document declares. */
export function compileToResponse(responses: readonly ResponseRecord[]): ToResponse {
  const declared = compileDeclared(responses);
  const status = emptyStatus(responses);
  // A list of its own for each answer: whoever adds a header line to one must not add it to all.
  const empty = (): HttpResponse => ({ status, headers: [], body: null });
  const nullIsEmpty = responses.filter(isSuccess).every(({ content }) => content.length === 0);

  const toResponse: ToResponse = (answer) => {
    if (answer === undefined) return empty();
    if (typeof answer === 'string') return withLength(declared.status, declared.text, answer);
    if (typeof answer !== 'object') return withLength(declared.status, declared.json, toJson(answer));
    if (answer === null) return nullIsEmpty ? empty() : withLength(declared.status, declared.json, 'null');
    if (answer instanceof Problem) return problemResponse(answer);
    const explicit = explicitReply(answer);
    if (explicit !== null) return sendReply(explicit, declared);
    const bytes = bytesOf(answer);
    if (bytes === null) return withLength(declared.status, declared.json, toJson(answer));
    return bytes instanceof Uint8Array
      ? withLength(declared.status, declared.bytes, bytes)
      : { status: declared.status, headers: [declared.bytes], body: bytes };
  };
  return (answer) => withoutContent(toResponse(answer));
}
