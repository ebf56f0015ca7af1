import type { TakenRun } from '../runs/store.ts';
import type { Database } from './database.ts';
import { fromText, fromTextOrNull, toText } from './text.ts';

/** A queued run that is this process's now. */
export interface Claimed {
  readonly run: TakenRun;
  readonly attempt: number;
}

/** Takes a run that is queued. Of all who try, one succeeds. */
export type Claim = (id: string) => Promise<Claimed | null>;

interface Row extends Record<string, unknown> {
  readonly operation: string;
  readonly caller: string | null;
  readonly started: number;
  readonly data: unknown;
  readonly attempt: number;
}

export function createClaim(
  { names: { runs, bodies }, query }: Database,
  worker: string,
  lease: number,
): Claim {
  const take = `update ${runs} set state = 'running', worker = $2, attempt = attempt + 1,
      lease_until = now() + $3 * interval '1 millisecond'
    where id = $1 and state = 'queued' and snapshot is not null
    returning operation, caller, (extract(epoch from started) * 1000)::float8 as started, snapshot as data, attempt`;
  const parts = `select bytes from ${bodies} where run_id = $1 order by part`;
  return async (id) => {
    const [row] = await query<Row>(take, [toText(id), worker, lease]);
    if (row === undefined) return null;
    const chunks = (await query<{ bytes: Buffer }>(parts, [toText(id)])).map(({ bytes }) => bytes);
    return {
      attempt: row.attempt,
      run: {
        id,
        operation: fromText(row.operation),
        caller: fromTextOrNull(row.caller),
        started: Math.round(row.started),
        snapshot: { data: row.data, body: chunks.length === 0 ? null : Buffer.concat(chunks) },
      },
    };
  };
}
