import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type BindOptions, bind, type Process, reply, type Trigger } from '../../src/index.ts';
import { postgresRuns } from '../../src/postgres/index.ts';
import { createLatch } from '../../src/process/latch.ts';
import { type Injected, type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { later, poll, type RunStatus, untilRunning } from './polled.ts';

let postgres: Postgres;
let pool: pg.Pool;
const apis: Api[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
});

afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close({ grace: 0 })));
});

afterAll(async () => {
  await pool.end();
  await postgres.stop();
});

const CONTENT = {
  'application/json': { schema: { type: 'object', properties: { a: { type: 'integer', default: 7 } } } },
  'text/plain': {},
  'application/x-ndjson': {},
  'application/octet-stream': {},
  'multipart/form-data': {
    schema: {
      type: 'object',
      properties: { file: { type: 'string', format: 'binary' }, n: { type: 'integer' } },
    },
  },
  'application/x-www-form-urlencoded': { schema: { type: 'object', properties: { n: { type: 'integer' } } } },
};

const document = documentOf(
  {
    '/jobs/{id}': {
      post: operation('start', {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'big', in: 'query', schema: { type: 'integer', format: 'int64' } },
          { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
          { name: 'limit', in: 'query', schema: { type: 'integer', default: 20 } },
          // A credential that the document declares as a parameter too.
          { name: 'key', in: 'query', schema: { type: 'string' } },
          { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
          { name: 'theme', in: 'cookie', schema: { type: 'string' } },
        ],
        requestBody: { content: CONTENT },
      }),
    },
  },
  {
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'query', name: 'key' },
      },
    },
    security: [{ token: [] }, { key: [] }, {}],
  },
);

const ANN = { name: 'ann', claims: { tenant: 7 }, roles: ['admin'], scopes: ['read'] };

/** One machine: an API of its own on the database that all share. */
async function machine(
  schema: string,
  process: Process,
  options: BindOptions & { works?: boolean; retry?: number } = {},
): Promise<Api> {
  const { works = false, retry = 0, ...rest } = options;
  const api = await bind(
    document,
    { start: { process, retry } },
    {
      mode: 'poll',
      wait: 0,
      int64: 'bigint',
      authenticators: { token: () => ANN, key: () => ANN },
      onError: () => undefined,
      runs: postgresRuns({ connectionString: postgres.url, schema, lease: 1000 }),
      ...rest,
    },
  );
  apis.push(api);
  if (works) await api.work();
  return api;
}

const newSchema = (): string => `s${randomUUID().replaceAll('-', '')}`;

const never: Process = () => {
  throw new Error('This machine does not work.');
};

const start = (api: Api, more: Partial<Injection> = {}): Promise<Injected> =>
  inject(api, { method: 'POST', url: '/jobs/7', ...more });

const urlOf = (answer: Injected): string => answer.json<RunStatus>().statusUrl;

/** Accepted by one machine, executed by another, asked for at a third. */
async function across(process: Process, call: Partial<Injection> = {}, headers = {}): Promise<RunStatus> {
  const schema = newSchema();
  const [front, other] = [await machine(schema, never), await machine(schema, never)];
  await machine(schema, process, { works: true });
  const answer = await start(front, call);
  expect(answer.status).toBe(202);
  return poll(other, urlOf(answer), headers);
}

