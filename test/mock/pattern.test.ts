import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOfPattern } from '../../src/mock/pattern.ts';

const fitting = (pattern: string): string | undefined => {
  const expression = new RegExp(pattern, 'u');
  return textOfPattern(pattern, (text) => expression.test(text));
};

describe('a text for a pattern', () => {
  test.each([
    // pattern                                  text
    ['', ''],
    ['^abc$', 'abc'],
    ['^[A-Z]{3}-[0-9]{4}$', 'AAA-0000'],
    ['^(?:a|b)+$', 'a'],
    ['^(?<year>\\d{4})-\\d\\d$', '0000-00'],
    ['^[^a-z]$', 'A'],
    ['^\\w+@\\w+\\.com$', 'a@a.com'],
    ['^a{2,}$', 'aa'],
    ['^x?y*z+?$', 'z'],
    ['^\\/v1\\/[^/]+$', '/v1/a'],
    ['^[\\]\\\\]$', ']'],
    ['^(?=a)a$', 'a'],
    ['^\\u0041\\x42\\u{43}$', 'ABC'],
    ['^\\p{Lu}\\P{Lu}$', 'Aa'],
    ['é', 'é'],
    ['^.{5}$', 'aaaaa'],
    ['^(a(b(c)))$', 'abc'],
  ] as const)('%s → %s', (pattern, text) => {
    expect(fitting(pattern)).toBe(text);
  });

  test.each([
    // Nothing is found, and nothing breaks.
    ['two that contradict each other', '^a$(?!)'],
    ['lengths that nobody can hold', 'a{1000000000}'],
    ['lengths that multiply', '(((a{100}){100}){100}){100}'],
    ['nesting that is too deep', `${'('.repeat(500)}a${')'.repeat(500)}`],
  ])('none for %s', (_, pattern) => {
    expect(fitting(pattern)).toBeUndefined();
  });

  test('grows until it is long enough', () => {
    expect(textOfPattern('^[a-z]+$', (text) => text.length >= 10)).toMatch(/^[a-z]{10,}$/);
  });

  test('never throws, and gives only what fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?^$\\.,1-:=!<>dw') }), (pattern) => {
        const text = textOfPattern(pattern, (one) => one.length > 1);
        expect(text === undefined || text.length > 1).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
