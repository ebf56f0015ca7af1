import { EventEmitter } from 'node:events';
import type { Runner } from 'graphile-worker';
import type { Pool } from 'pg';
import { toPackageError } from '../problem/package-missing.ts';
import { backOff } from './away.ts';

/** Takes jobs off the queue, and hands each to whom it is for. */
export interface QueueOptions {
  readonly pool: Pool;
  readonly schema: string;
  readonly concurrency: number;
  readonly tasks: readonly string[];
  /** Does a job. What it rejects with is reported, and the job is gone. */
  take(id: string): Promise<void>;
  report(error: unknown): void;
}

export interface Queue {
  /** Takes no more, and waits for those that were taken. */
  stop(): Promise<void>;
}

/** Milliseconds between two looks for jobs: messages come sooner, but may be missed. */
const GLANCE = 1000;

const quiet =
  (report: (error: unknown) => void) =>
  () =>
  (level: string, message: string, meta?: { readonly error?: unknown }): void => {
    if (level === 'error') report(meta?.error ?? new Error(message));
  };

const idOf = (job: unknown): string =>
  typeof job === 'object' && job !== null && 'id' in job ? String(job.id) : '';

/** The package of the queue, or why it cannot be had. */
export async function loadQueue(): Promise<typeof import('graphile-worker')> {
  try {
    return await import('graphile-worker');
  } catch (error) {
    throw toPackageError(error, 'graphile-worker', 'opbind/postgres');
  }
}

/** Makes the tables of the queue. */
export async function migrateQueue(
  pool: Pool,
  schema: string,
  report: (error: unknown) => void,
): Promise<void> {
  const { Logger, runMigrations } = await loadQueue();
  await runMigrations({ pgPool: pool, schema, logger: new Logger(quiet(report)) });
}

/**
 * A runner that cannot find out what its tasks are called in the database when it starts never does: it remembers that it failed. So one
 * whose first look for jobs fails is of no use.
 */
function onceUseless(events: EventEmitter, useless: () => void): void {
  const first = (): void => {
    events.off('worker:getJob:error', useless);
  };
  events.once('worker:getJob:error', useless);
  events.once('worker:getJob:empty', first);
  events.once('job:start', first);
}

async function startRunner(options: QueueOptions, onStop: () => void): Promise<Runner> {
  const { Logger, run } = await loadQueue();
  const events = new EventEmitter();
  let runner: Runner | undefined;
  let isUseless = false;
  // A worker that has just failed prints a trace when it is stopped before it has come to rest.
  const stop = (): void => {
    isUseless = true;
    setImmediate(() => runner?.stop().catch(() => undefined));
  };
  onceUseless(events, stop);
  events.once('pool:gracefulShutdown', onStop);
  runner = await run({
    pgPool: options.pool,
    schema: options.schema,
    concurrency: options.concurrency,
    noHandleSignals: true,
    pollInterval: GLANCE,
    parsedCronItems: [],
    events,
    logger: new Logger(quiet(options.report)),
    taskList: Object.fromEntries(
      options.tasks.map((task) => [task, (job: unknown) => options.take(idOf(job))]),
    ),
    // In batches of one: an error with a job done is told then, where it would end the process otherwise.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  if (isUseless) stop();
  return runner;
}

/** A runner that gives up, for it could not say that a job was done, has another start in its place at once. */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const runners = new Set<Runner>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function start(): Promise<void> {
    const runner = await startRunner(options, () => againSoon(0));
    runners.add(runner);
    const over = (): void => void runners.delete(runner);
    runner.promise.then(over, (error: unknown) => {
      over();
      options.report(error);
    });
    if (stopped) await runner.stop();
  }

  const againSoon = (tries: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      start().catch((error: unknown) => {
        options.report(error);
        againSoon(tries + 1);
      });
    }, backOff(tries));
    timer.unref();
  };

  await start();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      // One that stops already says so by rejecting.
      await Promise.all(
        [...runners].map((runner) => runner.stop().catch(() => runner.promise.catch(() => undefined))),
      );
    },
  };
}
