import type { EndedRun, Outcome } from './record.ts';

/** A run that is over, as little of it as has to be noted. */
export interface PastRun {
  /** Null until somebody asks for it. */
  id: string | null;
  operation: string;
  caller: string | null;
  started: number;
  finished: number;
  outcome: Outcome;
  status: number;
  log: readonly string[];
  outputs: Readonly<Record<string, unknown>>;
  error: string | null;
}

export const NO_LINES: readonly string[] = [];
export const NO_OUTPUTS: Readonly<Record<string, unknown>> = Object.freeze({});

/** A record of nothing yet. */
export const blankRun = (): PastRun => ({
  id: null,
  operation: '',
  caller: null,
  started: 0,
  finished: 0,
  outcome: 'succeeded',
  status: 0,
  log: NO_LINES,
  outputs: NO_OUTPUTS,
  error: null,
});

/** The runs that ended last, in memory. */
export interface History {
  /** A record for one more run, to be written at once: the oldest, where there are as many as may be. Null where none are kept. */
  next(): PastRun | null;
  get(id: string): EndedRun | null;
  /** The latest first. */
  list(): readonly EndedRun[];
}

export interface HistoryOptions {
  /** How many runs are kept. */
  readonly most: number;
  /** Milliseconds that each is kept for. */
  readonly age: number;
  readonly createId: (started: number) => string;
}

/** Everything that is known of a run that is over. */
export function toEndedRun(run: PastRun, createId: HistoryOptions['createId']): EndedRun {
  const { operation, caller, started, finished, outcome, status, log, outputs, error } = run;
  run.id ??= createId(started);
  return {
    id: run.id,
    operation,
    caller,
    state: outcome,
    started: new Date(started),
    finished: new Date(finished),
    outcome,
    status,
    log,
    outputs,
    error,
  };
}

/**
 * Keeps as many runs as it may, in a ring: one more is written over the oldest, for records that live on from call to call are what garbage
 * collection costs most for. No id is made before somebody asks, for most runs are never asked for.
 */
export function createHistory({ most, age, createId }: HistoryOptions): History {
  const ring: PastRun[] = [];
  let next = 0;
  const latestFirst = (): readonly PastRun[] => {
    const oldest = Date.now() - age;
    const inOrder = ring.slice(next).concat(ring.slice(0, next)).reverse();
    return inOrder.filter(({ finished }) => finished >= oldest);
  };
  return {
    next: () => {
      if (ring.length < most) {
        const blank = blankRun();
        ring.push(blank);
        return blank;
      }
      const oldest = ring[next] ?? null;
      next = next + 1 < most ? next + 1 : 0;
      return oldest;
    },
    get: (id) => {
      const run = latestFirst().find((one) => one.id === id);
      return run === undefined ? null : toEndedRun(run, createId);
    },
    list: () => {
      const runs = latestFirst();
      // Runs of one millisecond sort by when their ids were made.
      for (const run of runs.toReversed()) run.id ??= createId(run.started);
      return runs.map((run) => toEndedRun(run, createId));
    },
  };
}
