import { randomUUID } from 'node:crypto';
import type {
  NewRun,
  RunEnd,
  RunStore,
  StoredAnswer,
  StoreHost,
  Worker,
  WorkOptions,
} from '../runs/store.ts';
import { mayBeKept } from './away.ts';
import { type Beginning, createBeginning } from './begin.ts';
import { createClaim } from './claim.ts';
import { type Database, openDatabase } from './database.ts';
import { createEnding, type Ending } from './finish.ts';
import { createHandOn } from './give-up.ts';
import { createLease, type Lease } from './lease.ts';
import { migrate } from './migrate.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import {
  checkOptions,
  DATABASE_OPTIONS,
  type DatabaseOptions,
  readDatabaseOptions,
  toNumber,
} from './options.ts';
import { createPersist, type Persist } from './persist.ts';
import { loadQueue, migrateQueue } from './queue.ts';
import { createReading, type Reading } from './read.ts';
import { createReaper, type Reaper } from './reap.ts';
import { createTakeBack, type TakeBack } from './take-back.ts';
import { createWaiting, type Waiting } from './waiting.ts';
import { startWork, type WorkParts } from './work.ts';

/** Where runs are kept, and for how long. */
export interface PostgresRunsOptions extends DatabaseOptions {
  /**
   * Milliseconds after which a process that does not say any more that it executes a run is taken for lost. Default 30,000.
   */
  readonly lease?: number;
  /** Milliseconds for which the result of a run is kept. That there was one is known for seven times longer. Default a day. */
  readonly keep?: number;
}

const DAY = 86_400_000;

interface Settings {
  readonly worker: string;
  readonly lease: number;
  readonly keep: number;
}

/** What an open store is made of. */
interface Opened extends WorkParts {
  readonly beginning: Beginning;
  readonly ending: Ending;
  readonly reading: Reading;
  readonly waiting: Waiting;
  readonly notifications: Notifications;
  readonly reaper: Reaper;
  readonly takeBack: TakeBack;
  readonly closed: AbortController;
  readonly workers: Set<Worker>;
}

/** What was kept may have been kept though nobody could be told any more; so who tries again looks whether it was. */
const createFinish =
  (persist: Persist, ending: Ending, lease: Lease) =>
  async (id: string, attempt: number, end: RunEnd): Promise<boolean> => {
    try {
      return await persist(
        async (again) =>
          (await ending.finish(id, attempt, end)) || (again && (await ending.isMine(id, attempt, end))),
      );
    } finally {
      lease.remove(id, attempt);
    }
  };

function assemble(database: Database, host: StoreHost, { worker, lease: ms, keep }: Settings): Opened {
  const closed = new AbortController();
  const persist = createPersist(closed.signal, host.report);
  const lease = createLease(database, worker, ms, host);
  const ending = createEnding(database, worker, keep);
  const reading = createReading(database);
  const waiting = createWaiting(reading);
  return {
    database,
    host,
    lease,
    ending,
    reading,
    waiting,
    persist,
    closed,
    takeBack: createTakeBack(persist, ending),
    workers: new Set(),
    beginning: createBeginning(database, worker, ms),
    claim: createClaim(database, persist, worker, ms),
    handOn: createHandOn(database, worker, keep),
    finish: createFinish(persist, ending, lease),
    notifications: createNotifications(database, { answered: waiting.wake, cancelled: lease.cancelled }),
    reaper: createReaper(database, { lease: ms, keep }, host.report),
  };
}

async function begin(store: Opened, run: NewRun): ReturnType<RunStore['begin']> {
  const since = performance.now();
  const other = await store.beginning.begin(run).catch((error: unknown) => {
    // The same call may come again with its key, and joins the run.
    const joins = run.key !== null && run.snapshot !== null;
    if (mayBeKept(error) && !joins) store.takeBack(run.id);
    throw error;
  });
  if (other !== null || run.snapshot !== null) return other;
  store.notifications.start();
  store.lease.add(run.id, 0, since);
  return null;
}

