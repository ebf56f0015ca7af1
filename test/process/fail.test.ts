import { expect, test } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { fail } from '../../src/process/fail.ts';

// biome-ignore format: a table
test.each([
  // options                               status  code
  [undefined,                              500,    'process-failed'],
  [{},                                     500,    'process-failed'],
  [{ status: 400 },                        400,    'process-failed'],
  [{ status: 599 },                        599,    'process-failed'],
  [{ code: 'out-of-stock' },               500,    'out-of-stock'],
  [{ code: 'request-invalid' },            500,    'request-invalid'],
  [{ status: 409, code: 'out-of-stock' },  409,    'out-of-stock'],
] as const)('fail with %j', (options, status, code) => {
  expect(fail('The last one was just sold.', options)).toMatchObject({
    status,
    code,
    detail: 'The last one was just sold.',
    message: 'The last one was just sold.',
  });
});

test('is a problem and an error, with the stack of its place', () => {
  const failure = fail('No.');
  expect(failure).toBeInstanceOf(Problem);
  expect(failure).toBeInstanceOf(Error);
  expect(failure.stack).toContain('fail.test');
});

test('keeps its cause', () => {
  const cause = new Error('socket hang up');
  expect(fail('The bank is away.', { status: 502, cause }).cause).toBe(cause);
  expect(Object.hasOwn(fail('No.'), 'cause')).toBe(false);
});

test.each([200, 302, 399, 600, 404.5, Number.NaN, '404'])('refuses status %s', (status) => {
  expect(() => fail('No.', { status: status as number })).toThrow(
    new TypeError(`The status of a problem has to be a whole number from 400 to 599, not ${status}.`),
  );
});
