import type { Pool } from 'pg';
import { checkNames } from '../check-names.ts';

/** Where the database is: an address, or a pool that is there already. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. Exactly one of this and `pool`. */
  readonly connectionString?: string;
  /** A pool of the package `pg` with at least four connections; it is never ended here. Exactly one of this and `connectionString`. */
  readonly pool?: Pool;
  /** Schema of the tables: small letters, digits and `_`, at most 40. The queue has one of its own, `<schema>_queue`. Default `opbind`. */
  readonly schema?: string;
  /** Most connections to an address. Default 10, at least 4. */
  readonly connections?: number;
}

/** Which database it is, and what the tables of this store are called in it. */
export interface DatabaseSettings {
  readonly connectionString: string | null;
  readonly pool: Pool | null;
  readonly schema: string;
  readonly connections: number;
}

export const DATABASE_OPTIONS: readonly string[] = ['connectionString', 'pool', 'schema', 'connections'];

/** A pool that listens, works, and is asked things in between needs so many connections. */
const FEWEST_CONNECTIONS = 4;

const isPool = (value: unknown): value is Pool =>
  typeof value === 'object' && value !== null && 'connect' in value && 'query' in value && 'on' in value;

/** Holds the names of options to those that there are. */
export function checkOptions(door: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${door}: the options are no object. Give { connectionString } or { pool }.`);
  checkNames(door, options, known);
}

/** A whole number within its bounds. */
export function toNumber(name: string, value: unknown, [least, most]: readonly [number, number]): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new TypeError(`${name} must be a whole number from ${least} to ${most}.`);
}

function toPool(door: string, pool: unknown): Pool {
  if (!isPool(pool)) throw new TypeError(`${door}: pool is no pool. Give a Pool of the package pg.`);
  const max: unknown = pool.options?.max;
  if (typeof max === 'number' && max < FEWEST_CONNECTIONS) {
    throw new TypeError(`${door}: the pool has ${max} connections. Make it with { max: 4 } or more.`);
  }
  return pool;
}

/** Makes sure of the options of a database. */
export function readDatabaseOptions(door: string, options: DatabaseOptions): DatabaseSettings {
  const { connectionString, pool, schema = 'opbind', connections = 10 } = options;
  if ((connectionString === undefined) === (pool === undefined)) {
    const count = pool === undefined ? 'neither connectionString nor pool' : 'both connectionString and pool';
    throw new TypeError(`${door}: ${count}. Give one of them.`);
  }
  if (connectionString !== undefined && (typeof connectionString !== 'string' || connectionString === '')) {
    throw new TypeError(`${door}: connectionString is no text. Give postgres://user:password@host/database.`);
  }
  if (typeof schema !== 'string' || !/^(?!pg_)[a-z_][a-z0-9_]{0,39}$/.test(schema)) {
    throw new TypeError(
      `${door}: schema must be small letters, digits and _, at most 40, and not begin with a digit or pg_.`,
    );
  }
  return {
    connectionString: connectionString ?? null,
    pool: pool === undefined ? null : toPool(door, pool),
    schema,
    connections: toNumber(`${door}: connections`, connections, [FEWEST_CONNECTIONS, 1000]),
  };
}
