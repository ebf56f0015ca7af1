import { joinBytes } from './bytes.ts';
/** Chunks of bytes that are kept until they can be joined. */
export interface Chunks {
  readonly list: Uint8Array[];
  length: number;
  /** How many of the list are joined of many. */
  packed: number;
}

/** A chunk costs more than its bytes, and may have only one: so many of them become one. */
const MOST_LOOSE = 1024;

export const createChunks = (): Chunks => ({ list: [], length: 0, packed: 0 });

export function addChunk(chunks: Chunks, chunk: Uint8Array): void {
  const { list } = chunks;
  chunks.length += chunk.byteLength;
  if (list.push(chunk) - chunks.packed <= MOST_LOOSE) return;
  const loose = list.splice(chunks.packed);
  list.push(
    joinBytes(
      loose,
      loose.reduce((length, { byteLength }) => length + byteLength, 0),
    ),
  );
  chunks.packed += 1;
}

/** All chunks as one. A single one, the usual case, is not copied. */
export function joinChunks({ list, length }: Chunks): Uint8Array {
  const [first] = list;
  return list.length === 1 && first !== undefined ? first : joinBytes(list, length);
}
