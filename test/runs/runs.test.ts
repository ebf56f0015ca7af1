import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  type Api,
  type BindOptions,
  bind,
  type EndedRun,
  fail,
  type Process,
  reply,
} from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { apiOf, later, type RunStatus, start } from './polled.ts';

/** An API with operations of both modes. */
const mixed = (processes: Record<string, Process>, options: BindOptions = {}): Promise<Api> =>
  bind(
    documentOf({
      '/now': { get: operation('now'), post: operation('once') },
      '/jobs': { post: { ...operation('start'), 'x-opbind': { mode: 'poll', wait: 5 } } },
    }),
    processes,
    { onError: () => undefined, ...options },
  );

describe('the records of runs', () => {
  test('tell of every execution, whichever its mode', async () => {
    const api = await mixed({
      now: ({ run }) => {
        run.log('looking');
        run.outputs['found'] = 2;
        return reply(404);
      },
      once: () => Promise.reject(fail('no', { status: 409 })),
      start: later('done', 10),
    });
    await inject(api, { url: '/now' });
    await inject(api, { method: 'POST', url: '/now', headers: { 'idempotency-key': 'a' } });
    await start(api);
    await sleep(30);
    const records = await api.runs.list();
    expect(records).toMatchObject([
      {
        operation: 'start',
        state: 'succeeded',
        outcome: 'succeeded',
        status: 200,
        log: ['begun'],
        outputs: { count: 3 },
      },
      { operation: 'once', state: 'failed', outcome: 'failed', status: 409, error: 'Problem: no' },
      {
        operation: 'now',
        state: 'succeeded',
        status: 404,
        log: ['looking'],
        outputs: { found: 2 },
        error: null,
        caller: null,
      },
    ]);
    for (const record of records) {
      expect(await api.runs.get(record.id)).toEqual(record);
      expect(record.finished?.getTime()).toBeGreaterThanOrEqual(record.started.getTime());
    }
    expect(new Set(records.map(({ id }) => id)).size).toBe(3);
    expect(JSON.parse(JSON.stringify(records[0]))).toMatchObject({ operation: 'start', state: 'succeeded' });
  });

  test('tell of runs that go on', async () => {
    const api = await mixed({ now: later('done', 60), start: later('done', 60) });
    const waiting = inject(api, { url: '/now' });
    await start(api);
    const running = await api.runs.list();
    expect(running).toMatchObject([
      { operation: 'start', state: 'running', finished: null, outcome: null, status: null },
      { operation: 'now', state: 'running', log: ['begun'] },
    ]);
    for (const { id } of running) expect(await api.runs.get(id)).toMatchObject({ id, state: 'running' });
    await waiting;
    const [, now] = running;
    expect(await api.runs.get(now?.id ?? '')).toMatchObject({ id: now?.id, state: 'succeeded' });
  });

  test('are listed by what they are, page by page', async () => {
    const api = await mixed(
      { now: ({ query }) => query, once: () => reply(500), start: later('done', 1) },
      { runs: {} },
    );
    for (let count = 0; count < 5; count += 1) {
      await inject(api, { url: '/now' });
      await start(api);
    }
    await sleep(10);
    const middle = (await api.runs.list())[4]?.started;
    const all = await api.runs.list();
    expect(all.map(({ id }) => id)).toEqual([...all.map(({ id }) => id)].sort().reverse());
    expect(await api.runs.list({ operation: 'now' })).toHaveLength(5);
    expect(await api.runs.list({ state: 'succeeded' })).toHaveLength(10);
    expect(await api.runs.list({ state: 'failed' })).toEqual([]);
    expect(await api.runs.list({ caller: 'ann' })).toEqual([]);
    expect(await api.runs.list({ limit: 3 })).toEqual(all.slice(0, 3));
    expect(await api.runs.list({ limit: 3, before: all[2]?.id as string })).toEqual(all.slice(3, 6));
    expect(await api.runs.list({ before: all.at(-1)?.id as string })).toEqual([]);
    const since = await api.runs.list({ since: middle as Date });
    const until = await api.runs.list({ until: middle as Date });
    expect([...since, ...until]).toEqual(all);
    expect(await api.runs.get('none')).toBeNull();
  });

  test('cannot be asked for by what they do not have', async () => {
    const api = await mixed({ now: () => 1 });
    const list = api.runs.list as (filter: object) => Promise<unknown>;
    await expect(list({ operaton: 'now' })).rejects.toThrow('Did you mean operation?');
  });

  test.each([0, 1001, 1.5, Number.NaN])('a page cannot have %d runs', async (limit) => {
    const api = await mixed({ now: () => 1 });
    await expect(api.runs.list({ limit })).rejects.toThrow(TypeError);
  });

  test('are kept as long and as many as is said', async () => {
    const few = await mixed({ now: () => 1 }, { runs: { history: 3 } });
    const brief = await mixed({ now: () => 1 }, { runs: { age: 20 } });
    const none = await mixed({ now: () => 1 }, { runs: { history: 0 } });
    for (const api of [few, brief, none])
      for (let count = 0; count < 8; count += 1) await inject(api, { url: '/now' });
    await sleep(30);
    await inject(brief, { url: '/now' });
    expect(
      [await few.runs.list(), await brief.runs.list(), await none.runs.list()].map(({ length }) => length),
    ).toEqual([3, 1, 0]);
  });

  test('do not tell of the status resource', async () => {
    const api = await apiOf(later('done'));
    const { statusUrl } = (await start(api)).json<RunStatus>();
    await inject(api, { url: statusUrl });
    expect(await api.runs.list()).toHaveLength(1);
  });

  test.each([
    ['many lines', 5000, 10, 1001, 10],
    ['long lines', 100, 10_000, 33, 8192],
    ['one long line', 1, 1_000_000, 1, 8192],
  ])('a log has an end: %s', async (_, lines, length, kept, longest) => {
    const api = await mixed({
      now: ({ run }) => {
        for (let line = 0; line < lines; line += 1) run.log('a'.repeat(length));
        return 1;
      },
    });
    await inject(api, { url: '/now' });
    const [record] = await api.runs.list();
    expect(record?.log).toHaveLength(kept);
    expect(record?.log[0]).toHaveLength(longest);
    expect(record?.log.filter((line) => line.includes('left out'))).toHaveLength(kept > 1 ? 1 : 0);
  });

  test('a process that is not waited for any longer changes nothing of them', async () => {
    const api = await mixed(
      {
        now: async ({ run }) => {
          run.outputs['at'] = 'first';
          await sleep(60);
          run.log('late');
          run.outputs['at'] = 'late';
        },
      },
      { timeout: 20 },
    );
    await inject(api, { url: '/now' });
    await sleep(80);
    expect(await api.runs.list()).toMatchObject([
      { outcome: 'timed-out', log: [], outputs: { at: 'first' } },
    ]);
  });

  test('outputs that JSON cannot tell are told of', async () => {
    const errors: unknown[] = [];
    const api = await apiOf(
      ({ run }) => {
        const cycle: Record<string, unknown> = {};
        cycle['self'] = cycle;
        Object.assign(run.outputs, { cycle, big: 2n ** 70n, at: new Date(0), none: undefined });
        return 'done';
      },
      { wait: 1000, onError: (error) => errors.push(error) },
    );
    expect((await start(api)).status).toBe(200);
    await sleep(5);
    const [record] = await api.runs.list();
    expect(record?.outputs).toEqual({ big: String(2n ** 70n), at: '1970-01-01T00:00:00.000Z' });
    expect(errors).toHaveLength(1);
  });
});

