import type { HeaderLine } from '../http/message.ts';
import type { KeptRun, StoredAnswer } from '../runs/store.ts';
import { fromText, fromTextOrNull } from './text.ts';

/** A run as it comes from its table, its answer in columns. */
export interface Row extends Omit<KeptRun, 'answer'> {
  readonly answer_status: number | null;
  readonly answer_headers: readonly HeaderLine[] | null;
  readonly answer_body: Buffer | null;
  readonly answer_is_text: boolean;
  readonly gone: boolean;
}

const millis = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8 as ${column}`;

/** A page of runs is read without what they answered with. */
export const BARE_COLUMNS: string = `id, operation, caller, owner, path, state, ${millis('started')}, ${millis('finished')}, log, outputs,
  error, fingerprint, answer_status, answer_headers, null::bytea as answer_body, answer_is_text,
  (expired or coalesce(expires_at <= now(), false)) as gone`;

export const COLUMNS: string = BARE_COLUMNS.replace('null::bytea as answer_body', 'answer_body');

function toAnswer(row: Row): StoredAnswer | null {
  const { answer_status: status, answer_headers: headers, answer_body: body } = row;
  if (status === null) return null;
  return { status, headers: headers ?? [], body: row.answer_is_text ? (body?.toString() ?? null) : body };
}

export const toKeptRun = (row: Row): KeptRun => ({
  id: fromText(row.id),
  operation: fromText(row.operation),
  caller: fromTextOrNull(row.caller),
  owner: row.owner,
  path: fromText(row.path),
  state: row.state,
  started: Math.round(row.started),
  finished: row.finished === null ? null : Math.round(row.finished),
  log: row.log,
  outputs: row.outputs,
  error: fromTextOrNull(row.error),
  answer: toAnswer(row),
  fingerprint: fromTextOrNull(row.fingerprint),
});

export const toKeptOrExpired = (row: Row): KeptRun | 'expired' => (row.gone ? 'expired' : toKeptRun(row));
