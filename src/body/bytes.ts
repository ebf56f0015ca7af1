import { Readable } from 'node:stream';
import { type CollectableBody, type Collected, collect, type RequestBody } from '../http/message.ts';

/** A body that comes chunk by chunk. */
export type StreamedBody = Exclude<RequestBody, string | Uint8Array | { readonly parsed: unknown }>;

const join = (chunks: readonly Uint8Array[], length: number): Uint8Array => {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length);
};

const isCollectable = (body: StreamedBody): body is CollectableBody => collect in body;

// Its types know only streams of Node; it knows web streams too.
const isDisturbed: (stream: Readable) => boolean = Readable.isDisturbed;

const isStream = (body: object): body is Readable => 'getReader' in body || 'readableDidRead' in body;

/** Whether somebody else reads a body already, or has read it. */
export function isDrained(body: StreamedBody): boolean {
  if (isCollectable(body)) return body.drained;
  return ('getReader' in body && body.locked) || (isStream(body) && isDisturbed(body));
}

const EMPTY = new Uint8Array();

/** A stream of Node that decodes gives texts. */
const toBytes = (chunk: Uint8Array | string): Uint8Array =>
  typeof chunk === 'string' ? Buffer.from(chunk) : chunk;

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

async function collectChunks(body: StreamedBody, limit: number): Promise<Collected> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const bytes of chunksOf(body)) {
      length += bytes.byteLength;
      // What has no length is no chunk, and has no end either.
      if (!(length <= limit)) return 'too-large';
      chunks.push(bytes);
    }
  } catch {
    return 'aborted';
  }
  return length === 0 ? EMPTY : join(chunks, length);
}

/** Reads a whole body, and stops reading as soon as it is larger than `limit` bytes. */
export function collectBytes(body: StreamedBody, limit: number): Promise<Collected> {
  if (isCollectable(body)) return body[collect](limit);
  return isDrained(body) ? Promise.resolve('drained') : collectChunks(body, limit);
}

/** Joins the chunks of a source that bounds itself, and throws what it throws. */
export async function joinChunks(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    length += chunk.byteLength;
  }
  return join(chunks, length);
}
