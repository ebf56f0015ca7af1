import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = ['parameters', 'body', 'xml']
  .map((name) => new URL(`../../src/${name}/`, import.meta.url))
  .flatMap((room) => readdirSync(room).map((file) => readFileSync(new URL(file, room), 'utf8')))
  .filter((text) => !text.includes('/problem/finding.ts'))
  .join('\n');
const [, page = ''] = readFileSync(new URL('../../docs/issues.md', import.meta.url), 'utf8').split(
  '## Issues of text',
);

test('docs/issues.md has a line for every code of the rooms that read text, and no other', () => {
  const used = [...source.matchAll(/code: '([a-z-]+)'/g)].map(([, code]) => code);
  const listed = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(listed.sort()).toEqual([...new Set(used)].sort());
});
