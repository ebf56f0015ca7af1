import type { RunEnd, StoreHost } from '../runs/store.ts';
import type { Claim } from './claim.ts';
import type { HandOn } from './give-up.ts';
import { inTime } from './in-time.ts';
import type { Lease } from './lease.ts';
import { toNumber } from './options.ts';
import type { Persist } from './persist.ts';
import { createTurns } from './turns.ts';

/** What the execution of queued runs is made of. */
export interface ShiftParts {
  readonly host: StoreHost;
  readonly lease: Lease;
  readonly claim: Claim;
  readonly handOn: HandOn;
  readonly persist: Persist;
  readonly finish: (id: string, attempt: number, end: RunEnd) => Promise<boolean>;
}

/** Executes runs whose jobs were taken, until it is over. */
export interface Shift {
  /** Executes a run, if it is still to be executed. Done as well when the shift is over. */
  take(id: string): Promise<void>;
  /** Takes no more, and gives those that go on so many milliseconds. */
  end(grace: number): Promise<void>;
}

/** Milliseconds for a run that was cut off to come to its end. */
const LAST_WORDS = 1000;

interface Going {
  readonly id: string;
  readonly attempt: number;
}

/** A run that was cut off is for somebody else, if it may be started again. */
async function conclude(parts: ShiftParts, { id, attempt }: Going, end: RunEnd | null): Promise<void> {
  if (end !== null && end.outcome !== 'interrupted') return void (await parts.finish(id, attempt, end));
  try {
    await parts.persist(() => parts.handOn(id, attempt, end));
  } finally {
    parts.lease.remove(id, attempt);
  }
}

export function createShift(parts: ShiftParts, concurrency: number): Shift {
  const { host, lease, claim, persist, handOn } = parts;
  const inTurn = createTurns(toNumber('work: concurrency', concurrency, [1, 1000]));
  /** Which run goes on; null where one is being taken, or has come to its end and is being kept. */
  const active = new Map<Promise<void>, Going | null>();
  const leavers = new Set<() => void>();
  let isOver = false;

  const executed = (run: Parameters<StoreHost['execute']>[0]): Promise<RunEnd | null> =>
    host.execute(run).catch((error: unknown) => {
      host.report(error);
      return null;
    });

  async function execute(id: string, note: (going: Going | null) => void): Promise<void> {
    const claimed = isOver ? null : await claim(id);
    if (claimed === null) return;
    if (isOver) return await persist(claimed.putBack);
    const going = { id, attempt: claimed.attempt };
    lease.add(id, going.attempt, claimed.since);
    if (lease.wasCancelled(id)) return lease.remove(id, going.attempt);
    note(going);
    const end = await executed(claimed.run);
    note(null);
    await conclude(parts, going, end);
  }

  async function watch(id: string): Promise<void> {
    const done = execute(id, (going) => active.set(done, going));
    active.set(done, null);
    await done.finally(() => active.delete(done));
  }

  const take = (id: string): Promise<void> =>
    new Promise((resolve) => {
      const leave = (): void => {
        leavers.delete(leave);
        resolve();
      };
      leavers.add(leave);
      inTurn(() => watch(id))
        .catch(host.report)
        .finally(leave);
    });

  const allDone = (): Promise<unknown> => Promise.allSettled(active.keys());
  const goingOn = (): readonly Going[] => [...active.values()].filter((going) => going !== null);

  async function cutOff(): Promise<void> {
    for (const { id } of goingOn()) host.end(id, 'interrupted');
    if (await inTime(allDone(), LAST_WORDS)) return;
    for (const { id, attempt } of goingOn()) {
      await handOn(id, attempt, null).catch(host.report);
      lease.remove(id, attempt);
    }
  }

  return {
    take,
    end: async (grace) => {
      isOver = true;
      if (!(await inTime(allDone(), grace))) await cutOff();
      for (const leave of leavers) leave();
    },
  };
}
