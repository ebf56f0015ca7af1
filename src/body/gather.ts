/** Bytes that are put together as they come. */
export interface Gathered {
  readonly size: () => number;
  readonly add: (bytes: Uint8Array) => void;
  /** A view of all there is; what is added later may overwrite it. */
  readonly view: () => Uint8Array;
  readonly clear: () => void;
}

const FIRST = 256;

/** Copies what it is given into one buffer that doubles, so that a body in chunks of one byte costs no more memory than one in large ones. */
export function createGathered(): Gathered {
  let buffer = new Uint8Array(0);
  let size = 0;
  return {
    size: () => size,
    add(bytes) {
      if (size + bytes.byteLength > buffer.byteLength) {
        const larger = new Uint8Array(Math.max(FIRST, buffer.byteLength * 2, size + bytes.byteLength));
        larger.set(buffer.subarray(0, size));
        buffer = larger;
      }
      buffer.set(bytes, size);
      size += bytes.byteLength;
    },
    view: () => buffer.subarray(0, size),
    clear() {
      size = 0;
    },
  };
}
