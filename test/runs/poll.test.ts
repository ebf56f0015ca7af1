import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  type Api,
  type BindOptions,
  bind,
  eachRecord,
  fail,
  Problem,
  type Process,
  reply,
} from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { apiOf, later, poll, type RunStatus, start } from './polled.ts';

describe('a polled call', () => {
  test('gets the answer where that is there in time', async () => {
    const api = await apiOf(later({ done: true }, 1), { wait: 1000 });
    const answer = await start(api);
    expect([answer.status, answer.json()]).toEqual([200, { done: true }]);
  });

  test('gets word of where the answer will be where it takes longer', async () => {
    const api = await apiOf(later(reply(201, { done: true }, { headers: { 'x-a': 'b' } })));
    const answer = await start(api);
    const { id, status, statusUrl } = answer.json<RunStatus>();
    expect([answer.status, status, statusUrl]).toEqual([202, 'running', `/runs/${id}`]);
    expect(answer.headers).toMatchObject({
      location: statusUrl,
      'retry-after': '1',
      'cache-control': 'no-store',
    });

    const running = await inject(api, { url: statusUrl });
    expect(running.status).toBe(202);
    expect(running.headers['retry-after']).toBe('1');
    expect(running.json()).toMatchObject({ id, status: 'running', operation: 'start', statusUrl });

    const ended = await poll(api, statusUrl);
    expect(ended).toMatchObject({
      id,
      status: 'succeeded',
      httpStatus: 201,
      result: { done: true },
      outputs: { count: 3 },
      resultUrl: `${statusUrl}/result`,
    });
    const result = await inject(api, { url: `${statusUrl}/result` });
    expect([result.status, result.headers['x-a'], result.json()]).toEqual([201, 'b', { done: true }]);
  });

  /** What a process gives, and how its run is told of. */
  test.each<[what: string, process: Process, expected: object, result: object | string]>([
    ['an object', later({ a: 1 }), { status: 'succeeded', httpStatus: 200, result: { a: 1 } }, { a: 1 }],
    ['a text', later('done'), { status: 'succeeded', httpStatus: 200, result: 'done' }, 'done'],
    ['nothing', later(undefined), { status: 'succeeded', httpStatus: 204, result: null }, ''],
    [
      'a status of failure returned',
      later(reply(404, { no: 'pet' })),
      { status: 'succeeded', httpStatus: 404, result: { no: 'pet' } },
      { no: 'pet' },
    ],
    [
      'fail()',
      later(fail('sold out', { status: 409, code: 'sold-out' }), 40, true),
      { status: 'failed', httpStatus: 409, error: { code: 'sold-out', detail: 'sold out' } },
      { code: 'sold-out' },
    ],
    [
      'an error',
      later(new Error('secret'), 40, true),
      { status: 'failed', httpStatus: 500, error: { code: 'process-failed' } },
      { code: 'process-failed' },
    ],
    [
      'a stream',
      later(
        (async function* () {
          yield Buffer.from('a');
          await sleep(5);
          yield Buffer.from('b');
        })(),
      ),
      { status: 'succeeded', httpStatus: 200 },
      'ab',
    ],
    [
      'what cannot be sent',
      later({ a: Number.NaN }),
      { httpStatus: 500, error: { code: 'response-invalid' } },
      { code: 'response-invalid' },
    ],
  ])('%s', async (_, process, expected, result) => {
    const api = await apiOf(process);
    const { statusUrl } = (await start(api)).json<RunStatus>();
    const ended = await poll(api, statusUrl);
    expect(ended).toMatchObject(expected);
    expect(JSON.stringify(ended)).not.toContain('secret');
    const answer = await inject(api, { url: `${statusUrl}/result` });
    if (typeof result === 'string') expect(answer.text).toBe(result);
    else expect(answer.json()).toMatchObject(result);
    expect(answer.status).toBe(ended.httpStatus);
  });

  test('tells of its result as it was written, and of large ones by their URL', async () => {
    const given: Record<string, unknown> = {
      exact: { n: 2n ** 60n + 1n },
      latin1: reply(200, 'Größe', { contentType: 'text/plain', charset: 'iso-8859-1' }),
      deep: '['.repeat(100_000) + ']'.repeat(100_000),
      large: { a: 'a'.repeat(1024 * 1024) },
      bytes: reply(200, Buffer.from([0, 1]), { contentType: 'image/png' }),
    };
    const told: Record<string, string> = {};
    for (const [name, answer] of Object.entries(given)) {
      const api = await apiOf(later(answer));
      const { statusUrl } = (await start(api)).json<RunStatus>();
      await poll(api, statusUrl);
      const status = await inject(api, { url: statusUrl });
      expect([name, status.status, (await inject(api, { url: `${statusUrl}/result` })).status]).toEqual([
        name,
        200,
        200,
      ]);
      told[name] = status.text;
    }
    expect(told['exact']).toContain('"result":{"n":1152921504606846977}');
    expect(told['latin1']).toContain('"result":"Größe"');
    expect(told['deep']).toContain('"result":');
    expect(told['large']).not.toContain('"result":');
    expect(told['bytes']).not.toContain('"result":');
  });

  test('goes on when its caller goes away', async () => {
    const controller = new AbortController();
    let isAborted = false;
    const api = await apiOf(async ({ run }) => {
      await sleep(60);
      isAborted = run.signal.aborted;
      return 'done';
    });
    const answer = api.handle({ method: 'POST', url: '/jobs', headers: {}, signal: controller.signal });
    controller.abort();
    const { headers } = (await answer) ?? { headers: [] };
    const location = headers.find(([name]) => name === 'location')?.[1] ?? '';
    expect(await poll(api, location)).toMatchObject({ status: 'succeeded', result: 'done' });
    expect(isAborted).toBe(false);
  });

  test('sends an intermediate return at once, and tells of the end by its status', async () => {
    const api = await apiOf(async ({ respond, run }) => {
      respond(reply(202, { accepted: true }));
      await sleep(30);
      run.outputs['at'] = 'end';
      throw new Error('broke later');
    });
    const answer = await start(api);
    expect([answer.status, answer.json()]).toEqual([202, { accepted: true }]);
    const [run] = await api.runs.list();
    const ended = await poll(api, `/runs/${run?.id}`);
    expect(ended).toMatchObject({ status: 'failed', httpStatus: 202, result: { accepted: true } });
    expect(ended.outputs).toEqual({ at: 'end' });
  });

  test('shows the answer that a run has already as it goes on', async () => {
    const api = await apiOf(async ({ respond }) => {
      await sleep(40);
      respond('early');
      await sleep(80);
      return 'late';
    });
    const { statusUrl } = (await start(api)).json<RunStatus>();
    await sleep(60);
    const early = await inject(api, { url: statusUrl });
    expect([early.status, early.json<RunStatus>()]).toMatchObject([
      202,
      { status: 'running', result: 'early' },
    ]);
    expect((await inject(api, { url: `${statusUrl}/result` })).text).toBe('early');
    expect(await poll(api, statusUrl)).toMatchObject({ status: 'succeeded', result: 'early' });
  });

  test('ends where it takes longer than it may', async () => {
    const api = await apiOf(
      ({ run }) => new Promise((resolve) => run.signal.addEventListener('abort', resolve)),
      {
        timeout: 40,
      },
    );
    const { statusUrl } = (await start(api)).json<RunStatus>();
    expect(await poll(api, statusUrl)).toMatchObject({
      status: 'timed-out',
      httpStatus: 504,
      error: { code: 'process-timeout' },
    });
  });

  test('does not keep cookies', async () => {
    const api = await apiOf(later(reply(200, 'in', { cookies: { session: 'abc' } })));
    const { statusUrl } = (await start(api)).json<RunStatus>();
    await poll(api, statusUrl);
    const result = await inject(api, { url: `${statusUrl}/result` });
    expect([result.text, result.headers['set-cookie']]).toEqual(['in', undefined]);
  });
});

