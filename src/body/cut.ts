import { addChunk, createChunks, joinChunks } from '../http/chunks.ts';
import type { Problem } from '../problem/problem.ts';

const LF = 0x0a;
const CR = 0x0d;
const RS = 0x1e;

type FindEnd = (chunk: Uint8Array, from: number) => number;

const at =
  (byte: number): FindEnd =>
  (chunk, from) =>
    chunk.indexOf(byte, from);

const atLineEnd: FindEnd = (chunk, from) => {
  for (let i = from; i < chunk.length; i += 1) if (chunk[i] === LF || chunk[i] === CR) return i;
  return -1;
};

/** Where a piece ends: at a line feed, at a record separator, or at CR, LF or both. */
export type PieceEnd = 'line' | 'record' | 'any-line';

const ENDS: Readonly<Record<PieceEnd, FindEnd>> = { line: at(LF), record: at(RS), 'any-line': atLineEnd };

/** Cuts chunks of bytes into pieces, wherever the chunks begin and end. */
export interface Cut {
  /** The pieces that end in a chunk. To be read to its end before the next chunk. */
  push(chunk: Uint8Array): Generator<Uint8Array>;
  /** What came after the last end. */
  rest(): Uint8Array;
}

/** Holds no more than one piece of at most `limit` bytes; a longer one throws `refusal()`. */
export function createCut(end: PieceEnd, limit: number, refusal: () => Problem): Cut {
  const findEnd = ENDS[end];
  let held = createChunks();
  let afterReturn = false;

  const hold = (bytes: Uint8Array): void => {
    if (held.length + bytes.byteLength > limit) throw refusal();
    if (bytes.byteLength > 0) addChunk(held, bytes);
  };
  const take = (): Uint8Array => {
    const piece = joinChunks(held);
    held = createChunks();
    return piece;
  };

  return {
    *push(chunk) {
      let from = afterReturn && chunk[0] === LF ? 1 : 0;
      if (chunk.byteLength > 0) afterReturn = false;
      for (let at = findEnd(chunk, from); at !== -1; at = findEnd(chunk, from)) {
        hold(chunk.subarray(from, at));
        yield take();
        from = at + 1;
        if (end !== 'any-line' || chunk[at] !== CR) continue;
        if (from === chunk.length) afterReturn = true;
        else if (chunk[from] === LF) from += 1;
      }
      hold(chunk.subarray(from));
    },
    rest: take,
  };
}
