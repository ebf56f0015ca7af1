import { channel } from 'node:diagnostics_channel';
import { createLive, type Live } from './live.ts';
import { guarded } from './observers.ts';
import type { BindOptions, RunsOptions } from './options.ts';
import { cancel, type Execution, errorText, interrupt, runOf } from './process/execution.ts';
import { within } from './process/in-time.ts';
import { createRunId } from './process/run.ts';
import { createHistory, type PastRun, toEndedRun } from './runs/history.ts';
import { createMemoryStore } from './runs/memory.ts';
import type { EndedRun, RunFilter, RunRecord } from './runs/record.ts';
import { merge, toRecord } from './runs/records.ts';
import type { RunStore, Worker } from './runs/store.ts';

/** The runs of an API: those that were, those that go on, and those that are kept for whoever asks. */
export interface Runs {
  /** A run; null where there is none of this id, or it is too long ago. */
  get(id: string): Promise<RunRecord | null>;
  /** The latest first. */
  list(filter?: RunFilter): Promise<readonly RunRecord[]>;
  /** Ends a run that waits or goes on, wherever that is. False where there is none such. */
  cancel(id: string): Promise<boolean>;
}

/** What the corridor writes runs to. */
export interface Ledger {
  readonly store: RunStore;
  readonly live: Live;
  /** Bytes that an answer may have that is kept. */
  readonly answerBytes: number;
  readonly runs: Runs;
  readonly isStopping: () => boolean;
  /** Aborted when nothing is waited for any longer. */
  readonly cutOff: AbortSignal;
  /** To be told of each execution when it is over. */
  readonly ended: (execution: Execution) => void;
  /** Work to be waited for before the store is closed. */
  track(work: Promise<unknown>): void;
  addWorker(worker: Worker): void;
  /** Begins no more runs, waits for those that go on as long as it may, and cuts off the rest. */
  stop(grace: number): Promise<void>;
}

const HOUR = 3_600_000;
const MIB = 1024 * 1024;

export const isStore = (runs: RunStore | RunsOptions): runs is RunStore => 'begin' in runs;

/** The option `runs` as an object, whichever of its two forms was given. */
export const runsOptionsOf = ({ runs = {} }: BindOptions): RunsOptions =>
  isStore(runs) ? { store: runs } : runs;

const RUNS = channel('opbind:run');

const NO_LINES: readonly string[] = [];
const NO_OUTPUTS: Readonly<Record<string, unknown>> = Object.freeze({});

function toPast(execution: Execution): PastRun {
  const { run, id, operation, caller, started, finished, ending, status } = execution;
  return {
    id: run?.id ?? id,
    operation,
    caller,
    started,
    finished,
    outcome: ending ?? 'failed',
    status,
    log: run?.lines ?? NO_LINES,
    outputs: run?.outputs ?? NO_OUTPUTS,
    error: errorText(execution),
  };
}

/** A run that goes on in this process. */
function toRunning(execution: Execution): RunRecord {
  const { operation, caller, started, status } = execution;
  const { id, lines, outputs } = runOf(execution);
  return {
    id,
    operation,
    caller,
    state: 'running',
    started: new Date(started),
    finished: null,
    outcome: null,
    status: status === 0 ? null : status,
    log: [...lines],
    outputs: { ...outputs },
    error: null,
  };
}

/** Milliseconds for what was cut off to be kept. */
const LAST = 5000;

const MOST_LISTED = 1000;

function checkFilter({ limit = 1 }: RunFilter): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED)
    throw new TypeError(`The limit of a list of runs has to be a whole number from 1 to ${MOST_LISTED}.`);
}

/** The ledger of an API. Whoever nobody asks for costs an entry in a ring. */
export function createLedger(options: BindOptions): Ledger {
  const {
    store: given,
    history: most = 1000,
    count = 10_000,
    age = HOUR,
    bytes = 64 * MIB,
    answerBytes = 10 * MIB,
  } = runsOptionsOf(options);
  const store = given ?? createMemoryStore({ age, most: count, bytes });
  const onRun = options.onRun === undefined ? null : guarded(options.onRun);
  const live = createLive();
  const history = createHistory({ most, age, createId: createRunId });
  const workers = new Set<Worker>();
  const pending = new Set<Promise<unknown>>();
  const cutOff = new AbortController();
  let stopping = false;

  const tell = (past: PastRun, error: unknown): void => {
    const record: EndedRun = { ...toEndedRun(past, createRunId), error };
    onRun?.(record);
    RUNS.publish(record);
  };

  const ended = (execution: Execution): void => {
    live.delete(execution);
    const past = toPast(execution);
    if (execution.id === null) history.add(past);
    if (onRun !== null || RUNS.hasSubscribers) tell(past, execution.error);
  };

  const ownRunning = (): readonly RunRecord[] =>
    live
      .list()
      .filter(({ id, ending }) => id === null && ending === null)
      .map(toRunning);

  const runs: Runs = {
    get: async (id) => {
      const execution = live.find(id);
      if (execution !== null && execution.ending === null) return toRunning(execution);
      const kept = history.get(id) ?? (await store.get(id));
      if (kept === null || kept === 'expired') return null;
      return 'fingerprint' in kept ? toRecord(kept) : kept;
    },
    list: async (filter = {}) => {
      checkFilter(filter);
      const kept = await store.list(filter);
      return merge(filter, ownRunning(), history.list(), kept.map(toRecord));
    },
    cancel: async (id) => {
      const execution = live.find(id);
      return execution === null || execution.id !== null ? store.cancel(id) : cancel(execution);
    },
  };

  const stop = async (grace: number): Promise<void> => {
    stopping = true;
    const until = Date.now() + grace;
    await Promise.all([live.whenIdle(grace), ...[...workers].map((worker) => worker.stop({ grace }))]);
    // A run that has ended may have an answer that is still to come, or to be kept.
    await within(until - Date.now(), Promise.allSettled(pending));
    for (const execution of live.list()) interrupt(execution);
    cutOff.abort(new Error('The server is stopping.'));
    await within(LAST, Promise.allSettled(pending));
    await store.close();
  };

  return {
    store,
    live,
    answerBytes,
    runs,
    isStopping: () => stopping,
    cutOff: cutOff.signal,
    ended,
    track: (work) => {
      const tracked = work.finally(() => pending.delete(tracked));
      pending.add(tracked);
    },
    addWorker: (worker) => {
      workers.add(worker);
    },
    stop,
  };
}
