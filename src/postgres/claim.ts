import { randomUUID } from 'node:crypto';
import type { TakenRun } from '../runs/store.ts';
import { addJob } from './begin.ts';
import type { Database } from './database.ts';
import type { Persist } from './persist.ts';
import { fromText, fromTextOrNull, toText } from './text.ts';

/** A queued run that is this process's now. */
export interface Claimed {
  readonly run: TakenRun;
  readonly attempt: number;
  /** When it was asked for, by `performance.now()`. */
  readonly since: number;
  /** Puts it back into the queue: it was not started. */
  putBack(): Promise<void>;
}

/** Takes a run that is queued. Of all who try, one succeeds. */
export type Claim = (id: string) => Promise<Claimed | null>;

interface Row extends Record<string, unknown> {
  readonly operation: string;
  readonly caller: string | null;
  readonly started: number;
  readonly data: unknown;
  readonly attempt: number;
  readonly has_body: boolean;
}

/** A connection may break after a run was taken and before that is known: so each claim has a name, by which it may be made again. */
export function createClaim(database: Database, persist: Persist, worker: string, lease: number): Claim {
  const { query, often, names } = database;
  const { runs, bodies, queue } = names;
  const take = `update ${runs} set state = 'running', worker = $2, claim = $4, lease_until = now() + $3 * interval '1 millisecond',
      attempt = case when state = 'queued' then attempt + 1 else attempt end
    where id = $1 and snapshot is not null and (state = 'queued' or (state = 'running' and claim = $4))
    returning operation, caller, (extract(epoch from started) * 1000)::float8 as started, snapshot as data, attempt,
      exists(select from ${bodies} where run_id = $1) as has_body`;
  const parts = `select bytes from ${bodies} where run_id = $1 order by part`;
  const back = `with back as (
      update ${runs} set state = 'queued', worker = null, lease_until = null, queued_at = now()
      where id = $1 and state = 'running' and claim = $2
      returning id, task
    ) select (${addJob(queue)}).id from back`;

  async function claim(id: string, name: string): Promise<Claimed | null> {
    const since = performance.now();
    const [row] = await often<Row>(take, [toText(id), worker, lease, name]);
    if (row === undefined) return null;
    const chunks = row.has_body
      ? (await often<{ bytes: Buffer }>(parts, [toText(id)])).map(({ bytes }) => bytes)
      : [];
    // It was cancelled in between, and its body is gone.
    if (row.has_body && chunks.length === 0) return null;
    const run = {
      id,
      operation: fromText(row.operation),
      caller: fromTextOrNull(row.caller),
      started: Math.round(row.started),
      snapshot: { data: row.data, body: row.has_body ? Buffer.concat(chunks) : null },
    };
    const putBack = async (): Promise<void> => void (await query(back, [toText(id), name]));
    return { run, attempt: row.attempt, since, putBack };
  }

  return async (id) => {
    const name = randomUUID();
    return await persist(() => claim(id, name));
  };
}
