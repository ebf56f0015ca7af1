import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TOO_COSTLY, TOO_DEEP, UNEXPLAINED, WORDINGS } from '../../src/schema/issues.ts';

const [page = ''] = readFileSync(new URL('../../docs/issues.md', import.meta.url), 'utf8').split(
  '## Issues of text',
);

test('docs/issues.md has a line for every code, and no other', () => {
  const known = [...Object.values(WORDINGS), ...TOO_COSTLY, ...TOO_DEEP, ...UNEXPLAINED].map(
    ({ code }) => code,
  );
  const listed = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(listed.sort()).toEqual([...new Set(known)].sort());
});
