import { ignoreErrors, isDestroyable } from '../http/release.ts';
import { isWebStream } from './kind.ts';

/** What is told of a stream while it is sent. */
export interface StreamEvents {
  /** It broke, or gave what cannot be sent. */
  readonly failed: (error: unknown) => void;
  /** The caller has gone before its end. */
  readonly abandoned: () => void;
}

/** A source of items that has been opened. */
interface Source {
  next(): Promise<IteratorResult<unknown>>;
  /** Lets go of it, whether or not anything was read. */
  close(): unknown;
}

function openWebStream(stream: ReadableStream<unknown>): Source {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done: true, value: undefined } : { done: false, value };
    },
    close: () => reader.cancel(),
  };
}

/** Iterators of Node's streams close nothing before the first item was asked for; so the stream itself is. */
function openAsync(items: AsyncIterable<unknown>): Source {
  ignoreErrors(items);
  const iterator = items[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    close: () => (isDestroyable(items) ? items.destroy() : iterator.return?.()),
  };
}

function openSync(items: Iterable<unknown>): Source {
  const iterator = items[Symbol.iterator]();
  return {
    next: async () => {
      const { done, value } = iterator.next();
      return done ? { done: true, value: undefined } : { done: false, value: await value };
    },
    close: () => iterator.return?.(),
  };
}

export type Items = ReadableStream<unknown> | AsyncIterable<unknown> | Iterable<unknown>;

function open(items: Items): Source {
  if (isWebStream(items)) return openWebStream(items);
  return Symbol.asyncIterator in items ? openAsync(items) : openSync(items);
}

async function close(source: Source): Promise<void> {
  try {
    await source.close();
  } catch {
    // Nobody waits for it any more.
  }
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The bytes of items, one at a time and only when they are asked for. Opens them now, so that what cannot be opened is known before
 * anything is sent. Whatever happens later, they are closed once.
 */
export function toStream(
  items: Items,
  encode: (item: unknown) => Uint8Array,
  { failed, abandoned }: StreamEvents,
): AsyncIterable<Uint8Array> {
  const source = open(items);
  let isStarted = false;
  let isOver = false;

  /** What fails after the caller has gone failed because it has. */
  const fail = (error: unknown): IteratorReturnResult<undefined> => {
    if (isOver) return DONE;
    isOver = true;
    failed(error);
    throw error;
  };

  const encoded = (item: unknown): IteratorResult<Uint8Array, undefined> => {
    try {
      return { done: false, value: encode(item) };
    } catch (error) {
      void close(source);
      return fail(error);
    }
  };

  const finish = (): IteratorReturnResult<undefined> => {
    isOver = true;
    return DONE;
  };

  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (isOver) return DONE;
    isStarted = true;
    let item: IteratorResult<unknown>;
    try {
      const { done, value } = await source.next();
      item = done ? DONE : { done: false, value };
    } catch (error) {
      return fail(error);
    }
    if (isOver) return DONE;
    return item.done ? finish() : encoded(item.value);
  };

  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    if (isOver) return DONE;
    isOver = true;
    if (isStarted) abandoned();
    await close(source);
    return DONE;
  };

  const iterator = { next, return: end };
  return { [Symbol.asyncIterator]: () => iterator };
}
