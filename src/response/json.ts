import { refuse } from '../problem/problem.ts';
import { isFaithful, writeExactly } from './exact-json.ts';
import { isPlain } from './plain.ts';

// The n of `null` is among the commonest letters, and a search stops at each; its u is rare.
const hasNull = (text: string): boolean => text.includes('ull') && text.includes('null');

/** Whether a text holds what JSON makes of values that it cannot express. */
const isSuspect = (text: string): boolean => text.includes('{}') || hasNull(text);

/** V8 has no longer strings than this error begins with; writing it again would end no better. */
const isTooLong = (error: unknown): boolean =>
  error instanceof RangeError && /string length/.test(error.message);

const nothing = (value: unknown): TypeError =>
  new TypeError(`A ${typeof value} has no JSON form. Answer with a value that has one.`);

/** The JSON text of a value. Throws a TypeError that says what is wrong with it. */
export function writeJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    if (isTooLong(error)) throw error;
    return writeExactly(value);
  }
  if (text === undefined) throw nothing(value);
  return isSuspect(text) && !isPlain(value) && !isFaithful(value) ? writeExactly(value) : text;
}

/** The JSON text of an answer. What `JSON.stringify` would lose in silence is written, or refused by its place. */
export function toJson(value: unknown): string {
  try {
    return writeJson(value);
  } catch (cause) {
    throw refuse('response-invalid', { cause });
  }
}
