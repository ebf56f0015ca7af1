import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import {
  type Api,
  bind,
  type Policy,
  type Process,
  type Processes,
  type ReplaceOptions,
  type RunStore,
  SetupError,
  type Worker,
} from '../../src/index.ts';
import { createLatch } from '../../src/process/latch.ts';
import { createMemoryStore } from '../../src/runs/memory.ts';
import { enforce, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { poll } from '../runs/polled.ts';

const PETS = documentOf({ '/pets': { get: operation('listPets') }, '/jobs': { post: operation('start') } });
const ORDERS = documentOf({ '/orders': { get: operation('listOrders') } });

const get = async (api: Api, url: string): Promise<unknown> => {
  const answer = await inject(api, { url });
  return answer.status === 200 ? answer.json() : answer.status;
};

describe('what is served after a replacement', () => {
  test('is another document with other processes, and nothing of the one before', async () => {
    const api = await bind(PETS, { listPets: () => ['rex'] });
    const { handle } = api;
    expect([await get(api, '/pets'), await get(api, '/orders')]).toEqual([['rex'], 404]);
    await api.replace(ORDERS, { listOrders: () => [7] });
    expect([await get(api, '/pets'), await get(api, '/orders')]).toEqual([404, [7]]);
    expect(api.operations.map(({ id }) => id)).toEqual(['listOrders']);
    expect(api.routes.map(({ path }) => path)).toEqual(['/orders']);
    expect(api.document).toMatchObject({ paths: { '/orders': {} } });
    expect(api.explain('GET', '/orders').operation).toBe('listOrders');
    expect(await handle({ method: 'GET', url: '/orders', headers: {} })).toMatchObject({ status: 200 });
  });

  test('is what was there before, where the other cannot be bound', async () => {
    const api = await bind(PETS, { listPets: () => ['rex'] });
    await expect(api.replace(ORDERS, { listOrder: () => [] })).rejects.toThrow(SetupError);
    await expect(api.replace('no-such-file.yaml', {})).rejects.toThrow(SetupError);
    expect(await get(api, '/pets')).toEqual(['rex']);
  });

  test('is the last of several, whichever takes longest', async () => {
    const api = await bind(PETS, {});
    const turns = [1, 2, 3].map((turn) => api.replace(PETS, { listPets: () => turn }));
    const broken = api.replace(PETS, { nothing: () => 0 });
    await expect(broken).rejects.toThrow(SetupError);
    await Promise.all(turns);
    expect(await get(api, '/pets')).toBe(3);
  });

  test('is enforced in tests that asked for it before', async () => {
    const api = await bind(PETS, { listPets: () => ['rex'] });
    const strict = enforce(api);
    const typed = documentOf({
      '/pets': {
        get: {
          operationId: 'listPets',
          responses: {
            200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } },
          },
        },
      },
    });
    await api.replace(typed, { listPets: () => ['rex'] });
    await expect(inject(strict, { url: '/pets' })).rejects.toThrow('200');
    expect(await get(api, '/pets')).toEqual(['rex']);
    await strict.replace(typed, { listPets: () => ({}) });
    expect([await get(strict, '/pets'), await get(api, '/pets')]).toEqual([{}, {}]);
  });
});

describe('options of a replacement', () => {
  const secured = documentOf(
    { '/pets': { get: operation('listPets', { security: [{ key: [] }] }) } },
    { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'key' } } } },
  );

  test('are those of before, where nothing is said', async () => {
    const api = await bind(
      PETS,
      { listPets: () => [] },
      { authenticators: {}, requireSecurity: true, basePath: '/v1' },
    );
    const broken = api.replace(secured, { listPets: () => [] });
    await expect(broken).rejects.toThrow('authenticator');
    await api.replace(secured, { listPets: () => [] }, { authenticators: { key: () => ({ name: 'ann' }) } });
    expect((await inject(api, { url: '/v1/pets' })).status).toBe(401);
    await expect(api.replace(PETS, { listPets: () => [] })).rejects.toThrow('key');
    await api.replace(PETS, { listPets: () => [] }, { authenticators: {} });
    expect((await inject(api, { url: '/v1/pets' })).status).toBe(403);
    await api.replace(PETS, { listPets: () => [] }, { requireSecurity: undefined });
    expect((await inject(api, { url: '/v1/pets' })).status).toBe(200);
  });

  const few = (limit: number): Policy[] => [
    { name: 'few', endpoints: [{ path: '/' }], throttle: { limit, per: 'day' } },
  ];

  test.each<[name: string, changed: ReplaceOptions, statuses: number[]]>([
    ['go on counting', {}, [200, 429]],
    ['go on counting where others change', { requireSecurity: false }, [200, 429]],
    ['count anew where they change', { policies: few(3) }, [200, 200, 200, 429]],
    ['end where they are taken away', { policies: [] }, [200, 200, 200, 200]],
  ])('limits of policies %s', async (_, changed, statuses) => {
    const api = await bind(PETS, { listPets: () => [] }, { policies: few(2) });
    await inject(api, { url: '/pets' });
    await api.replace(PETS, { listPets: () => [] }, changed);
    const answers = [];
    for (const _one of statuses) answers.push((await inject(api, { url: '/pets' })).status);
    expect(answers).toEqual(statuses);
  });

  test.each(['runs', 'onRun'])('%s stays what it was', async (name) => {
    const api = await bind(PETS, {});
    await expect(api.replace(PETS, {}, { [name]: undefined } as never)).rejects.toThrow('Leave them out');
  });

  test('that there are none of are findings', async () => {
    const api = await bind(PETS, {});
    await expect(api.replace(PETS, {}, { basPath: '' } as never)).rejects.toMatchObject({
      findings: [{ code: 'option-unknown', mend: 'Did you mean basePath?' }],
    });
  });
});

