import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replied } from '../../src/http/reply.ts';
import { type ReplyOptions, reply } from '../../src/process/reply.ts';

test('says its status, content and nothing else', () => {
  expect(reply(404, { message: 'no such pet' })).toEqual({
    [replied]: true,
    status: 404,
    content: { message: 'no such pet' },
    headers: [],
  });
});

test.each([[reply(204)], [reply(302, undefined)], [reply(302, undefined, { headers: {} })]])(
  'has no content unless given: %j',
  (answer) => {
    expect(answer.content).toBeUndefined();
    expect(answer.headers).toEqual([]);
  },
);

test('keeps the content itself, whatever it is', () => {
  fc.assert(fc.property(fc.anything(), (content) => Object.is(reply(200, content).content, content)));
});

test.each([200, 204, 304, 404, 599])('takes status %d', (status) => {
  expect(reply(status, '').status).toBe(status);
});

// biome-ignore format: a table
test.each([
  99, 100, 199, 600, 1000, -200, 200.5, Number.NaN, Number.POSITIVE_INFINITY, '200', '200 OK', null, undefined, 200n,
])('refuses status %s', (status) => {
  expect(() => reply(status as number, '')).toThrow(TypeError);
});

type Headers = NonNullable<ReplyOptions['headers']>;

// biome-ignore format: a table
test.each<[Headers, [string, string][]]>([
  // headers                                                lines
  [{ Location: '/pets/1' },                                 [['location', '/pets/1']]],
  [{ 'retry-after': 4, etag: '"1"' },                       [['retry-after', '4'], ['etag', '"1"']]],
  [{ 'set-cookie': ['a=1', 'b=2'] },                        [['set-cookie', 'a=1'], ['set-cookie', 'b=2']]],
  [{ a: undefined, b: null, c: '' },                        [['c', '']]],
  [{ allow: [] },                                           []],
  [[['set-cookie', 'a=1'], ['set-cookie', 'b=2']],          [['set-cookie', 'a=1'], ['set-cookie', 'b=2']]],
  [[{ Key: 'etag', Value: '"1"' }],                         [['etag', '"1"']]],
  [[{ key: 'etag', value: '"1"' }],                         [['etag', '"1"']]],
  [{ 'Content-Length': 4, 'transfer-encoding': 'chunked' }, []],
  [{ 'content-type': 'text/csv' },                          [['content-type', 'text/csv']]],
  [{ 'content-disposition': 'inline; filename="é\t.txt"' }, [['content-disposition', 'inline; filename="é\t.txt"']]],
  [JSON.parse('{"__proto__":"x"}'),                         [['__proto__', 'x']]],
])('headers %j', (headers, lines) => {
  expect(reply(200, '', { headers }).headers).toEqual(lines);
});

// biome-ignore format: a table
test.each<[string, ReplyOptions]>([
  ['a line break in a value',        { headers: { location: '/\r\nset-cookie: a=1' } }],
  ['a bare line feed in a value',    { headers: { location: '/\nset-cookie: a=1' } }],
  ['a bare carriage return',         { headers: { location: '/\rset-cookie: a=1' } }],
  ['a null character in a value',    { headers: { a: 'b\0' } }],
  ['a control character in a value', { headers: { a: '\u001b[2J' } }],
  ['a delete character in a value',  { headers: { a: '\u007f' } }],
  ['a value beyond Latin-1',         { headers: { a: '☃' } }],
  ['one bad value of many',          { headers: { a: ['b', 'c\n'] } }],
  ['a bad value in a pair',          { headers: [['a', 'b\n']] }],
  ['a bad value under a key',        { headers: [{ Key: 'a', Value: 'b\n' }] }],
  ['an empty name',                  { headers: { '': 'b' } }],
  ['a name with a space',            { headers: { 'a b': 'c' } }],
  ['a name with a colon',            { headers: { 'a:': 'c' } }],
  ['a name with a line break',       { headers: { 'a\r\nb': 'c' } }],
  ['a name that is not ASCII',       { headers: { é: 'c' } }],
  ['a media type without slash',     { contentType: 'json' }],
  ['an empty media type',            { contentType: '' }],
  ['two media types',                { contentType: 'text/csv, text/html' }],
  ['a media type with a line break', { contentType: 'text/csv;\r\nset-cookie: a=1' }],
  ['a charset with a parameter',     { charset: 'utf-8; a=b' }],
  ['a charset with a line break',    { charset: 'utf-8\r\na: b' }],
  ['an empty charset',               { charset: '' }],
])('refuses %s', (_, options) => {
  expect(() => reply(200, '', options)).toThrow(TypeError);
});

test.each([
  ['text/csv', undefined],
  ['application/json; charset=utf-8', undefined],
  ['application/vnd.shop.book+json', 'utf-8'],
  [undefined, 'utf-16le'],
])('media type %s, charset %s', (contentType, charset) => {
  const options = { ...(contentType && { contentType }), ...(charset && { charset }) };
  const { contentType: type, charset: sent } = reply(200, '', options);
  expect([type, sent]).toEqual([contentType, charset]);
});

describe('whatever headers are given', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a', 'etag', 'a\r\nb', 'é'),
  );

  test('a reply holds only lines that may be sent, or is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (headers) => {
        try {
          return reply(200, '', { headers }).headers.every(
            ([name, value]) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
          );
        } catch (error) {
          return error instanceof TypeError;
        }
      }),
    );
  });

  test('a reply takes every name and value that HTTP allows', () => {
    const name = fc.stringMatching(/^x-[!#$%&'*+.^_`|~a-z0-9-]{1,8}$/);
    const value = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (headers) => {
        expect(reply(200, '', { headers }).headers).toEqual(headers);
      }),
    );
  });
});

test('says what is wrong and what is right', () => {
  expect(() => reply(99)).toThrow('The status of a reply has to be a whole number from 200 to 599, not 99.');
  expect(() => reply(200, '', { contentType: 'csv' })).toThrow('for example "text/csv"');
});
