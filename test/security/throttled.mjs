// An API whose calls are counted in a database. Is told how many calls to make, and tells their statuses. Started by throttle.test.ts.
import pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';

const [bundle, url] = process.argv.slice(2);
const { bind } = await import(bundle);

const pool = new pg.Pool({ connectionString: url, max: 4 });

const document = {
  openapi: '3.1.0',
  info: { title: 'throttled', version: '1' },
  paths: { '/a': { get: { operationId: 'a', responses: { 200: { description: 'ok' } } } } },
};

const api = await bind(
  document,
  { a: () => 'a' },
  {
    policies: [{ name: 'shared', endpoints: [{ path: '/a' }], throttle: { limit: 20, per: 'hour' } }],
    limiter: (limits) =>
      new RateLimiterPostgres({ ...limits, storeClient: pool, tableName: 'limits', tableCreated: true }),
  },
);

const call = async () => (await api.handle({ method: 'GET', url: '/a', headers: {} })).status;

process.on('message', async (count) => {
  process.send(await Promise.all(Array.from({ length: count }, call)));
});
process.send('ready');
