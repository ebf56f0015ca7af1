import type { Database, Query } from './database.ts';
import { steps } from './schema.ts';

/** A number that all who migrate this schema have in common, and nobody else. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended($1, 7166))`;

async function runSteps({ names }: Database, query: Query): Promise<void> {
  await query(`create schema if not exists ${names.schema}`);
  await query(
    `create table if not exists ${names.versions} (version int primary key, done timestamptz not null default now())`,
  );
  const [row] = await query<{ version: number }>(
    `select coalesce(max(version), 0)::int as version from ${names.versions}`,
  );
  const done = row?.version ?? 0;
  for (const [index, step] of steps(names).entries()) {
    if (index < done) continue;
    await query(step);
    await query(`insert into ${names.versions} (version) values ($1)`, [index + 1]);
  }
}

/** In one process one after the other, for each holds a connection while `also` uses another of the same pool. */
let turn: Promise<unknown> = Promise.resolve();

/** Makes the tables, where they are not there yet; and `also` what else there is to make. Of all machines, one at a time does it. */
export function migrate(database: Database, also: () => Promise<void>): Promise<void> {
  const migration = (): Promise<void> =>
    database.transaction(async (query) => {
      await query(LOCK, [database.names.channel]);
      await runSteps(database, query);
      await also();
    });
  const mine = turn.then(migration, migration);
  turn = mine.catch(() => undefined);
  return mine;
}
