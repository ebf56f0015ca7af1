import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlain } from '../../src/response/plain.ts';

const bare = Object.create(null);
bare.a = 1;

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

class List extends Array<number> {}

test.each<[what: string, value: unknown, plain: boolean]>([
  ['null', null, true],
  ['a text', 'a', true],
  ['zero', 0, true],
  ['an object', { a: [{ b: null }, 'c', false] }, true],
  ['an object without prototype', bare, true],
  ['a few levels', deep(100), true],
  ['undefined', undefined, false],
  ['NaN', Number.NaN, false],
  ['infinity', [1, Number.POSITIVE_INFINITY], false],
  ['a bigint', { a: 1n }, false],
  ['a function', { a: () => 1 }, false],
  ['a symbol', [Symbol('a')], false],
  ['a member that is undefined', { a: undefined }, false],
  ['a hole in a list', new Array(2), false],
  ['a date', { a: [new Date(0)] }, false],
  ['a map', new Map(), false],
  ['a set', new Set(), false],
  ['bytes', { a: Uint8Array.of(1) }, false],
  ['a boxed text', Object('a'), false],
  ['an instance of a class', new (class Pet {})(), false],
  ['a list of a class of its own', List.of(1), false],
  ['inherited members', Object.create({ a: 1 }), false],
  ['toJSON', { toJSON: () => 1 }, false],
  ['toJSON that is not listed', Object.defineProperty({}, 'toJSON', { value: () => 1 }), false],
  ['toJSON of a list', Object.assign([1], { toJSON: () => 1 }), false],
  ['more levels than are looked at', deep(10_000), false],
])('%s', (_, value, plain) => {
  expect(isPlain(value)).toBe(plain);
});

test('what comes from JSON is plain', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => isPlain(JSON.parse(JSON.stringify(value)))),
  );
});

/** JSON has no zero below zero. */
const withoutSign = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSign);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutSign(member)]));
};

test('what is plain is what its JSON says', () => {
  const anything = fc.anything({ withDate: true, withMap: true, withSet: true, withNullPrototype: true });
  fc.assert(
    fc.property(anything, (value) => {
      fc.pre(isPlain(value));
      expect(JSON.parse(JSON.stringify(value))).toEqual(withoutSign(value));
    }),
  );
});
