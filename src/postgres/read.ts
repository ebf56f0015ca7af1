import { PAGE } from '../runs/records.ts';
import type { KeptRun, RunFilter } from '../runs/store.ts';
import type { Database } from './database.ts';
import { BARE_COLUMNS, COLUMNS, type Row, toKeptOrExpired, toKeptRun } from './row.ts';
import { fromText, toText } from './text.ts';

/** What is asked of the table of runs. */
export interface Reading {
  get(id: string): Promise<KeptRun | 'expired' | null>;
  /** Of these runs, the ids of those that have an answer or do not go on any more. */
  answered(ids: readonly string[]): Promise<readonly string[]>;
  list(filter: RunFilter): Promise<readonly KeptRun[]>;
}

const orNull = (text: string | undefined): string | null => (text === undefined ? null : toText(text));
const dateOrNull = (date: Date | undefined): string | null => date?.toISOString() ?? null;

export function createReading({ names: { runs }, query, often }: Database): Reading {
  const one = `select ${COLUMNS} from ${runs} where id = $1`;
  const over = `select asked.id from unnest($1::text[]) as asked (id)
    left join ${runs} as run on run.id = asked.id where run.id is null or run.state not in ('queued', 'running') or run.answer_status is not null`;
  const page = `select ${BARE_COLUMNS} from ${runs}
    where not expired and (expires_at is null or expires_at > now())
      and ($1::text is null or (left(operation, 100) = left($1, 100) and operation = $1))
      and ($2::text is null or (left(caller, 100) = left($2, 100) and caller = $2))
      and ($3::text is null or state = $3)
      and ($4::timestamptz is null or started >= $4)
      and ($5::timestamptz is null or started < $5)
      and ($6::text is null or id < $6 collate "C")
    order by id desc limit $7`;
  return {
    get: async (id) => {
      const [row] = await often<Row>(one, [toText(id)]);
      return row === undefined ? null : toKeptOrExpired(row);
    },
    answered: async (ids) =>
      (await query<{ id: string }>(over, [ids.map(toText)])).map(({ id }) => fromText(id)),
    list: async ({ operation, caller, state, since, until, before, limit = PAGE }) => {
      const values = [
        orNull(operation),
        orNull(caller),
        orNull(state),
        dateOrNull(since),
        dateOrNull(until),
        orNull(before),
        limit,
      ];
      return (await query<Row>(page, values)).map(toKeptRun);
    },
  };
}
