import { type CollectableBody, type Collected, collect, type RequestBody } from '../http/message.ts';

type Streamed = Exclude<RequestBody, string | Uint8Array | { readonly parsed: unknown }>;

const join = (chunks: readonly Uint8Array[], length: number): Uint8Array => {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length);
};

const isCollectable = (body: Streamed): body is CollectableBody => collect in body;

const isLocked = (body: Streamed): boolean => 'getReader' in body && body.locked;

const EMPTY = new Uint8Array();

/** A web stream is iterable in Node, but not in every place that has them. */
async function* chunksOf(body: Streamed): AsyncGenerator<Uint8Array> {
  if (!('getReader' in body)) return yield* body;
  const reader = body.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A stream of Node that decodes gives texts. */
const toBytes = (chunk: Uint8Array | string): Uint8Array =>
  typeof chunk === 'string' ? Buffer.from(chunk) : chunk;

async function collectChunks(body: Streamed, limit: number): Promise<Collected> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunksOf(body)) {
      const bytes = toBytes(chunk);
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
export function collectBytes(body: Streamed, limit: number): Promise<Collected> {
  if (isCollectable(body)) return body[collect](limit);
  return isLocked(body) ? Promise.resolve('drained') : collectChunks(body, limit);
}
