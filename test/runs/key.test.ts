import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Api, type BindOptions, bind, fail, type Process, reply } from '../../src/index.ts';
import { type Injected, type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { poll, type RunStatus } from './polled.ts';

const CONTENT = {
  'application/json': { schema: {} },
  'text/plain': {},
  'application/x-ndjson': {},
  'multipart/form-data': {
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
  },
  'application/x-www-form-urlencoded': { schema: { type: 'object' } },
};

const pay = operation('pay', {
  requestBody: { content: CONTENT },
  parameters: [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'limit', in: 'query', schema: { type: 'integer', format: 'int64' } },
  ],
});

const bearer = {
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }, {}],
};

interface Counted {
  readonly api: Api;
  readonly count: () => number;
}

/** An API whose process is counted. */
async function counted(process: Process, options: BindOptions = {}): Promise<Counted> {
  let calls = 0;
  const api = await bind(
    documentOf(
      {
        '/{id}': {
          post: pay,
          get: operation('look', {
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          }),
        },
      },
      bearer,
    ),
    {
      pay: (trigger) => {
        calls += 1;
        return process(trigger);
      },
      look: () => {
        calls += 1;
        return calls;
      },
    },
    { authenticators: { token: (token) => ({ name: String(token) }) }, onError: () => undefined, ...options },
  );
  return { api, count: () => calls };
}

const KEY = { 'idempotency-key': 'a8098c1a-f86e-11da-bd1a-00112444be1e' };

const call = (api: Api, more: Partial<Injection> = {}): Promise<Injected> =>
  inject(api, { method: 'POST', url: '/1', json: { a: 1 }, ...more, headers: { ...KEY, ...more.headers } });

const echo: Process = ({ body }) => reply(201, { got: body }, { headers: { 'x-made': 'yes' } });

