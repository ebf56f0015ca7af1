import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePath, parameterNames, readTemplate } from '../../src/routing/template.ts';

test.each([
  ['/', [[]]],
  ['/pets', [[{ text: 'pets' }]]],
  ['/pets/{petId}', [[{ text: 'pets' }], [{ name: 'petId' }]]],
  ['/pets/', [[{ text: 'pets' }], []]],
  ['/a//b', [[{ text: 'a' }], [], [{ text: 'b' }]]],
  ['/{name}.{ext}', [[{ name: 'name' }, { text: '.' }, { name: 'ext' }]]],
  ['/{base}...{head}', [[{ name: 'base' }, { text: '...' }, { name: 'head' }]]],
  ['/books:batchGet', [[{ text: 'books:batchGet' }]]],
  ['/{id}:cancel', [[{ name: 'id' }, { text: ':cancel' }]]],
  [
    '/{user-id}/{user.id}/{üid}/{$id}',
    [[{ name: 'user-id' }], [{ name: 'user.id' }], [{ name: 'üid' }], [{ name: '$id' }]],
  ],
  ['/{a/b}', [[{ name: 'a/b' }]]],
  ['/{a"b\\c}', [[{ name: 'a"b\\c' }]]],
  ['/{a?}', [[{ name: 'a?' }]]],
  ['/{__proto__}', [[{ name: '__proto__' }]]],
  ['/caf%C3%A9', [[{ text: 'café' }]]],
  ['/a%2Fb', [[{ text: 'a/b' }]]],
  ['/100%', [[{ text: '100%' }]]],
  ['/*()[]+!:\\', [[{ text: '*()[]+!:\\' }]]],
  ['/{}', [[{ text: '{}' }]]],
  ['/{a', [[{ text: '{a' }]]],
  ['/a}', [[{ text: 'a}' }]]],
  ['/a?x={x}', [[{ text: 'a' }]]],
  ['/a#x', [[{ text: 'a' }]]],
  ['/\uD800', [[{ text: '\uFFFD' }]]],
  ['pets', []],
  ['x/pets', []],
  ['', []],
])('%s is read segment by segment', (template, segments) => {
  expect(readTemplate('', template)).toEqual(segments);
});

test('braces in a base path are no parameters', () => {
  expect(readTemplate('/{v}', '/{id}')).toEqual([[{ text: '{v}' }], [{ name: 'id' }]]);
});

test.each([
  ['/pets', []],
  ['/{b}/{a}', ['b', 'a']],
  ['/{name}.{ext}/x/{id}', ['name', 'ext', 'id']],
  ['/{a}?x={x}', ['a']],
])('%s names %j', (template, names) => {
  expect(parameterNames(template)).toEqual(names);
});

test.each([
  // base   template            values                 path
  ['', '/pets/{id}', ['7'], '/pets/7'],
  ['/v1', '/{a}/{b}', ['x', 'y'], '/v1/x/y'],
  ['', '/{name}.{ext}', ['a b', 'ü'], '/a%20b.%C3%BC'],
  ['', '/{x}', ['a/b?c#d%e'], '/a%2Fb%3Fc%23d%25e'],
  ['', '/{x}', ["!$&'()*+,;=:@-._~"], "/!$&'()*+,;=:@-._~"],
  ['', '/café/{x}', ['1'], '/caf%C3%A9/1'],
  ['', '/a%2Fb/{x}', ['1'], '/a%2Fb/1'],
  ['', '/{a}/{a}', ['1', '2'], '/1/2'],
  ['/b%20', '/x?y', [], '/b%20/x'],
])('%s%s with %j is %s', (basePath, template, values, path) => {
  expect(compilePath(basePath, template)(values)).toBe(path);
});

test('a path that is built decodes to the values it was built of', () => {
  const value = fc.string({ unit: 'binary', minLength: 1 });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [, first = '', second = ''] = compilePath('', '/{a}/{b}')([a, b]).split('/');
      expect([decodeURIComponent(first), decodeURIComponent(second)]).toEqual([a, b]);
    }),
  );
});

test('a template of any text is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
      for (const template of [a, b, `/${a}`, `/{${b}}`, `/${a}{${b}}`]) {
        expect(Array.isArray(readTemplate('', template))).toBe(true);
        expect(parameterNames(template).every((name) => name !== '')).toBe(true);
      }
    }),
  );
});
