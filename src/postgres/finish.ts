import type { RunEnd, StoredAnswer } from '../runs/store.ts';
import type { Database } from './database.ts';
import { toJson, toText, toTextOrNull } from './text.ts';

/** What becomes of a run in its table. Each is one statement, and tells all machines of it. */
export interface Ending {
  /** What a run of this process answered; the first answer stays. */
  answer(id: string, attempt: number, answer: StoredAnswer): Promise<void>;
  /** How a run of this process ended; false where it is not this process's any more. */
  finish(id: string, attempt: number, end: RunEnd): Promise<boolean>;
  /** Whether it ended like this, in this process. */
  isMine(id: string, attempt: number, end: Pick<RunEnd, 'outcome' | 'finished'>): Promise<boolean>;
  /** With what is known of it, if it is this process's. */
  cancel(id: string, progress: Progress): Promise<boolean>;
  freeKey(id: string): Promise<void>;
}

/** Log lines and outputs so far. */
type Progress = Pick<RunEnd, 'log' | 'outputs'> | null;

/** Messages on the channel: what happened, and to which run. */
export const ENDED = 'ended';
const ANSWERED = 'answered';
export const CANCELLED = 'cancelled';

const at = (millis: number): string => new Date(millis).toISOString();

const bytesOf = (body: StoredAnswer['body']): Uint8Array | null =>
  typeof body === 'string' ? Buffer.from(body) : body;

const answerValues = (answer: StoredAnswer | null): readonly unknown[] => {
  if (answer === null) return [null, null, null, false];
  const bytes = bytesOf(answer.body);
  return [
    answer.status,
    toJson(answer.headers),
    bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    typeof answer.body === 'string',
  ];
};

export function createEnding(database: Database, worker: string, keep: number): Ending {
  const { runs, bodies, queue, channel } = database.names;
  const finishing = `with done as (
      update ${runs} set state = $4, finished = $5, log = $6, outputs = $7, error = $8,
        answer_status = coalesce(answer_status, $9), answer_headers = case when answer_status is null then $10 else answer_headers end,
        answer_body = case when answer_status is null then $11 else answer_body end,
        answer_is_text = case when answer_status is null then $12 else answer_is_text end, key_scope = case when $13 then key_scope end, snapshot = null, lease_until = null,
        expires_at = now() + $14 * interval '1 millisecond'
      where id = $1 and state = 'running' and worker = $2 and attempt = $3
      returning id
    ), emptied as (delete from ${bodies} using done where run_id = done.id)
    select pg_notify($15, '${ENDED} ' || id) from done`;
  const answering = `with answered as (
      update ${runs} set answer_status = $4, answer_headers = $5, answer_body = $6, answer_is_text = $7
      where id = $1 and state = 'running' and worker = $2 and attempt = $3 and answer_status is null
      returning id
    ) select pg_notify($8, '${ANSWERED} ' || id) from answered`;
  const kept = `select from ${runs} where id = $1 and worker = $2 and attempt = $3 and state = $4 and finished = $5`;
  const cancelling = `with old as (
      select id as old_id, state as old_state from ${runs} where id = $1 and state in ('queued', 'running') for update
    ), done as (
      update ${runs} set state = 'cancelled', finished = now(), key_scope = null, snapshot = null, lease_until = null,
        log = coalesce($4::json, log), outputs = coalesce($5::json, outputs),
        expires_at = now() + $2 * interval '1 millisecond'
      from old where id = old_id
      returning id, old_state
    ), emptied as (delete from ${bodies} using done where run_id = done.id)
    select pg_notify($3, '${CANCELLED} ' || id), case when old_state = 'queued' then (${queue}.remove_job(id)).id end from done`;
  const freeing = `update ${runs} set key_scope = null where id = $1`;
  return {
    finish: async (id, attempt, end) => {
      const rows = await database.often(finishing, [
        toText(id),
        worker,
        attempt,
        end.outcome,
        at(end.finished),
        toJson(end.log),
        toJson(end.outputs),
        toTextOrNull(end.error),
        ...answerValues(end.answer),
        end.keepsKey,
        keep,
        channel,
      ]);
      return rows.length > 0;
    },
    isMine: async (id, attempt, { outcome, finished }) =>
      (await database.query(kept, [toText(id), worker, attempt, outcome, at(finished)])).length > 0,
    answer: async (id, attempt, answer) => {
      await database.often(answering, [toText(id), worker, attempt, ...answerValues(answer), channel]);
    },
    cancel: async (id, progress) => {
      const known = progress === null ? [null, null] : [toJson(progress.log), toJson(progress.outputs)];
      return (await database.query(cancelling, [toText(id), keep, channel, ...known])).length > 0;
    },
    freeKey: async (id) => {
      await database.query(freeing, [toText(id)]);
    },
  };
}