async function finish({ lease, finish: keep }: Opened, id: string, end: RunEnd): Promise<boolean> {
  const attempt = lease.attemptOf(id);
  return attempt === undefined ? false : await keep(id, attempt, end);
}

async function answer({ lease, persist, ending }: Opened, id: string, given: StoredAnswer): Promise<void> {
  const attempt = lease.attemptOf(id);
  if (attempt !== undefined) await persist(() => ending.answer(id, attempt, given));
}

async function cancel({ ending, lease, waiting, host }: Opened, id: string): Promise<boolean> {
  const progress = lease.attemptOf(id) === undefined ? null : host.progress(id);
  const was = await ending.cancel(id, progress);
  if (!was) return false;
  lease.cancelled(id);
  waiting.wake(id);
  return true;
}

async function work(store: Opened, options: WorkOptions): Promise<Worker> {
  store.notifications.start();
  const worker = await startWork(store, options);
  store.workers.add(worker);
  return worker;
}

async function close({
  closed,
  waiting,
  notifications,
  reaper,
  lease,
  workers,
  database,
}: Opened): Promise<void> {
  await Promise.all([...workers].map((worker) => worker.stop({ grace: 0 })));
  closed.abort();
  lease.stop();
  reaper.stop();
  notifications.stop();
  waiting.stop();
  await database.close();
}

/**
 * Keeps runs in PostgreSQL 12 or later, and has them executed by whichever process works: runs outlive the process that took them, and
 * all processes that share a database see the same runs, keys and results. Needs the packages `pg` and `graphile-worker`.
 *
 * It makes its tables itself, when the API is bound. A process says every third of `lease` that it still executes its runs; where it does
 * not, each of them is started again as often as its operation allows, and is `interrupted` otherwise.
 *
 * @param options The database, and how long things are kept.
 * @throws {TypeError} if an option is unknown or wrong.
 * @example
 * ```ts
 * import { postgresRuns } from 'opbind/postgres';
 *
 * const runs = postgresRuns({ connectionString: 'postgres://app:secret@db.example/app', keep: 7 * 24 * 3600 * 1000 });
 * console.log(runs.queues); // true
 * ```
 */
export function postgresRuns(options: PostgresRunsOptions): RunStore {
  const door = 'postgresRuns';
  checkOptions(door, options, [...DATABASE_OPTIONS, 'lease', 'keep']);
  const where = readDatabaseOptions(door, options);
  const settings = {
    worker: randomUUID(),
    lease: toNumber(`${door}: lease`, options.lease ?? 30_000, [300, DAY]),
    keep: toNumber(`${door}: keep`, options.keep ?? DAY, [1000, 3650 * DAY]),
  };
  let store: Opened | undefined;
  let closing: Promise<void> | undefined;

  const opened = (): Opened => {
    if (store === undefined || closing !== undefined) throw new Error('The store of runs is not open.');
    return store;
  };

  async function open(host: StoreHost): Promise<void> {
    if (store !== undefined || closing !== undefined) throw new Error('The store of runs was opened before.');
    const database = openDatabase(where);
    const parts = assemble(database, host, settings);
    store = parts;
    try {
      await loadQueue();
      await migrate(database, () => migrateQueue(database.pool, database.names.queueName, host.report));
    } catch (error) {
      store = undefined;
      await database.close();
      throw error;
    }
    parts.lease.start();
    parts.reaper.start();
  }

  return {
    queues: true,
    open,
    begin: async (run) => await begin(opened(), run),
    answer: async (id, given) => await answer(opened(), id, given),
    finish: async (id, end) => await finish(opened(), id, end),
    freeKey: async (id) => await opened().ending.freeKey(id),
    get: async (id) => await opened().reading.get(id),
    whenAnswered: async (id, ms) => {
      const { notifications, waiting } = opened();
      if (ms > 0) notifications.start();
      return await waiting.whenAnswered(id, ms);
    },
    cancel: async (id) => await cancel(opened(), id),
    list: async (filter) => await opened().reading.list(filter),
    work: async (how) => await work(opened(), how),
    close: () => {
      closing ??= store === undefined ? Promise.resolve() : close(store);
      return closing;
    },
  };
}