describe('a second call with the same key', () => {
  test('gets the answer of the first', async () => {
    const { api, count } = await counted(echo);
    const first = await call(api);
    const second = await call(api);
    expect([first.status, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect([second.status, second.text, second.headers]).toEqual([
      201,
      first.text,
      { ...first.headers, 'idempotency-replayed': 'true' },
    ]);
    expect(count()).toBe(1);
  });

  const ndjson = { 'content-type': 'application/x-ndjson' };
  const form = (name: string): FormData => {
    const data = new FormData();
    data.set('file', new Blob(['x']), name);
    return data;
  };

  test.each<
    [what: string, one: Partial<Injection>, other: Partial<Injection>, status: number, calls: number]
  >([
    ['the same', {}, {}, 201, 1],
    ['another body', {}, { json: { a: 2 } }, 422, 1],
    ['another path', {}, { url: '/2' }, 422, 1],
    ['another query', { url: '/1?limit=9007199254740993' }, { url: '/1?limit=9007199254740992' }, 422, 1],
    ['a query that says nothing', {}, { url: '/1?utm=x' }, 201, 1],
    ['another type of body', { body: '{}', headers: { 'content-type': 'text/plain' } }, { json: {} }, 422, 1],
    ['another key', {}, { headers: { 'idempotency-key': 'other' } }, 201, 2],
    [
      'another caller',
      { headers: { authorization: 'Bearer ann' } },
      { headers: { authorization: 'Bearer bob' } },
      201,
      2,
    ],
    ['a caller and nobody', { headers: { authorization: 'Bearer ann' } }, {}, 201, 2],
    [
      'the same caller',
      { headers: { authorization: 'Bearer ann' } },
      { headers: { authorization: 'Bearer ann' } },
      201,
      1,
    ],
    ['no key', {}, { headers: { 'idempotency-key': undefined as never } }, 201, 2],
    [
      'a key in quotes, which is another',
      {},
      { headers: { 'idempotency-key': `"${KEY['idempotency-key']}"` } },
      201,
      2,
    ],
    [
      'lines that are read as they come',
      { body: '1\n2\n', headers: ndjson, json: undefined },
      { body: '1\n2\n', headers: ndjson, json: undefined },
      201,
      1,
    ],
    [
      'other lines',
      { body: '1\n2\n', headers: ndjson, json: undefined },
      { body: '1\n3\n', headers: ndjson, json: undefined },
      422,
      1,
    ],
    [
      'parts under another boundary',
      { form: form('a.txt'), json: undefined },
      { form: form('a.txt'), json: undefined },
      201,
      1,
    ],
    [
      'other parts',
      { form: form('a.txt'), json: undefined },
      { form: form('b.txt'), json: undefined },
      422,
      1,
    ],
    [
      'what the host parsed',
      {
        body: { parsed: { a: 1n } as never },
        json: undefined,
        headers: { 'content-type': 'application/json' },
      },
      {
        body: { parsed: { a: 2n } as never },
        json: undefined,
        headers: { 'content-type': 'application/json' },
      },
      422,
      1,
    ],
  ])('%s', async (_, one, other, status, calls) => {
    const { api, count } = await counted(() => reply(201, 'made'), { int64: 'bigint' });
    expect((await call(api, one)).status).toBe(201);
    const second = await call(api, other);
    expect([second.status, count()]).toEqual([status, calls]);
    if (status === 422) expect(second.json()).toMatchObject({ code: 'idempotency-mismatch' });
  });

  test('is told to come again while the first goes on, which is begun once', async () => {
    const { api, count } = await counted(async () => {
      await sleep(30);
      return reply(201, 'made');
    });
    const answers = await Promise.all(Array.from({ length: 50 }, () => call(api)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.json()).toMatchObject({ code: 'idempotency-conflict' });
    expect(refused?.headers['retry-after']).toBe('1');
    expect([(await call(api)).status, count()]).toEqual([201, 1]);
  });

  /** What the first call got, and whether the second begins anew. */
  test.each<[what: string, process: Process, status: number, again: boolean]>([
    ['a refusal returned', () => reply(404, 'no'), 404, false],
    ['a refusal thrown', () => Promise.reject(fail('no', { status: 409 })), 409, false],
    ['a failure of the server returned', () => reply(503, 'no'), 503, true],
    ['an error', () => Promise.reject(new Error('no')), 500, true],
    ['what cannot be sent', () => Number.NaN, 500, true],
    ['nothing', () => undefined, 204, false],
  ])('after %s', async (_, process, status, again) => {
    const { api, count } = await counted(process, { runs: { answerBytes: 5000 } });
    expect((await call(api)).status).toBe(status);
    const second = await call(api);
    expect([second.status, count()]).toEqual([status, again ? 2 : 1]);
  });

  test.each<[what: string, process: Process]>([
    ['a text', () => 'a'.repeat(5001)],
    [
      'a stream',
      async function* () {
        for (let count = 0; count < 10; count += 1) yield Buffer.alloc(1000);
      } as Process,
    ],
  ])('is refused where the answer of the first was too large to be kept: %s', async (_, process) => {
    const { api, count } = await counted(process, { runs: { answerBytes: 5000 } });
    expect((await call(api)).status).toBe(200);
    await sleep(1);
    const second = await call(api);
    expect([second.status, second.json(), count()]).toMatchObject([409, { code: 'idempotency-conflict' }, 1]);
  });

  test('gets a stream once more when that was sent', async () => {
    const { api, count } = await counted(async function* () {
      yield Buffer.from('a');
      await sleep(1);
      yield Buffer.from('b');
    } as Process);
    expect((await call(api)).text).toBe('ab');
    await sleep(1);
    expect([(await call(api)).text, count()]).toEqual(['ab', 1]);
  });

  test.each(['cut short', 'never read'])('begins anew after a stream that was %s', async (how) => {
    const { api, count } = await counted(async function* () {
      for (;;) yield Buffer.from('a');
    } as Process);
    const request = { method: 'POST', url: '/1', headers: { ...KEY } };
    const open = async (): Promise<AsyncIterator<Uint8Array>> => {
      const { body } = (await api.handle(request)) ?? { body: null };
      return (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    };
    const chunks = await open();
    if (how === 'cut short') await chunks.next();
    await chunks.return?.();
    await sleep(5);
    await (await open()).return?.();
    expect(count()).toBe(2);
  });

  test('waits for a process that is not waited for any longer: it may still be at work', async () => {
    const { api, count } = await counted(() => sleep(80), { timeout: 20 });
    expect((await call(api)).status).toBe(504);
    expect((await call(api)).status).toBe(409);
    await sleep(100);
    expect([(await call(api)).status, count()]).toEqual([504, 2]);
  });

  test('does not wait for one that returns when it is aborted', async () => {
    const { api, count } = await counted(({ run }) => sleep(5000, 'late', { signal: run.signal }), {
      timeout: 20,
    });
    expect((await call(api)).status).toBe(504);
    await sleep(5);
    expect([(await call(api)).status, count()]).toEqual([504, 2]);
  });

  test('gets an intermediate return again when the run is over', async () => {
    const { api, count } = await counted(async ({ respond }) => {
      respond(reply(202, 'soon'));
      await sleep(30);
    });
    expect((await call(api)).text).toBe('soon');
    expect((await call(api)).status).toBe(409);
    await sleep(60);
    expect([(await call(api)).text, count()]).toEqual(['soon', 1]);
  });

  test('gets an intermediate return again, also where the run took too long after it', async () => {
    for (const mode of ['wait', 'poll'] as const) {
      const { api, count } = await counted(
        async ({ respond }) => {
          respond(reply(201, 'paid'));
          await sleep(60);
        },
        { mode, wait: 1000, timeout: 20 },
      );
      expect((await call(api)).text).toBe('paid');
      await sleep(100);
      expect([(await call(api)).text, count()]).toEqual(['paid', 1]);
    }
  });

  test('a call that was refused took no key', async () => {
    const { api, count } = await counted(echo);
    expect((await call(api, { url: '/1?limit=x' })).status).toBe(400);
    expect([(await call(api)).status, count()]).toEqual([201, 1]);
  });

  test('cookies are the first caller’s alone', async () => {
    const { api } = await counted(() => reply(200, 'in', { cookies: { session: 'abc' } }));
    expect((await call(api)).headers['set-cookie']).toBe('session=abc');
    expect((await call(api)).headers['set-cookie']).toBeUndefined();
  });
});

describe('what becomes of keys', () => {
  test.each<[what: string, key: string | undefined, options: BindOptions, status: number]>([
    ['none', undefined, {}, 201],
    ['none, where one is required', undefined, { idempotency: 'require' }, 400],
    ['an empty one', '', {}, 400],
    ['a long one', 'a'.repeat(256), {}, 400],
    ['the longest', 'a'.repeat(255), {}, 201],
    ['one with a space', 'a b', {}, 400],
    ['a bad one, where none is looked at', 'a b', { idempotency: 'ignore' }, 201],
  ])('%s', async (_, key, options, status) => {
    const { api } = await counted(() => reply(201), options);
    const answer = await call(api, { headers: { 'idempotency-key': key as string } });
    expect(answer.status).toBe(status);
    if (status === 400)
      expect(answer.json()).toMatchObject({ errors: [{ in: 'header', name: 'Idempotency-Key' }] });
  });

  test('calls that change nothing are made each time', async () => {
    const { api, count } = await counted(echo);
    await inject(api, { url: '/1', headers: KEY });
    await inject(api, { url: '/1', headers: KEY });
    expect(count()).toBe(2);
  });

  test('ignored, all calls are made', async () => {
    const { api, count } = await counted(echo, { idempotency: 'ignore' });
    await call(api);
    await call(api);
    expect(count()).toBe(2);
  });

  test('a key is free again when its run is kept no longer', async () => {
    const { api, count } = await counted(echo, { runs: { age: 20 } });
    await call(api);
    await sleep(30);
    await call(api);
    expect(count()).toBe(2);
  });
});

describe('polled', () => {
  test('the key of a run that took too long is free when its process has returned', async () => {
    const { api, count } = await counted(() => sleep(100), { mode: 'poll', wait: 1000, timeout: 20 });
    expect((await call(api)).status).toBe(504);
    expect((await call(api)).status).toBe(409);
    await sleep(120);
    expect([(await call(api)).status, count()]).toEqual([504, 2]);
  });

  test('the same call gets word of the same run, and its result', async () => {
    const { api, count } = await counted(
      async () => {
        await sleep(60);
        return reply(201, 'made');
      },
      { mode: 'poll', wait: 10 },
    );
    const first = await call(api);
    const second = await call(api);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.json<RunStatus>().id).toBe(first.json<RunStatus>().id);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await call(api, { json: { a: 2 } })).status).toBe(422);
    await poll(api, first.json<RunStatus>().statusUrl);
    const third = await call(api);
    expect([third.status, third.text, third.headers['idempotency-replayed']]).toEqual([201, 'made', 'true']);
    expect(count()).toBe(1);
  });
});
