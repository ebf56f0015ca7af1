import { expect, test } from 'vitest';
import { runModule } from '../run-module.ts';

const MIB = 1024 * 1024;

test('a gigabyte of items is sent in constant memory', { timeout: 120_000 }, async () => {
  const { length, growth } = (await runModule(
    new URL('./gigabyte.ts', import.meta.url),
    '--max-old-space-size=96',
  )) as { length: number; growth: number };
  expect(length).toBe(1024 * (MIB + '{"text":""}\n'.length));
  expect(growth).toBeLessThan(64 * MIB);
});
