import { type Problem, refuse } from '../problem/problem.ts';

const POSITION = /at position (\d+)/;

/** V8 repeats a piece of the text in its message; only the position is passed on. */
const placeOf = (error: unknown): string => {
  const [, position] = POSITION.exec(error instanceof Error ? error.message : '') ?? [];
  return position === undefined ? '.' : ` at position ${position}.`;
};

/** An escape can spell the name too, and hardly anything else is written with one of these escapes. */
const MAY_POISON = /__proto__|\\u005f|"constructor"|\\u006[0-9a-f]/i;

const isPoisoned = (object: object): boolean =>
  Object.hasOwn(object, '__proto__') ||
  (Object.hasOwn(object, 'constructor') &&
    typeof (object as { constructor: unknown }).constructor === 'object' &&
    (object as { constructor: object | null }).constructor !== null &&
    Object.hasOwn((object as { constructor: object }).constructor, 'prototype'));

/** Whether some object within would change a prototype when it is merged into another. */
function holdsPoison(value: unknown): boolean {
  const open: unknown[] = [value];
  for (let node = open.pop(); open.length > 0 || node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (isPoisoned(node)) return true;
    open.push(...Object.values(node).filter((child) => typeof child === 'object' && child !== null));
  }
  return false;
}

/** JSON text → value. Strict RFC 8259, and no member called `__proto__`. */
export function readJson(text: string): unknown | Problem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse('body-malformed', { detail: `The body is not valid JSON${placeOf(error)}` });
  }
  return MAY_POISON.test(text) && holdsPoison(value)
    ? refuse('body-malformed', { detail: 'The body has a member that could change a prototype (__proto__).' })
    : value;
}
