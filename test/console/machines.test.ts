import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChanges } from '../../src/console/changes.ts';
import { type Api, bind } from '../../src/index.ts';
import { postgresRuns } from '../../src/postgres/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { look, openConsole } from './consoles.ts';

const DOCUMENT = documentOf({ '/slow': { post: operation('slow') } });

let server: Postgres;

beforeAll(async () => {
  server = await startPostgres();
}, 120_000);

afterAll(() => server.stop());

const bindMachine = (): Promise<Api> =>
  bind(
    DOCUMENT,
    {
      slow: {
        mode: 'poll',
        process: async ({ run }) => {
          run.log('at work');
          await sleep(60_000, undefined, { signal: run.signal });
        },
      },
    },
    {
      onError: () => undefined,
      runs: postgresRuns({ connectionString: server.url, schema: 'console' }),
    },
  );

test('a console shows, and cancels, what another machine executes', async () => {
  const [answers, works] = [await bindMachine(), await bindMachine()];
  const console = await openConsole(answers);
  const changes = createChanges(answers, 50);
  let told = 0;
  const end = changes.listen(() => {
    told += 1;
  });
  const headers = { prefer: 'wait=0' };
  const { id } = (await inject(answers, { method: 'POST', url: '/slow', headers })).json<{ id: string }>();
  const url = `/console/api/api/runs/${id}`;
  const state = async (): Promise<string> => (await look(console, url)).json<{ state: string }>().state;
  expect(await state()).toBe('queued');
  const before = told;
  await works.work();
  await expect.poll(state, { timeout: 20_000 }).toBe('running');
  await expect.poll(() => told).toBeGreaterThan(before);
  const cancel = { method: 'DELETE', headers: { 'x-opbind-console': '1' } };
  expect((await look(console, url, cancel)).json()).toEqual({ isCancelled: true });
  expect(await state()).toBe('cancelled');
  const list = await look(console, '/console/api/api/runs?state=cancelled');
  expect(list.json()).toMatchObject({ runs: [{ id, operation: 'slow' }], hasMore: false });
  end();
  await Promise.all([answers.close({ grace: 0 }), works.close({ grace: 0 }), console.close()]);
}, 60_000);
