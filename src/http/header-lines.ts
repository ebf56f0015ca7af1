import type { HeaderLine } from './message.ts';
import { isToken } from './token.ts';

type FieldValue = string | number | readonly string[] | null | undefined;

/** Header fields as a process gives them: by name, as pairs, or as key and value objects. */
export type HeadersInput =
  | Readonly<Record<string, FieldValue>>
  | readonly (readonly [name: string, value: FieldValue] | KeyValue | LowerKeyValue)[];

interface KeyValue {
  readonly Key: string;
  readonly Value: FieldValue;
}

interface LowerKeyValue {
  readonly key: string;
  readonly value: FieldValue;
}

// RFC 9110 §5.5: visible characters, spaces and tabs; a line break would begin a header of the sender's own.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is refused
const FORBIDDEN = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

/** Whether a text can be the value of a header field. */
export const isFieldValue = (text: string): boolean => !FORBIDDEN.test(text);

const pairOf = (
  entry: readonly [string, FieldValue] | KeyValue | LowerKeyValue,
): readonly [string, FieldValue] =>
  'Key' in entry ? [entry.Key, entry.Value] : 'key' in entry ? [entry.key, entry.value] : entry;

function line(name: string, value: string): HeaderLine {
  if (!isToken(name)) throw new TypeError('A header name holds a character that no header name may hold.');
  if (!isFieldValue(value))
    throw new TypeError(`The value of the header ${name} holds a character that no header may hold.`);
  return [name.toLowerCase(), value];
}

/** Of no use from a process: the length is counted, the framing is the server's. */
const OURS = new Set(['content-length', 'transfer-encoding', 'connection']);

/**
 * Header fields as lines, in their order. Absent values are left out; a list becomes a line for each value.
 *
 * @throws {TypeError} for a name that is no token, and for a value with a line break, a control character or a character beyond Latin-1.
 */
export function toHeaderLines(headers: HeadersInput): HeaderLine[] {
  const pairs = Array.isArray(headers) ? headers.map(pairOf) : Object.entries(headers);
  return pairs
    .flatMap(([name, value]): HeaderLine[] =>
      value === undefined || value === null ? [] : [value].flat().map((one) => line(name, String(one))),
    )
    .filter(([name]) => !OURS.has(name));
}
