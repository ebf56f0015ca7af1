import { within } from './process/in-time.ts';

/** Work that goes on beside calls, and has to be done before all is over. */
export interface Pending {
  readonly add: (work: Promise<unknown>) => void;
  /** Resolves when all is done, and what came of it, at the latest after so many milliseconds. */
  whenNone(ms: number): Promise<void>;
}

export function createPending(): Pending {
  const all = new Set<Promise<unknown>>();
  return {
    add: (work) => {
      const noted = work.finally(() => all.delete(noted));
      all.add(noted);
    },
    whenNone: async (ms) => {
      const until = Date.now() + ms;
      while (all.size > 0 && Date.now() < until) await within(until - Date.now(), Promise.allSettled(all));
    },
  };
}