describe('a run that another machine executes', () => {
  const seen = (trigger: Trigger): object => ({
    path: trigger.path,
    query: { ...trigger.query, big: String(trigger.query['big']), isBig: typeof trigger.query['big'] },
    headers: trigger.headers,
    cookies: trigger.cookies,
    supplied: ['id', 'big', 'tags', 'limit', 'X-Trace', 'theme'].filter((name) => trigger.supplied(name)),
    username: trigger.username,
    tenant: trigger.claims?.get('tenant') ?? null,
    isAdmin: trigger.claims?.isInRole('admin') ?? null,
    body: trigger.body ?? null,
    method: trigger.http.method,
    uri: trigger.http.uri,
    raw: trigger.http.headers,
    text: trigger.http.body,
    operation: trigger.operation,
  });

  test('has the trigger of its call, without its credentials', async () => {
    const headers = {
      authorization: 'Bearer secret',
      cookie: 'theme=dark; session=secret',
      'x-trace': 't1',
      'x-more': 'm',
    };
    const { result } = await across(
      seen,
      { url: '/jobs/7?big=9007199254740993&tags=a&tags=b,c&key=secret', json: { b: 1 }, headers },
      headers,
    );
    expect(result).toMatchObject({
      path: { id: 7 },
      query: { big: '9007199254740993', isBig: 'bigint', tags: ['a', 'b,c'], limit: 20 },
      headers: { 'X-Trace': 't1' },
      cookies: { theme: 'dark' },
      supplied: ['id', 'big', 'tags', 'X-Trace', 'theme'],
      username: 'ann',
      tenant: 7,
      isAdmin: true,
      body: { b: 1, a: 7 },
      text: '{"b":1}',
      method: 'POST',
      uri: 'http://localhost/jobs/7?big=9007199254740993&tags=a&tags=b,c',
      operation: { id: 'start', method: 'POST', template: '/jobs/{id}' },
    });
    expect(result).toMatchObject({
      raw: { 'x-trace': 't1', 'x-more': 'm', 'content-type': 'application/json' },
    });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  const form = new FormData();
  form.set('n', '5');
  form.set('file', new Blob(['file of ann']), 'a.txt');
  const large = Buffer.alloc(900_000, 'x');

  test.each<[what: string, call: Partial<Injection>, process: Process, result: unknown]>([
    ['no body', {}, ({ body }) => [body === undefined], [true]],
    ['JSON', { json: { a: 1 } }, ({ body }) => body, { a: 1 }],
    [
      'text',
      { body: 'grüße', headers: { 'content-type': 'text/plain' } },
      ({ body }) => ({ body }),
      { body: 'grüße' },
    ],
    [
      'bytes',
      { body: large, headers: { 'content-type': 'application/octet-stream' } },
      ({ body }) => ({ length: (body as Uint8Array).byteLength }),
      { length: 900_000 },
    ],
    [
      'bytes that come as a stream',
      {
        body: (async function* () {
          yield Buffer.from('ab');
          yield Buffer.from('c');
        })(),
        headers: { 'content-type': 'application/octet-stream' },
      },
      ({ http }) => ({ text: http.body }),
      { text: 'abc' },
    ],
    [
      'lines',
      { body: '{"a":1}\n{"a":2}\n', headers: { 'content-type': 'application/x-ndjson' } },
      async ({ body }) => {
        const lines: unknown[] = [];
        for await (const line of body as AsyncIterable<unknown>) lines.push(line);
        return lines;
      },
      [{ a: 1 }, { a: 2 }],
    ],
    [
      'parts with a file',
      { form },
      async ({ body }) => {
        const { n, file } = body as { n: number; file: { name: string; text(): Promise<string> } };
        return { n, name: file.name, text: await file.text() };
      },
      { n: 5, name: 'a.txt', text: 'file of ann' },
    ],
    ['a form', { form: { n: '5' } }, ({ body }) => body, { n: 5 }],
    [
      'what the host application parsed',
      { body: { parsed: { a: 3 } }, headers: { 'content-type': 'application/json' } },
      ({ body }) => body,
      { a: 3 },
    ],
  ])('gets %s', async (_, call, process, result) => {
    expect(await across(process, call)).toMatchObject({ status: 'succeeded', result });
  });

  test('answers as it would here', async () => {
    const schema = newSchema();
    const front = await machine(schema, never, { wait: 10_000 });
    await machine(schema, () => reply(201, { made: true }, { headers: { 'x-a': 'b' } }), { works: true });
    const answer = await start(front);
    expect([answer.status, answer.headers['x-a'], answer.json()]).toEqual([201, 'b', { made: true }]);
  });

  test('sends its intermediate return on the way', async () => {
    const schema = newSchema();
    const answered = createLatch();
    const front = await machine(schema, never, { wait: 10_000 });
    await machine(
      schema,
      async ({ respond, run }) => {
        respond(reply(202, 'soon'));
        await answered.opened;
        run.outputs['at'] = 'end';
      },
      { works: true },
    );
    const answer = await start(front);
    expect([answer.status, answer.text]).toEqual([202, 'soon']);
    const [run] = await front.runs.list();
    const url = `/runs/${run?.id}`;
    expect((await inject(front, { url })).json()).toMatchObject({ status: 'running', result: 'soon' });
    answered.open();
    expect(await poll(front, url)).toMatchObject({
      status: 'succeeded',
      httpStatus: 202,
      result: 'soon',
      outputs: { at: 'end' },
    });
  });

  test('is told of to a caller that waits when it is cancelled', async () => {
    const schema = newSchema();
    const front = await machine(schema, never, { wait: 20_000 });
    await machine(schema, () => new Promise(() => undefined), { works: true });
    const answer = start(front);
    let [run] = await front.runs.list();
    for (let turn = 0; run?.state !== 'running' && turn < 300; turn += 1) {
      await sleep(10);
      [run] = await front.runs.list();
    }
    await front.runs.cancel(run?.id ?? '');
    expect([(await answer).status, (await answer).json()]).toMatchObject([409, { code: 'run-cancelled' }]);
  });

  test('whose answer is a stream keeps no worker from its work when it is cancelled', async () => {
    const schema = newSchema();
    const front = await machine(schema, never);
    const worker = await machine(schema, ({ path }) =>
      path['id'] === 8
        ? 'next'
        : (async function* () {
            for (;;) {
              yield Buffer.from('a');
              await sleep(5);
            }
          })(),
    );
    await worker.work({ concurrency: 1 });
    const url = urlOf(await start(front));
    const next = urlOf(await start(front, { url: '/jobs/8' }));
    await untilRunning(front, url);
    await inject(front, { method: 'DELETE', url });
    expect(await poll(front, next)).toMatchObject({ status: 'succeeded', result: 'next' });
  });

  test('is refused before it is queued where it does not fit', async () => {
    const front = await machine(newSchema(), never);
    expect((await start(front, { url: '/jobs/x' })).status).toBe(404);
    expect((await start(front, { url: '/jobs/7?limit=x' })).status).toBe(400);
    expect((await start(front, { json: { a: 'x' } })).status).toBe(400);
    expect(await front.runs.list()).toEqual([]);
  });

  test('is not executed on what another document would have refused', async () => {
    const schema = newSchema();
    const front = await machine(schema, never);
    const strict = structuredClone(document) as {
      paths: Record<string, Record<string, { requestBody: object }>>;
    };
    const post = strict.paths['/jobs/{id}']?.['post'];
    if (post !== undefined)
      post.requestBody = { content: { 'application/json': { schema: { type: 'object', required: ['z'] } } } };
    const worker = await bind(
      strict,
      { start: () => 'ran' },
      {
        runs: postgresRuns({ connectionString: postgres.url, schema }),
        authenticators: { token: () => ANN, key: () => ANN },
      },
    );
    apis.push(worker);
    await worker.work();
    expect(await poll(front, urlOf(await start(front, { json: {} })))).toMatchObject({
      status: 'failed',
      httpStatus: 400,
      error: { code: 'request-invalid' },
    });
  });

  test('is cancelled wherever it goes on', async () => {
    let reason: unknown;
    const schema = newSchema();
    const front = await machine(schema, never);
    await machine(
      schema,
      ({ run }) =>
        new Promise((_, reject) => {
          run.signal.addEventListener('abort', () => {
            reason = run.signal.reason;
            reject(run.signal.reason);
          });
        }),
      { works: true },
    );
    const url = urlOf(await start(front));
    await untilRunning(front, url);
    const answer = await inject(front, { method: 'DELETE', url });
    expect([answer.status, answer.json()]).toMatchObject([200, { status: 'cancelled' }]);
    for (let turn = 0; reason === undefined && turn < 1000; turn += 1) await sleep(10);
    expect(reason).toMatchObject({ message: 'The run was cancelled.' });
    expect((await inject(front, { url })).json()).toMatchObject({ status: 'cancelled' });
  });

  test('is one for the same key, on whichever machines the calls arrive', async () => {
    const schema = newSchema();
    let count = 0;
    const fronts = [await machine(schema, never), await machine(schema, never)];
    await machine(
      schema,
      () => {
        count += 1;
        return { count };
      },
      { works: true },
    );
    const headers = { 'idempotency-key': 'k1' };
    const calls = Array.from({ length: 40 }, (_, index) => start(fronts[index % 2] as Api, { headers }));
    const answers = await Promise.all(calls);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set(accepted.length === 40 ? [202] : [202, 200]),
    );
    expect(new Set(accepted.map((answer) => answer.json<RunStatus>().id)).size).toBe(1);
    await poll(fronts[0] as Api, urlOf(accepted[0] as Injected));
    expect([(await start(fronts[1] as Api, { headers })).json(), count]).toEqual([{ count: 1 }, 1]);
  });
});

test('a call that would rather not wait is no work for others, where its operation is not polled', async () => {
  const front = await machine(newSchema(), later('here'), { mode: 'wait' });
  const answer = await start(front, { headers: { prefer: 'respond-async, wait=0' } });
  expect(answer.status).toBe(202);
  expect(await poll(front, urlOf(answer))).toMatchObject({ status: 'succeeded', result: 'here' });
});

test('a run that is cancelled while a worker takes it is not executed', async () => {
  const schema = newSchema();
  const front = await machine(schema, never);
  const executed: unknown[] = [];
  const own = new pg.Pool({ connectionString: postgres.url, max: 8 });
  const query = own.query.bind(own) as (...args: unknown[]) => unknown;
  const reading = createLatch();
  const cancelled = createLatch();
  Object.assign(own, {
    query: async (...args: unknown[]) => {
      const [statement] = args as [{ text?: string }];
      if (statement.text?.includes('select bytes')) {
        reading.open();
        await cancelled.opened;
      }
      return query(...args);
    },
  });
  const url = urlOf(await start(front, { json: { b: 'delete everything but this' } }));
  const worker = await machine(schema, ({ path }) => void executed.push(path['id']), {
    runs: postgresRuns({ pool: own, schema }),
  });
  await worker.work({ concurrency: 1 });
  await reading.opened;
  expect((await inject(front, { method: 'DELETE', url })).json()).toMatchObject({ status: 'cancelled' });
  cancelled.open();
  await poll(front, urlOf(await start(front, { url: '/jobs/8' })));
  expect(executed).toEqual([8]);
  await Promise.all(apis.splice(0).map((api) => api.close({ grace: 0 })));
  await own.end();
});

describe('a call that waits, with a key', () => {
  test('is made once, whichever machines it arrives at', async () => {
    const schema = newSchema();
    let count = 0;
    const process: Process = async () => {
      count += 1;
      await sleep(100);
      return reply(201, { count });
    };
    const fronts = [
      await machine(schema, process, { mode: 'wait' }),
      await machine(schema, process, { mode: 'wait' }),
    ];
    const call = (index: number): Promise<Injected> =>
      start(fronts[index % 2] as Api, { json: { a: 1 }, headers: { 'idempotency-key': 'k1' } });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => call(index)));
    const isFirst = ({ status, headers }: Injected): boolean =>
      status === 201 && headers['idempotency-replayed'] === undefined;
    expect(answers.filter(isFirst)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    const again = await Promise.all([call(0), call(1)]);
    expect(again.map(({ status, headers }) => [status, headers['idempotency-replayed']])).toEqual([
      [201, 'true'],
      [201, 'true'],
    ]);
    expect(count).toBe(1);
  });
});

