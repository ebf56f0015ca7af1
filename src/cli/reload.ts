import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { refuse } from '../problem/problem.ts';
import { problemResponse } from '../response/problem.ts';
import type { GenerationSource } from './messages.ts';
import { type Generation, type Refusal, startGeneration } from './thread.ts';
import type { Told } from './told.ts';
import { watchFiles } from './watch.ts';

/** What is served, whichever generation of it. */
export interface Served {
  readonly first: Generation;
  /** Answers by the generation that is there now. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  close(grace: number): Promise<void>;
}

export interface ServedOptions {
  readonly entry: URL;
  readonly source: GenerationSource;
  readonly told: Told;
  /** Whether changes of files are looked for. */
  readonly watches: boolean;
}

export const isRefusal = (one: object): one is Refusal => 'text' in one;

/** Milliseconds that requests and runs of an old generation may take to their end. */
const GRACE = 10_000;

/** Milliseconds between two starts of what breaks down each time. */
const REST = 1000;

/** Milliseconds that generations may take beyond their grace. */
const LAST_WORDS = 3000;

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time).unref());

const BROKEN = problemResponse(
  refuse('process-failed', { detail: 'The processes broke down before they answered.' }),
);
const ABSENT = problemResponse(
  refuse('stopping', { detail: 'The processes broke down, and cannot be started again.' }),
);

/** Waits until somebody says which generation there is; null where there is none. */
function createArrival(): { promise: Promise<Generation | null>; tell: (one: Generation | null) => void } {
  let tell = (_: Generation | null): void => undefined;
  const promise = new Promise<Generation | null>((resolve) => {
    tell = resolve;
  });
  return { promise, tell };
}

/**
 * Serves a state of document and module, and the next one as soon as it is sound. Every request goes to one generation as a whole; an old
 * one ends when it has answered what it was asked.
 */
export async function startServed({
  entry,
  source,
  told,
  watches,
}: ServedOptions): Promise<Served | Refusal> {
  const retiring = new Set<Promise<void>>();
  const retired = new WeakSet<Generation>();
  let current: Generation | null = null;
  let arrival = createArrival();
  let isChanged = false;
  let isLoading = false;
  let isClosed = false;

  const watch = watches ? watchFiles(() => void reload()) : null;

  const start = (): Promise<Generation | Refusal> => {
    const since = Date.now();
    return startGeneration(entry, source, {
      files: (files) => watch?.add(files, since),
      mismatched: told.mismatched,
      broken,
    });
  };

  const retire = (generation: Generation, grace: number): void => {
    retired.add(generation);
    const work = generation.retire(grace).finally(() => retiring.delete(work));
    retiring.add(work);
  };

  const put = (next: Generation): void => {
    if (current !== null) retire(current, GRACE);
    current = next;
    arrival.tell(next);
  };

  /** One at a time; what changes meanwhile is loaded after it. */
  async function reload(): Promise<void> {
    isChanged = true;
    if (isLoading || isClosed) return;
    isLoading = true;
    while (isChanged && !isClosed) {
      isChanged = false;
      const next = await start();
      if (!isRefusal(next)) {
        put(next);
        told.reloaded(next.readiness);
      } else {
        told.refused(next, current !== null);
        arrival.tell(null);
      }
    }
    isLoading = false;
  }

  /** Requests wait for the generation that comes in the place of one that broke down. */
  function broken(generation: Generation, error: unknown): void {
    if (retired.has(generation)) return;
    told.broken(error);
    current = null;
    arrival = createArrival();
    setTimeout(() => void reload(), REST);
  }

  const first = await start();
  if (isRefusal(first)) {
    watch?.stop();
    return first;
  }
  put(first);

  return {
    first,
    handle: async (request) => {
      const generation = current ?? (await arrival.promise);
      if (generation === null) return ABSENT;
      const response = await generation.handle(request);
      return response === undefined ? BROKEN : response;
    },
    close: async (grace) => {
      isClosed = true;
      watch?.stop();
      arrival.tell(null);
      if (current !== null) retire(current, grace);
      await Promise.race([Promise.all(retiring), pause(grace + LAST_WORDS)]);
    },
  };
}
