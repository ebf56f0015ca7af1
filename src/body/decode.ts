import { isJson, isText, isXml, type MediaTypeParts } from '../http/media-type.ts';
import type { Issue } from '../problem/issue.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { readJson } from './json.ts';

/** Text of a form → typed object. Fields that cannot be cast are pushed to `issues`. */
export type ReadForm = (text: string, issues: Issue[]) => Record<string, unknown>;

/** Bytes of one media type → value; a {@link Problem} where they are not what the type says. */
export type Decode = (bytes: Uint8Array, issues: Issue[]) => unknown;

type ReadText = (bytes: Uint8Array) => string | Problem;

const decoderOf = (charset: string) => {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return null;
  }
};

/** Text in a charset; null for a charset unknown here. A byte order mark is not part of the text (WHATWG Encoding §6). */
function compileReadText(charset: string): ReadText | null {
  const decoder = decoderOf(charset);
  return (
    decoder &&
    ((bytes) => {
      try {
        return decoder.decode(bytes);
      } catch {
        return refuse('body-malformed', { detail: `The body is not ${charset} text.` });
      }
    })
  );
}

const through =
  (readText: ReadText, read: (text: string, issues: Issue[]) => unknown): Decode =>
  (bytes, issues) => {
    const text = readText(bytes);
    return text instanceof Problem ? text : read(text, issues);
  };

/** JSON is UTF-8 and nothing else (RFC 8259 §8.1), and so is a form (WHATWG URL §5.1). */
const isUtf8 = (charset: string): boolean => /^(utf-?8|us-ascii)$/i.test(charset);

const isForm = ({ type, subtype }: MediaTypeParts): boolean =>
  type === 'application' && subtype === 'x-www-form-urlencoded';

const isMultipart = ({ type }: MediaTypeParts): boolean => type === 'multipart';

/** Whether bodies of this media type can be read at all. */
export const isReadable = (parts: MediaTypeParts): boolean => !isMultipart(parts) && !isXml(parts);

/** The decoder for the media type of a request; null where its charset or type cannot be read here. */
export function compileDecode(sent: MediaTypeParts, readForm: ReadForm): Decode | null {
  const charset = sent.parameters['charset'] ?? 'utf-8';
  if (!isReadable(sent)) return null;
  const readText = isText(sent) || isUtf8(charset) ? compileReadText(charset) : null;
  if (isJson(sent)) return readText && through(readText, readJson);
  if (isForm(sent)) return readText && through(readText, readForm);
  if (isText(sent)) return readText && through(readText, (text) => text);
  return (bytes) => bytes;
}
