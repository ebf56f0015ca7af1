import { expect, test } from 'vitest';
import { runModule } from '../run-module.ts';

const toUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

/** As it is where nobody has installed the package. */
const HOOKS = toUrl(`
  export const resolve = (name, context, next) => {
    if (name !== 'fast-check') return next(name, context);
    throw Object.assign(new Error("Cannot find package 'fast-check'"), { code: 'ERR_MODULE_NOT_FOUND' });
  };`);

const REGISTER = toUrl(`import { register } from 'node:module'; register(${JSON.stringify(HOOKS)});`);

test('without fast-check all else works, and contractTest says what is missing', async () => {
  const told = await runModule(new URL('./without-fast-check.ts', import.meta.url), '--import', REGISTER);
  expect(told).toEqual({
    text: 'a',
    reason: expect.stringContaining('contractTest needs the package fast-check, which is not installed.'),
  });
});
