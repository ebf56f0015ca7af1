import { expect, test } from 'vitest';
import { createTurns } from '../../src/auth/turns.ts';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('no more is done at a time than may be, and what is too much is not done', async () => {
  const takeTurns = createTurns({ atOnce: 2, waiting: 3 });
  let busy = 0;
  let most = 0;
  const work = async (): Promise<'done'> => {
    busy += 1;
    most = Math.max(most, busy);
    await later();
    busy -= 1;
    return 'done';
  };
  const results = await Promise.all(Array.from({ length: 8 }, () => takeTurns(work)));
  expect(results).toEqual(['done', 'done', 'done', 'done', 'done', 'full', 'full', 'full']);
  expect(most).toBe(2);
  expect(await takeTurns(work)).toBe('done');
});

test('who goes before his turn makes room', async () => {
  const takeTurns = createTurns({ atOnce: 1, waiting: 1 });
  const controller = new AbortController();
  const first = takeTurns(later);
  const second = takeTurns(later, controller.signal);
  expect(await takeTurns(later)).toBe('full');
  controller.abort();
  expect(await second).toBe('gone');
  const third = takeTurns(() => Promise.resolve('done'));
  await first;
  expect(await third).toBe('done');
  expect(await takeTurns(later, controller.signal)).toBe('gone');
});

test('what breaks makes room too', async () => {
  const takeTurns = createTurns({ atOnce: 1, waiting: 1 });
  await expect(takeTurns(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await takeTurns(() => Promise.resolve(1))).toBe(1);
});
