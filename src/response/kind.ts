/**
 * What an answer is, by what can be done with it: `text` and `bytes` are sent as they are, `stream` comes in pieces, `scalar`, `object`
 * and `items` are written in a media type.
 */
export type Kind = 'text' | 'bytes' | 'blob' | 'stream' | 'scalar' | 'object' | 'items';

type Streamed = AsyncIterable<unknown> | ReadableStream<unknown>;

/** Node's own class of a value, which other realms and copies of a class share. `instanceof` would load classes that few APIs use. */
const tagOf = (value: object): unknown =>
  Symbol.toStringTag in value ? value[Symbol.toStringTag] : undefined;

const isBlob = (value: object): value is Blob => {
  const tag = tagOf(value);
  return (tag === 'Blob' || tag === 'File') && 'arrayBuffer' in value && 'stream' in value;
};

export const isResponse = (value: object): value is Response =>
  tagOf(value) === 'Response' && 'headers' in value && 'bodyUsed' in value;

export const isWebStream = (value: object): value is ReadableStream<unknown> =>
  'getReader' in value && typeof value.getReader === 'function';

const isStream = (value: object): value is Streamed => Symbol.asyncIterator in value || isWebStream(value);

const isBuffer = (value: object): value is ArrayBuffer | SharedArrayBuffer =>
  value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;

/** A Map is written as an object, although it can be iterated. */
const isItems = (value: object): value is Iterable<unknown> =>
  Symbol.iterator in value && !(value instanceof Map);

function kindOfObject(value: object): Kind {
  if (Array.isArray(value)) return 'items';
  if (isStream(value)) return 'stream';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype && !(Symbol.iterator in value)) return 'object';
  if (ArrayBuffer.isView(value) || isBuffer(value)) return 'bytes';
  if (isBlob(value)) return 'blob';
  return isItems(value) ? 'items' : 'object';
}

export const kindOf = (value: unknown): Kind =>
  typeof value === 'string'
    ? 'text'
    : typeof value === 'object' && value !== null
      ? kindOfObject(value)
      : 'scalar';

/** Bytes of any class as those that servers write. */
export function toBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value as ArrayBuffer);
}
