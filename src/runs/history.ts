import type { EndedRun, Outcome } from './record.ts';

/** A run that is over, as little of it as has to be noted. */
export interface PastRun {
  /** Null until somebody asks for it. */
  id: string | null;
  readonly operation: string;
  readonly caller: string | null;
  readonly started: number;
  readonly finished: number;
  readonly outcome: Outcome;
  readonly status: number;
  readonly log: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly error: unknown;
}

/** The runs that ended last, in memory. */
export interface History {
  add(run: PastRun): void;
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
 * Keeps as many runs as it may, in a ring: one more takes the place of the oldest. No record and no id is made before somebody asks, for
 * most runs are never asked for.
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
    add: (run) => {
      if (ring.length < most) ring.push(run);
      else if (most > 0) {
        ring[next] = run;
        next = (next + 1) % most;
      }
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