describe('cancelling by the API', () => {
  test('ends a run that a caller waits for', async () => {
    let reason: unknown;
    const api = await mixed({
      now: ({ run }) =>
        new Promise((resolve) => {
          run.signal.addEventListener('abort', () => {
            reason = run.signal.reason;
            resolve('late');
          });
        }),
    });
    const answer = inject(api, { url: '/now' });
    const [run] = await api.runs.list();
    expect(await api.runs.cancel(run?.id ?? '')).toBe(true);
    expect(await answer).toMatchObject({ status: 409 });
    expect((await answer).json()).toMatchObject({ code: 'run-cancelled', run: run?.id });
    expect(reason).toMatchObject({ message: 'The run was cancelled.' });
    expect(await api.runs.get(run?.id ?? '')).toMatchObject({ outcome: 'cancelled', status: 409 });
    expect(await api.runs.cancel(run?.id ?? '')).toBe(false);
  });

  test('ends a polled run', async () => {
    const api = await apiOf(later('late', 100));
    const { id } = (await start(api)).json<RunStatus>();
    expect(await api.runs.cancel(id)).toBe(true);
    expect(await api.runs.get(id)).toMatchObject({ outcome: 'cancelled', log: ['begun'] });
    expect(await api.runs.cancel(id)).toBe(false);
    expect(await api.runs.cancel('none')).toBe(false);
  });
});

