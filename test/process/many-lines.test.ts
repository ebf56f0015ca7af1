import { expect, test } from 'vitest';
import { runModule } from '../run-module.ts';

const MIB = 1024 * 1024;

test('a hundred thousand lines come as fast as they are worked on, in constant memory', {
  timeout: 120_000,
}, async () => {
  const { status, report, held, growth } = (await runModule(
    new URL('./many-lines.ts', import.meta.url),
    '--expose-gc',
  )) as { status: number; report: unknown; held: number; growth: number };
  expect(status).toBe(207);
  expect(report).toEqual({
    total: 100_000,
    succeeded: 99_990,
    failed: 10,
    results: Array.from({ length: 10 }, (_, n) => ({
      index: n * 10_000,
      status: 'failed',
      error: 'A bad line.',
      code: 'bad',
    })),
  });
  // What client, server and the system between them hold is some megabytes of fifty.
  expect(held).toBeLessThan(50_000);
  // The lines themselves are fifty megabytes.
  expect(growth).toBeLessThan(8 * MIB);
});
