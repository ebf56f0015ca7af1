import { isAway } from './away.ts';
import { addJob } from './begin.ts';
import type { Database } from './database.ts';
import { giveUp } from './give-up.ts';
import type { Names } from './names.ts';
import { fromText } from './text.ts';

/** Looks after what others left behind, and what is too old, in batches; each store does, and none is in another's way. */
export interface Reaper {
  start(): void;
  stop(): void;
}

/** How many times longer than its result it is known that there was a run. */
const REMEMBERED = 7;

/** Runs whose process does not say any more that it runs them. Not soon after the server was away: nobody could say anything then. */
const lostRuns = ({ runs }: Names): string => `select id from ${runs}
  where state = 'running' and lease_until < now() and pg_postmaster_start_time() < now() - $6 * interval '1 millisecond'
  order by lease_until limit 100 for update skip locked`;

/** A job that somebody may take yet, or has just taken. */
const isAlive = `((job.locked_at is null and job.attempts < job.max_attempts)
  or job.locked_at > now() - $1 * interval '1 millisecond')`;

/** Queued runs whose job is lost. A job too many does no harm. */
const forgotten = ({ runs, queue }: Names): string => `with stale as (
    select run.id from ${runs} as run
    where state = 'queued' and queued_at < now() - $1 * interval '1 millisecond'
      and not exists (select from ${queue}.jobs as job where job.key = run.id and ${isAlive})
    order by queued_at limit 100 for update skip locked
  ), again as (
    update ${runs} as run set queued_at = now() from stale where run.id = stale.id returning run.id, task
  ) select (${addJob(queue)}).id from again`;

/** Jobs that a worker held that is gone, or that were for nothing. */
const unlock = ({ runs, queue }: Names): string => `select ${queue}.force_unlock_workers(array(
    select distinct job.locked_by from ${queue}.jobs as job
    where job.locked_at < now() - $1 * interval '1 millisecond'
      and not exists (select from ${runs} as run where run.id = job.key and run.state = 'running' and run.lease_until > now())
    limit 100
  ))`;

const clear = ({ queue }: Names): string => `select count(*) from ${queue}.complete_jobs(array(
    select job.id from ${queue}.jobs as job where job.locked_at is null and job.attempts >= job.max_attempts order by job.id limit 500
  ))`;

const expire = ({ runs }: Names): string => `update ${runs} as run
  set expired = true, log = '[]', outputs = '{}', error = null, key_scope = null, fingerprint = null, snapshot = null,
    answer_status = null, answer_headers = null, answer_body = null
  from (select id from ${runs} where expires_at <= now() and not expired order by expires_at limit 500 for update skip locked) as old
  where run.id = old.id`;

const forget = ({ runs }: Names): string => `delete from ${runs} using (
    select id as old_id from ${runs} where expired and expires_at <= now() - $1 * interval '1 millisecond'
    order by expires_at limit 500 for update skip locked
  ) as old where id = old_id`;

/** Keys of runs that were not waited for any longer. Their processes let go of them when they return, if their machine lives that long. */
const unkey = ({ runs }: Names): string => `update ${runs} set key_scope = null
  where key_scope is not null and state = 'timed-out' and coalesce(answer_status, 500) >= 500 and finished < now() - $1 * interval '1 millisecond'`;

/** Leases after which a process that was not waited for any longer is taken to have returned, or to be lost. */
const PATIENCE = 10;

interface Lost {
  readonly lost: string | null;
  readonly operation: string | null;
}

/** Nobody else is there to tell of it. */
function tellLost({ lost, operation }: Lost, report: (error: unknown) => void): void {
  if (lost === null) return;
  const what = `The run ${fromText(lost)} of ${fromText(operation ?? '')}`;
  report(new Error(`${what} was lost with the machine that ran it, and is interrupted.`));
}

interface Times {
  readonly lease: number;
  readonly keep: number;
}

export function createReaper(
  database: Database,
  { lease, keep }: Times,
  report: (error: unknown) => void,
): Reaper {
  const { names, query } = database;
  const chores: readonly (readonly [string, readonly unknown[]])[] = [
    [giveUp(names, lostRuns(names)), [keep, names.channel, null, null, null, lease]],
    [forgotten(names), [lease]],
    [unlock(names), [lease]],
    [clear(names), []],
    [unkey(names), [PATIENCE * lease]],
    [expire(names), []],
    [forget(names), [REMEMBERED * keep]],
  ];
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let stopped = false;
  /** By `performance.now()`: until then nothing is given up, for those who were cut off as well have to have time to come back. */
  let patientUntil = 0;

  async function reap(): Promise<void> {
    for (const [index, [text, values]] of chores.entries()) {
      if (stopped) return;
      if (index === 0 && performance.now() < patientUntil) continue;
      const rows = await query<Lost & Record<string, unknown>>(text, values);
      if (index === 0) for (const row of rows) tellLost(row, report);
    }
  }

  const turn = (): void => {
    if (busy) return;
    busy = true;
    reap()
      .catch((error: unknown) => {
        if (isAway(error)) patientUntil = performance.now() + lease;
        if (!stopped) report(error);
      })
      .finally(() => {
        busy = false;
      });
  };

  return {
    start: () => {
      timer = setInterval(turn, lease / 2).unref();
    },
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
