import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonObject } from '../../src/auth/json-object.ts';

const read = (text: string): unknown => readJsonObject(Buffer.from(text));

test.each([
  ['{}', {}],
  ['{"a":1}', { a: 1 }],
  [' { "a" : [ { "a" : "a" } , "b:" ] } ', { a: [{ a: 'a' }, 'b:'] }],
  ['{"a\\"b":"\\\\","c":"\\":"}', { 'a"b': '\\', c: '":' }],
  ['{"\\\\":"\\\\\\""}', { '\\': '\\"' }],
  ['{"a":1,"b":{"a":1}}', { a: 1, b: { a: 1 } }],
  ['{"__proto__":{"x":1},"a":1}', { a: 1 }],
  ['{"b":[{"__proto__":{}}],"":{"__proto__":{}}}', { b: [{}], '': {} }],
  ['{"a":1,"a":1}', null],
  ['{"a":1,"\\u0061":1}', null],
  ['{"b":[{"a":1,"a":2}]}', null],
  ['{"__proto__":1,"__proto__":2}', null],
  ['[]', null],
  ['null', null],
  ['"a"', null],
  ['{"a":1}x', null],
  ['\ufeff{}', null],
  ['', null],
])('%s', (text, value) => {
  expect(read(text)).toEqual(value);
});

test('bytes that are no UTF-8 are refused', () => {
  expect(readJsonObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeNull();
});

test('whatever JSON writes is read, whoever writes it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 1, '\t'),
      (value, space) => {
        const text = JSON.stringify(value, null, space);
        const expected: unknown = JSON.parse(text, (name, member) =>
          name === '__proto__' ? undefined : member,
        );
        expect(read(text)).toEqual(expected);
      },
    ),
  );
});