describe('a polled run whose answer is a stream', () => {
  const endless: Process = async function* ({ run }) {
    try {
      for (;;) {
        yield Buffer.from('a');
        await sleep(5);
      }
    } finally {
      run.log('let go of');
    }
  } as Process;

  test.each<
    [what: string, end: (api: Api, url: string) => Promise<unknown>, options: BindOptions, status: string]
  >([
    ['is cancelled', (api, url) => inject(api, { method: 'DELETE', url }), {}, 'cancelled'],
    ['takes too long', () => sleep(1), { timeout: 50 }, 'timed-out'],
    ['is cut off', (api) => api.close({ grace: 10 }), {}, 'interrupted'],
  ])('%s', async (_, end, options, status) => {
    let signal: AbortSignal | undefined;
    const api = await apiOf((trigger) => {
      signal = trigger.run.signal;
      return endless(trigger);
    }, options);
    const { statusUrl } = (await start(api)).json<RunStatus>();
    await end(api, statusUrl);
    expect(await poll(api, statusUrl)).toMatchObject({ status });
    expect(signal?.aborted).toBe(true);
  });

  test.each<[what: string, process: (stream: () => unknown) => Process]>([
    [
      'given by an intermediate return',
      (stream) =>
        ({ respond }) =>
          respond(stream()),
    ],
    ['thrown', (stream) => () => Promise.reject(reply(409, stream() as never))],
  ])('%s, ends with its run', async (_, process) => {
    let isOpen = false;
    const stream = async function* () {
      isOpen = true;
      try {
        for (;;) {
          yield Buffer.from('a');
          await sleep(5);
        }
      } finally {
        isOpen = false;
      }
    };
    const api = await apiOf(process(stream), { timeout: 60 });
    const { statusUrl } = (await start(api)).json<RunStatus>();
    expect(await poll(api, statusUrl)).toMatchObject({ status: 'timed-out' });
    await sleep(20);
    expect(isOpen).toBe(false);
  });

  test('is thrown as a whole', async () => {
    const api = await apiOf(() =>
      Promise.reject(
        reply(
          409,
          (async function* () {
            yield Buffer.from('a');
            await sleep(40);
            yield Buffer.from('b');
          })(),
          { contentType: 'text/csv' },
        ),
      ),
    );
    const { statusUrl } = (await start(api)).json<RunStatus>();
    expect(await poll(api, statusUrl)).toMatchObject({ status: 'failed', httpStatus: 409, result: 'ab' });
    expect((await inject(api, { url: `${statusUrl}/result` })).headers['content-type']).toBe('text/csv');
  });

  test('fails where that breaks', async () => {
    const errors: unknown[] = [];
    const api = await apiOf(
      async function* () {
        yield Buffer.from('a');
        await sleep(40);
        throw new Error('broke in the middle');
      } as Process,
      { onError: (error) => errors.push(error) },
    );
    const { statusUrl } = (await start(api)).json<RunStatus>();
    const ended = await poll(api, statusUrl);
    expect(ended).toMatchObject({ status: 'failed', httpStatus: 500, error: { code: 'response-invalid' } });
    expect(errors).toContainEqual(expect.objectContaining({ message: 'broke in the middle' }));
  });
});

