import { decodeForm } from './decode.ts';
import type { Place, Raws } from './slots.ts';

const isEscaped = (name: string): boolean => name.includes('%') || name.includes('+');

/**
 * Puts the pairs of a query string or a form into their slots, in one pass over the raw text.
 * Pairs that nothing declares go to `others`, raw names and raw values in turn.
 */
export function placePairs(text: string, raws: Raws, place: Place, others: string[] | null): void {
  let equals = -1;
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand === -1 ? text.length : ampersand;
    // Searched only once passed, so that names without `=` do not make this quadratic.
    if (equals < start) equals = text.indexOf('=', start);
    if (equals === -1) equals = text.length;
    const stop = Math.min(equals, end);
    const name = text.slice(start, stop);
    const value = stop < end ? text.slice(stop + 1, end) : '';
    const decoded = isEscaped(name) ? decodeForm(name) : name;
    const placed = end === start || (decoded !== undefined && place(raws, decoded, value));
    if (!placed) others?.push(name, value);
    start = end + 1;
  }
}