describe('what began before a replacement', () => {
  test('ends on what it began on', async () => {
    const { opened, open } = createLatch();
    const slow: Process = async () => {
      await opened;
      return ['rex'];
    };
    const api = await bind(PETS, { listPets: slow });
    const answer = get(api, '/pets');
    await api.replace(ORDERS, { listOrders: () => [] });
    expect(await get(api, '/pets')).toBe(404);
    open();
    expect(await answer).toEqual(['rex']);
  });

  test('can be asked for as long as its operation is there', async () => {
    const { opened, open } = createLatch();
    const slow: Process = async () => {
      await opened;
      return 'done';
    };
    const polled = { start: { process: slow, mode: 'poll', wait: 0 } } as const;
    const api = await bind(PETS, polled);
    const url = (await inject(api, { method: 'POST', url: '/jobs' })).headers['location'] ?? '';
    await api.replace(PETS, { start: () => 'at once', listPets: () => [] });
    expect((await inject(api, { url })).status).toBe(202);
    expect((await api.runs.list({ state: 'running' })).map(({ operation: id }) => id)).toEqual(['start']);
    open();
    expect(await poll(api, url)).toMatchObject({ status: 'succeeded', result: 'done' });
    await api.replace(ORDERS, { listOrders: () => [] });
    expect((await inject(api, { url })).status).toBe(404);
    await api.replace(PETS, polled);
    expect(await poll(api, url)).toMatchObject({ status: 'succeeded', result: 'done' });
  });

  test('is waited for when the API is closed', async () => {
    const { opened, open } = createLatch();
    const api = await bind(PETS, { listPets: () => opened.then(() => ['rex']) });
    const answer = get(api, '/pets');
    await api.replace(ORDERS, { listOrders: () => [] });
    const closed = api.close();
    await expect(api.replace(PETS, {})).rejects.toThrow('closed');
    open();
    await closed;
    expect(await answer).toEqual(['rex']);
    expect(await get(api, '/orders')).toBe(503);
  });

  test('and what begins meanwhile is answered over one server, none of it lost', {
    timeout: 60_000,
  }, async () => {
    const turnOf = (turn: number): Processes => ({ listPets: () => sleep(turn % 3).then(() => [turn]) });
    const api = await bind(PETS, turnOf(0));
    const server = createServer(toNodeListener(api));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pets`;
    const seen = new Set<number>();
    let isOver = false;
    const caller = async (): Promise<void> => {
      for (let calls = 0; !isOver && calls < 20_000; calls += 1) {
        const response = await fetch(url);
        expect(response.status).toBe(200);
        seen.add(((await response.json()) as number[])[0] as number);
      }
    };
    const callers = [1, 2, 3, 4].map(caller);
    const turns = Array.from({ length: 21 }, (_, turn) => turn);
    for (const turn of turns) {
      if (turn > 0) await api.replace(PETS, turnOf(turn));
      for (let tries = 0; !seen.has(turn) && tries < 500; tries += 1) await sleep(5);
    }
    isOver = true;
    await Promise.all(callers);
    expect(seen).toEqual(new Set(turns));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('workers of an API that is replaced', () => {
  /** A store whose workers take their time to begin. */
  function slowStore(stop: () => Promise<void> = async () => undefined) {
    const [begun, ended]: [number[], number[]] = [[], []];
    const store: RunStore = {
      ...createMemoryStore({ age: 1000, most: 10, bytes: 1000 }),
      work: async () => {
        await sleep(20);
        const number = begun.push(begun.length) - 1;
        return {
          stop: async () => {
            ended.push(number);
            await stop();
          },
        };
      },
    };
    return { store, begun, ended };
  }

  const replaced = async (api: Api): Promise<void> => api.replace(ORDERS, { listOrders: () => [] });

  test('give way to others, and are stopped with them', async () => {
    const { store, begun, ended } = slowStore();
    const api = await bind(PETS, { listPets: () => [] }, { runs: { store } });
    const worker = await api.work();
    await replaced(api);
    expect([begun, ended]).toEqual([[0, 1], [0]]);
    await worker.stop();
    await api.close({ grace: 0 });
    expect(new Set(ended)).toEqual(new Set([0, 1]));
  });

  test.each<[name: string, during: (api: Api, worker: Worker) => Promise<unknown>]>([
    ['they are stopped', (_, worker) => worker.stop()],
    ['the API is closed', (api) => api.close({ grace: 0 })],
  ])('leave none behind where %s meanwhile', async (_, during) => {
    const { store, begun, ended } = slowStore();
    const api = await bind(PETS, { listPets: () => [] }, { runs: { store } });
    const worker = await api.work();
    const work = replaced(api);
    await sleep(10);
    await during(api, worker);
    await work.catch(() => undefined);
    expect(new Set(ended)).toEqual(new Set(begun));
  });

  test('that cannot be stopped break nothing', async () => {
    const { store, begun } = slowStore(() => Promise.reject(new Error('It is stuck.')));
    const api = await bind(PETS, { listPets: () => [] }, { runs: { store } });
    await api.work();
    await replaced(api);
    expect(begun).toEqual([0, 1]);
    expect(await get(api, '/orders')).toEqual([]);
  });

  test('are not begun by an API that is being closed', async () => {
    const { store, begun, ended } = slowStore();
    const api = await bind(PETS, { listPets: () => [] }, { runs: { store } });
    const work = api.work();
    await api.close({ grace: 0 });
    await expect(work).rejects.toThrow('closed');
    expect(ended).toEqual(begun);
  });
});
