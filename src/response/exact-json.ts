import { segment } from '../problem/pointer.ts';

/** Where a value is within an answer: the names and indexes that lead to it. */
type Path = readonly (string | number)[];

const placeOf = (path: Path): string =>
  path.length === 0 ? 'The answer' : `The value at ${path.map(segment).join('')}`;

const TOO_DEEP = 'The answer is nested too deeply for JSON. Give it fewer levels.';

const isStackOverflow = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/.test(error.message);

/** Runs what goes down into a value, as deep as there is room on the stack. */
function withinStack<Result>(descend: () => Result): Result {
  try {
    return descend();
  } catch (error) {
    throw isStackOverflow(error) ? new TypeError(TOO_DEEP, { cause: error }) : error;
  }
}

const hasToJson = (value: object): value is { toJSON(key: string): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function';

const isBoxed = (value: object): boolean =>
  value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt;

/** Since Node 21, a text may stand for itself in JSON. */
const isRaw = (JSON as { isRawJSON?: (value: object) => boolean }).isRawJSON ?? (() => false);

const isInvalidDate = (value: object): boolean => value instanceof Date && Number.isNaN(value.getTime());

/** What objects without members of their own are, where JSON would make `{}` of all that they hold; and what mends it. */
const LOST: readonly (readonly [is: (value: object) => boolean, what: string])[] = [
  [
    (value) => value instanceof Error,
    'is an Error, whose members JSON leaves out. Answer with what callers may know of it.',
  ],
  [(value) => 'then' in value && typeof value.then === 'function', 'is a promise. Await it first.'],
  [(value) => value instanceof RegExp, 'is a regular expression. Answer with its source.'],
  [
    (value) => value instanceof WeakMap || value instanceof WeakSet,
    'holds what cannot be listed. Use a Map or a Set.',
  ],
  [
    (value) => Symbol.iterator in value || Symbol.asyncIterator in value,
    'is a sequence that is no array. Make an array of it first.',
  ],
];

const lossOf = (value: object): string | undefined => LOST.find(([is]) => is(value))?.[1];

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

/** Whether JSON says all that a value holds. Looks only for what JSON gives `{}` or `null` for. */
function isWhole(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isWholeItem);
  if (isInvalidDate(value)) return false;
  if (hasToJson(value)) return isWhole(value.toJSON(''));
  if (value instanceof Number) return Number.isFinite(value.valueOf());
  if (isBoxed(value) || isRaw(value)) return true;
  if (value instanceof Map || value instanceof Set) return false;
  let members = 0;
  for (const name of Object.keys(value)) {
    if (!isWhole((value as Readonly<Record<string, unknown>>)[name])) return false;
    members += 1;
  }
  return members > 0 || lossOf(value) === undefined;
}

const isWholeItem = (item: unknown): boolean =>
  typeof item !== 'function' && typeof item !== 'symbol' && isWhole(item);

/** Whether the JSON text of a value is true to it. */
export const isFaithful = (value: unknown): boolean => withinStack(() => isWhole(value));

interface Writing {
  readonly path: (string | number)[];
  /** The objects that the value is part of. */
  readonly around: Set<object>;
}

const refused = ({ path }: Writing, why: string): TypeError => new TypeError(`${placeOf(path)} ${why}`);

function writeNumber(value: number, at: Writing): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  throw refused(at, `is ${value}, which JSON does not have. Answer with null or a text instead.`);
}

function writeAt(segment: string | number, value: unknown, at: Writing): string | undefined {
  at.path.push(segment);
  const text = writeValue(value, at);
  at.path.pop();
  return text;
}

function writeItem(item: unknown, index: number, at: Writing): string {
  if (item === undefined) return 'null';
  const text = writeAt(index, item, at);
  if (text !== undefined) return text;
  at.path.push(index);
  throw refused(at, `is a ${typeof item}, which has no JSON form. Leave it out.`);
}

const writeItems = (items: readonly unknown[], at: Writing): string =>
  `[${Array.from(items, (item, index) => writeItem(item, index, at)).join()}]`;

function writeMembers(members: Iterable<readonly [unknown, unknown]>, at: Writing): string {
  const texts: string[] = [];
  for (const [name, value] of members) {
    if (typeof name !== 'string')
      throw refused(at, 'is a Map with keys that are no texts. Use texts, or answer with an array of pairs.');
    const text = writeAt(name, value, at);
    if (text !== undefined) texts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${texts.join()}}`;
}

function writeObject(value: object, at: Writing): string {
  if (Array.isArray(value)) return writeItems(value, at);
  if (value instanceof Map) return writeMembers(value, at);
  if (value instanceof Set) return writeItems([...value], at);
  const loss = isEmpty(value) ? lossOf(value) : undefined;
  if (loss !== undefined) throw refused(at, loss);
  return writeMembers(Object.entries(value), at);
}

/** Objects that say themselves what they are in JSON. */
function writeSpecial(value: object, at: Writing): { readonly text: string | undefined } | null {
  if (isInvalidDate(value)) throw refused(at, 'is a Date that is none. Answer with a valid one, or null.');
  if (hasToJson(value)) return { text: writeValue(value.toJSON(String(at.path.at(-1) ?? '')), at) };
  if (isRaw(value)) return { text: JSON.stringify(value) };
  return isBoxed(value) ? { text: writeValue(value.valueOf(), at) } : null;
}

function writeHeld(value: object, at: Writing): string | undefined {
  if (at.around.has(value)) throw refused(at, 'is part of itself. Answer with a value that ends.');
  at.around.add(value);
  const special = writeSpecial(value, at);
  const text = special === null ? writeObject(value, at) : special.text;
  at.around.delete(value);
  return text;
}

/** Undefined for what JSON leaves out: undefined, functions and symbols. */
function writeValue(value: unknown, at: Writing): string | undefined {
  switch (typeof value) {
    case 'number':
      return writeNumber(value, at);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? 'null' : writeHeld(value, at);
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    default:
      return undefined;
  }
}

/**
 * The JSON text of a value, where `JSON.stringify` cannot write it or would lose some of it: bigints as their digits, a Map as an
 * object, a Set as an array.
 *
 * @throws {TypeError} that names the place of what JSON cannot say: NaN, an Error, a cycle, …
 */
export function writeExactly(value: unknown): string {
  return withinStack(() => {
    const text = writeValue(value, { path: [], around: new Set() });
    if (text === undefined) throw new TypeError(`A ${typeof value} has no JSON form.`);
    return text;
  });
}
