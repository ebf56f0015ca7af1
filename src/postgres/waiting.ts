import { isOutcome } from '../runs/record.ts';
import type { KeptRun } from '../runs/store.ts';
import type { Reading } from './read.ts';

/** Those who wait for runs to answer, or to end. */
export interface Waiting {
  whenAnswered(id: string, ms: number): Promise<KeptRun | 'expired' | null>;
  /** Wakes who waits for this run. */
  wake(id: string): void;
  /** Wakes everybody. */
  stop(): void;
}

/** Milliseconds between two looks at the table, for all who wait: messages come sooner, but may be missed. */
const GLANCE = 500;

/** Milliseconds that a last look may take. */
const LAST_LOOK = 500;

const LONGEST = 2 ** 31 - 1;

const isAnswered = (run: KeptRun | 'expired' | null): boolean =>
  run === null || run === 'expired' || isOutcome(run.state) || run.answer !== null;

/** What is looked up, or what was known before, where it takes too long. */
async function within<T>(looking: Promise<T>, known: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, LAST_LOOK, known);
  });
  return await Promise.race([looking.catch(() => known), patience]).finally(() => clearTimeout(timer));
}

interface Waiter {
  readonly done: Promise<void>;
  leave(): void;
}

export function createWaiting(reading: Pick<Reading, 'get' | 'answered'>): Waiting {
  const waiters = new Map<string, Set<() => void>>();
  let glance: NodeJS.Timeout | undefined;

  const wake = (id: string): void => {
    for (const go of waiters.get(id) ?? []) go();
  };

  const look = async (): Promise<void> => {
    const answered = await reading.answered([...waiters.keys()]).catch(() => []);
    for (const id of answered) wake(id);
    glance = undefined;
    if (waiters.size > 0) lookSoon();
  };

  const lookSoon = (): void => {
    glance ??= setTimeout(() => void look(), GLANCE).unref();
  };

  const leave = (id: string, go: () => void): void => {
    const all = waiters.get(id);
    all?.delete(go);
    if (all?.size === 0) waiters.delete(id);
    if (waiters.size > 0) return;
    clearTimeout(glance);
    glance = undefined;
  };

  function enter(id: string, ms: number): Waiter {
    let go = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      go = resolve;
    });
    const timer = setTimeout(go, Math.min(ms, LONGEST));
    waiters.set(id, (waiters.get(id) ?? new Set()).add(go));
    lookSoon();
    return {
      done,
      leave: () => {
        clearTimeout(timer);
        leave(id, go);
      },
    };
  }

  // Whoever waits is there before the first look: an answer in between is told.
  async function whenAnswered(id: string, ms: number): Promise<KeptRun | 'expired' | null> {
    if (!(ms > 0)) return await reading.get(id);
    const waiter = enter(id, ms);
    try {
      const known = await reading.get(id);
      if (isAnswered(known)) return known;
      await waiter.done;
      return await within(reading.get(id), known);
    } finally {
      waiter.leave();
    }
  }

  return {
    whenAnswered,
    wake,
    stop: () => {
      for (const id of waiters.keys()) wake(id);
    },
  };
}