describe('closing', () => {
  test('a call with a key that is cut off is kept as such, and its key is free', async () => {
    const schema = newSchema();
    const headers = { 'idempotency-key': 'k1' };
    const errors: unknown[] = [];
    const begun = createLatch();
    const process: Process = () => {
      begun.open();
      return new Promise(() => undefined);
    };
    const first = await machine(schema, process, { mode: 'wait', onError: (error) => errors.push(error) });
    const answer = start(first, { headers });
    await begun.opened;
    await first.close({ grace: 10 });
    expect((await answer).json()).toMatchObject({ code: 'run-interrupted' });
    expect(errors).toEqual([]);
    const second = await machine(schema, () => 'second', { mode: 'wait' });
    expect(await second.runs.list()).toMatchObject([{ outcome: 'interrupted' }]);
    expect((await start(second, { headers })).text).toBe('second');
  });

  test('a key that a run held which took too long is free', async () => {
    const schema = newSchema();
    const headers = { 'idempotency-key': 'k1' };
    const first = await machine(schema, () => new Promise(() => undefined), { mode: 'wait', timeout: 30 });
    expect((await start(first, { headers })).status).toBe(504);
    expect((await start(first, { headers })).status).toBe(409);
    await first.close({ grace: 10 });
    const second = await machine(schema, () => 'second', { mode: 'wait' });
    expect((await start(second, { headers })).text).toBe('second');
  });

  test('a machine that stops leaves what waits to others', async () => {
    const schema = newSchema();
    const front = await machine(schema, never);
    const begun = createLatch();
    const goingOn = createLatch();
    const process: Process = async () => {
      begun.open();
      await goingOn.opened;
      return 'first';
    };
    const first = await machine(schema, process, { works: true });
    const urls = await Promise.all(Array.from({ length: 8 }, async () => urlOf(await start(front))));
    await begun.opened;
    const closed = first.close({ grace: 60_000 });
    goingOn.open();
    await machine(schema, () => 'second', { works: true });
    await closed;
    const results = await Promise.all(urls.map((url) => poll(front, url)));
    expect(results.filter(({ status }) => status === 'succeeded')).toHaveLength(8);
    expect(new Set(results.map(({ result }) => result))).toEqual(new Set(['first', 'second']));
  });

  test.each([
    [0, { status: 'interrupted', error: { code: 'run-interrupted' } }],
    [1, { status: 'succeeded', result: 'second' }],
  ])('a run that is cut off is begun again as often as it may: %d times', async (retry, expected) => {
    const schema = newSchema();
    const front = await machine(schema, never, { retry });
    const first = await machine(schema, () => new Promise(() => undefined), { works: true, retry });
    const url = urlOf(await start(front));
    await untilRunning(front, url);
    await first.close({ grace: 10 });
    await machine(schema, () => 'second', { works: true, retry });
    expect(await poll(front, url)).toMatchObject(expected);
  });
});

