import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { toJson } from '../../src/response/json.ts';

class Point {
  readonly x = 1;
  readonly #hidden = 2;
  sum = (): number => this.x + this.#hidden;
}

class Nothing {}

const shared = { a: null };

// biome-ignore format: a table
test.each<[what: string, value: unknown, text: string]>([
  ['null',                             null,                                 'null'],
  ['null in an array',                 [null],                               '[null]'],
  ['an empty object',                  {},                                   '{}'],
  ['empty objects within',             { a: {}, b: [{}] },                   '{"a":{},"b":[{}]}'],
  ['an object of no prototype',        Object.create(null),                  '{}'],
  ['an object of an empty class',      new Nothing(),                        '{}'],
  ['an object of a class',             new Point(),                          '{"x":1}'],
  ['the words of it in a text',        ['null {}', '{}'],                    '["null {}","{}"]'],
  ['members that are undefined',       { a: undefined, b: null },            '{"b":null}'],
  ['members that are functions',       { a: () => 1, b: {} },                '{"b":{}}'],
  ['members that are symbols',         { a: Symbol('a'), b: {} },            '{"b":{}}'],
  ['members named by symbols',         { [Symbol('a')]: 1 },                 '{}'],
  ['undefined in an array',            [undefined],                          '[null]'],
  ['a hole in an array',               new Array(1),                         '[null]'],
  ['a date',                           { at: new Date(0), b: null },         '{"at":"1970-01-01T00:00:00.000Z","b":null}'],
  ['a toJSON',                         { a: { toJSON: () => null } },        '{"a":null}'],
  ['boxed values',                     [Object(1), Object('a'), Object(true), null], '[1,"a",true,null]'],
  ['minus zero',                       [-0, null],                           '[0,null]'],
  ['the same object twice',            [shared, shared],                     '[{"a":null},{"a":null}]'],
  ['a bigint',                         { id: 9007199254740993n },            '{"id":9007199254740993}'],
  ['a bigint of its own',              -12345678901234567890n,               '-12345678901234567890'],
  ['a boxed bigint',                   [Object(1n)],                         '[1]'],
  ['a map',                            new Map([['a', 1], ['b', 2]]),        '{"a":1,"b":2}'],
  ['an empty map',                     [new Map()],                          '[{}]'],
  ['a map with what JSON leaves out',  new Map<string, unknown>([['a', undefined], ['b', 1]]), '{"b":1}'],
  ['a map named as the prototype',     new Map([['__proto__', 1]]),          '{"__proto__":1}'],
  ['a set',                            { tags: new Set(['a', 'b']) },        '{"tags":["a","b"]}'],
  ['maps in sets in maps',             new Map([['a', new Set([new Map([['b', 1n]])])]]), '{"a":[{"b":1}]}'],
  ['a bigint beside all the rest',     { a: 1n, b: [undefined, null], c: undefined, d: new Date(0), e: 'é"\n' },
    '{"a":1,"b":[null,null],"d":"1970-01-01T00:00:00.000Z","e":"é\\"\\n"}'],
])('%s', (_, value, text) => {
  expect(toJson(value)).toBe(text);
});

const cycle: Record<string, unknown> = {};
cycle['a'] = { b: [cycle] };

const loop = new Map<string, unknown>();
loop.set('self', loop);

const deep = (levels: number, inmost: unknown): unknown => {
  let value = inmost;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

const thrower = (): never => {
  throw new Error('no');
};

// biome-ignore format: a table
test.each<[what: string, value: unknown, cause: string]>([
  ['NaN',                     { items: [0, 1, 2, { price: Number.NaN }] }, 'The value at /items/3/price is NaN, which JSON does not have.'],
  ['infinity',                [Number.NEGATIVE_INFINITY],                  'The value at /0 is -Infinity'],
  ['NaN itself',              Number.NaN,                                  'The answer is NaN'],
  ['boxed NaN',               [Object(Number.NaN)],                        'The value at /0 is NaN'],
  ['NaN from a toJSON',       { a: { toJSON: () => Number.NaN } },         'The value at /a is NaN'],
  ['an error',                { 'a/b': { '~': new Error('secret') } },     'The value at /a~1b/~0 is an Error'],
  ['a promise',               { pet: Promise.resolve(1) },                 'The value at /pet is a promise. Await it first.'],
  ['a map with other keys',   { a: new Map([[1, 2]]) },                    'The value at /a is a Map with keys that are no texts.'],
  ['a cycle',                 { list: [cycle] },                           'The value at /list/0/a/b/0 is part of itself.'],
  ['a map within itself',     loop,                                        'The value at /self is part of itself.'],
  ['an invalid date',         { at: new Date(Number.NaN) },                'The value at /at is a Date that is none.'],
  ['a function in an array',  [() => 1],                                   'The value at /0 is a function'],
  ['a symbol in an array',    { a: [Symbol('a')] },                        'The value at /a/0 is a symbol'],
  ['a function in a set',     new Set([() => 1]),                          'The value at /0 is a function'],
  ['a regular expression',    { a: /a/ },                                  'The value at /a is a regular expression.'],
  ['a weak map',              { a: new WeakMap() },                        'The value at /a holds what cannot be listed.'],
  ['a generator',             { a: [1].values() },                         'The value at /a is a sequence that is no array.'],
  ['search parameters',       { a: new URLSearchParams('a=1') },           'The value at /a is a sequence that is no array.'],
  ['a bigint beside NaN',     [1n, { a: Number.NaN }],                     'The value at /1/a is NaN'],
  ['too many levels',         deep(100_000, 1),                            'The answer is nested too deeply for JSON.'],
  ['a toJSON that throws',    { a: { toJSON: thrower } },                  'no'],
  ['a function',              () => 1,                                     'A function has no JSON form.'],
  ['a symbol',                Symbol('a'),                                 'A symbol has no JSON form.'],
])('%s is refused by its place', (_, value, cause) => {
  try {
    toJson(value);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code).toBe('response-invalid');
    expect(String(((error as Problem).cause as Error).message)).toContain(cause);
  }
});

describe('whatever the value', () => {
  test('of JSON, the text is the same as that of JSON.stringify', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => toJson(value) === JSON.stringify(value)));
  });

  test('the slow writer writes what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => toJson([1n, value]) === `[1,${JSON.stringify(value)}]`));
  });

  test('it is written as JSON or refused, and nothing of it is lost in silence', () => {
    const lossy = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true });
    fc.assert(
      fc.property(lossy, (value) => {
        try {
          return JSON.parse(toJson(value)) !== undefined;
        } catch (error) {
          return error instanceof Problem && error.code === 'response-invalid';
        }
      }),
    );
  });
});
