import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { apiKey, createApiKey } from '../../src/auth/index.ts';
import {
  type Api,
  type Authenticator,
  type BindOptions,
  bind,
  type Policy,
  type Process,
  SetupError,
} from '../../src/index.ts';
import { type Injected, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { apiOf, later, poll, type RunStatus, start } from './polled.ts';

const untilAborted: Process = ({ run }) =>
  new Promise((_, reject) => {
    run.signal.addEventListener('abort', () => reject(run.signal.reason));
  });

const bearer = {
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }],
};

/** An API that takes every token for a name. */
const secured = (process: Process, options: BindOptions = {}, security: object = bearer): Promise<Api> =>
  bind(
    documentOf({ '/jobs': { post: operation('start') } }, security),
    { start: process },
    {
      mode: 'poll',
      wait: 5,
      authenticators: { token: (token) => (token === 'nobody' ? null : { name: String(token) }) },
      onError: () => undefined,
      ...options,
    },
  );

const as = (name: string): Record<string, string> => ({ authorization: `Bearer ${name}` });

const urlOf = (answer: Injected): string => answer.json<RunStatus>().statusUrl;

describe('whoever asks for a run', () => {
  test.each<[who: string, headers: Record<string, string>, status: number]>([
    ['its caller', as('ann'), 200],
    ['another caller', as('bob'), 404],
    ['nobody', {}, 401],
    ['somebody with a bad token', as('nobody'), 401],
  ])('%s', async (_, headers, status) => {
    const api = await secured(later('secret', 60));
    const url = urlOf(await start(api, as('ann')));
    await poll(api, url, as('ann'));
    for (const [method, path] of [
      ['GET', url],
      ['GET', `${url}/result`],
      ['DELETE', url],
    ] as const) {
      const answer = await inject(api, { method, url: path, headers });
      expect([method, path, answer.status]).toEqual([method, path, status]);
      if (status !== 200) expect(answer.text).not.toMatch(/secret|ann/);
      if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  test('another caller does not cancel it', async () => {
    const api = await secured(later('done', 60));
    const url = urlOf(await start(api, as('ann')));
    expect((await inject(api, { method: 'DELETE', url, headers: as('bob') })).status).toBe(404);
    expect(await poll(api, url, as('ann'))).toMatchObject({ status: 'succeeded' });
  });

  test('a key in the query is one of the call that asks', async () => {
    const api = await secured(
      later('done', 60),
      {},
      {
        components: { securitySchemes: { token: { type: 'apiKey', in: 'query', name: 'key' } } },
        security: [{ token: [] }],
      },
    );
    const url = urlOf(await inject(api, { method: 'POST', url: '/jobs?key=ann' }));
    expect(url).not.toContain('ann');
    await sleep(100);
    expect((await inject(api, { url: `${url}?key=ann` })).status).toBe(200);
    expect((await inject(api, { url: `${url}?key=bob` })).status).toBe(404);
    expect((await inject(api, { url })).status).toBe(401);
  });

  test('an API key that is for some paths asks for the runs of those', async () => {
    const { key, hash } = createApiKey();
    const api = await bind(
      documentOf(
        { '/jobs': { post: operation('start') } },
        {
          components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
          security: [{ key: [] }],
        },
      ),
      { start: later('done', 60) },
      {
        mode: 'poll',
        wait: 1,
        authenticators: {
          key: apiKey({
            keys: [{ name: 'shop', hash, rulesets: ['jobs'] }],
            rulesets: { jobs: [{ method: 'POST', path: '/jobs' }] },
          }),
        },
      },
    );
    const headers = { 'x-key': key };
    const url = urlOf(await start(api, headers));
    await sleep(100);
    expect((await inject(api, { url, headers })).status).toBe(200);
  });

  test('asks by a protocol that the operation allows', async () => {
    const api = await secured(later('done', 60), { protocols: 'https' });
    const url = urlOf(
      await inject(api, { method: 'POST', url: '/jobs', headers: as('ann'), protocol: 'https' }),
    );
    expect((await inject(api, { url, headers: as('ann') })).status).toBe(403);
    expect((await inject(api, { url, headers: as('ann'), protocol: 'https' })).status).toBe(202);
  });

  test('an authenticator that breaks lets nobody see it', async () => {
    let breaks = false;
    const api = await secured(later('done', 60), {
      authenticators: {
        token: () => {
          if (breaks) throw new Error('down');
          return { name: 'ann' };
        },
      },
    });
    const url = urlOf(await start(api, as('ann')));
    breaks = true;
    expect((await inject(api, { url, headers: as('ann') })).status).toBe(500);
  });
});

test.each(['/runs/none', '/runs/none/result'])('%s is not there', async (url) => {
  const api = await apiOf(() => 1);
  const answer = await inject(api, { url });
  expect([answer.status, answer.json()]).toMatchObject([404, { code: 'route-not-found' }]);
});

test('a slash at the end of the URL of a run leads to the same result', async () => {
  const api = await apiOf(later('done', 30), { wait: 0, trailingSlash: 'ignore' });
  const url = urlOf(await start(api));
  await poll(api, url);
  const { statusUrl, resultUrl } = (await inject(api, { url: `${url}/` })).json<RunStatus>();
  expect([statusUrl, resultUrl]).toEqual([url, `${url}/result`]);
});

test('the published resource asks for what any of the operations asks for, once', async () => {
  const document = documentOf(
    {
      '/a': { post: operation('a') },
      '/b': { post: operation('b') },
      '/c': { post: operation('c', { security: [] }) },
    },
    bearer,
  );
  const api = await bind(
    document,
    { a: () => 1, b: () => 1, c: () => 1 },
    {
      mode: 'poll',
      authenticators: { token: () => null },
    },
  );
  const { paths } = api.document as { paths: Record<string, Record<string, { security?: object }>> };
  expect(paths['/runs/{run}']?.['get']?.security).toEqual([{ token: [] }, {}]);
});

test('a run that is kept no longer is gone', async () => {
  const api = await apiOf(later('done', 60), { wait: 1, runs: { age: 30 } });
  const url = urlOf(await start(api));
  await poll(api, url);
  await sleep(50);
  for (const path of [url, `${url}/result`]) {
    const answer = await inject(api, { url: path });
    expect([answer.status, answer.json()]).toMatchObject([410, { code: 'run-expired' }]);
  }
  expect((await inject(api, { method: 'DELETE', url })).status).toBe(410);
});

describe('callers of the same name', () => {
  const two = {
    components: {
      securitySchemes: {
        app: { type: 'apiKey', in: 'header', name: 'x-app' },
        user: { type: 'http', scheme: 'bearer' },
      },
    },
  };
  const claims = (sub: string) => ({ name: 'John Smith', claims: { iss: 'i', sub } });

  test.each<
    [
      what: string,
      security: object[],
      authenticators: Record<string, Authenticator>,
      ann: object,
      bob: object,
    ]
  >([
    [
      'users of one app',
      [{ app: [], user: [] }],
      { app: () => ({ name: 'mobile-app' }), user: (token) => ({ name: String(token) }) },
      { 'x-app': 'a', ...as('ann') },
      { 'x-app': 'a', ...as('bob') },
    ],
    [
      'subjects of tokens',
      [{ user: [] }],
      { user: (token) => claims(String(token)), app: () => null },
      as('ann'),
      as('bob'),
    ],
    [
      'a key and a token',
      [{ app: [] }, { user: [] }],
      { app: () => ({ name: 'shop' }), user: () => ({ name: 'shop' }) },
      { 'x-app': 'a' },
      as('shop'),
    ],
  ])(
    '%s are not the same: neither runs nor keys are shared',
    async (_, security, authenticators, ann, bob) => {
      let count = 0;
      const api = await bind(
        documentOf({ '/jobs': { post: operation('start') } }, { ...two, security }),
        {
          start: async () => {
            count += 1;
            await sleep(60);
            return { count };
          },
        },
        { mode: 'poll', wait: 5, authenticators },
      );
      const key = { 'idempotency-key': 'order-1' };
      const url = urlOf(await start(api, { ...ann, ...key }));
      expect(urlOf(await start(api, { ...bob, ...key }))).not.toBe(url);
      expect((await inject(api, { url, headers: { ...bob } })).status).toBe(404);
      expect(await poll(api, url, { ...ann })).toMatchObject({ result: { count: expect.any(Number) } });
      expect(count).toBe(2);
    },
  );
});

describe('policies', () => {
  const policy = (more: object, path = '/'): Policy =>
    ({ name: 'p', endpoints: [{ path }], ...more }) as Policy;

  test('whoever may not start a run any longer may not ask for it', async () => {
    let roles = ['ops'];
    const api = await secured(later('secret', 30), {
      authenticators: { token: () => ({ name: 'ann', roles }) },
      policies: [policy({ identities: [{ name: 'ops', roles: ['ops'] }] })],
    });
    const url = urlOf(await start(api, as('ann')));
    roles = [];
    expect((await start(api, as('ann'))).status).toBe(403);
    for (const path of [url, `${url}/result`]) {
      const answer = await inject(api, { url: path, headers: as('ann') });
      expect([answer.status, answer.text]).toEqual([403, expect.not.stringContaining('secret')]);
    }
  });

  test('asking for a run counts for no limit of its operation', async () => {
    const api = await secured(later('done', 30), {
      policies: [policy({ throttle: { limit: 1, per: 'day' } }, '/jobs')],
    });
    const url = urlOf(await start(api, as('ann')));
    expect(await poll(api, url, as('ann'))).toMatchObject({ result: 'done' });
    expect((await start(api, as('ann'))).status).toBe(429);
  });

  test('those of the resource count calls for what is not there', async () => {
    const api = await apiOf(() => 1, { policies: [policy({ throttle: { limit: 2, per: 'day' } }, '/runs')] });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1)
      statuses.push((await inject(api, { url: '/runs/none' })).status);
    expect(statuses).toEqual([404, 404, 429]);
  });

  test('those of the resource limit it, and log it with its caller', async () => {
    const entries: object[] = [];
    const api = await secured(later('done', 500), {
      policies: [
        policy(
          { throttle: { limit: 2, per: 'day' }, logging: { fields: ['path', 'caller', 'status'] } },
          '/runs',
        ),
      ],
      logger: { info: (entry) => entries.push(entry) },
    });
    expect(api.warnings).toEqual([]);
    const url = urlOf(await start(api, as('ann')));
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1)
      statuses.push((await inject(api, { url, headers: as('ann') })).status);
    expect(statuses).toEqual([202, 202, 429]);
    expect(entries[0]).toMatchObject({ path: url, caller: 'ann', status: 202 });
    await api.close({ grace: 0 });
  });
});

describe('cancelling', () => {
  test('aborts the run, and tells so', async () => {
    const api = await apiOf(untilAborted);
    const url = urlOf(await start(api));
    const answer = await inject(api, { method: 'DELETE', url });
    expect([answer.status, answer.json()]).toMatchObject([
      200,
      { status: 'cancelled', error: { code: 'run-cancelled' } },
    ]);
    expect((await inject(api, { url })).json()).toMatchObject({ status: 'cancelled' });
    const result = await inject(api, { url: `${url}/result` });
    expect([result.status, result.headers['cache-control']]).toEqual([409, 'no-store']);
  });

  test('a run that has ended changes nothing', async () => {
    const api = await apiOf(later('done', 60), { wait: 1 });
    const url = urlOf(await start(api));
    await poll(api, url);
    const answer = await inject(api, { method: 'DELETE', url });
    expect([answer.status, answer.json()]).toMatchObject([200, { status: 'succeeded', result: 'done' }]);
  });

  test('a process that does not heed it is not waited for, and what it gives is ignored', async () => {
    const api = await apiOf(later('late', 60));
    const url = urlOf(await start(api));
    await inject(api, { method: 'DELETE', url });
    await sleep(80);
    expect((await inject(api, { url })).json()).toMatchObject({
      status: 'cancelled',
      error: { code: 'run-cancelled' },
    });
  });
});

describe('where the resource is', () => {
  test.each<[what: string, servers: object[], options: BindOptions, url: string, statusUrl: RegExp]>([
    ['nothing said', [], {}, '/jobs', /^\/runs\/\w+$/],
    ['a server with a path', [{ url: 'https://a.example/v1' }], {}, '/v1/jobs', /^\/v1\/runs\/\w+$/],
    ['two servers', [{ url: '/v1' }, { url: '/v1/beta' }], {}, '/v1/beta/jobs', /^\/v1\/beta\/runs\/\w+$/],
    ['another base path', [{ url: '/v1' }], { basePath: '/v2' }, '/v2/jobs', /^\/v2\/runs\/\w+$/],
    ['another path', [], { runs: { path: '/my/tasks' } }, '/jobs', /^\/my\/tasks\/\w+$/],
    ['an absolute URL', [{ url: '/v1' }], {}, 'http://a.example/v1/jobs', /^\/v1\/runs\/\w+$/],
  ])('%s', async (_, servers, options, url, statusUrl) => {
    const document = documentOf(
      { '/jobs': { post: operation('start') } },
      servers.length > 0 ? { servers } : {},
    );
    const api = await bind(document, { start: later('done') }, { mode: 'poll', wait: 1, ...options });
    const answer = await inject(api, { method: 'POST', url });
    expect(urlOf(answer)).toMatch(statusUrl);
    expect((await inject(api, { url: urlOf(answer) })).status).toBe(202);
  });

  test.each([
    ['/runs/{id}', 'get'],
    ['/runs/{id}', 'delete'],
    ['/runs/{id}/result', 'get'],
  ])('%s of the document is in the way', async (path, method) => {
    const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
    const document = documentOf({
      '/jobs': { post: operation('start') },
      [path]: { [method]: operation('own', { parameters }) },
    });
    const binding = bind(document, { start: () => 1, own: () => 1 }, { mode: 'poll' });
    await expect(binding).rejects.toThrow(SetupError);
    await expect(binding).rejects.toThrow(/runs: \{ path: /);
  });

  test('the published document has it', async () => {
    const api = await secured(() => 1);
    const { paths } = api.document as { paths: Record<string, Record<string, { security?: object }>> };
    expect(Object.keys(paths)).toEqual(['/jobs', '/runs/{run}', '/runs/{run}/result']);
    expect(paths['/runs/{run}']?.['get']).toMatchObject({ operationId: 'getRun', security: [{ token: [] }] });
    expect(paths['/jobs']?.['post']).toMatchObject({
      responses: { 200: { description: 'ok' }, 202: { headers: { Location: {}, 'Retry-After': {} } } },
    });
    // What is published can be bound.
    const again = await bind(
      api.document as object,
      { getRun: () => 'ours' },
      {
        authenticators: { token: () => ({ name: 'a' }) },
      },
    );
    expect((await inject(again, { url: '/runs/1', headers: as('a') })).text).toBe('ours');
    expect(again.warnings).toEqual([]);
  });

  test('as does one of Swagger 2.0', async () => {
    const document = {
      swagger: '2.0',
      info: { title: 'a', version: '1' },
      paths: { '/jobs': { post: { operationId: 'getRun', responses: { 200: { description: 'ok' } } } } },
    };
    const api = await bind(document, { getRun: () => 1 }, { mode: 'poll' });
    const { paths } = api.document as { paths: Record<string, Record<string, { operationId?: string }>> };
    expect(paths['/runs/{run}']?.['get']?.operationId).toBe('getRun2');
    await bind(api.document as object, { getRun2: () => 1 });
  });

  test('it is a path like others: HEAD, OPTIONS and 405', async () => {
    const api = await apiOf(later('done'));
    const url = urlOf(await start(api));
    expect((await inject(api, { method: 'HEAD', url })).status).toBe(202);
    expect((await inject(api, { method: 'OPTIONS', url })).headers['allow']).toMatch(
      /GET.*DELETE|DELETE.*GET/,
    );
    expect((await inject(api, { method: 'POST', url })).status).toBe(405);
    expect(api.explain('GET', url).outcome).toBe('bound');
    expect(api.routes.map(({ path }) => path)).toContain('/runs/{run}');
    expect(api.operations.map(({ id }) => id)).toEqual(['start']);
  });

  test('pages of other origins may ask for it', async () => {
    const api = await secured(later('done'), { cors: 'https://app.example' });
    const origin = { origin: 'https://app.example' };
    const started = await start(api, { ...as('ann'), ...origin });
    expect(started.headers['access-control-expose-headers']).toMatch(/location.*retry-after/i);
    const preflight = await inject(api, {
      method: 'OPTIONS',
      url: urlOf(started),
      headers: {
        ...origin,
        'access-control-request-method': 'DELETE',
        'access-control-request-headers': 'authorization',
      },
    });
    expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([
      204,
      expect.stringMatching(/authorization/i),
    ]);
    const status = await inject(api, { url: urlOf(started), headers: { ...as('ann'), ...origin } });
    expect(status.headers['access-control-allow-origin']).toBe('https://app.example');
  });
});

test('the times of a run are those of its beginning and its end', async () => {
  const api = await apiOf(later('done', 30), { wait: 1 });
  const before = Date.now();
  const { startedAt, finishedAt } = (await poll(api, urlOf(await start(api)))) as never as Record<
    string,
    string
  >;
  const times = [before, Date.parse(startedAt ?? ''), Date.parse(finishedAt ?? ''), Date.now()];
  expect([...times].sort((one, other) => one - other)).toEqual(times);
});