describe('a machine whose API is replaced', () => {
  const later = (id: string): object => documentOf({ '/others': { post: operation(id) } });
  const begin = async (api: Api): Promise<string> =>
    urlOf(await inject(api, { method: 'POST', url: '/others' }));

  async function replaceable(process: Process, schema = newSchema()): Promise<Api> {
    const api = await bind(
      later('before'),
      { before: process },
      {
        mode: 'poll',
        wait: 0,
        onError: () => undefined,
        runs: postgresRuns({ connectionString: postgres.url, schema, lease: 1000 }),
      },
    );
    apis.push(api);
    return api;
  }

  test('executes its new operations, and ends what it had begun', async () => {
    const { opened, open } = createLatch();
    const schema = newSchema();
    const api = await replaceable(() => opened.then(() => 'old'), schema);
    const worker = await api.work();
    const before = await begin(api);
    await untilRunning(api, before);
    const both = documentOf({
      '/old': { post: operation('before') },
      '/others': { post: operation('after') },
    });
    await api.replace(both, { before: never, after: () => 'new' });
    expect(await poll(api, await begin(api))).toMatchObject({ status: 'succeeded', result: 'new' });
    open();
    expect(await poll(api, before)).toMatchObject({ status: 'succeeded', result: 'old' });
    await worker.stop();
    const waits = await begin(api);
    // What another worker has done since, this one would have done as well.
    const other = await machine(schema, () => 'other', { works: true });
    expect(await poll(other, urlOf(await start(other)))).toMatchObject({ result: 'other' });
    expect((await inject(api, { url: waits })).json()).toMatchObject({ status: 'queued' });
  });

  test('is closed in time, however long what it began before would take', async () => {
    const api = await replaceable(() => new Promise(() => undefined));
    await api.work();
    await untilRunning(api, await begin(api));
    await api.replace(later('after'), { after: () => 'new' });
    const began = Date.now();
    await api.close({ grace: 100 });
    expect(Date.now() - began).toBeLessThan(9000);
  });
});

