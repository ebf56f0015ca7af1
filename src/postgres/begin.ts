import type { KeptRun, NewRun } from '../runs/store.ts';
import type { Database, Query } from './database.ts';
import { COLUMNS, type Row, toKeptRun } from './row.ts';
import { digest, toJson, toText, toTextOrNull } from './text.ts';

/** The queue takes names of 128 characters at most. */
export function taskOf(operation: string): string {
  const task = `opbind:${toText(operation)}`;
  return task.length <= 128 ? task : `opbind:${digest(operation)}`;
}

/** A job names its run and no more, and is taken once: what becomes of a run is decided by its row. */
export const addJob = (queue: string): string =>
  `${queue}.add_job(identifier := task, payload := json_build_object('id', id), max_attempts := 1, job_key := id)`;

const SIZE = 1_048_576;

const partsOf = (body: Uint8Array): readonly Buffer[] =>
  Array.from({ length: Math.max(1, Math.ceil(body.length / SIZE)) }, (_, part) =>
    Buffer.from(body.buffer, body.byteOffset + part * SIZE, Math.min(SIZE, body.length - part * SIZE)),
  );

const at = (millis: number): string => new Date(millis).toISOString();

/** How a new run gets into the table. */
export interface Beginning {
  /** Keeps a run, unless its key is taken: by the run that is given then. */
  begin(run: NewRun): Promise<KeptRun | null>;
}

export function createBeginning(database: Database, worker: string, lease: number): Beginning {
  const { runs, bodies, queue } = database.names;
  const insert = `with kept as (
      insert into ${runs} (id, operation, task, caller, path, state, started, retry, key_scope, fingerprint, snapshot, owner, queued_at, worker,
        lease_until)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), $13, now() + $14 * interval '1 millisecond')
      on conflict (key_scope) do nothing
      returning id, task, state
    )
    select id, case when state = 'queued' then (${addJob(queue)}).id end as job from kept`;
  const insertPart = `insert into ${bodies} (run_id, part, bytes) values ($1, $2, $3)`;
  const holder = `select ${COLUMNS} from ${runs} where key_scope = $1`;
  const free = `update ${runs} set key_scope = null where key_scope = $1 and expires_at <= now()`;

  const valuesOf = ({ key, snapshot, ...run }: NewRun): readonly unknown[] => [
    toText(run.id),
    toText(run.operation),
    taskOf(run.operation),
    toTextOrNull(run.caller),
    toText(run.path),
    snapshot === null ? 'running' : 'queued',
    at(run.started),
    run.retry,
    key === null ? null : digest(key.scope),
    key === null ? null : toText(key.fingerprint),
    snapshot === null ? null : toJson(snapshot.data),
    run.owner,
    snapshot === null ? worker : null,
    snapshot === null ? lease : null,
  ];

  const keep = async (query: Query, run: NewRun): Promise<boolean> =>
    (await query(insert, valuesOf(run))).length > 0;

  const keepWithBody = (run: NewRun, body: Uint8Array): Promise<boolean> =>
    database.transaction(async (query) => {
      if (!(await keep(query, run))) return false;
      for (const [part, bytes] of partsOf(body).entries())
        await query(insertPart, [toText(run.id), part, bytes]);
      return true;
    });

  const tryKeep = (run: NewRun): Promise<boolean> => {
    const body = run.snapshot?.body ?? null;
    return body === null ? keep(database.often, run) : keepWithBody(run, body);
  };

  /** Whoever holds a key may let go of it between the two statements. */
  async function begin(run: NewRun): Promise<KeptRun | null> {
    for (let tries = 0; tries < 10; tries += 1) {
      if (await tryKeep(run)) return null;
      const scope = [digest(run.key?.scope ?? '')];
      const [row] = await database.query<Row>(holder, scope);
      if (row !== undefined && !row.gone) return toKeptRun(row);
      await database.query(free, scope);
    }
    throw new Error(`The idempotency key of run ${run.id} changes hands too fast.`);
  }
  return { begin };
}
