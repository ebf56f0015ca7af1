import { setTimeout as pause } from 'node:timers/promises';
import { backOff, isAway } from './away.ts';

/** Does something until it is done, however long the database is away. Gives whether it was tried before, too. */
export type Persist = <T>(work: (again: boolean) => Promise<T>) => Promise<T>;

function tooLate(cause: unknown): never {
  throw new Error('The store of runs was closed before the database was back.', { cause });
}

/** What is told of once, when the database goes, and is given up when the store is closed. */
export const createPersist =
  (closed: AbortSignal, report: (error: unknown) => void): Persist =>
  async (work) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await work(tries > 0);
      } catch (error) {
        if (closed.aborted || !isAway(error)) throw error;
        if (tries === 0) report(error);
      }
      await pause(backOff(tries), undefined, { signal: closed }).catch(tooLate);
    }
  };
