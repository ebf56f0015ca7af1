import { describe, expect, test } from 'vitest';
import type { Shape } from '../../src/document/operation.ts';
import { here, readJson, titled } from '../corpus/corpus.ts';
import {
  anything,
  binary,
  bodyOf,
  field,
  file,
  formData,
  type Given,
  integer,
  latin1,
  list,
  outcomes,
  readBody,
  record,
  SIZES,
  sentAs,
  string,
  styled,
} from './multipart-reading.ts';

const MALFORMED = '400 body-malformed';
const TOO_LARGE = '413 body-too-large';

const three = <Value>(value: Value): readonly Value[] => SIZES.map(() => value);

const shape = record({
  age: integer,
  alive: { types: ['boolean'] },
  note: string,
  tags: list(string),
  ages: list(integer),
  meta: record({ a: integer }),
  metas: list(record({ a: integer })),
  matrix: list(list(integer)),
  photo: binary,
  photos: list(binary),
  any: anything,
  maybe: { types: ['integer', 'null'] },
  either: { types: ['integer', 'string'] },
});

describe('fields', () => {
  test.each<[parts: readonly string[], value: unknown]>([
    [[], {}],
    [
      [field('age', '7'), field('alive', 'true'), field('note', 'a=b&c')],
      { age: 7, alive: true, note: 'a=b&c' },
    ],
    [[field('age', 'old')], ['! type /age']],
    [[field('age', '')], ['! type /age']],
    [[field('age', '1'), field('age', '2')], ['! repeated /age']],
    [[field('note', '1'), field('note', '2')], ['! repeated /note']],
    [[field('meta', '{}'), field('meta', '{}')], ['! repeated /meta']],
    [[field('note', '%41+é\r\n--\r\n')], { note: '%41+é\r\n--\r\n' }],
    [[field('note', '\ufeffa')], { note: 'a' }],
    [[field('note', 'a\u0000')], ['! malformed /note']],
    [[field('tags', 'a,b')], { tags: ['a,b'] }],
    [[field('tags', 'a'), field('tags', '')], { tags: ['a', ''] }],
    [[field('ages', '1'), field('age', '9'), field('ages', '2')], { age: 9, ages: [1, 2] }],
    [[field('ages', '1'), field('ages', 'x')], ['! type /ages/1']],
    [[field('maybe', '')], { maybe: null }],
    [[field('either', '7')], { either: 7 }],
    [[field('either', 'x')], { either: 'x' }],
    [[field('unknown', '1')], { unknown: '1' }],
    [[field('unknown', '1'), field('unknown', '2')], { unknown: ['1', '2'] }],
    [[field('', '1')], { '': '1' }],
    [[field('a"b'.replace('"', '%22'), '1'), field('c\\"d', '2')], { 'a"b': '1', 'c"d': '2' }],
    [[field('é/~', '1')], { 'é/~': '1' }],
  ])('%j is %j', async (parts, value) => {
    expect(await outcomes({ mediaType: formData(shape), body: bodyOf(...parts) })).toEqual(three(value));
  });

  test.each<[name: string]>([
    ['__proto__'],
    ['constructor'],
    ['prototype'],
    ['toString'],
    ['hasOwnProperty'],
  ])('a field called %s is a member of its own', async (name) => {
    for (const content of [field(name, 'x'), file(name, 'f', 'x')]) {
      const { result } = await readBody({ mediaType: formData(shape), body: bodyOf(content) });
      if (!('value' in result)) throw result;
      expect(Object.keys(result.value as object)).toEqual([name]);
      expect(Object.getPrototypeOf(result.value)).toBe(Object.prototype);
      expect(Object.keys(result.checkable as object)).toEqual([name]);
    }
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('JSON parts', () => {
  const JSON_TYPE = 'application/json; charset=utf-8';
  test.each<[parts: readonly string[], value: unknown]>([
    [[field('meta', '{"a":1}')], { meta: { a: 1 } }],
    [[field('meta', '{"a":1}', JSON_TYPE)], { meta: { a: 1 } }],
    [[field('meta', '{"a":1}', 'application/vnd.a+json')], { meta: { a: 1 } }],
    [[file('meta', 'blob', '{"a":1}', 'application/json')], { meta: { a: 1 } }],
    [[field('meta', '{')], ['! malformed /meta']],
    [[field('meta', '{', JSON_TYPE)], ['! malformed /meta']],
    [[field('meta', '<a/>', 'application/xml')], ['! media-type /meta']],
    [[file('meta', 'a.json', '{}', 'application/octet-stream')], ['! media-type /meta']],
    [[field('metas', '{"a":1}'), field('metas', '{"a":2}')], { metas: [{ a: 1 }, { a: 2 }] }],
    [[field('metas', '{"a":1}', JSON_TYPE)], { metas: [{ a: 1 }] }],
    [[field('metas', '[{"a":1},{"a":2}]', JSON_TYPE)], { metas: [{ a: 1 }, { a: 2 }] }],
    [[field('metas', '{"a":1}', JSON_TYPE), field('metas', '{"a":2}')], { metas: [{ a: 1 }, { a: 2 }] }],
    [[field('metas', '{"a":1}', JSON_TYPE), field('metas', '{', JSON_TYPE)], ['! malformed /metas/1']],
    [[field('matrix', '[1,2]'), field('matrix', '[3]')], { matrix: [[1, 2], [3]] }],
    [[field('matrix', '[1,2]', JSON_TYPE)], { matrix: [[1, 2]] }],
    [[field('ages', '[1,2]', JSON_TYPE)], { ages: [1, 2] }],
    [[field('tags', '["a","b"]', JSON_TYPE)], { tags: ['a', 'b'] }],
    [[field('age', '7', JSON_TYPE)], { age: 7 }],
    [[field('age', '"7"', JSON_TYPE)], { age: '7' }],
    [[field('note', '"7"', JSON_TYPE)], { note: '7' }],
    [[field('note', '{"a":1}', JSON_TYPE)], { note: '{"a":1}' }],
    [[field('any', '{"a":1}', JSON_TYPE)], { any: { a: 1 } }],
    [[field('any', '{"a":1}')], { any: '{"a":1}' }],
    [[field('unknown', '{"a":1}', JSON_TYPE)], { unknown: { a: 1 } }],
  ])('%j is %j', async (parts, value) => {
    expect(await outcomes({ mediaType: formData(shape), body: bodyOf(...parts) })).toEqual(three(value));
  });

  test.each([
    ['__proto__', '{"x":1}'],
    ['__proto__', '[{"x":1}]'],
    ['constructor', '{"prototype":{"x":1}}'],
  ])('a part called %s that is %s is refused', async (name, text) => {
    const body = bodyOf(field(name, text, JSON_TYPE));
    expect(await outcomes({ mediaType: formData(shape), body })).toEqual(three(MALFORMED));
  });

  test.each([
    ['{"__proto__":{"x":1}}', ['! malformed /meta']],
    ['{"constructor":{"prototype":{"x":1}}}', MALFORMED],
    ['{"a":{"\\u005f_proto__":{"x":1}}}', ['! malformed /meta']],
    ['{"constructor":"Bauhaus"}', { meta: { constructor: 'Bauhaus' } }],
  ])('%s pollutes nothing', async (text, value) => {
    for (const type of [undefined, JSON_TYPE]) {
      const body = bodyOf(field('meta', text, type));
      expect(await outcomes({ mediaType: formData(shape), body })).toEqual(three(value));
    }
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('encodings', () => {
  test.each<[name: string, encoding: ReturnType<typeof sentAs>, parts: readonly string[], value: unknown]>([
    ['meta', sentAs('application/json'), [field('meta', '{"a":1}')], { meta: { a: 1 } }],
    ['meta', sentAs('application/json'), [field('meta', '{"a":1}', 'text/plain')], ['! media-type /meta']],
    ['note', sentAs('application/json'), [field('note', '"a"')], { note: 'a' }],
    ['note', sentAs('application/json'), [field('note', 'a')], ['! malformed /note']],
    ['ages', sentAs('application/json'), [field('ages', '[1]')], { ages: [1] }],
    ['ages', sentAs('application/json'), [field('ages', '1'), field('ages', '2')], { ages: [1, 2] }],
    ['note', sentAs('text/*'), [field('note', 'a', 'text/csv')], { note: 'a' }],
    ['note', sentAs('text/*'), [field('note', 'a', 'image/png')], ['! media-type /note']],
    ['note', sentAs('image/png'), [field('note', 'a', 'image/png')], { note: '<|image/png|1|a>' }],
    ['note', sentAs('*/*'), [field('note', 'a', 'x/y')], { note: '<|x/y|1|a>' }],
    [
      'photo',
      sentAs('image/png, image/*+xml'),
      [file('photo', 'p', 'a', 'image/PNG')],
      { photo: '<p|image/png|1|a>' },
    ],
    [
      'photo',
      sentAs('image/png, image/*+xml'),
      [file('photo', 'p', 'a', 'image/svg+xml')],
      { photo: '<p|image/svg+xml|1|a>' },
    ],
    [
      'photo',
      sentAs('image/png, image/*+xml'),
      [file('photo', 'p', 'a', 'image/gif')],
      ['! media-type /photo'],
    ],
    ['photo', sentAs('image/png'), [file('photo', 'p', 'a')], ['! media-type /photo']],
    [
      'photos',
      sentAs('image/*'),
      [file('photos', 'p', 'a', 'image/a'), file('photos', 'q', 'b', 'text/b')],
      ['! media-type /photos'],
    ],
    [
      'photo',
      { ...styled('form', true), contentType: 'image/png' },
      [file('photo', 'p', 'a', 'x/y')],
      { photo: '<p|x/y|1|a>' },
    ],
    ['tags', styled('form', false), [field('tags', 'a,b')], { tags: ['a', 'b'] }],
    ['tags', styled('pipeDelimited', false), [field('tags', 'a|b%7Cc')], { tags: ['a', 'b%7Cc'] }],
    ['ages', styled('spaceDelimited', false), [field('ages', '1 2')], { ages: [1, 2] }],
    ['ages', styled('form', true), [field('ages', '1'), field('ages', '2')], { ages: [1, 2] }],
    ['meta', styled('deepObject', true), [field('meta[a]', '1')], { meta: { a: 1 } }],
    ['meta', styled('form', true), [field('a', '1')], { meta: { a: 1 } }],
    ['meta', styled('form', false), [field('meta', 'a,1')], { meta: { a: 1 } }],
  ])('%s as %j: %j is %j', async (name, encoding, parts, value) => {
    const mediaType = formData(shape, { encoding: { [name]: encoding } });
    expect(await outcomes({ mediaType, body: bodyOf(...parts) })).toEqual(three(value));
  });

  test.each<[lines: string, value: unknown]>([
    ['X-Id: 7\r\n', { photo: '<p||1|a>' }],
    ['x-id: 7\r\nx-other: 1\r\n', { photo: '<p||1|a>' }],
    ['X-Id: seven\r\n', ['! type /photo']],
    ['', ['! required /photo']],
  ])('a header field %j of a part', async (lines, value) => {
    const header = {
      name: 'X-Id',
      in: 'header',
      pointer: '#/x',
      required: true,
      style: 'simple',
      explode: false,
      allowEmptyValue: false,
      schema: null,
      shape: integer,
      plain: true,
    } as const;
    const mediaType = formData(shape, { encoding: { photo: { ...sentAs('*/*'), headers: [header] } } });
    const body = bodyOf(lines + file('photo', 'p', 'a'));
    expect(await outcomes({ mediaType, body })).toEqual(three(value));
  });
});

describe('files', () => {
  test.each<[parts: readonly string[], value: unknown]>([
    [[file('photo', 'p.png', 'abc', 'image/png')], { photo: '<p.png|image/png|3|abc>' }],
    [[file('photo', 'p.png', '', 'image/png')], { photo: '<p.png|image/png|0|>' }],
    [[file('photo', '', '', 'application/octet-stream')], {}],
    [[file('photo', '', 'a')], { photo: '<||1|a>' }],
    [[field('photo', 'abc')], { photo: '<||3|abc>' }],
    [[field('photo', 'abc', 'image/png')], { photo: '<|image/png|3|abc>' }],
    [[file('photo', 'a', '1'), file('photo', 'b', '2')], ['! repeated /photo']],
    [[file('photos', 'a', '1')], { photos: ['<a||1|1>'] }],
    [[file('photos', 'a', '1'), file('photos', 'b', '2')], { photos: ['<a||1|1>', '<b||1|2>'] }],
    [[file('any', 'a', '1')], { any: '<a||1|1>' }],
    [[field('any', '1', 'image/png')], { any: '<|image/png|1|1>' }],
    [[field('any', '1', 'text/plain')], { any: '1' }],
    [[file('note', 'a', '1', 'image/png')], { note: '<a|image/png|1|1>' }],
    [[file('unknown', 'a', '1'), field('unknown', '2')], { unknown: ['<a||1|1>', '2'] }],
    [[file('age', 'blob', '7', 'text/plain')], { age: 7 }],
    [
      [field('any', '--c\r\n\r\nx\r\n--c--', 'multipart/mixed; boundary=c')],
      { any: '<|multipart/mixed|15|--c\r\n\r\nx\r\n--c-->' },
    ],
  ])('%j is %j', async (parts, value) => {
    expect(await outcomes({ mediaType: formData(shape), body: bodyOf(...parts) })).toEqual(three(value));
  });

  test.each<[disposition: string, name: string]>([
    ['filename="a b.txt"', 'a b.txt'],
    ['filename=a.txt', 'a.txt'],
    ['FileName="a.txt"', 'a.txt'],
    ['filename="/tmp/a.txt"', 'a.txt'],
    ['filename="../../etc/passwd"', 'passwd'],
    ['filename="C:\\dir\\a.txt"', 'a.txt'],
    ['filename="\\\\server\\a.txt"', 'a.txt'],
    ['filename=".."', ''],
    ['filename="dir/"', ''],
    ['filename="a\\"b%22c"', 'a"b"c'],
    ['filename="é.txt"', 'é.txt'],
    ['filename="a;b=c.txt"', 'a;b=c.txt'],
    ["filename*=UTF-8''%e2%82%ac.txt", '€.txt'],
    ["filename*=utf-8'de'..%2Fn%C3%A4me.txt", 'näme.txt'],
    ["filename*=iso-8859-1''%a3", '£'],
    ['filename="=?utf-8?B?4oKs?="; filename*=utf-8\'\'%e2%82%ac', '€'],
    ["filename*=utf-8''b; filename=a", 'b'],
  ])('%s is called %j', async (disposition, name) => {
    const part = `Content-Disposition: form-data; name=photo; ${disposition}\r\n\r\nabc`;
    const mediaType = formData(shape);
    expect(await outcomes({ mediaType, body: bodyOf(part) })).toEqual(three({ photo: `<${name}||3|abc>` }));
  });

  test.each([
    'filename="a\u0000b"',
    'filename="a\u007fb"',
    'filename="a\u0085b"',
    "filename*=utf-8''a%00b",
    "filename*=utf-8''a%0d%0ab",
    "filename*=utf-8''%ff",
    "filename*=utf-16''a",
    'filename*=a',
    'filename="a"; filename="b"',
    'filename="a',
    'filename=a b',
  ])('%j is malformed', async (disposition) => {
    const part = `Content-Disposition: form-data; name=photo; ${disposition}\r\n\r\nabc`;
    expect(await outcomes({ mediaType: formData(shape), body: bodyOf(part) })).toEqual(three(MALFORMED));
  });
});

const disposed = (value: string): string => `Content-Disposition: form-data; name="note"${value}`;

describe('what is malformed, and what is not', () => {
  test.each<[what: string, body: string | Uint8Array, value: unknown]>([
    ['nothing', '', MALFORMED],
    ['no part', '--b--', {}],
    ['no part, and a line break', '--b--\r\n', {}],
    ['text before the first part', `text\r\n--b\r\n${field('note', 'a')}\r\n--b--`, { note: 'a' }],
    ['text after the last part', `--b\r\n${field('note', 'a')}\r\n--b--\r\ntext\r\n--b\r\n`, { note: 'a' }],
    ['text right after the end', `--b\r\n${field('note', 'a')}\r\n--b--text`, MALFORMED],
    ['spaces before the boundary', '  --b--\r\n', MALFORMED],
    ['spaces after the boundary', `--b \t\r\n${field('note', 'a')}\r\n--b-- \t\r\n`, { note: 'a' }],
    ['very many of them', `--b${' '.repeat(1000)}\r\n${field('note', 'a')}\r\n--b--\r\n`, MALFORMED],
    ['text after the boundary', `--bc\r\n${field('note', 'a')}\r\n--b--\r\n`, MALFORMED],
    [
      'a boundary in the content that goes on',
      `--b\r\n${field('note', 'a\r\n--bc')}\r\n--b--\r\n`,
      MALFORMED,
    ],
    ['one dash after the boundary', `--b\r\n${field('note', 'a')}\r\n--b-\r\n`, MALFORMED],
    ['no end', `--b\r\n${field('note', 'a')}`, MALFORMED],
    ['an end without its last dash', `--b\r\n${field('note', 'a')}\r\n--b-`, MALFORMED],
    ['bare line feeds', `--b\n${field('note', 'a').replaceAll('\r', '')}\n--b--\n`, MALFORMED],
    [
      'a delimiter after a bare line feed',
      `--b\r\n${field('note', 'a\n--b')}\r\n--b--\r\n`,
      { note: 'a\n--b' },
    ],
    ['nothing between delimiters', `--b\r\n--b\r\n--b\r\n${field('note', 'a')}\r\n--b--\r\n`, { note: 'a' }],
    ['a part without content', `--b\r\n${disposed('')}\r\n\r\n--b--\r\n`, { note: '' }],
    ['a part with empty content', `--b\r\n${disposed('')}\r\n\r\n\r\n--b--\r\n`, { note: '' }],
    ['header fields that a delimiter ends', `--b\r\n${disposed('')}\r\n--b--\r\n`, MALFORMED],
    [
      'the same, and parts after it',
      `--b\r\n${disposed('')}\r\n--b\r\n${field('note', 'a')}\r\n--b--\r\n`,
      MALFORMED,
    ],
    ['no header fields, which is no field', bodyOf('\r\na', field('note', 'b')), { note: 'b' }],
    ['no disposition, which is no field', bodyOf('X: y\r\n\r\na'), {}],
    ['an empty disposition, which is no field', bodyOf('Content-Disposition: \r\n\r\na'), {}],
    ['another disposition', bodyOf('Content-Disposition: attachment; name=note\r\n\r\na'), MALFORMED],
    ['no name', bodyOf('Content-Disposition: form-data\r\n\r\na'), MALFORMED],
    ['two names', bodyOf(`${disposed('; name=b')}\r\n\r\na`), MALFORMED],
    ['two dispositions', bodyOf(`${disposed('')}\r\n${disposed('')}\r\n\r\na`), MALFORMED],
    [
      'two types',
      bodyOf(`${disposed('')}\r\nContent-Type: text/plain\r\nContent-Type: a/b\r\n\r\na`),
      MALFORMED,
    ],
    ['an empty type', bodyOf(field('note', 'a', '')), { note: 'a' }],
    ['a type that is none', bodyOf(field('note', 'a', '%%%')), MALFORMED],
    ['a semicolon at the end', bodyOf(`${disposed(';')}\r\n\r\na`), { note: 'a' }],
    ['an unknown parameter', bodyOf(`${disposed('; x="1"; y=2')}\r\n\r\na`), { note: 'a' }],
    ['a name in capitals', bodyOf('CONTENT-DISPOSITION:FORM-DATA;NAME=note\r\n\r\na'), { note: 'a' }],
    ['a folded field', bodyOf('Content-Disposition: form-data;\r\n\tname=note\r\n\r\na'), { note: 'a' }],
    ['a line without a colon', bodyOf(`${disposed('')}\r\nbad\r\n\r\na`), MALFORMED],
    ['a line without a name', bodyOf(`${disposed('')}\r\n: bad\r\n\r\na`), MALFORMED],
    ['a space before the colon', bodyOf(`${disposed('')}\r\nX : bad\r\n\r\na`), MALFORMED],
    ['a bare line feed in a field', bodyOf(`${disposed('')}\r\nX: a\nY: b\r\n\r\na`), MALFORMED],
    ['a bare return in a field', bodyOf(`${disposed('')}\r\nX: a\rY: b\r\n\r\na`), MALFORMED],
    [
      'NUL after very many spaces',
      bodyOf(`${disposed('')}\r\nX:${' '.repeat(16_000)}\u0000\r\n\r\na`),
      MALFORMED,
    ],
    ['NUL in a field', bodyOf(`${disposed('')}\r\nX: a\u0000\r\n\r\na`), MALFORMED],
    ['a field that is no UTF-8', latin1(`--b\r\n${disposed('')}\r\nX: \xff\r\n\r\na\r\n--b--`), MALFORMED],
    ['a text that is no UTF-8', latin1(`--b\r\n${field('note', '\xff')}\r\n--b--`), MALFORMED],
    [
      'a text in its charset',
      latin1(`--b\r\n${field('note', '\xe9', 'text/plain; charset=ISO-8859-1')}\r\n--b--`),
      { note: 'é' },
    ],
    [
      'a text in an unknown charset',
      bodyOf(field('note', 'a', 'text/plain; charset=foo')),
      ['! charset /note'],
    ],
    [
      'JSON in a charset, which it has not',
      latin1(`--b\r\n${field('meta', '{"\xe9":1}', 'application/json; charset=latin1')}\r\n--b--`),
      MALFORMED,
    ],
    [
      'a file in base64',
      bodyOf(`Content-Transfer-Encoding: base64\r\n${file('photo', 'p', 'YQ==')}`),
      MALFORMED,
    ],
    [
      'a text in base64',
      bodyOf(`Content-Transfer-Encoding: base64\r\n${field('note', 'YQ==')}`),
      { note: 'YQ==' },
    ],
    [
      'a file in 8bit',
      bodyOf(`Content-Transfer-Encoding: 8bit\r\n${file('photo', 'p', 'a')}`),
      { photo: '<p||1|a>' },
    ],
  ])('%s', async (_, body, value) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    expect(await outcomes({ mediaType: formData(shape), body: bytes })).toEqual(three(value));
  });

  test.each<[contentType: string, value: unknown]>([
    ['multipart/form-data; boundary=b', { note: 'a' }],
    ['Multipart/Form-Data; charset=utf-8; Boundary="b"', { note: 'a' }],
    ['multipart/form-data', MALFORMED],
    ['multipart/form-data; boundary=', MALFORMED],
    ['multipart/form-data; boundary=""', MALFORMED],
    ['multipart/form-data; boundary="b "', MALFORMED],
    ['multipart/form-data; boundary=c', MALFORMED],
    ['multipart/form-data; boundary=b; boundary=c', MALFORMED],
    ['multipart/form-data; boundary=c; boundary=b', MALFORMED],
    [`multipart/form-data; boundary=${'b'.repeat(71)}`, MALFORMED],
    ['text/plain; boundary=b', MALFORMED],
    ['', MALFORMED],
  ])('of type %j', async (contentType, value) => {
    const body = bodyOf(field('note', 'a'));
    expect(await outcomes({ mediaType: formData(shape), body, contentType })).toEqual(three(value));
  });

  test('a boundary of 70 characters', async () => {
    const boundary = 'b'.repeat(70);
    const body = Buffer.from(`--${boundary}\r\n${field('note', 'a\r\n--b')}\r\n--${boundary}--`);
    const contentType = `multipart/form-data; boundary=${boundary}`;
    expect(await outcomes({ mediaType: formData(shape), body, contentType })).toEqual(
      three({ note: 'a\r\n--b' }),
    );
  });
});

describe('limits', () => {
  const long = (bytes: number): string => 'x'.repeat(bytes);
  test.each<[what: string, limits: Given['limits'], parts: readonly string[], value: unknown]>([
    ['a file at its limit', { file: 5 }, [file('photo', 'p', long(5))], { photo: '<p||5|xxxxx>' }],
    ['a file over it', { file: 5 }, [file('photo', 'p', long(6))], TOO_LARGE],
    [
      'two files at it',
      { file: 5 },
      [file('photos', 'p', '12345'), file('photos', 'q', '1')],
      { photos: ['<p||5|12345>', '<q||1|1>'] },
    ],
    [
      'texts at their limit',
      { text: 5 },
      [field('note', '123'), field('tags', '45')],
      { note: '123', tags: ['45'] },
    ],
    ['texts over it', { text: 5 }, [field('note', '123'), field('tags', '456')], TOO_LARGE],
    [
      'texts and a file',
      { text: 5 },
      [field('note', '123'), file('photo', 'p', '12345678')],
      { note: '123', photo: '<p||8|12345678>' },
    ],
    ['parts at their limit', { parts: 2 }, [field('note', 'a'), field('age', '1')], { note: 'a', age: 1 }],
    ['parts over it', { parts: 2 }, [field('note', 'a'), field('age', '1'), field('age', '1')], TOO_LARGE],
    ['none at all', { parts: 0, file: 0, text: 0 }, [], {}],
    ['header fields of 16 KiB', {}, [`X: ${long(15_000)}\r\n${field('note', 'a')}`], { note: 'a' }],
    ['header fields of more', {}, [`X: ${long(17_000)}\r\n${field('note', 'a')}`], MALFORMED],
    ['64 header fields', {}, [`${'X: y\r\n'.repeat(63)}${field('note', 'a')}`], { note: 'a' }],
    ['more of them', {}, [`${'X: y\r\n'.repeat(64)}${field('note', 'a')}`], MALFORMED],
    ['a name of 1 KiB', {}, [field(long(1024), 'a')], { [long(1024)]: 'a' }],
    ['a longer name', {}, [field(long(1025), 'a')], MALFORMED],
  ])('%s', async (_, limits, parts, value) => {
    const body = bodyOf(...parts);
    expect(await outcomes({ mediaType: formData(shape), body, ...(limits && { limits }) })).toEqual(
      three(value),
    );
  });

  test('header fields without an end are refused before they are held', async () => {
    const body = Buffer.from(`--b\r\nX: ${long(17_000)}`);
    expect(await outcomes({ mediaType: formData(shape), body })).toEqual(three(MALFORMED));
  });

  test('a problem says what the limit is', async () => {
    const { result } = await readBody({
      mediaType: formData(shape),
      body: bodyOf(file('photo', 'p', '123456')),
      limits: { file: 5 },
    });
    expect(result).toMatchObject({ detail: 'A file may have 5 bytes at most.' });
  });
});

describe('checks', () => {
  test('see files as texts of as many characters', async () => {
    const { sizeOf } = await import('../../src/http/sized.ts');
    const large = Buffer.alloc(100_000, 0xff);
    const body = bodyOf(
      Buffer.concat([Buffer.from(file('photos', 'a', '', 'image/png')), Buffer.from([0, 0x80, 0xff])]),
      Buffer.concat([Buffer.from(file('photos', 'b', '')), large]),
      field('age', '7'),
    );
    const { result } = await readBody({ mediaType: formData(shape), body });
    if (!('value' in result)) throw result;
    const { photos, age } = result.checkable as { photos: string[]; age: number };
    expect([age, photos[0], sizeOf(photos[1] ?? '')]).toEqual([7, '\u0000\u0080\u00ff', 100_000]);
    await result.close();
  });
});

describe('other kinds of multipart', () => {
  const mixed = (
    parts: readonly string[],
    given: Partial<Given['mediaType']> & { shape?: Shape },
  ): Given => ({
    mediaType: { type: 'multipart/mixed', pointer: '#', schema: '#/schema', ...given },
    body: bodyOf(...parts),
    contentType: 'multipart/mixed; boundary=b',
  });
  const typed = (type: string, content: string): string => `Content-Type: ${type}\r\n\r\n${content}`;

  test.each<[what: string, given: Given, value: unknown]>([
    [
      'no schema',
      mixed([typed('application/json', '{"a":1}'), '\r\ntext', typed('image/png', 'x')], {}),
      [{ a: 1 }, 'text', '<|image/png|1|x>'],
    ],
    [
      'an array',
      mixed(['\r\n1', typed('text/plain', '2'), typed('application/json', '3')], { shape: list(integer) }),
      [1, 2, 3],
    ],
    ['an array with a bad item', mixed(['\r\n1', '\r\nx'], { shape: list(integer) }), ['! type /1']],
    [
      'an array of objects',
      mixed([typed('application/json', '{"a":1}'), '\r\n{"a":2}'], { shape: list(record({ a: integer })) }),
      [{ a: 1 }, { a: 2 }],
    ],
    ['an array of arrays', mixed([typed('application/json', '[1]')], { shape: list(list(integer)) }), [[1]]],
    [
      'an array of files',
      mixed([typed('image/png', 'x'), '\r\ny'], { shape: list(binary) }),
      ['<|image/png|1|x>', '<||1|y>'],
    ],
    [
      'items by their places',
      mixed([typed('application/json', '{"a":1}'), typed('image/png', 'x'), '\r\n7'], {
        shape: { types: ['array'], prefixItems: [record({ a: integer }), binary], items: integer },
      }),
      [{ a: 1 }, '<|image/png|1|x>', 7],
    ],
    [
      'encodings by their places',
      mixed([typed('application/json', '1'), typed('text/plain', 'x'), typed('text/csv', 'y')], {
        prefixEncoding: [sentAs('application/json'), sentAs('image/*')],
        itemEncoding: sentAs('text/csv'),
      }),
      ['! media-type /1'],
    ],
    [
      'an encoding of all items',
      mixed([typed('text/csv', 'x'), typed('text/csv', 'y')], { itemEncoding: sentAs('text/csv') }),
      ['x', 'y'],
    ],
    [
      'an object',
      mixed([field('age', '7'), 'Content-Disposition: attachment; name=note\r\n\r\nx'], { shape }),
      { age: 7, note: 'x' },
    ],
    ['an object and a part without a name', mixed(['\r\nx'], { shape }), MALFORMED],
    ['no part', mixed([], { shape: list(integer) }), []],
    [
      'a form whose parts go by their places',
      {
        mediaType: formData(list(integer), { itemEncoding: sentAs('text/plain') }),
        body: bodyOf(field('a', '1'), field('a', '2')),
      },
      [1, 2],
    ],
    [
      'the same, and a part without a name',
      { mediaType: formData(list(integer), { itemEncoding: sentAs('text/plain') }), body: bodyOf('\r\n1') },
      MALFORMED,
    ],
    [
      'a form under a range',
      { mediaType: { type: 'multipart/*', pointer: '#', schema: null }, body: bodyOf(field('a', '1')) },
      { a: '1' },
    ],
  ])('%s', async (_, given, value) => {
    expect(await outcomes(given)).toEqual(three(value));
  });
});

interface Case {
  readonly what: string;
  readonly boundary: string;
  readonly partsBase64: readonly string[];
  readonly shouldError?: string;
  readonly expected: readonly (readonly [kind: string, name: string, ...more: readonly unknown[]])[];
}

const STREAM = 'application/octet-stream';

/** Where we are stricter than busboy on purpose, and where a case sets options that we have not. */
const OURS: Readonly<Record<number, unknown>> = {
  3: TOO_LARGE,
  12: {
    upload_file_0: `<1k_a.dat|${STREAM}|26`,
    upload_file_1: `<1k_b.dat|${STREAM}|26`,
    upload_file_2: `<1k_c.dat|${STREAM}|26`,
  },
  14: { upload_file_0: '<blob|application/json|26' },
  15: { upload_file_0: '<blob|application/json|26', file: `<näme.txt|${STREAM}|26` },
  16: { upload_file_0: '<blob|application/json|26', file: `<näme.txt|${STREAM}|26` },
  // Without a schema, what is sent as JSON is read as JSON.
  19: { cont: {} },
};

/** Cases in which busboy leaves out parts because of its options. */
const LEFT_OUT: Readonly<Record<number, number>> = { 5: 1, 6: 1, 8: 1, 9: 1, 10: 2 };

const expectedOf = ({ expected, shouldError }: Case): unknown =>
  shouldError === undefined
    ? Object.fromEntries(
        expected.map(([kind, name, content, , fileName, , type]) => [
          name,
          kind === 'field' ? content : `<${fileName}|${type}|${content}`,
        ]),
      )
    : MALFORMED;

/** Files without their text. */
const withoutText = (outcome: unknown): unknown =>
  typeof outcome === 'string'
    ? outcome
    : Object.fromEntries(
        Object.entries(outcome as object).map(([name, value]: [string, unknown]) => [
          name,
          typeof value === 'string' && value.startsWith('<') ? value.slice(0, value.lastIndexOf('|')) : value,
        ]),
      );

describe.skipIf(!here)(titled("busboy's own cases"), () => {
  const { cases } = here
    ? (readJson('external/multipart-busboy.json') as { cases: readonly Case[] })
    : { cases: [] };

  test('are all there', () => expect(cases).toHaveLength(26));

  test.each(cases.map((one, index) => [index, one.what, one] as const))('%i %s', async (index, _, one) => {
    const bytes = Buffer.concat(one.partsBase64.map((part) => Buffer.from(part, 'base64')));
    // The vectors hold this body, which says that it is UTF-8, in Latin-1.
    const body = index === 21 ? Buffer.from(bytes.toString('latin1')) : bytes;
    const contentType = `multipart/form-data; boundary=${one.boundary}`;
    const limits = index === 3 ? { file: 13, text: 5 } : {};
    const [outcome, ...others] = (await outcomes({ mediaType: formData(), body, contentType, limits })).map(
      withoutText,
    );
    expect(others).toEqual([outcome, outcome]);
    const more = LEFT_OUT[index];
    if (more === undefined) return expect(outcome).toEqual(OURS[index] ?? expectedOf(one));
    expect(outcome).toMatchObject(expectedOf(one) as object);
    expect(Object.keys(outcome as object)).toHaveLength(one.expected.length + more);
  });

  test('21 in Latin-1, which it does not say that it is', async () => {
    const { boundary = '', partsBase64 = [] } = cases[21] ?? {};
    const body = Buffer.concat(partsBase64.map((part) => Buffer.from(part, 'base64')));
    const contentType = `multipart/form-data; boundary=${boundary}`;
    expect(await outcomes({ mediaType: formData(), body, contentType })).toEqual(three(MALFORMED));
  });
});
