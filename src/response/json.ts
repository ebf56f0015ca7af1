import { refuse } from '../problem/problem.ts';
import { isFaithful, writeExactly } from './exact-json.ts';
import { isPlain } from './plain.ts';

// The n of `null` is among the commonest letters, and a search stops at each; its u is rare. `indexOf` costs a fraction of `includes`.
const hasNull = (text: string): boolean => text.indexOf('ull') !== -1 && text.indexOf('null') !== -1;

/** Whether null is expected, and not worth a look at where it comes from; or what finds that out, where nobody has asked yet. */
type BelievesNull = boolean | (() => boolean);

const hasDoubtfulNull = (text: string, believesNull: Exclude<BelievesNull, true>): boolean =>
  hasNull(text) && (believesNull === false || !believesNull());

/** Whether a text holds what JSON makes of values that it cannot express. A null that the document speaks of is believed. */
const isSuspect = (text: string, believesNull: BelievesNull): boolean =>
  text.indexOf('{}') !== -1 || (believesNull !== true && hasDoubtfulNull(text, believesNull));

/** V8 has no longer strings than this error begins with; writing it again would end no better. */
const isTooLong = (error: unknown): boolean =>
  error instanceof RangeError && /string length/.test(error.message);

const nothing = (value: unknown): TypeError =>
  new TypeError(`A ${typeof value} has no JSON form. Answer with a value that has one.`);

/** The JSON text of a value. Throws a TypeError that says what is wrong with it. */
export function writeJson(value: unknown, believesNull: BelievesNull = false): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    if (isTooLong(error)) throw error;
    return writeExactly(value);
  }
  if (text === undefined) throw nothing(value);
  return isSuspect(text, believesNull) && !isPlain(value) && !isFaithful(value) ? writeExactly(value) : text;
}

/** The JSON text of an answer. What `JSON.stringify` would lose in silence is written, or refused by its place. */
export function toJson(value: unknown, believesNull: BelievesNull = false): string {
  try {
    return writeJson(value, believesNull);
  } catch (cause) {
    throw refuse('response-invalid', { cause });
  }
}
