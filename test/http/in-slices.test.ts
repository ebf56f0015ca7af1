import { expect, test } from 'vitest';
import { inSlices } from '../../src/http/in-slices.ts';
import { countTurns, spin } from '../turns.ts';

test.each([
  // what                                calls                                      turns at least
  [
    'long calls have a turn each, but for the one that it begins in',
    Array.from({ length: 5 }, () => () => spin(12)),
    4,
  ],
  ['no calls need none', [], 0],
])('%s', async (_, calls, least) => {
  const turns = countTurns();
  await inSlices(calls);
  expect(turns()).toBeGreaterThanOrEqual(least);
});

test('all calls are made, in their order', async () => {
  const made: number[] = [];
  await inSlices(Array.from({ length: 1000 }, (_, number) => () => made.push(number)));
  expect(made).toEqual(Array.from({ length: 1000 }, (_, number) => number));
});

test('none is made after one that throws', async () => {
  const made: string[] = [];
  const calls = [
    () => made.push('before'),
    () => {
      throw new RangeError('no');
    },
    () => made.push('after'),
  ];
  await expect(inSlices(calls)).rejects.toThrow(RangeError);
  expect(made).toEqual(['before']);
});