describe('what a call asks for', () => {
  const SLOW = later('done', 150);

  test.each<
    [what: string, mode: 'wait' | 'poll', headers: Record<string, string>, query: string, status: number]
  >([
    ['nothing, waiting', 'wait', {}, '', 200],
    ['nothing, polling', 'poll', {}, '', 202],
    ['to wait longer than polled calls do', 'poll', { prefer: 'wait=5' }, '', 200],
    ['to wait longer, in milliseconds', 'poll', {}, '?timeout=5000', 200],
    ['to wait for less', 'wait', {}, '?timeout=20', 504],
    ['to wait for less, by the header', 'wait', { prefer: 'wait=0' }, '', 504],
    ['not to wait', 'wait', { prefer: 'respond-async' }, '', 202],
    ['not to wait, in other letters', 'wait', { prefer: 'foo; bar=1, Respond-Async' }, '', 202],
    ['not to wait, but for some seconds', 'wait', { prefer: 'respond-async, wait=5' }, '', 200],
    ['not to wait, but for some seconds in quotes', 'wait', { prefer: 'wait="5", respond-async' }, '', 200],
    ['something else', 'wait', { prefer: 'return=minimal' }, '', 200],
    ['no number of seconds', 'wait', { prefer: 'wait=-1' }, '', 200],
    ['no number of milliseconds', 'wait', {}, '?timeout=soon', 400],
    ['no milliseconds at all', 'wait', {}, '?timeout=0', 400],
    ['a parameter of a like name', 'wait', {}, '?xtimeout=1', 200],
  ])('%s', async (_, mode, headers, query, status) => {
    const api = await apiOf(SLOW, {
      mode,
      runs: {},
      unknownQuery: query.includes('xt') ? 'ignore' : 'reject',
    });
    const answer = await inject(api, { method: 'POST', url: `/jobs${query}`, headers });
    expect(answer.status).toBe(status);
    if (status === 202 && headers['prefer'] !== undefined)
      expect(answer.headers['preference-applied']).toBe('respond-async');
  });

  test('members of an object that stand in the query by their names are the operation’s', async () => {
    const schema = { type: 'object', properties: { timeout: { type: 'string' } } };
    const api = await apiOf(
      ({ query }) => query,
      { mode: 'wait' },
      { parameters: [{ name: 'filter', in: 'query', schema }] },
    );
    const answer = await inject(api, { method: 'POST', url: '/jobs?timeout=soon' });
    expect([answer.status, answer.json()]).toEqual([200, { filter: { timeout: 'soon' } }]);
  });

  test('a time that no timer takes is a long one', async () => {
    const api = await apiOf(later('done', 20), { mode: 'wait', timeout: 0 });
    expect((await inject(api, { method: 'POST', url: '/jobs?timeout=9999999999' })).status).toBe(200);
  });

  test('a parameter timeout that the document declares is the operation’s', async () => {
    const parameters = [{ name: 'timeout', in: 'query', schema: { type: 'string' } }];
    const api = await apiOf(({ query }) => query, { mode: 'wait' }, { parameters });
    const answer = await inject(api, { method: 'POST', url: '/jobs?timeout=soon' });
    expect([answer.status, answer.json()]).toEqual([200, { timeout: 'soon' }]);
  });

  test('no call may wait longer than its run may take, nor for ever', async () => {
    const api = await apiOf(
      ({ run }) => new Promise((resolve) => run.signal.addEventListener('abort', resolve)),
      {
        mode: 'wait',
        timeout: 30,
      },
    );
    const answer = await inject(api, { method: 'POST', url: '/jobs?timeout=999999999', headers: {} });
    expect(answer.status).toBe(504);
  });

  test('respond-async is not heard where nobody could ask for the run', async () => {
    const api = await apiOf(() => 'done', { mode: 'wait' });
    expect((await start(api, { prefer: 'respond-async' })).status).toBe(200);
    expect((await inject(api, { url: '/runs/1' })).json()).toMatchObject({ code: 'route-not-found' });
  });
});

