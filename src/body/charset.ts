import { type Problem, refuse } from '../problem/problem.ts';
import { asCharacters } from './bytes.ts';
import { malformed } from './refusals.ts';

/** Bytes in some charset → text; a Problem where they are none. */
export type ReadText = (bytes: Uint8Array) => string | Problem;

/** Null for a charset unknown here. */
export const decoderOf = (charset: string): InstanceType<typeof TextDecoder> | null => {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return null;
  }
};

/** Text in a charset; null for a charset unknown here. A byte order mark is not part of the text (WHATWG Encoding §6). */
export function compileReadText(charset: string): ReadText | null {
  const decoder = decoderOf(charset);
  return (
    decoder &&
    ((bytes) => {
      try {
        return decoder.decode(bytes);
      } catch {
        return malformed(`The body is not ${charset} text.`);
      }
    })
  );
}

/** JSON is UTF-8 and nothing else (RFC 8259 §8.1), and so is a form (WHATWG URL §5.1). */
export const isUtf8 = (charset: string): boolean => /^(utf-?8|us-ascii)$/i.test(charset);

const MARKS: readonly (readonly [charset: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
];

const marked = (bytes: Uint8Array): string | undefined =>
  MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];

const DECLARATION = /^<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']/;

const declared = (bytes: Uint8Array): string | undefined =>
  DECLARATION.exec(asCharacters(bytes.subarray(0, 200)))?.[1];

/** Text of XML: a byte order mark counts for more than the charset of the media type, and that for more than the XML declaration (RFC 7303 §3). */
export function compileReadXmlText(charset: string | undefined): ReadText | null {
  if (charset !== undefined && decoderOf(charset) === null) return null;
  return (bytes) => {
    const name = marked(bytes) ?? charset ?? declared(bytes) ?? 'utf-8';
    const readText = compileReadText(name);
    return readText === null
      ? refuse('media-type-unsupported', { detail: 'The charset that the XML declares is not known here.' })
      : readText(bytes);
  };
}
