import { type Problem, refuse } from '../problem/problem.ts';

const POSITION = /at position (\d+)/;

/** V8 repeats a piece of the text in its message; only the position is passed on. */
const placeOf = (error: unknown): string => {
  const [, position] = POSITION.exec(error instanceof Error ? error.message : '') ?? [];
  return position === undefined ? '.' : ` at position ${position}.`;
};

/**
 * Whether a text may hold such a member. Escapes of letters and of the underscore can spell the names too, and hardly anybody else uses them.
 * Four searches take half the time of one regular expression.
 */
const mayPoison = (text: string): boolean =>
  text.indexOf('__proto__') !== -1 ||
  text.indexOf('\\u00') !== -1 ||
  (text.indexOf('prototype') !== -1 && text.indexOf('constructor') !== -1);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const ownValue = (object: object, name: string): unknown =>
  Object.getOwnPropertyDescriptor(object, name)?.value;

/** Whether a member would change a prototype when the object is merged into another. */
function isPoisoned(object: object): boolean {
  const made = ownValue(object, 'constructor');
  return Object.hasOwn(object, '__proto__') || (isObject(made) && Object.hasOwn(made, 'prototype'));
}

/** Whether a value has such a member anywhere. What a host application parsed may hold itself, and bytes. */
export function holdsPoison(value: unknown): boolean {
  const objects = new Set(isObject(value) ? [value] : []);
  for (const object of objects) {
    if (ArrayBuffer.isView(object)) continue;
    if (isPoisoned(object)) return true;
    for (const child of Object.values(object)) if (isObject(child)) objects.add(child);
  }
  return false;
}

/**
 * The same of the fields of a form. They may be called anything, as long as what comes under such a name is a text or a file.
 *
 * @param isFile Tells files from what was parsed.
 */
export function isPoisonedForm(fields: object, isFile: (value: unknown) => boolean = () => false): boolean {
  const inherited = ownValue(fields, '__proto__');
  const made = ownValue(fields, 'constructor');
  return (
    (isObject(inherited) && !isFile(inherited)) ||
    (isObject(made) && Object.hasOwn(made, 'prototype')) ||
    Object.values(fields).some((value) => isObject(value) && holdsPoison(value))
  );
}

export const POISONED = 'The body has a member that could change a prototype (__proto__).';

/** JSON text → value. Strict RFC 8259, and no member called `__proto__`. Of two members of one name the last one counts. */
export function readJson(text: string): unknown | Problem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse('body-malformed', { detail: `The body is not valid JSON${placeOf(error)}` });
  }
  return mayPoison(text) && holdsPoison(value) ? refuse('body-malformed', { detail: POISONED }) : value;
}
