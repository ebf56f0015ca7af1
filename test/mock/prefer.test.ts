import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPreferences, splitField, writePreference } from '../../src/mock/prefer.ts';

describe('the Prefer field', () => {
  test.each([
    // field                                    preferences
    [undefined, {}],
    ['', {}],
    ['code=404', { code: '404' }],
    ['code=404, example=cat', { code: '404', example: 'cat' }],
    ['CODE=404', { code: '404' }],
    ['Code = 404', { code: '404' }],
    ['code="404"', { code: '404' }],
    ['example="a \\"b\\", c"', { example: 'a "b", c' }],
    ['example=Cat', { example: 'Cat' }],
    ['respond-async, wait=10', { 'respond-async': '', wait: '10' }],
    ['return=minimal; foo="some, parameter"; bar, code=404', { return: 'minimal', code: '404' }],
    ['foo=""', { foo: '' }],
    ['code=404, code=500', { code: '404' }],
    [',, code=404,', { code: '404' }],
    ['code=a b', {}],
    ['code="404', {}],
    ['=404', {}],
    ['co de=404', {}],
    ['__proto__=1', { ['__proto__']: '1' }],
  ] as const)('%j', (field, preferences) => {
    expect([...readPreferences(field)]).toEqual(Object.entries(preferences));
  });

  test('is read as it was written, whatever the names of examples', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii' }), { maxLength: 5 }), (values) => {
        const field = values.map((value, n) => writePreference(`p${n}`, value)).join(', ');
        const lines = values.some((value) => /[\n\r]/.test(value));
        fc.pre(!lines);
        expect([...readPreferences(field).values()]).toEqual(values);
      }),
    );
  });

  test('holds at most so many as a client has use for', () => {
    expect(readPreferences(Array.from({ length: 10_000 }, (_, n) => `p${n}`).join()).size).toBeLessThan(100);
  });
});

test.each([
  ['a, b', ',', ['a', 'b']],
  ['a="1,2";b', ',', ['a="1,2";b']],
  ['a="1;2";b', ';', ['a="1;2"', 'b']],
  ['a="\\";",b', ',', ['a="\\";"', 'b']],
  ['', ',', ['']],
] as const)('%j is split at %j', (text, separator, parts) => {
  expect(splitField(text, separator)).toEqual(parts);
});
