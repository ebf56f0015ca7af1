import { fold } from '../http/fold.ts';
import { type TextSet, takesAll } from './text-set.ts';

/** Start and end of every parameter in the decoded text of a segment; null where the segment does not fit. */
export type Split = (text: string, raw: string) => readonly number[] | null;

// Beside other parts of a segment, a longer text is no number. That keeps the search linear.
const LONGEST = 64;

// RFC 3986 §2.2: an encoded delimiter is data. Decoded text holds no lone surrogate, so one can stand for it.
const DATA = '\uD800';
const maskData = (raw: string): string =>
  raw.replace(/(?:%[0-9a-f]{2})+/gi, (run) => decodeURIComponent(run).replace(/[!$&'()*+,;=:@]/g, DATA));

const isInsidePair = (text: string, place: number): boolean => {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff;
};

const lastPlace = (text: string, literal: string, limit: number): number => {
  const place = limit < 0 ? -1 : text.lastIndexOf(literal, limit);
  return literal === '' && isInsidePair(text, place) ? place - 1 : place;
};

/** Every literal as far right as it goes: the first parameter takes as much as it can, then the second, and so on. */
const splitLast = (text: string, literals: readonly string[]): readonly number[] | null => {
  const slots = literals.length - 1;
  const [first = '', last = ''] = [literals[0], literals[slots]];
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const places = new Array<number>(2 * slots).fill(first.length);
  let end = text.length - last.length;
  for (let slot = slots - 1; slot > 0; slot--) {
    const literal = literals[slot] ?? '';
    const place = lastPlace(text, literal, end - literal.length - 1);
    if (place < 0) return null;
    places[2 * slot] = place + literal.length;
    places[2 * slot + 1] = end;
    end = place;
  }
  places[1] = end;
  return end > first.length ? places : null;
};

const acceptsAll = (text: string, places: readonly number[], sets: readonly TextSet[]): boolean =>
  sets.every((set, slot) => set.accepts(text.slice(places[2 * slot], places[2 * slot + 1])));

/** Where a parameter may end so that all after it fits. */
interface Ends {
  readonly open: Uint8Array;
  readonly last: number;
}

const findEnds = (marked: string, literal: string, fitsFrom: (place: number) => boolean): Ends => {
  const open = new Uint8Array(marked.length + 1);
  for (let place = 1; place <= marked.length; place++) {
    if (!marked.startsWith(literal, place) || isInsidePair(marked, place)) continue;
    if (fitsFrom(place + literal.length)) open[place] = 1;
  }
  return { open, last: open.lastIndexOf(1) };
};

/** The last place where a parameter that begins at `start` may end; -1 where there is none. */
const lastEnd = (text: string, start: number, set: TextSet, { open, last }: Ends): number => {
  if (takesAll(set)) return last > start ? last : -1;
  const longest = Math.max(LONGEST, set.longest);
  for (let end = Math.min(start + longest, last); end > start; end--) {
    if (open[end] === 1 && set.accepts(text.slice(start, end))) return end;
  }
  return -1;
};

/** As `splitLast`, but among the splits that the typed parameters accept. Each place is looked at once for each parameter. */
const splitTyped = (
  text: string,
  marked: string,
  literals: readonly string[],
  sets: readonly TextSet[],
): readonly number[] | null => {
  const slots = sets.map((set, slot) => ({ set, literal: literals[slot + 1] ?? '' }));
  const steps: ((start: number) => number)[] = [];
  let fitsFrom = (place: number): boolean => place === text.length;
  for (const { set, literal } of slots.toReversed()) {
    const ends = findEnds(marked, literal, fitsFrom);
    const step = (start: number): number => lastEnd(text, start, set, ends);
    fitsFrom = (place) => step(place) > 0;
    steps.unshift(step);
  }
  const places: number[] = [];
  let start = (literals[0] ?? '').length;
  for (const [slot, step] of steps.entries()) {
    const end = step(start);
    if (end < 0) return null;
    places.push(start, end);
    start = end + (literals[slot + 1] ?? '').length;
  }
  return places;
};

/** How a segment of several parts is split. Literals are given folded where case does not count. */
export function compileSplit(
  literals: readonly string[],
  sets: readonly TextSet[],
  caseSensitive: boolean,
): Split {
  return (text, raw) => {
    const masked = text === raw ? text : maskData(raw);
    const marked = caseSensitive ? masked : fold(masked);
    const places = splitLast(marked, literals);
    if (places === null || acceptsAll(text, places, sets)) return places;
    return sets.length === 1 ? null : splitTyped(text, marked, literals, sets);
  };
}

/** The place in the raw text of a place in the decoded one. */
const rawPlace = (raw: string, place: number): number => {
  let at = 0;
  for (let unit = 0; unit < place; unit++) {
    if (raw[at] !== '%') {
      at += 1;
      continue;
    }
    const lead = Number.parseInt(raw.slice(at + 1, at + 3), 16);
    const bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    // Four bytes of UTF-8 are two units of a string.
    if (bytes === 4) unit++;
    at += 3 * bytes;
  }
  return at;
};

/** The parts of a raw text that a split marks. */
export const cut = (text: string, raw: string, places: readonly number[]): readonly string[] => {
  const values: string[] = [];
  for (let index = 0; index < places.length; index += 2) {
    const [start = 0, end = 0] = [places[index], places[index + 1]];
    values.push(text === raw ? raw.slice(start, end) : raw.slice(rawPlace(raw, start), rawPlace(raw, end)));
  }
  return values;
};
