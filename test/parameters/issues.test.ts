import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const room = new URL('../../src/parameters/', import.meta.url);
const source = readdirSync(room)
  .map((file) => readFileSync(new URL(file, room), 'utf8'))
  .join('\n');
const [, page = ''] = readFileSync(new URL('../../docs/issues.md', import.meta.url), 'utf8').split(
  '## Issues of text',
);

test('docs/issues.md has a line for every code of the parameters room, and no other', () => {
  const used = [...source.matchAll(/code: '([a-z-]+)'/g)].map(([, code]) => code);
  const listed = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(listed.sort()).toEqual([...new Set(used)].sort());
});