test('every run that is over is told of, to onRun and on the channel opbind:run', async () => {
  const told: EndedRun[] = [];
  const published: unknown[] = [];
  const listener = (record: unknown): void => void published.push(record);
  subscribe('opbind:run', listener);
  try {
    const thrown = new Error('broke');
    const api = await mixed(
      { now: () => Promise.reject(thrown), start: later('done', 1) },
      { onRun: (record) => void told.push(record) },
    );
    await inject(api, { url: '/now' });
    await start(api);
    await sleep(20);
    expect(told).toMatchObject([
      { operation: 'now', outcome: 'failed', state: 'failed', status: 500, error: thrown },
      { operation: 'start', outcome: 'succeeded', status: 200 },
    ]);
    expect(published).toEqual(told);
    expect((await api.runs.list()).map(({ id }) => id).sort()).toEqual(told.map(({ id }) => id).sort());
  } finally {
    unsubscribe('opbind:run', listener);
  }
});

describe('a process that misbehaves', () => {
  const never = (): Promise<never> => new Promise(() => undefined);

  test.each<[what: string, process: Process, status: number, outcome: string]>([
    ['never ends', never, 504, 'timed-out'],
    [
      'does not heed the abort',
      async () => {
        await sleep(80);
        return 'late';
      },
      504,
      'timed-out',
    ],
    [
      'throws late',
      async () => {
        await sleep(80);
        throw new Error('late');
      },
      504,
      'timed-out',
    ],
    [
      'throws at the abort',
      ({ run }) => new Promise((_, reject) => run.signal.addEventListener('abort', reject)),
      504,
      'timed-out',
    ],
    [
      'answers twice',
      ({ respond }) => {
        respond('one');
        respond('two');
      },
      200,
      'failed',
    ],
    ['throws no error', () => Promise.reject(null), 500, 'failed'],
    ['throws nothing', () => Promise.reject(undefined), 500, 'failed'],
    [
      'throws a promise that rejects',
      () => Promise.reject(Promise.reject(new Error('inner')).catch(() => undefined)),
      500,
      'failed',
    ],
    [
      'rejects after it has answered',
      async ({ respond }) => {
        respond('one');
        await sleep(5);
        throw new Error('late');
      },
      200,
      'failed',
    ],
    [
      'never ends after it has answered',
      ({ respond }) => {
        respond('one');
        return never();
      },
      200,
      'timed-out',
    ],
    [
      'answers after its time',
      async ({ respond }) => {
        await sleep(80);
        respond('late');
      },
      504,
      'timed-out',
    ],
  ])('%s', async (_, process, status, outcome) => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => void unhandled.push(reason);
    globalThis.process.on('unhandledRejection', listener);
    try {
      for (const mode of ['wait', 'poll'] as const) {
        const told: EndedRun[] = [];
        const api = await apiOf(process, {
          mode,
          wait: 1000,
          timeout: 30,
          onRun: (run) => void told.push(run),
        });
        const answer = await start(api);
        expect([mode, answer.status]).toEqual([mode, status]);
        await sleep(120);
        expect(told).toMatchObject([{ outcome, status }]);
        expect(await api.runs.list()).toMatchObject([{ outcome, status }]);
      }
      expect(unhandled).toEqual([]);
    } finally {
      globalThis.process.off('unhandledRejection', listener);
    }
  });
});
