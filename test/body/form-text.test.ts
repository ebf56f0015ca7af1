import { expect, test } from 'vitest';
import { toFormText } from '../../src/body/form-text.ts';

const cyclic: Record<string, unknown> = {};
cyclic['a'] = cyclic;

test.each<[parsed: unknown, text: string | null]>([
  [{ a: 'b', c: '' }, 'a=b&c='],
  [{ 'a&b': 'c=d é' }, 'a%26b=c%3Dd%20%C3%A9'],
  [{ a: ['b', 'c'] }, 'a=b&a=c'],
  [{ a: { b: 'c', d: ['e', 'f'] } }, 'a%5Bb%5D=c&a%5Bd%5D=e&a%5Bd%5D=f'],
  [{ a: [{ b: 'c' }, { b: 'd' }] }, 'a%5B0%5D%5Bb%5D=c&a%5B1%5D%5Bb%5D=d'],
  [{ a: '\ud800' }, 'a=%EF%BF%BD'],
  [Object.assign(Object.create(null), { a: 'b' }), 'a=b'],
  [{}, ''],
  [{ a: 1 }, null],
  [{ a: null }, null],
  [{ a: ['b', 1] }, null],
  [['a'], null],
  ['a=b', null],
  [cyclic, null],
])('%j becomes %j', (parsed, text) => expect(toFormText(parsed)).toBe(text));