describe('where the mode is said', () => {
  const document = (settings: object): object =>
    documentOf({ '/jobs': { post: { ...operation('start'), 'x-opbind': settings } } });
  const process = later('done', 150);

  test.each<[what: string, settings: object, own: object, options: BindOptions, status: number]>([
    ['nowhere', {}, {}, {}, 200],
    ['of all', {}, {}, { mode: 'poll', wait: 10 }, 202],
    ['in the document', { mode: 'poll', wait: 10 }, {}, {}, 202],
    ['in the document, rather than of all', { mode: 'wait' }, {}, { mode: 'poll', wait: 10 }, 200],
    ['beside the process', {}, { mode: 'poll', wait: 10 }, {}, 202],
    [
      'beside the process, rather than in the document',
      { mode: 'poll', wait: 10 },
      { mode: 'wait' },
      {},
      200,
    ],
    ['in the document, with a time', { timeout: 20 }, {}, {}, 504],
    ['in the document, and undefined beside the process', { timeout: 20 }, { timeout: undefined }, {}, 504],
    ['of all, and undefined beside the process', {}, { mode: undefined }, { mode: 'poll', wait: 10 }, 202],
    ['beside the process, with a time', { timeout: 20 }, { timeout: 1000 }, {}, 200],
  ])('%s', async (_, settings, own, options, status) => {
    const api = await bind(document(settings), { start: { process, ...own } }, options);
    expect((await start(api)).status).toBe(status);
  });
});

