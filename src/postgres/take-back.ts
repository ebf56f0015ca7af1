import type { Ending } from './finish.ts';
import type { Persist } from './persist.ts';

/** Cancels a run that may have been kept, though nobody could be told of it: it is not to be executed. */
export type TakeBack = (id: string) => void;

/** As many as may wait for the database. */
const MOST = 1000;

export function createTakeBack(persist: Persist, ending: Pick<Ending, 'cancel'>): TakeBack {
  const ids = new Set<string>();
  let busy = false;
  const cancelAll = async (): Promise<void> => {
    for (const id of ids) {
      await ending.cancel(id, null);
      ids.delete(id);
    }
  };
  return (id) => {
    if (ids.size < MOST) ids.add(id);
    if (busy) return;
    busy = true;
    // What is still to be taken back when the store is closed stays queued, as if its caller had been told.
    persist(cancelAll)
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  };
}
