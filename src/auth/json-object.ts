import { objectsIn } from './frozen.ts';

/** Members of a JSON object, as they were sent. */
export type JsonObject = Readonly<Record<string, unknown>>;

// A BOM is kept, so that JSON refuses it (RFC 8259 §8.1).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;

/** Whether the quote at a place belongs to the string: an odd number of backslashes is before it. */
function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text.charCodeAt(from - 1) === BACKSLASH) from -= 1;
  return (at - from) % 2 === 1;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Strings with a colon after them, in a text that is JSON. */
function countNames(text: string): number {
  let names = 0;
  for (let start = text.indexOf('"'); start !== -1; ) {
    let after = endOfString(text, start) + 1;
    while (text.charCodeAt(after) <= SPACE) after += 1;
    if (text.charCodeAt(after) === COLON) names += 1;
    start = text.indexOf('"', after);
  }
  return names;
}

const membersOf = (object: object): number => (Array.isArray(object) ? 0 : Object.keys(object).length);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The JSON object in some bytes; null for anything else. A name that is twice in an object is refused: readers differ in which of both they
 * believe (RFC 7515 §4, RFC 7519 §4). A member `__proto__` is left out, for whoever copies it may change a prototype. All of it is frozen, for who is
 * remembered is shown to many.
 */
export function readJsonObject(bytes: Uint8Array): JsonObject | null {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return null;
    const objects = objectsIn(value);
    if (countNames(text) !== objects.reduce((members, one) => members + membersOf(one), 0)) return null;
    for (const one of objects) {
      Reflect.deleteProperty(one, '__proto__');
      Object.freeze(one);
    }
    return value;
  } catch {
    return null;
  }
}

/** A member of its own, never one that it inherits. */
export const own = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;
