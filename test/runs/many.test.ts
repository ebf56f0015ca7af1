import { expect, test } from 'vitest';
import { runModule } from '../run-module.ts';

interface Left {
  readonly timers: number;
  readonly heap: number;
}

test('ten thousand runs at once leave no timers and no memory behind', { timeout: 120_000 }, async () => {
  const { statuses, before, after } = (await runModule(
    new URL('./many.ts', import.meta.url),
    '--expose-gc',
  )) as { statuses: Record<string, number>; before: Left; after: Left };
  expect(statuses).toEqual({ 200: 5000, 504: 5000 });
  expect(after.timers).toBe(before.timers);
  expect(after.heap).toBeLessThan(1.05 * before.heap);
});

/** For longer: OPBIND_SOAK_SECONDS=300. */
test('runs of all kinds leave no memory behind', { timeout: 900_000 }, async () => {
  const { runs, before, after } = (await runModule(new URL('./soak.ts', import.meta.url), '--expose-gc')) as {
    runs: number;
    before: number;
    after: number;
  };
  expect(runs).toBeGreaterThan(1000);
  expect(after).toBeLessThan(1.05 * before);
});
