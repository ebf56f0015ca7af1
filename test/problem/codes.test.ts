import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../src/problem/codes.ts';

const page = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8');
const headings = [...page.matchAll(/^## (.+)\n\n(\d{3})\. /gm)].map(([, code, status]) => [
  code,
  Number(status),
]);

test('the page of problems has every code with its status, and no other', () => {
  const table = Object.entries(PROBLEM_CODES).map(([code, { status }]) => [code, status]);
  expect(headings.sort()).toEqual(table.sort());
});
