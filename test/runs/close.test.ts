import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, type Process } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
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

  test('lets a run end that was let in before, and has answered early', async () => {
    const ended: string[] = [];
    const api = await apiOf(
      async ({ respond }) => {
        await sleep(20);
        respond('early');
        await sleep(100);
      },
      { mode: 'wait', onRun: ({ outcome }) => void ended.push(outcome) },
      { requestBody: { content: { 'text/plain': {} } } },
    );
    const answer = inject(api, {
      method: 'POST',
      url: '/jobs',
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        await sleep(30);
        yield Buffer.from('a');
      })(),
    });
    await sleep(5);
    await api.close({ grace: 5000 });
    expect([(await answer).text, ended]).toEqual(['early', ['succeeded']]);
  });

  test('begins nothing whose body comes when all is over', async () => {
    let count = 0;
    let send = (): void => undefined;
    const sent = new Promise<void>((resolve) => {
      send = resolve;
    });
    const api = await apiOf(
      () => {
        count += 1;
      },
      { mode: 'wait' },
      { requestBody: { content: { 'application/octet-stream': {} } } },
    );
    const answer = inject(api, {
      method: 'POST',
      url: '/jobs',
      headers: { 'content-type': 'application/octet-stream' },
      body: (async function* () {
        await sent;
        yield Buffer.from('a');
      })(),
    });
    await sleep(5);
    await api.close({ grace: 20 });
    send();
    expect([(await answer).status, count]).toEqual([503, 0]);
  });

  test('leaves the server time to write what was answered last', async () => {
    let begun = 0;
    const api = await bind(
      documentOf(
        { '/jobs': { post: operation('start') } },
        {
          components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
          security: [{ token: [] }],
        },
      ),
      {
        start: async () => {
          begun += 1;
          await sleep(50);
          return 'a'.repeat(1000);
        },
      },
      {
        authenticators: { token: async () => ({ name: 'ann' }) },
        cors: 'https://app.example',
        policies: [
          {
            name: 'p',
            endpoints: [{ path: '/' }],
            throttle: { limit: 99, per: 'day' },
            logging: { fields: ['path'] },
          },
        ],
        logger: { info: () => undefined },
      },
    );
    const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const call = async (): Promise<string> => {
      const headers = { authorization: 'Bearer a' };
      return (await fetch(`http://127.0.0.1:${port}/jobs`, { method: 'POST', headers })).text();
    };
    const answers = Array.from({ length: 8 }, call);
    while (begun < 8) await sleep(1);
    server.close();
    await api.close();
    server.closeAllConnections();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => 'a'.repeat(1000)));
  });

  test('has no workers where runs are kept in memory', async () => {
    const api = await apiOf(() => 1);
    await expect(api.work()).rejects.toThrow(/kept in memory/);
  });
});
