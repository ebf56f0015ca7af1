import { createCalls } from './calls.ts';
import { checkNames } from './check-names.ts';
import { createHeldKeys } from './held-keys.ts';
import { builtin } from './http/builtin.ts';
import { createLateSignal } from './late-signal.ts';
import { createLive, type Live } from './live.ts';
import { guarded } from './observers.ts';
import { type BindOptions, runsOptionsOf } from './options.ts';
import { createPending } from './pending.ts';
import { cancel, type Execution, interrupt, runOf } from './process/execution.ts';
import { within } from './process/in-time.ts';
import { createRunId } from './process/run.ts';
import { toRunning, writePast } from './run-records.ts';
import { blankRun, createHistory, type PastRun, toEndedRun } from './runs/history.ts';
import { createMemoryStore } from './runs/memory.ts';
import type { EndedRun, RunFilter, RunRecord } from './runs/record.ts';
import { merge, toRecord } from './runs/records.ts';
import type { RunStore, Worker } from './runs/store.ts';
import { createWatchers } from './watchers.ts';

/**
 * The runs of an API: those that were, those that go on, and those that are kept for whoever asks. All reject where the store of runs is out
 * of reach.
 *
 * @example
 * for (const { id, operation, error } of await api.runs.list({ state: 'failed', limit: 20 })) console.log(id, operation, error);
 */
export interface Runs {
  /** A run; null where there is none of this id, or it is too long ago. */
  get(id: string): Promise<RunRecord | null>;
  /**
   * The latest first.
   *
   * @throws {TypeError} for a filter that there is none of, and a limit that is no whole number from 1 to 1,000. As a rejection.
   */
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
  /** Whether nothing is begun any more, whatever was let in before. */
  readonly isStopped: () => boolean;
  /** A call that is not answered at once has come, and is answered. */
  readonly calls: { began(): void; ended(): void };
  /** Aborted when nothing is waited for any longer. */
  readonly cutOff: AbortSignal;
  /** Aborted when no runs are begun any more. */
  readonly stopping: AbortSignal;
  /** Has somebody told whenever a run begins or ends in this process. Gives what ends that. */
  watch(listener: () => void): () => void;
  /** To be told of each execution when it is over. */
  readonly ended: (execution: Execution) => void;
  /** Work to be waited for before the store is closed. */
  track(work: Promise<unknown>): void;
  /** A stream to be waited for as long as runs may take, until it is sent. */
  sends(stream: Promise<unknown>): void;
  addWorker(worker: Worker): void;
  removeWorker(worker: Worker): void;
  /** Whether the idempotency key of a run that was cut off stays taken, for its process may be at work. */
  readonly holdsKey: (execution: Execution) => boolean;
  /** To be told of each process of a kept run that has returned. */
  readonly left: (execution: Execution) => void;
  /** Begins no more runs, waits for those that go on as long as it may, and cuts off the rest. Does so once, however often it is asked. */
  stop(grace: number): Promise<void>;
}

const HOUR = 3_600_000;
const MIB = 1024 * 1024;

/** Where there is no Node, nobody can listen. */
const RUNS = builtin('node:diagnostics_channel')?.channel('opbind:run');

/** Milliseconds for what was cut off to be kept. */
const LAST = 5000;

const MOST_LISTED = 1000;

function checkFilter(filter: RunFilter): void {
  const { limit = 1 } = filter;
  checkNames('runs.list', filter, ['operation', 'caller', 'state', 'since', 'until', 'before', 'limit']);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED)
    throw new TypeError(`The limit of a list of runs has to be a whole number from 1 to ${MOST_LISTED}.`);
}

/** The ledger of an API. A run that nobody asks for costs an entry in a ring. */
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
  const watchers = createWatchers();
  const live = createLive(watchers.tell);
  const history = createHistory({ most, age, createId: createRunId });
  const workers = new Set<Worker>();
  const keeping = createPending();
  const sending = createPending();
  const cutOff = createLateSignal();
  const calls = createCalls();
  const stopping = createLateSignal();
  let over = false;

  const tell = (past: PastRun, error: unknown): void => {
    const record: EndedRun = { ...toEndedRun(past, createRunId), error };
    onRun?.(record);
    RUNS?.publish(record);
  };

  const note = (execution: Execution): void => {
    const past = history.next();
    if (past !== null) writePast(past, execution);
  };

  const ended = (execution: Execution): void => {
    live.delete(execution);
    const isTold = onRun !== null || RUNS?.hasSubscribers === true;
    if (isTold) runOf(execution);
    if (execution.id === null) note(execution);
    if (isTold) tell(writePast(blankRun(), execution), execution.error);
    watchers.tell();
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

  const keys = createHeldKeys(store, keeping.add);

  const stop = async (grace: number): Promise<void> => {
    stopping.abort();
    const until = Date.now() + grace;
    const left = (): number => Math.max(0, until - Date.now());
    await Promise.allSettled([
      calls.whenNone(grace),
      ...[...workers].map((worker) => worker.stop({ grace })),
    ]);
    // A call that was let in before may have begun a run that goes on without it.
    await live.whenIdle(left());
    // A run that has ended may have an answer that is still being sent, or kept.
    await Promise.all([sending.whenNone(left()), keeping.whenNone(left())]);
    over = true;
    for (const execution of live.list()) interrupt(execution, 'The server is stopping.');
    cutOff.abort(new Error('The server is stopping.'));
    await Promise.all([keeping.whenNone(LAST), calls.whenNone(1000)]);
    await within(LAST, keys.freeAll());
    await store.close();
  };

  let stopped: Promise<void> | null = null;

  return {
    store,
    live,
    answerBytes,
    runs,
    isStopping: () => stopping.isAborted,
    get stopping() {
      return stopping.signal;
    },
    watch: watchers.add,
    isStopped: () => over,
    calls,
    get cutOff() {
      return cutOff.signal;
    },
    ended,
    track: keeping.add,
    sends: sending.add,
    holdsKey: keys.holds,
    left: keys.left,
    addWorker: (worker) => {
      workers.add(worker);
    },
    removeWorker: (worker) => {
      workers.delete(worker);
    },
    stop: (grace) => {
      stopped ??= stop(grace);
      return stopped;
    },
  };
}
