import { createCut } from './cut.ts';
import { readItemText } from './item-text.ts';
import type { ReadItems } from './json-items.ts';
import { itemTooLarge } from './refusals.ts';

/** A block of lines that becomes an event. */
interface Block {
  data: string[];
  event: string;
  id: string | null;
  retry: number | null;
  /** Bytes of the lines that are kept. */
  size: number;
}

const emptyBlock = (): Block => ({ data: [], event: '', id: null, retry: null, size: 0 });

const DIGITS = /^[0-9]+$/;

type SetField = (block: Block, value: string) => void;

// WHATWG HTML §9.2.6. Other fields are ignored, and so are comments, whose field has no name.
const FIELDS: ReadonlyMap<string, SetField> = new Map<string, SetField>([
  ['data', (block, value) => void block.data.push(value)],
  [
    'event',
    (block, value) => {
      block.event = value;
    },
  ],
  [
    'id',
    (block, value) => {
      if (!value.includes('\0')) block.id = value;
    },
  ],
  [
    'retry',
    (block, value) => {
      if (DIGITS.test(value)) block.retry = Number(value);
    },
  ],
]);

const toEvent = ({ data, event, id, retry }: Block): unknown => ({
  data: data.join('\n'),
  ...(event !== '' && { event }),
  ...(id !== null && { id }),
  ...(retry !== null && { retry }),
});

/**
 * Server-sent events (WHATWG HTML §9.2): `{ data, event?, id?, retry? }` for each block of lines with data. A block that no blank line
 * ends is no event.
 */
export function createEvents(limit: number): ReadItems {
  const cut = createCut('any-line', limit, () => itemTooLarge(limit));
  let isFirst = true;
  let block = emptyBlock();

  const add = (line: string, size: number): void => {
    const colon = line.indexOf(':');
    const setField = FIELDS.get(colon === -1 ? line : line.slice(0, colon));
    if (setField === undefined) return;
    block.size += size;
    if (block.size > limit) throw itemTooLarge(limit);
    const value = colon === -1 ? '' : line.slice(colon + 1);
    setField(block, value.startsWith(' ') ? value.slice(1) : value);
  };

  return {
    *push(chunk) {
      for (const line of cut.push(chunk)) {
        const text = readItemText(line, isFirst);
        isFirst = false;
        if (text !== '') add(text, line.byteLength + 1);
        else {
          const ended = block;
          block = emptyBlock();
          if (ended.data.length > 0) yield toEvent(ended);
        }
      }
    },
    end: () => [],
  };
}
