import { describe, expect, test } from 'vitest';
import { type CookiesInput, reply } from '../../src/index.ts';

const linesOf = (cookies: CookiesInput): string[] =>
  reply(200, '', { cookies }).headers.map(([name, value]) => `${name}: ${value}`);

// biome-ignore format: a table
test.each<[cookies: CookiesInput, lines: string[]]>([
  [{ a: '1' },                                  ['set-cookie: a=1']],
  [{ a: '1', b: '2' },                          ['set-cookie: a=1', 'set-cookie: b=2']],
  [{ a: 'é; b=2' },                             ['set-cookie: a=%C3%A9%3B%20b%3D2']],
  [{ a: 'x\r\nset-cookie: b=2' },               ['set-cookie: a=x%0D%0Aset-cookie%3A%20b%3D2']],
  [{ a: '' },                                   ['set-cookie: a=']],
  [{ a: null },                                 ['set-cookie: a=; Max-Age=0']],
  [{ a: undefined },                            []],
  [{ a: { value: '1', maxAge: 60 } },           ['set-cookie: a=1; Max-Age=60']],
  [{ a: { value: '', maxAge: 0, path: '/b' } }, ['set-cookie: a=; Max-Age=0; Path=/b']],
  [{ a: { value: '1', expires: new Date(0) } }, ['set-cookie: a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT']],
  [{ a: { value: '1', domain: 'a.example' } },  ['set-cookie: a=1; Domain=a.example']],
  [{ a: { value: '1', httpOnly: true, secure: true, sameSite: 'lax' } }, ['set-cookie: a=1; HttpOnly; Secure; SameSite=Lax']],
  [{ a: { value: '1', sameSite: 'none', secure: true, partitioned: true, priority: 'high' } },
    ['set-cookie: a=1; Secure; Partitioned; Priority=High; SameSite=None']],
  [{ '__Host-a': '1' },                         ['set-cookie: __Host-a=1']],
])('%j', (cookies, lines) => {
  expect(linesOf(cookies)).toEqual(lines);
});

test('cookies come after the header fields', () => {
  const { headers } = reply(200, '', { headers: { 'set-cookie': 'a=1', etag: '"1"' }, cookies: { b: '2' } });
  expect(headers).toEqual([
    ['set-cookie', 'a=1'],
    ['etag', '"1"'],
    ['set-cookie', 'b=2'],
  ]);
});

describe('refused at once', () => {
  // biome-ignore format: a table
  test.each<[what: string, cookies: unknown]>([
    ['an empty name',                 { '': '1' }],
    ['a name with a space',           { 'a b': '1' }],
    ['a name with a line break',      { 'a\r\nb': '1' }],
    ['a name with an equals sign',    { 'a=b': '1' }],
    ['a name with a semicolon',       { 'a;b': '1' }],
    ['a value that is no text',       { a: 1 }],
    ['options without a value',       { a: { maxAge: 1 } }],
    ['half a character',              { a: '\ud800' }],
    ['a max age that is no number',   { a: { value: '', maxAge: 'soon' } }],
    ['half a second',                 { a: { value: '', maxAge: 0.5 } }],
    ['a date that is none',           { a: { value: '', expires: new Date(Number.NaN) } }],
    ['a path with a line break',      { a: { value: '', path: '/\r\nset-cookie: b=1' } }],
    ['a path with a semicolon',       { a: { value: '', path: '/; secure' } }],
    ['a domain that is none',         { a: { value: '', domain: 'a b' } }],
    ['a same site that there is not', { a: { value: '', sameSite: 'some' } }],
    ['an option that there is not',   { a: { value: '', httponly: true } }],
    ['a priority that there is not',  { a: { value: '', priority: 'urgent' } }],
  ])('%s', (_, cookies) => {
    expect(() => linesOf(cookies as CookiesInput)).toThrow(TypeError);
  });
});
