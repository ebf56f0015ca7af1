import type { ResponseBody } from '../http/message.ts';
import { refuse } from '../problem/problem.ts';

/** The JSON text of a value. */
export function toJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw refuse('response-invalid', { cause });
  }
  if (text === undefined)
    throw refuse('response-invalid', { cause: new TypeError(`A ${typeof value} has no JSON form.`) });
  return text;
}

const isStream = (value: object): value is AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> =>
  Symbol.asyncIterator in value || value instanceof ReadableStream;

/** Bytes in any of their forms; null for what is to be written as JSON. */
export function bytesOf(value: unknown): Exclude<ResponseBody, string> {
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Blob) return value.stream();
  return isStream(value) ? value : null;
}

const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'us-ascii': 'latin1',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'utf-16le': 'utf16le',
};

/** Text in its charset. UTF-8 stays a string, which a server writes more cheaply than bytes. */
export function encode(text: string, charset: string | undefined): string | Uint8Array {
  if (charset === undefined) return text;
  const encoding = ENCODINGS[charset.toLowerCase()];
  if (encoding === undefined) {
    const cause = new TypeError(`There is no encoder for the charset ${charset}.`);
    throw refuse('response-invalid', { cause });
  }
  return encoding === 'utf8' ? text : Buffer.from(text, encoding);
}
