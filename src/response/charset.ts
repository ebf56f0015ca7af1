import { refuse } from '../problem/problem.ts';

interface Encoder {
  readonly encoding: BufferEncoding;
  /** A character that the charset does not have; null where it has all. */
  readonly lacks: RegExp | null;
}

const UTF_8: Encoder = { encoding: 'utf8', lacks: null };
const UTF_16: Encoder = { encoding: 'utf16le', lacks: null };
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are characters of both
const LATIN_1: Encoder = { encoding: 'latin1', lacks: /[^\u0000-\u00ff]/ };
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are characters of both
const ASCII: Encoder = { encoding: 'latin1', lacks: /[^\u0000-\u007f]/ };

const ENCODERS: ReadonlyMap<string, Encoder> = new Map([
  ['utf-8', UTF_8],
  ['utf8', UTF_8],
  ['utf-16le', UTF_16],
  ['utf16le', UTF_16],
  ['iso-8859-1', LATIN_1],
  ['latin1', LATIN_1],
  ['us-ascii', ASCII],
  ['ascii', ASCII],
]);

const refused = (why: string): Error => refuse('response-invalid', { cause: new TypeError(why) });

/** Text in its charset. UTF-8 stays a string, which a server writes more cheaply than bytes. */
export function encode(text: string, charset: string | undefined): string | Uint8Array {
  if (charset === undefined) return text;
  const encoder = ENCODERS.get(charset.toLowerCase());
  if (encoder === undefined)
    throw refused(`There is no encoder for the charset ${charset}. Answer in utf-8, or with bytes.`);
  if (encoder.lacks?.test(text))
    throw refused(`The text holds characters that the charset ${charset} does not have. Answer in utf-8.`);
  return encoder === UTF_8 ? text : Buffer.from(text, encoder.encoding);
}
