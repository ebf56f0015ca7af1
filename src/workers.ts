import type { Ledger } from './ledger.ts';
import type { Worker, WorkOptions } from './runs/store.ts';

/** Milliseconds: as long as it takes. */
const UNTIL_DONE = 2 ** 31 - 1;

interface Working {
  readonly options: WorkOptions;
  worker: Worker;
}

/** The workers of an API, which execute runs of its operations. */
export interface Workers {
  begin(options: WorkOptions): Promise<Worker>;
  /** Has others take their places, which know the operations that there are now. Those end what they have begun. */
  renew(): Promise<void>;
}

export function createWorkers({ store, addWorker, removeWorker }: Ledger): Workers {
  const all = new Set<Working>();

  async function start(options: WorkOptions): Promise<Worker> {
    const worker = await store.work(options);
    addWorker(worker);
    return worker;
  }

  const retire = (worker: Worker): void =>
    void worker.stop({ grace: UNTIL_DONE }).finally(() => removeWorker(worker));

  return {
    begin: async (options) => {
      const working = { options, worker: await start(options) };
      all.add(working);
      return {
        stop: (how) => {
          all.delete(working);
          return working.worker.stop(how);
        },
      };
    },
    renew: async () => {
      for (const working of all) {
        const before = working.worker;
        working.worker = await start(working.options);
        retire(before);
      }
    },
  };
}
