import type { Worker, WorkOptions } from '../runs/store.ts';
import { taskOf } from './begin.ts';
import type { Database } from './database.ts';
import { inTime } from './in-time.ts';
import { startQueue } from './queue.ts';
import { createShift, type Shift, type ShiftParts } from './shift.ts';

/** What work is made of. */
export interface WorkParts extends ShiftParts {
  readonly database: Database;
}

/** Milliseconds for the queue to put things in order. */
const LAST_STEPS = 5000;

/** Who stops it again may have less patience. */
async function stop(quiet: Promise<void>, shift: Shift, grace: number): Promise<void> {
  await shift.end(grace);
  await inTime(quiet, LAST_STEPS);
}

/** Executes queued runs, until it is stopped. */
export async function startWork(parts: WorkParts, { concurrency = 4 }: WorkOptions): Promise<Worker> {
  const { database, host } = parts;
  const shift = createShift(parts, concurrency);
  const options = {
    pool: database.pool,
    schema: database.names.queueName,
    concurrency,
    tasks: host.operations.map(taskOf),
    take: shift.take,
    report: host.report,
  };
  const queue = options.tasks.length === 0 ? null : await startQueue(options);
  let quiet: Promise<void> | undefined;
  return {
    stop: ({ grace = 10_000 } = {}) => {
      quiet ??= queue?.stop() ?? Promise.resolve();
      return stop(quiet, shift, grace);
    },
  };
}
