import type { RunEnd } from '../runs/store.ts';
import { addJob } from './begin.ts';
import type { Database } from './database.ts';
import { ENDED } from './finish.ts';
import type { Names } from './names.ts';
import { toJson, toText, toTextOrNull } from './text.ts';

/**
 * Runs that nobody runs any more: those that may be started again are queued, the others have been interrupted, and are given. $1 is how long ended runs
 * are kept, $2 the channel, $3 to $5 are what is known of their log, outputs and error.
 */
export const giveUp = ({ runs, bodies, queue }: Names, lost: string): string => `with lost as (${lost}),
  again as (
    update ${runs} as run set state = 'queued', retry = retry - 1, worker = null, lease_until = null, queued_at = now()
    from lost where run.id = lost.id and retry > 0 and snapshot is not null
    returning run.id, task
  ), over as (
    update ${runs} as run set state = 'interrupted', finished = now(), key_scope = case when run.answer_status < 500 then key_scope end, snapshot = null, lease_until = null,
      log = coalesce($3::json, log), outputs = coalesce($4::json, outputs), error = coalesce($5::text, error),
      expires_at = now() + $1 * interval '1 millisecond'
    from lost where run.id = lost.id and (retry <= 0 or snapshot is null)
    returning run.id, run.operation
  ), emptied as (delete from ${bodies} using over where run_id = over.id)
  select null as lost, null as operation, (${addJob(queue)}).id::text as told from again
  union all select id as lost, operation, pg_notify($2, '${ENDED} ' || id)::text from over`;

/** Lets go of a run of this process that was cut off. */
export type HandOn = (
  id: string,
  attempt: number,
  end: Pick<RunEnd, 'log' | 'outputs' | 'error'> | null,
) => Promise<boolean>;

export function createHandOn({ names, query }: Database, worker: string, keep: number): HandOn {
  const statement = giveUp(
    names,
    `select id from ${names.runs} where id = $6 and worker = $7 and attempt = $8 and state = 'running' for update`,
  );
  return async (id, attempt, end) => {
    const known = end === null ? [null, null] : [toJson(end.log), toJson(end.outputs)];
    const error = toTextOrNull(end?.error ?? null);
    const rows = await query(statement, [keep, names.channel, ...known, error, toText(id), worker, attempt]);
    return rows.length > 0;
  };
}
