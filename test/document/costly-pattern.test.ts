import { expect, test } from 'vitest';
import { isCostly } from '../../src/document/structure/costly-pattern.ts';

test.each([
  ['^(a+)+$', true],
  ['^(a|aa)+$', true],
  [
    '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
    true,
  ],
  ['(x+x+)+y', true],
  ['^(\\w+\\s?)*$', true],
  ['(.*){10}=', true],
  ['^(?:(?:a+))+$', true],
  ['^(?<word>\\w+)*$', true],
  ['^((a+)+b)*$', true],
  // What stands between repetitions tells where each ends.
  ['^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*$', false],
  ['^[\\s\\S]*?-->', false],
  ['^(a+b)+$', false],
  ['^([A-Z][a-z]*)+$', false],
  ['^(a|b)+$', false],
  ['^(a|ab)+$', false],
  ['^(\\d{3})+$', false],
  ['^(?:\\w+ )*\\w+$', false],
  ['^(a+b+)+$', false],
  // Nothing behind it can fail.
  ['^(a+)+', false],
  // No groups, or what is not understood.
  ['^a+$', false],
  ['^[)+*]+$', false],
  ['^(?=a+)+$', false],
  ['\\(a+\\)+b', false],
  ['((', false],
  [`${'('.repeat(50_000)}a+${')+'.repeat(50_000)}$`, false],
])('%s: %s', (pattern, costly) => {
  expect(isCostly(pattern)).toBe(costly);
});
