import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMemoryStore, type MemoryOptions } from '../../src/runs/memory.ts';
import type { RunStore } from '../../src/runs/store.ts';
import { describeStore } from './store-contract.ts';
import { createHost, endOf, newRun } from './store-host.ts';

const HOUR = 3_600_000;

const storeOf = (options: Partial<MemoryOptions> = {}): RunStore =>
  createMemoryStore({ age: HOUR, most: 1000, bytes: 1024 * 1024, ...options });

describeStore('in memory', storeOf);

/** Runs that have ended, in this order, and what is left of them. */
async function keep(
  options: Partial<MemoryOptions>,
  bodies: readonly number[],
  wait = 0,
): Promise<readonly boolean[]> {
  const store = storeOf(options);
  await store.open(createHost());
  const ids: string[] = [];
  for (const length of bodies) {
    const run = newRun();
    ids.push(run.id);
    await store.begin(run);
    const answer = { status: 200, headers: [], body: 'a'.repeat(length) };
    await store.finish(run.id, endOf({ answer, finished: Date.now() }));
  }
  await sleep(wait);
  return Promise.all(ids.map(async (id) => (await store.get(id)) !== 'expired'));
}

test.each<[what: string, options: Partial<MemoryOptions>, bodies: number[], wait: number, kept: boolean[]]>([
  ['few', {}, [1, 1, 1], 0, [true, true, true]],
  ['too many', { most: 2 }, [1, 1, 1], 0, [false, true, true]],
  ['too large together', { bytes: 2500 }, [1000, 500, 500], 0, [false, true, true]],
  ['one that is too large for all', { bytes: 2500 }, [10, 3000], 0, [false, false]],
  ['too old', { age: 10 }, [1, 1], 20, [false, false]],
])('%s', async (_, options, bodies, wait, kept) => {
  expect(await keep(options, bodies, wait)).toEqual(kept);
});

test('runs that go on are not dropped for those that end', async () => {
  const store = storeOf({ most: 2 });
  await store.open(createHost());
  const going = newRun({ key: { scope: 'going', fingerprint: 'f' } });
  await store.begin(going);
  for (let count = 0; count < 5; count += 1) {
    const run = newRun();
    await store.begin(run);
    await store.finish(run.id, endOf());
  }
  expect(await store.get(going.id)).toMatchObject({ id: going.id, state: 'running' });
  expect(await store.begin(newRun({ key: { scope: 'going', fingerprint: 'f' } }))).toMatchObject({
    id: going.id,
  });
});

test('nobody works in memory', async () => {
  await expect(storeOf().work({})).rejects.toThrow(/kept in memory/);
});
