import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';
import { requireHere } from '../http/require-here.ts';
import { toPackageError } from '../problem/package-missing.ts';
import { isAway } from './away.ts';
import { inTime } from './in-time.ts';
import { type Names, namesIn } from './names.ts';
import type { DatabaseSettings } from './options.ts';
import { reading } from './reading.ts';
import { digest } from './text.ts';

/** Asks one thing. Values go beside the statement, never into it. */
export type Query = <R extends QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly R[]>;

/** A pool, and what things are called in its database. */
export interface Database {
  readonly names: Names;
  readonly pool: Pool;
  readonly query: Query;
  /** Asks what is asked for every run: each connection has it planned once. */
  readonly often: Query;
  /** All of it, or nothing. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** Ends the pool, if it is its own. */
  close(): Promise<void>;
}

/** Milliseconds after which whoever waits for a connection is told that there is none. */
const PATIENCE = 5000;

/** Optional: whoever brings a pool has the package. */
function loadPg(): typeof import('pg') {
  try {
    return typeof require === 'function' ? require('pg') : requireHere()('pg');
  } catch (error) {
    throw toPackageError(error, 'pg', 'opbind/postgres');
  }
}

const openPool = (connectionString: string, max: number): Pool =>
  new (loadPg().Pool)({ connectionString, max, connectionTimeoutMillis: PATIENCE, keepAlive: true });

/** Milliseconds for one statement, and for each mebibyte that goes with it: another end that is silent never says that it is gone. */
const STATEMENT = 10_000;
const MEBIBYTE = 1000;

/** Milliseconds for one statement of several: it may have to wait for others. */
const LONG_STATEMENT = 60_000;

interface TimedQuery extends QueryConfig {
  readonly query_timeout: number;
}

const sizeOf = (value: unknown): number => (value instanceof Uint8Array ? value.byteLength / 2 ** 20 : 0);

const timed = (text: string, values: readonly unknown[], ms: number): TimedQuery => ({
  text,
  values: [...values],
  types: reading,
  query_timeout: Math.round(values.reduce((sum: number, value) => sum + MEBIBYTE * sizeOf(value), ms)),
});

const named = new Map<string, string>();

/** The same for the same statement, whoever shares the connection. */
function nameOf(text: string): string {
  const name = named.get(text) ?? `opbind-${digest(text).slice(0, 32)}`;
  named.set(text, name);
  return name;
}

const oftenOf =
  (pool: Pool): Query =>
  async <R extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await pool.query<R>({ ...timed(text, values, STATEMENT), name: nameOf(text) })).rows;

const queryOf =
  (client: Pick<PoolClient, 'query'>, ms: number): Query =>
  async <R extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await client.query<R>(timed(text, values, ms))).rows;

async function transact<T>(pool: Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  // A connection that breaks between two statements would end the process, were nobody told of it.
  const onError = (): void => {
    broken = true;
  };
  client.on('error', onError);
  const query = queryOf(client, LONG_STATEMENT);
  try {
    await query('begin');
    const result = await work(query);
    await query('commit');
    return result;
  } catch (error) {
    if (isAway(error)) broken = true;
    else await query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Idle connections that break are dropped by the pool, and those in use tell whoever uses them: nobody else has to know. */
const ignore = (): void => undefined;
const guarded = new WeakSet<PoolClient>();
const guard = (client: PoolClient): void => {
  if (guarded.has(client)) return;
  guarded.add(client);
  client.on('error', ignore);
};

export function openDatabase({
  connectionString,
  pool: given,
  schema,
  connections,
}: DatabaseSettings): Database {
  const pool = given ?? openPool(connectionString ?? '', connections);
  pool.on('error', ignore);
  pool.on('connect', guard);
  // Those of a pool that was there before have been connected already.
  pool.on('acquire', guard);
  let closing: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    // A connection whose other end is silent never says that it is done.
    if (given === null) return void (await inTime(pool.end(), PATIENCE));
    pool.off('error', ignore);
    pool.off('connect', guard);
    pool.off('acquire', guard);
  };
  return {
    names: namesIn(schema),
    pool,
    query: queryOf(pool, STATEMENT),
    often: oftenOf(pool),
    transaction: (work) => transact(pool, work),
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}
