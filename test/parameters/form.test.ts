import { expect, test } from 'vitest';
import type { Encoding, Shape } from '../../src/document/operation.ts';
import { compileForm } from '../../src/parameters/form.ts';
import type { Issue } from '../../src/problem/issue.ts';

const integer: Shape = { types: ['integer'] };
const string: Shape = { types: ['string'] };
const list = (items: Shape): Shape => ({ types: ['array'], items });
const record = (properties: Record<string, Shape>, more: Partial<Shape> = {}): Shape => ({
  types: ['object'],
  properties,
  ...more,
});
const styled = (style: Encoding['style'], explode: boolean): Encoding => ({ style, explode, styled: true });
const json: Encoding = { contentType: 'application/json', style: 'form', explode: true, styled: false };

const shape = record({ a: integer, t: list(string), o: record({ R: integer }), b: { types: ['boolean'] } });

const read = (fields: Shape, encoding: Readonly<Record<string, Encoding>>, text: string): unknown => {
  const issues: Issue[] = [];
  const value = compileForm(fields, encoding)(text, issues);
  return issues.length === 0
    ? value
    : issues.map(({ in: location, code, pointer }) => `! ${location} ${code} ${pointer}`);
};

test.each<[fields: Shape, encoding: Readonly<Record<string, Encoding>>, text: string, value: unknown]>([
  [shape, {}, '', {}],
  [shape, {}, 'a=1&b=true', { a: 1, b: true }],
  [shape, {}, 't=x&t=y+z', { t: ['x', 'y z'] }],
  [shape, {}, 't=x,y', { t: ['x,y'] }],
  [shape, {}, 'o=%7B%22R%22:1%7D', { o: { R: 1 } }],
  [shape, {}, 'o=R', ['! body malformed /o']],
  [shape, {}, 'a=x&b=1&t=%ff', ['! body type /a', '! body malformed /t/0', '! body type /b']],
  [shape, {}, 'a=1&a=2', ['! body repeated /a']],
  [shape, {}, 'z=1&y=+&y=%26', { z: '1', y: [' ', '&'] }],
  [shape, {}, '%ff=1', ['! body malformed ']],
  [shape, {}, 'z=%ff', ['! body malformed /z']],
  [shape, {}, '__proto__=1', JSON.parse('{"__proto__":"1"}')],
  [shape, { t: styled('form', false) }, 't=x,y%2Cz', { t: ['x', 'y,z'] }],
  [shape, { t: styled('pipeDelimited', false) }, 't=x|y', { t: ['x', 'y'] }],
  [shape, { t: styled('tabDelimited', false) }, 't=x%09y', { t: ['x', 'y'] }],
  [shape, { o: styled('deepObject', true) }, 'o[R]=1', { o: { R: 1 } }],
  [shape, { o: styled('form', false) }, 'o=R,1', { o: { R: 1 } }],
  [shape, { o: styled('form', true) }, 'R=1', { o: { R: 1 } }],
  [shape, { t: json }, 't=%5B%22x%22%5D', { t: ['x'] }],
  [record({}, { additional: integer }), {}, 'x=1&y=2', { x: 1, y: 2 }],
  [record({}, { additional: integer }), {}, 'x=a', ['! body type /x']],
  [record({ n: { types: ['integer', 'null'] } }), {}, 'n=', { n: null }],
  [{ types: [] }, {}, 'a=1&b=2', { a: '1', b: '2' }],
  [{ types: [], anyOf: [record({ a: integer }), record({ b: integer })] }, {}, 'a=1&b=2', { a: 1, b: 2 }],
  [record({ 'a~/b': integer }), {}, 'a~/b=x', ['! body type /a~0~1b']],
])('a form of %j, encoded %j, reads %j as %j', (fields, encoding, text, value) => {
  expect(read(fields, encoding, text)).toEqual(value);
});
