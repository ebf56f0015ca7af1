import { byteLengthOf, bytesOf } from '../http/bytes.ts';
import type { HeaderLine, HttpRequest, HttpResponse, ResponseBody } from '../http/message.ts';
import { release } from '../http/release.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { notAcceptable } from './acceptable.ts';
import { encode } from './charset.ts';
import type { CheckAnswer } from './check-answer.ts';
import type { Choice } from './choice.ts';
import type { Formats } from './declared.ts';
import type { Format, ValueKind } from './format.ts';
import { type Kind, kindOf, toBytes } from './kind.ts';
import { type Items, toStream } from './stream.ts';

/** The call that is answered. */
export interface Called {
  readonly request: HttpRequest;
  /** Id of the operation. */
  readonly operation: string;
}

/** Those who are told what becomes of an answer. */
export interface Listeners<Call> {
  /** Is told of what went wrong when the answer had begun already. */
  readonly failed: (call: Call, error: unknown) => void;
  /** Is told of a caller who has gone before the end of a stream. */
  readonly abandoned: (call: Call) => void;
  /** Says a problem to the caller. */
  readonly tell: (problem: Problem, request: HttpRequest, operation: string) => HttpResponse;
}

/** An answer on its way: all that is settled before its content is looked at. */
export interface Outgoing<Call extends Called> {
  readonly listeners: Listeners<Call>;
  readonly status: number;
  readonly formats: Formats;
  /** Of the type that the answer names; null where it names none. */
  readonly named: Format | null;
  /** Header lines that the answer gives itself; null where `Accept` decides what it does not say. */
  readonly lines: readonly HeaderLine[] | null;
  readonly check: CheckAnswer | null;
}

/** Lets go of content that is not sent. */
export function releaseContent(content: unknown): void {
  if (kindOf(content) === 'stream') release(content as ResponseBody);
}

const counted = (status: number, body: ResponseBody, type: HeaderLine, length: number): HttpResponse => ({
  status,
  headers: [type, ['content-length', String(length)]],
  body,
});

function respond(status: number, body: ResponseBody, type: HeaderLine): HttpResponse {
  if (typeof body === 'string') return counted(status, body, type, byteLengthOf(body));
  if (body instanceof Uint8Array) return counted(status, body, type, body.byteLength);
  return { status, headers: [type], body };
}

function withLines(response: HttpResponse, lines: readonly HeaderLine[]): HttpResponse {
  for (const line of lines) response.headers.push(line);
  return response;
}

/** Text is in the charset of its type; bytes are in one of their own. */
const sendWritten = (status: number, written: string | Uint8Array, format: Format): HttpResponse =>
  typeof written === 'string'
    ? respond(status, encode(written, format.label.charset), format.label.line)
    : respond(status, written, format.bytesLabel.line);

/** The format that the answer names, else the first one or the one that `Accept` prefers; null where it takes none of them. */
function formatOf<Call extends Called>(outgoing: Outgoing<Call>, choice: Choice, call: Call): Format | null {
  if (outgoing.named !== null) return outgoing.named;
  return outgoing.lines === null ? choice.choose(call.request) : choice.offers[0];
}

/** What the choice of a format depends on, where `Accept` has a part in it. */
function withReasons<Call extends Called>(
  response: HttpResponse,
  { named, lines }: Outgoing<Call>,
  choice: Choice,
): HttpResponse {
  return named === null && lines === null ? withLines(response, choice.lines) : response;
}

/** Of an answer that the caller takes in none of the formats there are. */
function sendUnacceptable<Call extends Called>(
  { listeners }: Outgoing<Call>,
  choice: Choice,
  content: unknown,
  call: Call,
): HttpResponse {
  releaseContent(content);
  return withLines(listeners.tell(notAcceptable(choice.offers), call.request, call.operation), choice.lines);
}

const NO_WRITER =
  'There is no writer of values for this type. Answer with text or bytes, or hand in a serializer for it:';

function sendValueAs<Call extends Called>(
  outgoing: Outgoing<Call>,
  value: unknown,
  call: Call,
  kind: ValueKind,
  format: Format,
): HttpResponse {
  if (kind === 'items' && format.writeItem !== null && !Array.isArray(value))
    return sendItems(outgoing, value as Iterable<unknown>, call, format);
  const write = format.writers[kind];
  if (write === undefined)
    throw refuse('response-invalid', { cause: new TypeError(`${NO_WRITER} ${format.type}`) });
  return sendWritten(outgoing.status, write(value, outgoing.status), format);
}

function sendValue<Call extends Called>(
  outgoing: Outgoing<Call>,
  value: unknown,
  call: Call,
  kind: ValueKind,
): HttpResponse {
  const choice = outgoing.formats.choices[kind];
  const format = formatOf(outgoing, choice, call);
  return format === null
    ? sendUnacceptable(outgoing, choice, value, call)
    : withReasons(sendValueAs(outgoing, value, call, kind, format), outgoing, choice);
}

