import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Authenticator,
  type BindOptions,
  bind,
  type CreateLimiter,
  type Policy,
} from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { writeBundle } from '../bundle.ts';
import { documentOf, operation } from '../document-of.ts';
import { type Postgres, startPostgres } from '../postgres.ts';

const DOCUMENT = documentOf(
  {
    '/a': { get: operation('a', { security: [{ key: [] }, {}] }) },
    '/b': { get: operation('b', { security: [{ key: [] }, {}] }) },
    '/free': { get: operation('free') },
  },
  { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } } },
);

const key: Authenticator = (name: string) =>
  name.startsWith('ann') ? { name, claims: { sub: 'ann' } } : { name };

const apiWith = (policy: Partial<Policy>, options: BindOptions = {}) =>
  bind(
    DOCUMENT,
    { a: () => 'a', b: () => 'b', free: () => 'free' },
    {
      authenticators: { key },
      policies: [{ name: 'p', endpoints: [{ path: '/a' }, { path: '/b' }], ...policy }],
      onError: () => undefined,
      ...options,
    },
  );

const K = (name: string): Injection => ({ headers: { 'x-key': name } });

describe('calls are counted', () => {
  test.each<[what: string, policy: Partial<Policy>, calls: Injection[], statuses: number[]]>([
    [
      'by endpoint',
      { throttle: { limit: 2, per: 'minute' } },
      [{ url: '/a' }, { url: '/a', ...K('x') }, { url: '/a', ...K('y') }, { url: '/b' }, { url: '/free' }],
      [200, 200, 429, 200, 200],
    ],
    [
      'by caller',
      { throttle: { limit: 1, per: 'hour', by: 'caller' } },
      [
        { url: '/a', ...K('x') },
        { url: '/a', ...K('x') },
        { url: '/a', ...K('y') },
        { url: '/a' },
        { url: '/a' },
      ],
      [200, 429, 200, 200, 429],
    ],
    [
      'by address, where nobody is known',
      { throttle: { limit: 1, per: 'day', by: 'caller' } },
      [
        '1.1.1.1',
        '1.1.1.2',
        '1.1.1.1',
        '::1',
        '0:0::1',
        '2001:db8:0:1::1',
        '2001:db8:0:1:9::7',
        '2001:db8:0:2::1',
      ].map((clientIp) => ({ url: '/a', clientIp })),
      [200, 200, 429, 200, 429, 200, 429, 200],
    ],
    [
      'by identity',
      { identities: [{ keys: ['x'], throttle: { limit: 2, per: 'minute' } }, 'public'] },
      [
        { url: '/a', ...K('x') },
        { url: '/a', ...K('x') },
        { url: '/a', ...K('x') },
        { url: '/a' },
        { url: '/a' },
      ],
      [200, 200, 429, 200, 200],
    ],
    [
      'by all there is, and one caller uses up nothing of the others',
      {
        throttle: [
          { limit: 3, per: 'minute' },
          { limit: 1, per: 'minute', by: 'caller' },
        ],
      },
      [K('x'), K('x'), K('x'), K('y'), K('z'), K('w')].map((call) => ({ url: '/a', ...call })),
      [200, 429, 429, 200, 200, 429],
    ],
    [
      'by caller first, whichever of policy and identity says so',
      {
        endpoints: [{ path: '/a' }],
        throttle: { limit: 1, per: 'minute', by: 'caller' },
        identities: [{ public: true, throttle: { limit: 2, per: 'minute', by: 'endpoint' } }],
      },
      [K('x'), K('x'), K('x'), K('y'), K('z')].map((call) => ({ url: '/a', ...call })),
      [200, 429, 429, 200, 429],
    ],
    [
      'of a token by its subject, whatever name it bears',
      { throttle: { limit: 1, per: 'minute', by: 'caller' } },
      [K('ann'), K('ann as bob'), K('ann')].map((call) => ({ url: '/b', ...call })),
      [200, 429, 429],
    ],
    [
      'by address, however it is written',
      { throttle: { limit: 1, per: 'day', by: 'caller' } },
      ['1.2.3.4', '::ffff:1.2.3.4', '::ffff:102:304', '2001:db8::1', '2001:0DB8:0:0::2'].map((clientIp) => ({
        url: '/a',
        clientIp,
      })),
      [200, 429, 429, 200, 429],
    ],
  ])('%s', async (_, policy, calls, statuses) => {
    const api = await apiWith(policy);
    const got: number[] = [];
    for (const call of calls) got.push((await inject(api, call)).status);
    expect(got).toEqual(statuses);
  });

  test('after authentication, and before parameters and body', async () => {
    const api = await apiWith(
      { throttle: { limit: 1, per: 'minute' } },
      { authenticators: { key: () => null } },
    );
    expect((await inject(api, { url: '/a', ...K('x') })).status).toBe(401);
    expect((await inject(api, { url: '/a' })).status).toBe(200);
    expect((await inject(api, { url: '/a' })).status).toBe(429);
  });

  test.each([1, 7, 50])('exactly %i of ten times as many calls at once', async (limit) => {
    const api = await apiWith({ throttle: { limit, per: 'minute' } });
    const answers = await Promise.all(Array.from({ length: 10 * limit }, () => inject(api, { url: '/a' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(limit);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(9 * limit);
  });

  test('and the answer says what is left', async () => {
    const api = await apiWith({
      endpoints: [{ path: '/a' }],
      throttle: [
        { limit: 2, per: 'minute' },
        { limit: 1, per: 'hour', by: 'caller' },
      ],
    });
    const first = await inject(api, { url: '/a', ...K('x') });
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"p caller hour";q=1;w=3600, "p minute";q=2;w=60',
      ratelimit: '"p caller hour";r=0;t=3600, "p minute";r=1;t=60',
    });
    const second = await inject(api, { url: '/a', ...K('x') });
    expect([second.status, second.json()]).toMatchObject([429, { code: 'rate-limited' }]);
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(3590);
    expect(second.headers['ratelimit']).toMatch(/^"p caller hour";r=0;t=3\d{3}$/);
  });

  test.each<[what: string, consume: () => Promise<never>, status: number]>([
    ['cannot be counted', () => Promise.reject(new Error('down')), 500],
    ['is never counted to the end', () => new Promise(() => undefined), 504],
    [
      'breaks the counting',
      () => {
        throw new Error('down');
      },
      500,
    ],
    ['is refused without a reason', () => Promise.reject(undefined), 500],
    ['is refused with something else', () => Promise.reject({ code: 'ECONN' }), 500],
  ])('what %s is not let in', async (_, consume, status) => {
    const limiter: CreateLimiter = () => ({ consume });
    const api = await apiWith({ throttle: { limit: 1, per: 'minute' } }, { limiter, timeout: 20 });
    expect((await inject(api, { url: '/a' })).status).toBe(status);
  });
});

const GENERATED = new URL('generated/', import.meta.url);

describe('a store that is shared', () => {
  let postgres: Postgres;
  let pool: pg.Pool;
  let bundle: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    bundle = await writeBundle(GENERATED);
    postgres = await startPostgres();
    pool = new pg.Pool({ connectionString: postgres.url });
    await new Promise<void>((resolve, reject) => {
      const options = { storeClient: pool, tableName: 'limits', points: 1, duration: 1 };
      new RateLimiterPostgres(options, (error) => (error ? reject(error) : resolve()));
    });
  });

  afterAll(async () => {
    for (const child of children) child.kill();
    await pool.end();
    await postgres.stop();
    rmSync(GENERATED, { recursive: true, force: true });
  });

  const start = async (): Promise<(count: number) => Promise<number[]>> => {
    const file = fileURLToPath(new URL('throttled.mjs', import.meta.url));
    const child = fork(file, [bundle, postgres.url], { execArgv: [] });
    children.push(child);
    await once(child, 'message');
    return async (count) => {
      child.send(count);
      const [statuses] = await once(child, 'message');
      return statuses as number[];
    };
  };

  test('two processes hold the limit together', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const statuses = (await Promise.all([one(100), other(100)])).flat();
    expect(statuses).toHaveLength(200);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(180);
  });
});
