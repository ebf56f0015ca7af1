import type { ServerSentEvent } from '../response/events.ts';

/** What a stream of events is made of. */
export interface PulseSource {
  /** Calls whenever there is something new. Gives what ends that. */
  listen(listener: () => void): () => void;
  /** Each of them ends the stream. */
  readonly until: readonly AbortSignal[];
  /** Called once, when the stream is over. */
  readonly over: () => void;
}

/** Milliseconds that what is new is gathered for, and after which a word is due where nothing is. */
export interface Pace {
  readonly gather: number;
  readonly quiet: number;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
const HELLO: ServerSentEvent = { event: 'hello', data: '', retry: 3000 };
const CHANGED: ServerSentEvent = { event: 'changed', data: '' };
const QUIET: ServerSentEvent = { comment: 'nothing new' };

/**
 * Events that say that there is something new, and not what: however much happens, whoever is slow gets one. An iterator of our own, for a
 * generator would not end before the event that it waits for.
 */
export function createPulse(
  { listen, until, over }: PulseSource,
  { gather, quiet }: Pace,
): AsyncIterableIterator<ServerSentEvent> {
  let isGreeted = false;
  let isNew = false;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let give: ((result: IteratorResult<ServerSentEvent>) => void) | null = null;

  const settle = (result: IteratorResult<ServerSentEvent>): void => {
    clearTimeout(timer);
    give?.(result);
    give = null;
  };

  const tell = (): void => {
    isNew = false;
    settle({ done: false, value: CHANGED });
  };

  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(tell, gather);
  };

  const unlisten = listen(() => {
    if (isNew) return;
    isNew = true;
    if (give !== null) soon();
  });

  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    unlisten();
    for (const signal of until) signal.removeEventListener('abort', finish);
    settle(DONE);
    over();
  };
  for (const signal of until) {
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  }

  const wait = (): Promise<IteratorResult<ServerSentEvent>> =>
    new Promise((resolve) => {
      give = resolve;
      if (isNew) soon();
      else timer = setTimeout(() => settle({ done: false, value: QUIET }), quiet);
    });

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => {
      if (isOver) return Promise.resolve(DONE);
      if (isGreeted) return wait();
      isGreeted = true;
      return Promise.resolve({ done: false, value: HELLO });
    },
    return: () => {
      finish();
      return Promise.resolve(DONE);
    },
  };
}