/** What is told of a failure is its cause: a problem of ours says it to callers only. */
const causeOf = (error: unknown): unknown =>
  error instanceof Problem && error.cause !== undefined ? error.cause : error;

function sendStreamed<Call extends Called>(
  { listeners, status }: Outgoing<Call>,
  items: Items,
  call: Call,
  format: Format,
  encodeItem: (item: unknown) => Uint8Array,
): HttpResponse {
  const body = toStream(items, encodeItem, {
    failed: (error) => listeners.failed(call, causeOf(error)),
    abandoned: () => listeners.abandoned(call),
  });
  return respond(status, body, format.bytesLabel.line);
}

const NO_PIECE =
  'An item of the stream is neither bytes nor text. Declare a sequence to send items: application/jsonl, text/event-stream.';

const inBytes = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? bytesOf(text) : text);

/** Pieces of a stream that are sent as they are. */
function sendPieces<Call extends Called>(
  outgoing: Outgoing<Call>,
  pieces: Items,
  call: Call,
  format: Format,
): HttpResponse {
  const { charset } = format.label;
  return sendStreamed(outgoing, pieces, call, format, (piece) => {
    if (typeof piece === 'string') return inBytes(encode(piece, charset));
    if (kindOf(piece) === 'bytes') return toBytes(piece);
    throw new TypeError(NO_PIECE);
  });
}

/** Whoever stands between server and client must not keep events back. */
const EVENT_LINES: readonly HeaderLine[] = [['cache-control', 'no-cache']];

const isNamed = (lines: readonly HeaderLine[], name: string): boolean => lines.some(([one]) => one === name);

function sendItems<Call extends Called>(
  outgoing: Outgoing<Call>,
  items: Items,
  call: Call,
  format: Format,
): HttpResponse {
  const { writeItem, type, isEvents } = format;
  const { listeners, status } = outgoing;
  if (writeItem === null) return sendPieces(outgoing, items, call, format);
  const check = outgoing.check?.items(status, type, (error) => listeners.failed(call, error)) ?? null;
  const response = sendStreamed(outgoing, items, call, format, (item) => {
    if (item instanceof Uint8Array) return item;
    check?.(item);
    return bytesOf(writeItem(item));
  });
  const isSaid = outgoing.lines !== null && isNamed(outgoing.lines, 'cache-control');
  return isEvents && !isSaid ? withLines(response, EVENT_LINES) : response;
}

/** A stream of Node that holds bytes, such as a file, holds no items. */
const isOctets = (value: object): boolean =>
  'readableObjectMode' in value && value.readableObjectMode === false;

function sendStream<Call extends Called>(outgoing: Outgoing<Call>, items: Items, call: Call): HttpResponse {
  const { named, formats } = outgoing;
  if (named !== null) return sendItems(outgoing, items, call, named);
  if (formats.stream === null || isOctets(items)) return sendPieces(outgoing, items, call, formats.bytes);
  const format = formatOf(outgoing, formats.stream, call);
  return format === null
    ? sendUnacceptable(outgoing, formats.stream, items, call)
    : withReasons(sendItems(outgoing, items, call, format), outgoing, formats.stream);
}

/** A blob says its type itself, and is believed where the document lets it. */
function sendBlob<Call extends Called>(outgoing: Outgoing<Call>, blob: Blob, call: Call): HttpResponse {
  const { named, formats } = outgoing;
  const own = blob.type !== '' && formats.allows(blob.type) ? formats.named(blob.type) : formats.bytes;
  const response = sendPieces(outgoing, blob.stream() as ReadableStream<unknown>, call, named ?? own);
  return withLines(response, [['content-length', String(blob.size)]]);
}

type Sender = <Call extends Called>(outgoing: Outgoing<Call>, value: never, call: Call) => HttpResponse;

const SENDERS: Readonly<Record<Kind, Sender>> = {
  text: ({ status, named, formats }, text) => sendWritten(status, text, named ?? formats.text),
  bytes: ({ status, named, formats }, bytes) =>
    respond(status, toBytes(bytes), (named ?? formats.bytes).bytesLabel.line),
  blob: sendBlob,
  stream: sendStream,
  scalar: (outgoing, value, call) => sendValue(outgoing, value, call, 'scalar'),
  object: (outgoing, value, call) => sendValue(outgoing, value, call, 'object'),
  items: (outgoing, value, call) => sendValue(outgoing, value, call, 'items'),
};

/** Sends content by what it is. Throws a {@link Problem} for what cannot be sent. */
export const sendContent = <Call extends Called>(
  outgoing: Outgoing<Call>,
  content: unknown,
  call: Call,
): HttpResponse => SENDERS[kindOf(content)](outgoing, content as never, call);

/** The format of content of which nothing is said. */
export function usualFormat({ text, bytes, stream, choices }: Formats, content: unknown): Format {
  const kind = kindOf(content);
  if (kind === 'text') return text;
  if (kind === 'bytes' || kind === 'blob') return bytes;
  return kind === 'stream' ? (stream?.offers[0] ?? bytes) : choices[kind].offers[0];
}
