import type { Readable } from 'node:stream';
import { builtin } from '../http/builtin.ts';
import { bytesOf, charactersOf } from '../http/bytes.ts';
import { addChunk, createChunks, joinChunks } from '../http/chunks.ts';
import { type CollectableBody, type Collected, collect, type RequestBody } from '../http/message.ts';

/** A body that comes chunk by chunk. */
export type StreamedBody = Exclude<RequestBody, string | Uint8Array | { readonly parsed: unknown }>;

const isCollectable = (body: StreamedBody): body is CollectableBody => collect in body;

// Its types know only streams of Node; it knows web streams too. Where there is no Node, a stream that is not locked has to do.
const isDisturbed = (stream: Readable): boolean =>
  builtin('node:stream')?.Readable.isDisturbed(stream) ?? false;

const isStream = (body: object): body is Readable => 'getReader' in body || 'readableDidRead' in body;

/** Whether somebody else reads a body already, or has read it. */
export function isDrained(body: StreamedBody): boolean {
  if (isCollectable(body)) return body.drained;
  return ('getReader' in body && body.locked) || (isStream(body) && isDisturbed(body));
}

/** The same bytes, seen as a Buffer. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Bytes as a text of as many characters, so that lengths count bytes. */
export const asCharacters = (bytes: Uint8Array): string => charactersOf(bytes);

/** A stream of Node that decodes gives texts. */
const toBytes = (chunk: Uint8Array | string): Uint8Array =>
  typeof chunk === 'string' ? bytesOf(chunk) : chunk;

async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A web stream is iterable in Node, but not in every place that has them. */
export async function* chunksOf(body: StreamedBody): AsyncGenerator<Uint8Array> {
  for await (const chunk of 'getReader' in body ? readStream(body) : body) yield toBytes(chunk);
}

/** All bytes of a body that nobody else reads, chunk by chunk; no more are read as soon as they are more than `limit`. */
export async function collectChunks(body: StreamedBody, limit: number): Promise<Collected> {
  const chunks = createChunks();
  try {
    for await (const bytes of chunksOf(body)) {
      addChunk(chunks, bytes);
      // What has no length is no chunk, and has no end either.
      if (!(chunks.length <= limit)) return 'too-large';
    }
  } catch {
    return 'aborted';
  }
  return joinChunks(chunks);
}

/** What `read` makes of a whole body, which is not read on as soon as it is larger than `limit` bytes. */
export function collectBytes<Value>(
  body: StreamedBody,
  limit: number,
  read: (collected: Collected) => Value | Promise<Value>,
): Promise<Value> {
  if (isCollectable(body)) return body[collect](limit, read);
  return (isDrained(body) ? Promise.resolve('drained' as const) : collectChunks(body, limit)).then(read);
}

/** All bytes of a source that bounds itself. Throws what it throws. */
export async function readAll(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks = createChunks();
  for await (const chunk of source) addChunk(chunks, chunk);
  return joinChunks(chunks);
}
