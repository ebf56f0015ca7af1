import type { RevocationStore } from '../auth/revocation.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { checkOptions, DATABASE_OPTIONS, type DatabaseOptions, readDatabaseOptions } from './options.ts';
import { digest, toText } from './text.ts';

/** A store of revoked tokens that has connections to let go of. */
export interface PostgresRevocations extends RevocationStore {
  add(jti: string, expires: Date): Promise<void>;
  has(jti: string): Promise<boolean>;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** Milliseconds between two searches for what may be dropped. */
const SWEEP = 600_000;

/** Indexes refuse long texts. */
const keyOf = (jti: string): string => (jti.length > 200 ? `sha256:${digest(jti)}` : toText(jti));

const nothing = (): Promise<void> => Promise.resolve();

/** Makes the tables before the first use, or before the next where that failed. */
function opening(open: () => Database): () => Promise<Database> {
  let ready: Promise<Database> | undefined;
  const make = async (): Promise<Database> => {
    const database = open();
    await migrate(database, nothing).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return database;
  };
  return () => {
    ready ??= make();
    return ready;
  };
}

/**
 * Keeps ids of revoked tokens in PostgreSQL, for all processes that share a database: an id that one adds, all refuse from then on. Needs the
 * package `pg`. An id is dropped an hour after its token has expired, so that clocks may differ.
 *
 * @param options The database; its schema may be that of `postgresRuns`.
 * @throws {TypeError} if an option is unknown or wrong.
 * @example
 * ```ts
 * import { postgresRevocations } from 'opbind/postgres';
 *
 * const revoked = postgresRevocations({ connectionString: 'postgres://app:secret@db.example/app' });
 * await revoked.close();
 * ```
 */
export function postgresRevocations(options: DatabaseOptions): PostgresRevocations {
  const door = 'postgresRevocations';
  checkOptions(door, options, DATABASE_OPTIONS);
  const database = openDatabase(readDatabaseOptions(door, options));
  const { revocations } = database.names;
  const ready = opening(() => database);
  const insert = `insert into ${revocations} as kept (jti, expires) values ($1, $2)
    on conflict (jti) do update set expires = greatest(kept.expires, excluded.expires)`;
  const sweep = `delete from ${revocations} where jti in (
    select jti from ${revocations} where expires < now() - interval '1 hour' limit 1000)`;
  let swept = 0;
  const sweepSometimes = async (): Promise<void> => {
    if (Date.now() - swept < SWEEP) return;
    swept = Date.now();
    // What is not swept now is swept another time: the id is kept all the same.
    await database.query(sweep).catch(() => []);
  };
  return {
    add: async (jti, expires) => {
      await ready();
      await database.query(insert, [keyOf(jti), expires.toISOString()]);
      await sweepSometimes();
    },
    has: async (jti) => {
      await ready();
      const rows = await database.query(`select from ${revocations} where jti = $1`, [keyOf(jti)]);
      return rows.length > 0;
    },
    close: () => database.close(),
  };
}
