import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresRunsOptions, postgresRuns } from '../../src/postgres/index.ts';
import type { RunStore } from '../../src/runs/store.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import {
  BEGAN,
  createHost,
  endOf,
  newRun,
  nextId,
  stateOf,
  type TestHost,
  type TestHostOptions,
  until,
} from '../runs/store-host.ts';

let server: Postgres;
let asking: pg.Pool;
beforeAll(async () => {
  server = await startPostgres();
  asking = new pg.Pool({ connectionString: server.url, max: 2 });
  asking.on('error', () => undefined);
});
afterAll(async () => {
  await asking.end();
  await server.stop();
});

const LEASE = 900;

const open: RunStore[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

interface Machine {
  readonly store: RunStore;
  readonly host: TestHost;
}

/** A store in a process of its own, as far as the others can tell. */
async function machine(how: TestHostOptions = {}, options: PostgresRunsOptions = {}): Promise<Machine> {
  const store = postgresRuns({ connectionString: server.url, schema: 'machines', lease: LEASE, ...options });
  const host = createHost(how);
  await store.open(host);
  open.push(store);
  return { store, host };
}

/** What a machine did goes on, but nobody hears of it any more. */
async function cutOff({ store }: Machine): Promise<void> {
  open.splice(open.indexOf(store), 1);
  await store.close();
}

const never = (): Promise<never> => new Promise(() => undefined);
const queued = { snapshot: { data: { a: 1 }, body: null } };

const begin = async ({ store }: Machine, run: Parameters<typeof newRun>[0] = {}): Promise<string> => {
  const kept = newRun(run);
  expect(await store.begin(kept)).toBeNull();
  return kept.id;
};

const is = async ({ store }: Machine, id: string, state: string): Promise<void> => {
  await until(async () => stateOf(await store.get(id)) === state);
};

const count = async (statement: string, values: readonly unknown[] = []): Promise<number> => {
  const { rows } = await asking.query<{ count: number }>(`select count(*)::int as count ${statement}`, [
    ...values,
  ]);
  return rows[0]?.count ?? -1;
};

describe('two machines', () => {
  test('make the tables once, whichever comes first', async () => {
    const stores = Array.from({ length: 8 }, () =>
      postgresRuns({ connectionString: server.url, schema: 'eight' }),
    );
    const hosts = stores.map(() => createHost());
    await Promise.all(stores.map((store, index) => store.open(hosts[index] ?? createHost())));
    await Promise.all(stores.map((store) => store.close()));
    expect(await count('from eight.migrations')).toBe(1);
    expect(hosts.flatMap(({ errors }) => errors)).toEqual([]);
  });

  test('share a pool, and leave it open', async () => {
    const pool = new pg.Pool({ connectionString: server.url, max: 4 });
    const stores = Array.from({ length: 3 }, () => postgresRuns({ pool, schema: 'shared' }));
    await Promise.all(stores.map((store) => store.open(createHost())));
    const [first, second] = stores;
    const run = newRun();
    expect(await first?.begin(run)).toBeNull();
    expect(await second?.get(run.id)).toMatchObject({ id: run.id });
    await Promise.all(stores.map((store) => store.close()));
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('execute what the other queued, and only what they know', async () => {
    const here = await machine();
    const there = await machine({ operations: ['importPets', `long${'g'.repeat(200)}`] });
    await there.store.work({});
    const ids = [
      await begin(here, queued),
      await begin(here, { ...queued, operation: `long${'g'.repeat(200)}` }),
      await begin(here, { ...queued, operation: 'unknown' }),
    ];
    const all = await Promise.all(
      ids.map((id, index) => here.store.whenAnswered(id, index === 2 ? 300 : 10_000)),
    );
    expect(all.map(stateOf)).toEqual(['succeeded', 'succeeded', 'queued']);
    expect(there.host.executed).toHaveLength(2);
    expect(here.host.executed).toHaveLength(0);
  });

  test('share the work, each run once', async () => {
    const workers = [await machine(), await machine(), await machine()];
    const here = await machine();
    const ids = await Promise.all(Array.from({ length: 60 }, () => begin(here, queued)));
    await Promise.all(workers.map(({ store }) => store.work({ concurrency: 3 })));
    await Promise.all(ids.map((id) => here.store.whenAnswered(id, 10_000)));
    const executed = workers.flatMap(({ host }) => host.executed.map(({ id }) => id));
    expect(executed.sort()).toEqual([...ids].sort());
  });

  test('cancel what the other executes', async () => {
    const here = await machine();
    const there = await machine({ execute: never }, { lease: 60_000 });
    await there.store.work({});
    const id = await begin(here, queued);
    const local = await begin(there);
    await is(here, id, 'running');
    expect(await here.store.cancel(id)).toBe(true);
    expect(await here.store.cancel(local)).toBe(true);
    // Not by the next renewal, which is far away.
    await until(() => there.host.ended.length === 2);
    expect(there.host.ended.map(([one, outcome]) => `${one} ${outcome}`).sort()).toEqual(
      [`${id} cancelled`, `${local} cancelled`].sort(),
    );
    expect(stateOf(await here.store.get(id))).toBe('cancelled');
  });

  test('see how far the other is', async () => {
    const progress = { log: ['a\0'], outputs: { done: 1 } };
    const there = await machine({ progress: () => progress });
    const here = await machine();
    const id = await begin(there);
    await until(async () => {
      const run = await here.store.get(id);
      return run !== null && run !== 'expired' && run.log.length === 1;
    });
    expect(await here.store.get(id)).toMatchObject({ state: 'running', ...progress });
  });

  test('know of the ends that the other waits for', async () => {
    const [here, there] = [await machine(), await machine()];
    const id = await begin(here);
    const waiting = there.store.whenAnswered(id, 10_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await here.store.finish(id, endOf());
    expect(stateOf(await waiting)).toBe('succeeded');
  });
});

describe('a process that is lost', () => {
  test('leaves runs that have been interrupted, with their keys free', async () => {
    const key = { scope: nextId(), fingerprint: 'f' };
    const lost = await machine();
    const id = await begin(lost, { key });
    await cutOff(lost);
    const here = await machine();
    await is(here, id, 'interrupted');
    expect(await here.store.begin(newRun({ key }))).toBeNull();
  });

  test('leaves runs to be started again, as often as they may', async () => {
    const here = await machine();
    const id = await begin(here, { ...queued, retry: 1, snapshot: { data: 1, body: new Uint8Array([7]) } });
    for (const state of ['running', 'interrupted']) {
      const lost = await machine({ execute: never });
      await lost.store.work({});
      await until(() => lost.host.executed.length === 1);
      expect([...(lost.host.executed[0]?.snapshot.body ?? [])]).toEqual([7]);
      // As if its process had ended: nothing is told of the run any more.
      await asking.query(`update machines.runs set worker = 'lost' where id = $1`, [id]);
      expect(stateOf(await here.store.get(id))).toBe('running');
      await until(() => lost.host.ended.length === 1);
      expect(lost.host.ended).toEqual([[id, 'interrupted']]);
      await cutOff(lost);
      if (state === 'interrupted') await is(here, id, state);
    }
  });

  test('leaves queued runs whose job it had taken', async () => {
    const here = await machine();
    const id = await begin(here, queued);
    await asking.query(
      `update machines_queue._private_jobs set locked_at = now() - interval '1 hour', locked_by = 'lost', attempts = 1 where key = $1`,
      [id],
    );
    await here.store.work({});
    expect(stateOf(await here.store.whenAnswered(id, 10_000))).toBe('succeeded');
  });

  test('leaves queued runs whose job is gone', async () => {
    const here = await machine();
    const id = await begin(here, queued);
    await asking.query('delete from machines_queue._private_jobs where key = $1', [id]);
    await here.store.work({});
    expect(stateOf(await here.store.whenAnswered(id, 10_000))).toBe('succeeded');
  });

  test('leaves no jobs behind', async () => {
    await machine();
    await until(
      async () =>
        (await count(`from machines_queue.jobs where key <> 'none' and locked_at is not null`)) === 0,
    );
    await until(async () => (await count('from machines_queue.jobs where attempts > 0')) === 0);
  });

  test('may not say how a run ended that another has taken', async () => {
    const [here, there] = [await machine(), await machine()];
    const id = await begin(here);
    await asking.query(`update machines.runs set worker = 'another' where id = $1`, [id]);
    expect(await here.store.finish(id, endOf())).toBe(false);
    expect(await there.store.finish(id, endOf())).toBe(false);
    expect(stateOf(await there.store.get(id))).toBe('running');
  });
});

describe('a worker that is stopped', () => {
  test('waits for what it executes', async () => {
    let letGo = (): void => undefined;
    const here = await machine({
      execute: () => new Promise((resolve) => (letGo = () => resolve(endOf()))),
    });
    const worker = await here.store.work({});
    const id = await begin(here, queued);
    await until(() => here.host.executed.length === 1);
    const stopped = worker.stop();
    letGo();
    await stopped;
    expect(stateOf(await here.store.get(id))).toBe('succeeded');
    expect(here.host.ended).toEqual([]);
  });

  test.each([
    [1, 'queued'],
    [0, 'interrupted'],
  ])('hands on what takes too long: retry %d, then %s', async (retry, state) => {
    const here = await machine({ execute: never });
    const worker = await here.store.work({});
    const id = await begin(here, { ...queued, retry });
    await until(() => here.host.executed.length === 1);
    await worker.stop({ grace: 20 });
    expect(here.host.ended).toEqual([[id, 'interrupted']]);
    expect(stateOf(await here.store.get(id))).toBe(state);
    const there = await machine();
    await there.store.work({});
    expect(stateOf(await there.store.whenAnswered(id, 10_000))).toBe(
      retry === 1 ? 'succeeded' : 'interrupted',
    );
  });

  test('hands on what does not listen', async () => {
    const here = await machine();
    const deaf: TestHost = { ...here.host, execute: never, end: () => true };
    const store = postgresRuns({ connectionString: server.url, schema: 'machines', lease: LEASE });
    await store.open(deaf);
    const worker = await store.work({});
    const id = await begin(here, { ...queued, retry: 1 });
    await is(here, id, 'running');
    await worker.stop({ grace: 20 });
    await store.close();
    expect(stateOf(await here.store.get(id))).toBe('queued');
  });

  test('takes no more', async () => {
    const here = await machine();
    const worker = await here.store.work({});
    await Promise.all([worker.stop(), worker.stop()]);
    const id = await begin(here, queued);
    expect(stateOf(await here.store.whenAnswered(id, 300))).toBe('queued');
    await here.store.work({});
    expect(stateOf(await here.store.whenAnswered(id, 10_000))).toBe('succeeded');
  });

  test.each([0, -1, 1.5, Number.NaN])('does not take %d at a time', async (concurrency) => {
    const here = await machine();
    await expect(here.store.work({ concurrency })).rejects.toThrow(
      'concurrency must be a whole number from 1',
    );
  });

  test('has nothing to do without operations', async () => {
    const here = await machine({ operations: [] });
    await (await here.store.work({})).stop();
  });
});

describe('what is kept', () => {
  test.each([0, 1, 1_048_576, 1_048_577, 5 * 1_048_576])('may have a body of %d bytes', async (size) => {
    const body = Buffer.alloc(size, 'abcdefghijk');
    const here = await machine();
    await here.store.work({});
    const id = await begin(here, { snapshot: { data: null, body } });
    expect(stateOf(await here.store.whenAnswered(id, 10_000))).toBe('succeeded');
    expect(Buffer.compare(Buffer.from(here.host.executed[0]?.snapshot.body ?? []), body)).toBe(0);
    expect(await count('from machines.bodies where run_id = $1', [id])).toBe(0);
    expect(await count('from machines.runs where id = $1 and snapshot is null', [id])).toBe(1);
  });

  test('expires, and is forgotten', async () => {
    const key = { scope: nextId(), fingerprint: 'f' };
    const here = await machine({}, { schema: 'brief', keep: 1000 });
    const run = newRun({ key });
    await here.store.begin(run);
    await here.store.finish(run.id, endOf({ error: 'no' }));
    expect(stateOf(await here.store.get(run.id))).toBe('succeeded');
    await until(async () => (await here.store.get(run.id)) === 'expired');
    expect(await here.store.whenAnswered(run.id, 1000)).toBe('expired');
    expect(await here.store.list({})).toEqual([]);
    expect(await here.store.begin(newRun({ key }))).toBeNull();
    await until(
      async () =>
        (await count('from brief.runs where expired and error is null and answer_body is null')) === 1,
    );
    await asking.query(`update brief.runs set expires_at = now() - interval '8 seconds' where id = $1`, [
      run.id,
    ]);
    await until(async () => (await here.store.get(run.id)) === null);
  });

  test('is read alike whatever the program has told pg', async () => {
    const was = { json: pg.types.getTypeParser(114), time: pg.types.getTypeParser(1184) };
    pg.types.setTypeParser(114, () => 'odd');
    pg.types.setTypeParser(1184, () => 'odd');
    try {
      const here = await machine();
      const id = await begin(here);
      await here.store.finish(id, endOf());
      expect(await here.store.get(id)).toMatchObject({ started: BEGAN, outputs: { count: 1 } });
    } finally {
      pg.types.setTypeParser(114, was.json);
      pg.types.setTypeParser(1184, was.time);
    }
  });
});

describe('a closed store', () => {
  test('is closed, however often it is', async () => {
    const here = await machine();
    await here.store.work({});
    const waiting = here.store.whenAnswered(await begin(here), 60_000);
    await Promise.all([here.store.close(), here.store.close()]);
    await here.store.close();
    expect(stateOf(await waiting)).toBe('running');
    await expect(here.store.get('x')).rejects.toThrow('not open');
    await expect(here.store.open(createHost())).rejects.toThrow('opened before');
  });

  test('leaves no connection', async () => {
    const name = `left${Date.now()}`;
    const store = postgresRuns({
      connectionString: `${server.url}?application_name=${name}`,
      schema: 'machines',
    });
    await store.open(createHost());
    await store.work({});
    await store.whenAnswered((await begin({ store, host: createHost() })) ?? '', 50);
    expect(await count('from pg_stat_activity where application_name = $1', [name])).toBeGreaterThan(0);
    await store.close();
    await until(async () => (await count('from pg_stat_activity where application_name = $1', [name])) === 0);
  });

  test('tells of nothing that it was in the middle of', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const here = await machine({}, { lease: 300 });
      await begin(here);
      await new Promise((resolve) => setTimeout(resolve, 95 + 22 * turn));
      await here.store.close();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(here.host.errors.filter((error) => !String(error).includes('was lost with'))).toEqual([]);
    }
  });

  test('was never open', async () => {
    await postgresRuns({ connectionString: server.url }).close();
  });
});

test('the key of a run that was not waited for any longer is free after a while, whatever became of its machine', async () => {
  const key = { scope: nextId(), fingerprint: 'f' };
  const one = await machine({}, { lease: 300 });
  const id = await begin(one, { key });
  const end = { outcome: 'timed-out', keepsKey: true, answer: null, finished: Date.now() } as const;
  expect(await one.store.finish(id, endOf(end))).toBe(true);
  expect(await one.store.begin(newRun({ key }))).toMatchObject({ id, state: 'timed-out' });
  await until(async () => (await one.store.begin(newRun({ key }))) === null);
});
