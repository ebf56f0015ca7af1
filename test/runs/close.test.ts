import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Process } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { apiOf, later, type RunStatus, start } from './polled.ts';

const untilAborted: Process = ({ run }) =>
  new Promise((_, reject) => {
    run.signal.addEventListener('abort', () => reject(run.signal.reason));
  });

describe('closing an API', () => {
  test('refuses new runs, and finishes those that go on', async () => {
    const api = await apiOf(later('done', 60), { mode: 'wait', runs: {} });
    const before = start(api);
    const closed = api.close({ grace: 5000 });
    const refused = await start(api);
    expect([refused.status, refused.json()]).toMatchObject([503, { code: 'stopping' }]);
    expect(refused.headers['retry-after']).toBe('1');
    expect(await before).toMatchObject({ status: 200, text: 'done' });
    await closed;
    expect((await start(api)).status).toBe(503);
  });

  test('still tells of runs', async () => {
    const api = await apiOf(later('done', 60));
    const { statusUrl } = (await start(api)).json<RunStatus>();
    const closed = api.close();
    expect((await inject(api, { url: statusUrl })).status).toBe(202);
    await closed;
    expect((await inject(api, { url: statusUrl })).json()).toMatchObject({ status: 'succeeded' });
  });

  test.each(['wait', 'poll'] as const)('cuts off what takes longer, in mode %s', async (mode) => {
    let reason: unknown;
    const api = await apiOf(
      (trigger) => {
        trigger.run.signal.addEventListener('abort', () => {
          reason = trigger.run.signal.reason;
        });
        return untilAborted(trigger);
      },
      { mode, runs: {} },
    );
    const answer = start(api);
    await sleep(30);
    await api.close({ grace: 10 });
    expect((await answer).status).toBe(mode === 'wait' ? 503 : 202);
    expect(reason).toMatchObject({ message: 'The server is stopping.' });
    expect(await api.runs.list()).toMatchObject([{ outcome: 'interrupted', status: 503 }]);
    if (mode === 'wait') expect((await answer).json()).toMatchObject({ code: 'run-interrupted' });
  });

  test('is done at once where nothing goes on, and may be done twice', async () => {
    const api = await apiOf(() => 1);
    await Promise.all([api.close(), api.close({ grace: 1 })]);
    await api.close();
  });

  test('is done once, as it was asked for first', async () => {
    const api = await apiOf(later('done', 100), { mode: 'wait' });
    const answer = start(api);
    const first = api.close({ grace: 10_000 });
    const before = performance.now();
    await Promise.all([first, api.close({ grace: 1 })]);
    expect((await answer).text).toBe('done');
    expect(performance.now() - before).toBeLessThan(5000);
  });

  test.each([Number.POSITIVE_INFINITY, 2 ** 40])('takes %d milliseconds for a long time', async (grace) => {
    const api = await apiOf(later('done', 50), { mode: 'wait' });
    const answer = start(api);
    await api.close({ grace });
    expect((await answer).text).toBe('done');
  });

  test.each([{ grace: -1 }, { grace: Number.NaN }, { grace: '1' }, { grase: 1 }])(
    'refuses %j',
    async (options) => {
      const api = await apiOf(() => 1);
      await expect(api.close(options as never)).rejects.toThrow(TypeError);
    },
  );

  test('waits for a stream that is being sent', async () => {
    const api = await apiOf(
      async function* () {
        for (let count = 0; count < 10; count += 1) {
          yield Buffer.from('a');
          await sleep(10);
        }
      } as Process,
      { mode: 'wait' },
    );
    const answer = start(api);
    await sleep(20);
    let isClosed = false;
    const closed = api.close().then(() => {
      isClosed = true;
    });
    await sleep(30);
    expect(isClosed).toBe(false);
    expect((await answer).text).toBe('a'.repeat(10));
    await closed;
  });

  test('does not wait for a process that never ends, nor for a stream that is kept', async () => {
    const api = await apiOf(async function* () {
      for (;;) {
        await sleep(5);
        yield Buffer.from('a');
      }
    } as Process);
    await start(api);
    const before = Date.now();
    await api.close({ grace: 50 });
    expect(Date.now() - before).toBeLessThan(5000);
  });

  test('has no workers where runs are kept in memory', async () => {
    const api = await apiOf(() => 1);
    await expect(api.work()).rejects.toThrow(/kept in memory/);
  });
});
