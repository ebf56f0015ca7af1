import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { SetupError } from '../../src/problem/finding.ts';
import { toPackageError } from '../../src/problem/package-missing.ts';

const require = createRequire(import.meta.url);
const caught = (load: () => unknown): unknown => {
  try {
    return load();
  } catch (error) {
    return error;
  }
};

const NAME = 'not-installed';
const missing = caught(() => require(NAME));
// As Node says it of modules; the runner of tests has words of its own.
const unresolved = Object.assign(new Error(`Cannot find package '${NAME}' imported from a.mjs`), {
  code: 'ERR_MODULE_NOT_FOUND',
});

test.each([
  ['by require', missing],
  ['by import', unresolved],
])('a package that is not installed is named with the mend: %s', (_, error) => {
  const told = toPackageError(error, NAME, 'opbind/postgres');
  expect(told).toBeInstanceOf(SetupError);
  expect((told as SetupError).findings).toMatchObject([
    { code: 'package-missing', pointer: 'opbind/postgres', mend: `npm install ${NAME}` },
  ]);
});

test.each([
  ['a package that the package itself needs', missing, 'pg'],
  ['a package that fails', new TypeError('no'), NAME],
  ['no error', 'no', NAME],
])('%s is told as it is', (_, error, name) => {
  expect(toPackageError(error, name, 'opbind/postgres')).toBe(error);
});
