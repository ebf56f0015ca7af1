import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areUnique, isMultipleOf } from '../../src/schema/exact.ts';

describe('multipleOf', () => {
  test.each([
    // value, divisor, multiple
    [0.07, 0.01, true],
    [19.99, 0.01, true],
    [0.075, 0.01, false],
    [0.0075, 0.0001, true],
    [1.1, 0.1, true],
    [4.5, 1.5, true],
    [-6, 3, true],
    [0, 0.3, true],
    [1e308, 0.5, true],
    [1e308, 0.123456789, false],
    [1e21, 3, false],
    [1e-7, 1e-8, true],
    [12.3456e-10, 1e-14, true],
    [Number.POSITIVE_INFINITY, 1, false],
    [1, 0, false],
    [1, -1, false],
  ])('%d of %d: %s', (value, divisor, multiple) => expect(isMultipleOf(value, divisor)).toBe(multiple));

  test('every whole number of hundredths is a multiple of 0.01', () => {
    fc.assert(fc.property(fc.integer(), (hundredths) => isMultipleOf(hundredths / 100, 0.01)));
  });
});

describe('uniqueItems', () => {
  test.each([
    // items, unique
    [[1, '1', true, null, [], {}], true],
    [
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      false,
    ],
    [[{ a: false }, { a: 0 }], true],
    [[['a,b'], ['a', 'b']], true],
    [[{ 'a":1,"b': 2 }, { a: 1, b: 2 }], true],
    [[0, -0], false],
  ])('%j: %s', (items, unique) => expect(areUnique(items)).toBe(unique));

  test('agrees with comparing every pair', () => {
    const scalar = fc.constantFrom(null, 0, 1, '', 'a', false, true);
    const object = fc.dictionary(fc.constantFrom('a', 'b'), scalar, { noNullPrototype: true });
    const item = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), object);
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        const isRepeated = (a: unknown, i: number) => items.some((b, j) => i < j && isDeepStrictEqual(a, b));
        expect(areUnique(items)).toBe(!items.some(isRepeated));
      }),
    );
  });
});
