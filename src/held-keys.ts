import type { Execution } from './process/execution.ts';
import type { RunStore } from './runs/store.ts';

/** Idempotency keys of runs that were not waited for any longer, and whose processes may still be at work. */
export interface HeldKeys {
  /** Whether the key of a run that has ended stays taken for now. */
  holds(execution: Execution): boolean;
  /** To be told of each process of a kept run that has returned. */
  readonly left: (execution: Execution) => void;
  /** Lets go of all of them, for the processes go with this one. */
  freeAll(): Promise<unknown>;
}

export function createHeldKeys(
  store: Pick<RunStore, 'freeKey'>,
  track: (work: Promise<unknown>) => void,
): HeldKeys {
  const held = new Set<string>();
  const returned = new WeakSet<Execution>();
  return {
    holds: (execution) => {
      const { id, ending } = execution;
      // Who cancels a run has decided, and one that is cut off with its process is at work no longer.
      if (id === null || ending !== 'timed-out' || returned.has(execution)) return false;
      held.add(id);
      return true;
    },
    left: (execution) => {
      returned.add(execution);
      const { id } = execution;
      if (id !== null && held.delete(id)) track(store.freeKey(id).catch(() => held.add(id)));
    },
    freeAll: () => Promise.allSettled([...held].map((id) => store.freeKey(id))),
  };
}
