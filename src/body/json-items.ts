import { Problem } from '../problem/problem.ts';
import { createCut } from './cut.ts';
import { readItemText } from './item-text.ts';
import { readJson } from './json.ts';
import { itemTooLarge, malformed } from './refusals.ts';

/** Chunks of bytes → the items that end in them. What is wrong with an item is thrown as a Problem. */
export interface ReadItems {
  /** To be read to its end before the next chunk. */
  push(chunk: Uint8Array): Iterable<unknown>;
  /** The items that only the end of the body ends. */
  end(): Iterable<unknown>;
}

const BLANK = /^[ \t\r\n]*$/;

function parse(text: string): unknown {
  const value = readJson(text);
  if (value instanceof Problem) throw value;
  return value;
}

/** JSON Lines: each line is a JSON text; blank ones are none. */
export function createLines(limit: number): ReadItems {
  const cut = createCut('line', limit, () => itemTooLarge(limit));
  let isFirst = true;
  const read = function* (line: Uint8Array): Generator<unknown> {
    const text = readItemText(line, isFirst);
    isFirst = false;
    if (!BLANK.test(text)) yield parse(text);
  };
  return {
    *push(chunk) {
      for (const line of cut.push(chunk)) yield* read(line);
    },
    *end() {
      yield* read(cut.rest());
    },
  };
}

/** A number or a name that is cut short may still be one, so white space has to show its end (RFC 7464 §2.4). */
const ENDED = /["}\] \t\r\n]$/;

/** A JSON text sequence: a record separator before each JSON text (RFC 7464). Several separators in a row have nothing between them. */
export function createRecords(limit: number): ReadItems {
  const cut = createCut('record', limit, () => itemTooLarge(limit));
  let isFirst = true;
  const read = function* (record: Uint8Array): Generator<unknown> {
    const text = readItemText(record, isFirst);
    const isBefore = isFirst;
    isFirst = false;
    if (BLANK.test(text)) return;
    if (isBefore) throw malformed('The body does not begin with a record separator.');
    if (!ENDED.test(text)) throw malformed('A record of the body ended before it was complete.');
    yield parse(text);
  };
  return {
    *push(chunk) {
      for (const record of cut.push(chunk)) yield* read(record);
    },
    *end() {
      yield* read(cut.rest());
    },
  };
}