test('what is kept of a call and its result holds no credentials', async () => {
  const schema = newSchema();
  const front = await machine(schema, never);
  const headers = { authorization: 'Bearer secret', cookie: 'session=secret', 'x-api-key': 'secret' };
  await start(front, { url: '/jobs/7?key=secret&big=1', json: { b: 'kept' }, headers });
  const queued = await pool.query(
    `select r::text, convert_from(b.bytes, 'UTF8') as body from ${schema}.runs r join ${schema}.bodies b on b.run_id = r.id`,
  );
  expect(JSON.stringify(queued.rows)).toContain('kept');
  expect(JSON.stringify(queued.rows)).not.toContain('secret');
  const worker = await machine(schema, () => reply(200, 'in', { cookies: { session: 'secret' } }), {
    works: true,
  });
  const [run] = await worker.runs.list();
  expect(await poll(front, `/runs/${run?.id}`, headers)).toMatchObject({ result: 'in' });
  const { rows } = await pool.query(`select t::text from ${schema}.runs t`);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('secret');
});

test('a database that is out of reach is told of when the API is bound', async () => {
  const runs = postgresRuns({ connectionString: 'postgres://nobody:x@127.0.0.1:1/none' });
  await expect(
    bind(document, { start: never }, { runs, authenticators: { token: () => ANN, key: () => ANN } }),
  ).rejects.toThrow();
});
