import { decodeForm, isEscaped } from './decode.ts';
import { addOccurrence, type Raws, type Slots } from './slots.ts';

/** Names are most often declared as they are sent; only others are decoded. */
function placePair({ named, place }: Slots, raws: Raws, name: string, value: string): boolean {
  const index = named.get(name);
  if (index !== undefined) {
    addOccurrence(raws, index, value);
    return true;
  }
  const decoded = isEscaped(name) ? decodeForm(name) : name;
  return decoded !== undefined && place(raws, decoded, value);
}

/**
 * Puts the pairs of a query string or a form into their slots, in one pass over the raw text.
 * Pairs that nothing declares go to `others`, raw names and raw values in turn.
 */
export function placePairs(text: string, raws: Raws, slots: Slots, others: string[] | null): void {
  let equals = -1;
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand === -1 ? text.length : ampersand;
    // Searched only once passed, so that names without `=` do not make this quadratic.
    if (equals < start) equals = text.indexOf('=', start);
    if (equals === -1) equals = text.length;
    const stop = equals < end ? equals : end;
    if (end > start) {
      const name = text.slice(start, stop);
      const value = stop < end ? text.slice(stop + 1, end) : '';
      if (!placePair(slots, raws, name, value)) others?.push(name, value);
    }
    start = end + 1;
  }
}
