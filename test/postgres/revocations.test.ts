import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { postgresRevocations, postgresRuns } from '../../src/postgres/index.ts';
import { startPostgres } from '../postgres.ts';
import { createHost } from '../runs/store-host.ts';

const server = await startPostgres();
const here = postgresRevocations({ connectionString: server.url, schema: 'tokens' });
const there = postgresRevocations({ connectionString: server.url, schema: 'tokens' });
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await server.stop();
});

const HOUR = 3_600_000;
const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR);

test.each([
  ['plain', 'plain'],
  ['long', Array.from({ length: 3000 }, (_, index) => index).join()],
  ['with U+0000', 'a\0b'],
  ['empty', ''],
  ['of SQL', "'; drop table runs; --"],
])('an id that one adds, all know: %s', async (_, jti) => {
  expect(await there.has(jti)).toBe(false);
  await here.add(jti, inHours(1));
  await here.add(jti, inHours(2));
  expect(await there.has(jti)).toBe(true);
  expect(await there.has(`${jti}2`)).toBe(false);
});

test('the later expiry counts, and what has expired is dropped', async () => {
  const first = postgresRevocations({ connectionString: server.url, schema: 'dropped' });
  await first.add('sweep', inHours(1));
  await first.add('old', inHours(-2));
  await first.add('both', inHours(2));
  await first.add('both', inHours(-2));
  const second = postgresRevocations({ connectionString: server.url, schema: 'dropped' });
  await second.add('sweep', inHours(1));
  expect(await Promise.all(['sweep', 'old', 'both'].map((jti) => second.has(jti)))).toEqual([
    true,
    false,
    true,
  ]);
  await Promise.all([first.close(), second.close()]);
});

test('the schema may be that of runs, whichever comes first', async () => {
  const pool = new pg.Pool({ connectionString: server.url });
  const revoked = postgresRevocations({ pool, schema: 'both' });
  const runs = postgresRuns({ pool, schema: 'both' });
  await Promise.all([revoked.add('x', inHours(1)), runs.open(createHost())]);
  expect(await revoked.has('x')).toBe(true);
  await Promise.all([revoked.close(), runs.close()]);
  await pool.end();
});
