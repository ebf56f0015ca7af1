import type { Problem } from '../problem/problem.ts';
import { chunksOf, type StreamedBody } from './bytes.ts';
import { type ContentCoding, inflate } from './inflate.ts';
import { cutShort, tooLarge, tooLong } from './refusals.ts';

/** How the bytes of a body come, and how many there may be. */
export interface SourceOptions {
  readonly limit: number;
  /** What `Content-Length` says; NaN where it says nothing. */
  readonly length: number;
  /** In the order in which they were applied. */
  readonly codings: readonly ContentCoding[];
}

/** Bytes of a body that are read as they are asked for. What is wrong with them is thrown as a Problem. */
export interface Source extends AsyncIterable<Uint8Array> {
  /** Lets go of the body, however much of it was read. Does not wait for a caller who sends nothing. */
  close(): void;
}

/** A body that breaks off, for whatever reason, is the caller's. */
async function* complete(body: StreamedBody): AsyncGenerator<Uint8Array> {
  try {
    yield* chunksOf(body);
  } catch {
    throw cutShort();
  }
}

async function* upTo(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  refusal: () => Problem,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (!(length <= limit)) throw refusal();
    if (chunk.byteLength > 0) yield chunk;
  }
}

/** Every coding is counted when it is taken off: a few bytes may hide very many, and very many may hide none. */
function bounded(body: StreamedBody, { limit, length, codings }: SourceOptions): AsyncGenerator<Uint8Array> {
  const most = (): Problem => tooLarge(limit);
  const sent = upTo(complete(body), limit, most);
  const announced = Number.isNaN(length) ? sent : upTo(sent, length, tooLong);
  return codings.reduceRight((chunks, coding) => upTo(inflate(chunks, coding), limit, most), announced);
}

async function* from(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** Opens a body and reads its first chunk; null where it is empty. Throws a Problem. */
export async function openSource(body: StreamedBody, options: SourceOptions): Promise<Source | null> {
  const chunks = bounded(body, options);
  const first = await chunks.next();
  if (first.done) return null;
  return Object.assign(from(first.value, chunks), {
    close: () => void chunks.return(undefined).catch(() => undefined),
  });
}