test('a body that is read as it comes may be read on when its caller has word of the run', async () => {
  const api = await apiOf(
    async ({ body }) => {
      const lines: unknown[] = [];
      for await (const line of body as AsyncIterable<unknown>) {
        lines.push(line);
        await sleep(20);
      }
      return lines;
    },
    { wait: 10 },
    { requestBody: { content: { 'application/jsonl': {} } } },
  );
  const answer = await inject(api, {
    method: 'POST',
    url: '/jobs',
    headers: { 'content-type': 'application/jsonl' },
    body: '1\n2\n3\n',
  });
  expect(answer.status).toBe(202);
  expect(await poll(api, answer.json<RunStatus>().statusUrl)).toMatchObject({ result: [1, 2, 3] });
});

test.each<[what: string, given: unknown]>([
  [
    'a stream',
    (async function* () {
      for (let count = 0; count < 100; count += 1) yield Buffer.alloc(1000);
    })(),
  ],
  ['a text', 'ä'.repeat(3000)],
  ['bytes', Buffer.alloc(5001)],
  ['an object', { a: 'a'.repeat(5000) }],
])('%s that is longer than an answer may be that is kept is an error of the process', async (_, given) => {
  const errors: unknown[] = [];
  const api = await apiOf(later(given), {
    runs: { answerBytes: 5000 },
    onError: (error) => errors.push(error),
  });
  const { statusUrl } = (await start(api)).json<RunStatus>();
  expect(await poll(api, statusUrl)).toMatchObject({ error: { code: 'response-invalid' } });
  expect(errors).toMatchObject([
    { message: 'An answer that is kept may have 5000 bytes, and this one has more.' },
  ]);
});

test('causes of records that failed are told of', async () => {
  const errors: unknown[] = [];
  const api = await apiOf(
    () =>
      eachRecord([1, 2], () => {
        throw new Error('unforeseen');
      }),
    { wait: 1000, onError: (error) => errors.push(error) },
  );
  expect((await start(api)).status).toBe(422);
  expect(errors).toMatchObject([{ message: 'unforeseen' }, { message: 'unforeseen' }]);
});

test('a process cannot break what is kept of its run', async () => {
  const api = await apiOf(
    ({ run }) => {
      Object.assign(run, { outputs: undefined });
    },
    { wait: 1000 },
  );
  expect((await start(api)).status).toBe(500);
  const hostile = await apiOf(
    ({ run }) => {
      Object.defineProperty(run.outputs, 'a', {
        enumerable: true,
        get: () => {
          throw new Error('hostile');
        },
      });
      return 'done';
    },
    { wait: 1000, mode: 'wait' },
  );
  expect((await start(hostile)).status).toBe(200);
});

test('more runs than may go on are refused', async () => {
  const errors: unknown[] = [];
  const api = await apiOf(later('done', 100), {
    wait: 0,
    runs: { count: 2 },
    onError: (error) => errors.push(error),
  });
  const answers = await Promise.all([start(api), start(api), start(api)]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 503]);
  expect(answers[2]?.json()).toMatchObject({ code: 'runs-unavailable' });
  expect(errors).toMatchObject([{ message: '2 runs go on that are kept in memory.' }]);
  await sleep(120);
  expect((await start(api)).status).toBe(202);
});

test('a problem of the process is told as the API tells problems', async () => {
  const api = await apiOf(later(new Problem('sold-out', { status: 409 }), 40, true), {
    problems: ({ code }) => ({ mistake: code }),
  });
  const { statusUrl } = (await start(api)).json<RunStatus>();
  await poll(api, statusUrl);
  expect((await inject(api, { url: `${statusUrl}/result` })).json()).toEqual({ mistake: 'sold-out' });
});
