import { sizeOf } from '../http/sized.ts';

const HIGH = 0xd800;
const LOW = 0xdc00;
const BEYOND = 0xe000;

/** Characters of a text: two surrogates that belong together are one. */
export function characters(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < LOW || code >= BEYOND) continue;
    const before = text.charCodeAt(at - 1);
    if (before >= HIGH && before < LOW) count -= 1;
  }
  return count;
}

/** Whether a text stands for a number of bytes that were not read. */
export const isSized = (text: string): boolean => sizeOf(text) !== null;

/** What `minLength` and `maxLength` count. */
export const lengthOf = (text: string): number => sizeOf(text) ?? characters(text);
