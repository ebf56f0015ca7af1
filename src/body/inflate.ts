import type { Transform, TransformOptions } from 'node:stream';
import type { BrotliOptions, ZlibOptions } from 'node:zlib';
import { Problem } from '../problem/problem.ts';
import { malformed } from './refusals.ts';

/** A coding in which bodies may come (RFC 9110 §8.4.1; br: RFC 7932). */
export type ContentCoding = 'gzip' | 'deflate' | 'br';

/** Each costs memory of its own, and nobody needs more. */
const MOST_CODINGS = 3;

const CODINGS: ReadonlyMap<string, ContentCoding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
]);

/**
 * Compiles the reading of a `Content-Encoding` field: its codings in the order in which they were applied, `identity` left out;
 * null where one of them is not among those that are allowed.
 */
export const compileCodings =
  (allowed: readonly ContentCoding[]) =>
  (field: string): readonly ContentCoding[] | null => {
    const names = field
      .split(',', MOST_CODINGS + 1)
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== '' && name !== 'identity');
    const codings = names.flatMap((name) => CODINGS.get(name) ?? []);
    const known = codings.length === names.length && codings.length <= MOST_CODINGS;
    return known && codings.every((coding) => allowed.includes(coding)) ? codings : null;
  };

// Most APIs inflate nothing, and should not pay for it at their start.
const loadZlib = (): typeof import('node:zlib') => process.getBuiltinModule('node:zlib');

type Inflater = Transform & { readonly bytesWritten: number };

/** One chunk ahead of its reader and no more, for a limit to be worth its name. */
const OPTIONS: ZlibOptions & BrotliOptions & TransformOptions = { readableHighWaterMark: 1 };

/** Some send deflate without the zlib wrapper that RFC 9110 §8.4.1.2 asks for; its first byte tells them apart (RFC 1950 §2.2). */
const isWrapped = (first: number | undefined): boolean => ((first ?? 0) & 0x0f) === 8;

const INFLATERS: Readonly<Record<ContentCoding, (first: number | undefined) => Inflater>> = {
  gzip: () => loadZlib().createGunzip(OPTIONS),
  deflate: (first) =>
    isWrapped(first) ? loadZlib().createInflate(OPTIONS) : loadZlib().createInflateRaw(OPTIONS),
  br: () => loadZlib().createBrotliDecompress(OPTIONS),
};

const corrupt = (coding: ContentCoding): Problem => malformed(`The body is not ${coding} as a whole.`);

/**
 * Takes one coding off the chunks of a body. Corrupt and truncated ones, and what follows after their end, throw a Problem;
 * what the chunks themselves throw is passed on.
 */
export async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  coding: ContentCoding,
): AsyncGenerator<Uint8Array> {
  const compressed = chunks[Symbol.asyncIterator]();
  const first = await compressed.next();
  if (first.done) return;
  const inflater = INFLATERS[coding](first.value[0]);
  let fed = 0;
  async function* feed(): AsyncGenerator<Uint8Array> {
    for (let chunk = first; !chunk.done; chunk = await compressed.next()) {
      fed += chunk.value.byteLength;
      yield chunk.value;
    }
  }
  const feeding = process.getBuiltinModule('node:stream/promises').pipeline(feed, inflater);
  feeding.catch(() => undefined);
  try {
    yield* inflater;
    await feeding;
    if (fed !== inflater.bytesWritten) throw corrupt(coding);
  } catch (error) {
    throw error instanceof Problem ? error : corrupt(coding);
  } finally {
    inflater.destroy();
    compressed.return?.().catch(() => undefined);
  }
}
