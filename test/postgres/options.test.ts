import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { postgresRevocations, postgresRuns } from '../../src/postgres/index.ts';
import { createHost } from '../runs/store-host.ts';

const URL = 'postgres://nobody@127.0.0.1:9/none';
const pool = new pg.Pool({ connectionString: URL });
const small = new pg.Pool({ connectionString: URL, max: 3 });

const WRONG: readonly (readonly [unknown, string])[] = [
  [undefined, 'Give { connectionString } or { pool }'],
  [null, 'Give { connectionString } or { pool }'],
  [{}, 'neither connectionString nor pool'],
  [{ connectionString: URL, pool }, 'both connectionString and pool'],
  [{ connectionString: '' }, 'Give postgres://'],
  [{ connectionString: 5 }, 'Give postgres://'],
  [{ pool: {} }, 'Give a Pool of the package pg'],
  [{ pool: null }, 'Give a Pool of the package pg'],
  [{ pool: small }, 'Make it with { max: 4 }'],
  [{ connectionString: URL, shema: 'x' }, 'Did you mean schema?'],
  [{ connectionString: URL, other: 1 }, 'There are connectionString'],
  [{ connectionString: URL, schema: 'a"b' }, 'schema must be'],
  [{ connectionString: URL, schema: 'Upper' }, 'schema must be'],
  [{ connectionString: URL, schema: '1st' }, 'schema must be'],
  [{ connectionString: URL, schema: 'pg_mine' }, 'schema must be'],
  [{ connectionString: URL, schema: 'x'.repeat(41) }, 'schema must be'],
  [{ connectionString: URL, schema: '' }, 'schema must be'],
  [{ connectionString: URL, connections: 3 }, 'connections must be a whole number from 4'],
];

const WRONG_TIMES: readonly (readonly [unknown, string])[] = [
  [{ connectionString: URL, lease: 299 }, 'lease must be a whole number from 300'],
  [{ connectionString: URL, lease: '1000' }, 'lease must be'],
  [{ connectionString: URL, lease: Number.NaN }, 'lease must be'],
  [{ connectionString: URL, keep: 999 }, 'keep must be a whole number from 1000'],
  [{ connectionString: URL, keep: 1000.5 }, 'keep must be'],
];

/** As somebody writes it whose program is not checked. */
const untyped = (door: object): ((options: unknown) => unknown) => door as (options: unknown) => unknown;

describe('options', () => {
  test.each([...WRONG, ...WRONG_TIMES])('of runs are held to what they may be: %#', (options, mend) => {
    expect(() => untyped(postgresRuns)(options)).toThrow(TypeError);
    expect(() => untyped(postgresRuns)(options)).toThrow(mend);
  });

  test.each([...WRONG, [{ connectionString: URL, keep: 1000 }, 'There are'] as const])(
    'of revocations are held to what they may be: %#',
    (options, mend) => {
      expect(() => untyped(postgresRevocations)(options)).toThrow(TypeError);
      expect(() => untyped(postgresRevocations)(options)).toThrow(mend);
    },
  );
});

describe('a database that is not there', () => {
  test('is told of when a store is opened', async () => {
    const store = postgresRuns({ connectionString: URL });
    await expect(store.open(createHost())).rejects.toThrow('ECONNREFUSED');
    await expect(store.get('x')).rejects.toThrow('not open');
    await store.close();
  });

  test('lets no token in', async () => {
    const revoked = postgresRevocations({ connectionString: URL });
    await expect(revoked.has('x')).rejects.toThrow('ECONNREFUSED');
    await expect(revoked.add('x', new Date())).rejects.toThrow('ECONNREFUSED');
    await revoked.close();
  });
});
