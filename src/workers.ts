import type { Ledger } from './ledger.ts';
import { toConsole } from './observers.ts';
import type { Worker, WorkOptions } from './runs/store.ts';

/** Milliseconds: as long as it takes. */
const UNTIL_DONE = 2 ** 31 - 1;

/** A worker that may have another one in its place, and how it was asked to stop. */
interface Working {
  readonly options: WorkOptions;
  worker: Worker;
  stopped: Parameters<Worker['stop']> | null;
}

/** The workers of an API, which execute runs of its operations. */
export interface Workers {
  begin(options: WorkOptions): Promise<Worker>;
  /** Has others take their places, which know the operations that there are now. Those end what they have begun. Rejects where one could not begin. */
  renew(): Promise<void>;
}

export function createWorkers({ store, addWorker, removeWorker, isStopping }: Ledger): Workers {
  const all = new Set<Working>();

  const retire = (worker: Worker): void =>
    void worker
      .stop({ grace: UNTIL_DONE })
      .catch(toConsole)
      .finally(() => removeWorker(worker));

  async function replaceOne(working: Working): Promise<void> {
    const next = await store.work(working.options);
    // Whoever stops the API, or this worker, did not know of the next one.
    if (working.stopped !== null) return await next.stop(...working.stopped);
    if (isStopping()) return await next.stop({ grace: 0 });
    addWorker(next);
    const before = working.worker;
    working.worker = next;
    retire(before);
  }

  return {
    begin: async (options) => {
      const worker = await store.work(options);
      if (isStopping()) {
        await worker.stop({ grace: 0 });
        throw new TypeError('work: the API is closed.');
      }
      addWorker(worker);
      const working: Working = { options, worker, stopped: null };
      all.add(working);
      return {
        stop: (...how) => {
          all.delete(working);
          working.stopped = how;
          return working.worker.stop(...how);
        },
      };
    },
    renew: async () => {
      const renewed = await Promise.allSettled([...all].map(replaceOne));
      for (const one of renewed) if (one.status === 'rejected') throw one.reason;
    },
  };
}
