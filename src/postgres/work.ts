import type { RunEnd, StoreHost, Worker, WorkOptions } from '../runs/store.ts';
import { taskOf } from './begin.ts';
import type { Claim } from './claim.ts';
import type { Database } from './database.ts';
import type { HandOn } from './give-up.ts';
import { inTime } from './in-time.ts';
import type { Lease } from './lease.ts';
import { toNumber } from './options.ts';
import type { Persist } from './persist.ts';
import { type Queue, startQueue } from './queue.ts';
import { createTurns } from './turns.ts';

/** What work is made of. */
export interface WorkParts {
  readonly database: Database;
  readonly host: StoreHost;
  readonly lease: Lease;
  readonly claim: Claim;
  readonly handOn: HandOn;
  readonly persist: Persist;
  readonly finish: (id: string, attempt: number, end: RunEnd) => Promise<boolean>;
}

/** Milliseconds for a run that was cut off to come to its end. */
const LAST_WORDS = 1000;

/** Milliseconds for the queue to put things in order. */
const LAST_STEPS = 5000;

/** A run that was cut off is for somebody else, if it may be started again. */
async function conclude(parts: WorkParts, id: string, attempt: number, end: RunEnd): Promise<void> {
  if (end.outcome !== 'interrupted') return void (await parts.finish(id, attempt, end));
  try {
    await parts.persist(() => parts.handOn(id, attempt, end));
  } finally {
    parts.lease.remove(id, attempt);
  }
}

/** Executes queued runs, until it is stopped. */
export async function startWork(parts: WorkParts, { concurrency = 4 }: WorkOptions): Promise<Worker> {
  const { database, host, lease, claim } = parts;
  const inTurn = createTurns(toNumber('work: concurrency', concurrency, [1, 1000]));
  /** What is being taken or executed; by id, its attempt as soon as it is executed. */
  const active = new Map<Promise<void>, { readonly id: string; readonly attempt: number } | null>();
  let stopping: Promise<void> | undefined;
  let letGo = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });

  async function execute(id: string, begun: (attempt: number) => void): Promise<void> {
    const claimed = stopping === undefined ? await claim(id) : null;
    if (claimed === null) return;
    if (stopping !== undefined) return await claimed.putBack();
    const { run, attempt, since } = claimed;
    lease.add(id, attempt, since);
    begun(attempt);
    await conclude(parts, id, attempt, await host.execute(run));
  }

  async function watch(id: string): Promise<void> {
    const done = execute(id, (attempt) => active.set(done, { id, attempt }));
    active.set(done, null);
    await done.finally(() => active.delete(done));
  }

  const take = (id: string): Promise<void> =>
    Promise.race([inTurn(() => watch(id)), released]).catch(host.report);

  const allDone = (): Promise<unknown> => Promise.allSettled(active.keys());

  async function cutOff(): Promise<void> {
    for (const run of active.values()) if (run !== null) host.end(run.id, 'interrupted');
    if (await inTime(allDone(), LAST_WORDS)) return;
    for (const run of active.values()) {
      if (run === null) continue;
      await parts.handOn(run.id, run.attempt, null).catch(host.report);
      lease.remove(run.id, run.attempt);
    }
  }

  async function stop(queue: Queue | null, grace: number): Promise<void> {
    const stopped = queue?.stop();
    if (!(await inTime(allDone(), grace))) await cutOff();
    letGo();
    if (stopped !== undefined) await inTime(stopped, LAST_STEPS);
  }

  const tasks = host.operations.map(taskOf);
  const queue =
    tasks.length === 0
      ? null
      : await startQueue({
          pool: database.pool,
          schema: database.names.queueName,
          concurrency,
          tasks,
          take,
          report: host.report,
        });
  return {
    stop: ({ grace = 10_000 } = {}) => {
      stopping ??= stop(queue, grace);
      return stopping;
    },
  };
}
