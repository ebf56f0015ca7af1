import { isDestroyable, release } from '../http/release.ts';

type Step<Item> = IteratorResult<Item, unknown>;

/** Items one after the other, from wherever they come. */
export interface RecordSource<Item> {
  readonly next: () => Promise<Step<Item>>;
  /** Lets go of what is not read to its end, and waits for that where it is not waiting itself. Never rejects. */
  readonly leave: () => Promise<void>;
}

type Opened<Item> = Iterator<Item, unknown> | AsyncIterator<Item, unknown>;

const NOT_ITERABLE =
  'The records have to be an iterable or an async iterable: an array, a generator, the body of a sequence such as JSON Lines.';

function open<Item>(items: Iterable<Item> | AsyncIterable<Item>): Opened<Item> {
  if (typeof items === 'object' && items !== null && Symbol.asyncIterator in items)
    return items[Symbol.asyncIterator]();
  if (
    items !== undefined &&
    items !== null &&
    typeof (items as Iterable<Item>)[Symbol.iterator] === 'function'
  )
    return (items as Iterable<Item>)[Symbol.iterator]();
  throw new TypeError(NOT_ITERABLE);
}

/** Opens a source. Nothing is asked of it before somebody asks for the next item. */
export function openSource<Item>(items: Iterable<Item> | AsyncIterable<Item>): RecordSource<Item> {
  const iterator = open(items);
  let state: 'idle' | 'asked' | 'over' = 'idle';

  const next = async (): Promise<Step<Item>> => {
    state = 'asked';
    try {
      const step = await iterator.next();
      state = step.done ? 'over' : 'idle';
      return step;
    } catch (error) {
      state = 'over';
      throw error;
    }
  };

  const leave = async (): Promise<void> => {
    if (state === 'over') return;
    try {
      // A stream of Node closes nothing by its iterator before its first chunk was asked for, nor while it waits for one.
      if (typeof items === 'object' && isDestroyable(items)) release(items as AsyncIterable<Uint8Array>);
      const left = Promise.resolve(iterator.return?.());
      if (state === 'asked') left.catch(() => undefined);
      else await left;
    } catch {
      // Why it ends is known already.
    }
  };

  return { next, leave };
}
