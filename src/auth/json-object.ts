/** Members of a JSON object, as they were sent. */
export type JsonObject = Readonly<Record<string, unknown>>;

// A BOM is kept, so that JSON refuses it (RFC 8259 §8.1).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A string, and the colon after it where it is a name. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

function countNames(text: string): number {
  let names = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) names += 1;
  return names;
}

/** Members of an object and of all that is in it. A list is walked, and not called upon itself: texts may be deep. */
function countMembers(value: unknown): number {
  const open = [value];
  let members = 0;
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    if (!Array.isArray(one)) members += Object.keys(one).length;
    for (const inner of Object.values(one)) open.push(inner);
  }
  return members;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The JSON object in some bytes; null for anything else. A name that is twice in an object is refused: readers differ in which of both they
 * believe (RFC 7515 §4, RFC 7519 §4). A member `__proto__` is left out, for whoever copies it may change a prototype.
 */
export function readJsonObject(bytes: Uint8Array): JsonObject | null {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || countNames(text) !== countMembers(value)) return null;
    Reflect.deleteProperty(value, '__proto__');
    return value;
  } catch {
    return null;
  }
}

/** A member of its own, never one that it inherits. */
export const own = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;
