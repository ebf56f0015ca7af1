import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresRunsOptions, postgresRuns } from '../../src/postgres/index.ts';
import type { RunEnd, RunStore } from '../../src/runs/store.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import {
  createHost,
  endOf,
  newRun,
  stateOf,
  type TestHost,
  type TestHostOptions,
  until,
} from '../runs/store-host.ts';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const open: RunStore[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

interface Machine {
  readonly store: RunStore;
  readonly host: TestHost;
}

async function machine(how: TestHostOptions = {}, options: PostgresRunsOptions = {}): Promise<Machine> {
  const store = postgresRuns({ connectionString: server.url, schema: 'outage', lease: 6000, ...options });
  const host = createHost(how);
  await store.open(host);
  open.push(store);
  return { store, host };
}

const begin = async ({ store }: Machine, run: Parameters<typeof newRun>[0] = {}): Promise<string> => {
  const kept = newRun(run);
  expect(await store.begin(kept)).toBeNull();
  return kept.id;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const queued = { snapshot: { data: { a: 1 }, body: null } };
const restart = (meanwhile: () => Promise<void>): Promise<void> =>
  server.restart?.(meanwhile) ?? Promise.resolve();

/** Runs that end when the test says so. */
function held(): { readonly execute: () => Promise<RunEnd>; readonly letGo: () => void } {
  const ends: (() => void)[] = [];
  return {
    execute: () => new Promise((resolve) => ends.push(() => resolve(endOf()))),
    letGo: () => {
      for (const end of ends.splice(0)) end();
    },
  };
}

describe.skipIf(process.env['OPBIND_POSTGRES_URL'] !== undefined)('a server that is gone for a while', () => {
  test('loses nothing that has ended meanwhile', async () => {
    const here = await machine();
    const id = await begin(here);
    let finished: Promise<boolean> | undefined;
    await restart(async () => {
      finished = here.store.finish(id, endOf());
      await pause(300);
    });
    expect(await finished).toBe(true);
    expect(await here.store.get(id)).toMatchObject({ state: 'succeeded', answer: { status: 200 } });
  });

  test('lets callers know at once', async () => {
    const here = await machine();
    const id = await begin(here);
    await restart(async () => {
      await expect(here.store.begin(newRun())).rejects.toThrow();
      await expect(here.store.begin(newRun(queued))).rejects.toThrow();
      await expect(here.store.get(id)).rejects.toThrow();
      await expect(here.store.whenAnswered(id, 1000)).rejects.toThrow();
      await expect(here.store.cancel(id)).rejects.toThrow();
      await expect(here.store.list({})).rejects.toThrow();
    });
    expect(stateOf(await here.store.get(id))).toBe('running');
  });

  test('does not end a worker, nor what it executes', async () => {
    const { execute, letGo } = held();
    const there = await machine({ execute });
    const here = await machine();
    await there.store.work({ concurrency: 2 });
    const first = await begin(here, queued);
    await until(() => there.host.executed.length === 1);
    await restart(async () => {
      letGo();
      await pause(300);
    });
    await until(async () => stateOf(await here.store.get(first).catch(() => null)) === 'succeeded');
    const next = [await begin(here, queued), await begin(here, queued), await begin(here, queued)];
    await until(() => {
      letGo();
      return there.host.executed.length === 4;
    });
    letGo();
    const all = await Promise.all(next.map((id) => here.store.whenAnswered(id, 10_000)));
    expect(all.map(stateOf)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(there.host.ended).toEqual([]);
  });

  test('does not end who waits', async () => {
    const [here, there] = [await machine(), await machine()];
    const id = await begin(here);
    const waiting = there.store.whenAnswered(id, 10_000);
    const impatient = there.store.whenAnswered(id, 500);
    await pause(100);
    await restart(() => pause(800));
    expect(stateOf(await impatient)).toBe('running');
    expect(await here.store.finish(id, endOf())).toBe(true);
    expect(stateOf(await waiting)).toBe('succeeded');
  });

  test('ends what cannot be held any longer, and starts it again where it may be', async () => {
    const here = await machine({ execute: () => new Promise(() => undefined) }, { lease: 900 });
    const local = await begin(here);
    const worker = await here.store.work({});
    const [once, twice] = [await begin(here, queued), await begin(here, { ...queued, retry: 1 })];
    await until(() => here.host.executed.length === 2);
    await restart(() => until(() => here.host.ended.length >= 3));
    expect(new Set(here.host.ended.map(([id, outcome]) => `${id} ${outcome}`))).toEqual(
      new Set([local, once, twice].map((id) => `${id} interrupted`)),
    );
    expect(await here.store.finish(local, endOf({ outcome: 'interrupted', answer: null }))).toBe(true);
    await until(async () => stateOf(await here.store.get(once)) === 'interrupted');
    await until(() => here.host.executed.length === 3);
    expect(here.host.executed[2]?.id).toBe(twice);
    await worker.stop({ grace: 0 });
  });

  test('is given up when the store is closed', async () => {
    const here = await machine();
    const id = await begin(here);
    await restart(async () => {
      const finished = here.store.finish(id, endOf());
      finished.catch(() => undefined);
      await pause(200);
      await here.store.close();
      await expect(finished).rejects.toThrow();
    });
  });
});

test('connections that break all the time lose no run, and start none twice', async () => {
  const asking = new pg.Pool({ connectionString: server.url, max: 1 });
  const app = `breaks${Date.now()}`;
  const connectionString = `${server.url}?application_name=${app}`;
  const there = await machine({ execute: () => pause(20).then(() => endOf()) }, { connectionString });
  const here = await machine();
  const ids: string[] = [];
  for (let n = 0; n < 60; n += 1) ids.push(await begin(here, queued));
  await there.store.work({ concurrency: 4 });
  let over = false;
  const breaking = (async () => {
    for (let turn = 0; turn < 12 && !over; turn += 1) {
      await asking.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 order by random() limit 3',
        [app],
      );
      await pause(60);
    }
  })();
  const all = await Promise.all(ids.map((id) => here.store.whenAnswered(id, 25_000)));
  over = true;
  await breaking;
  expect(all.map(stateOf)).toEqual(ids.map(() => 'succeeded'));
  expect(there.host.executed.map(({ id }) => id).sort()).toEqual([...ids].sort());
  await asking.end();
});
