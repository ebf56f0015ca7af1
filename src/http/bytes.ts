/** Bytes and texts, by `Buffer` where there is one, which is faster, else by what the web has. */

const hasBuffer = typeof Buffer === 'function';

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export const bytesOf: (text: string) => Uint8Array = hasBuffer
  ? (text) => Buffer.from(text)
  : (text) => encoder.encode(text);

/** How many bytes a text has in UTF-8. */
export const byteLengthOf: (text: string) => number = hasBuffer
  ? (text) => Buffer.byteLength(text)
  : (text) => encoder.encode(text).byteLength;

function join(list: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const bytes of list) {
    joined.set(bytes, at);
    at += bytes.byteLength;
  }
  return joined;
}

/** Bytes one after the other, as many as there are. */
export const joinBytes: (list: readonly Uint8Array[], length: number) => Uint8Array = hasBuffer
  ? (list, length) => Buffer.concat(list, length)
  : join;

/** As many characters as there are bytes. */
export const charactersOf: (bytes: Uint8Array) => string = hasBuffer
  ? (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  : (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** Bytes that are written in base64. */
export const bytesOfBase64: (text: string) => Uint8Array = hasBuffer
  ? (text) => Buffer.from(text, 'base64')
  : (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
