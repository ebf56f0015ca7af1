import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { bind, reply } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

async function ask(types: readonly string[] | null, value: unknown, method = 'GET') {
  const errors: unknown[] = [];
  const content = Object.fromEntries((types ?? []).map((type) => [type, {}]));
  const responses = types === null ? {} : { 200: { description: 'ok', content } };
  const api = await bind(
    documentOf({ '/a': { get: { operationId: 'a', responses } } }),
    { a: () => value },
    { onError: (error) => errors.push(error) },
  );
  const answer = await inject(api, { url: '/a', method });
  const { 'content-type': type, 'content-length': length } = answer.headers;
  return { status: answer.status, type, length, text: answer.text, headers: answer.headers, errors };
}

const PNG = ['image/png'];
const OCTETS = 'application/octet-stream';

async function* pieces(...of: readonly unknown[]): AsyncGenerator<unknown> {
  yield* of;
}

const view = new DataView(Uint8Array.from([64, 65, 66, 67]).buffer, 1, 2);
const shared = new Uint8Array(new SharedArrayBuffer(1)).fill(65).buffer;

describe('bytes and streams are sent as they are', () => {
  // biome-ignore format: a table
  test.each<[what: string, types: readonly string[] | null, value: () => unknown, type: string, text: string, length: string | undefined]>([
    ['a buffer',               PNG,                  () => Buffer.from('AB'),                    'image/png', 'AB', '2'],
    ['an Uint16Array',         PNG,                  () => Uint16Array.of(0x4241),               'image/png', 'AB', '2'],
    ['a DataView',             PNG,                  () => view,                                 'image/png', 'AB', '2'],
    ['an ArrayBuffer',         null,                 () => Uint8Array.of(65).buffer,             OCTETS,      'A',  '1'],
    ['a SharedArrayBuffer',    null,                 () => shared,                               OCTETS,      'A',  '1'],
    ['a blob',                 PNG,                  () => new Blob(['AB']),                     'image/png', 'AB', '2'],
    ['a blob of its own type', null,                 () => new Blob(['AB'], { type: 'image/gif' }), 'image/gif', 'AB', '2'],
    ['a blob of a type that is declared', ['image/png', 'image/gif'], () => new Blob(['AB'], { type: 'image/gif' }), 'image/gif', 'AB', '2'],
    ['a blob of a type in a range', ['image/*'],     () => new Blob(['AB'], { type: 'image/gif' }), 'image/gif', 'AB', '2'],
    ['a blob of another type', PNG,                  () => new Blob(['AB'], { type: 'image/gif' }), 'image/png', 'AB', '2'],
    ['a file',                 null,                 () => new File(['AB'], 'a', { type: 'image/gif' }), 'image/gif', 'AB', '2'],
    ['a web stream',           PNG,                  () => new Blob(['AB']).stream(),            'image/png', 'AB', undefined],
    ['a web stream of texts',  PNG,                  () => ReadableStream.from(['A', 'B']),      'image/png', 'AB', undefined],
    ['a stream of Node',       PNG,                  () => Readable.from([Buffer.from('AB')]),   'image/png', 'AB', undefined],
    ['an iterable of bytes',   PNG,                  () => pieces(Buffer.from('A'), Uint8Array.of(66)), 'image/png', 'AB', undefined],
    ['an iterable of texts',   ['text/csv'],         () => pieces('é', ';b'),                    'text/csv',  'é;b', undefined],
    ['an iterable of nothing', PNG,                  () => pieces(),                             'image/png', '',   undefined],
    ['a buffer in a reply',    PNG,                  () => reply(200, Buffer.from('A'), { contentType: 'image/gif' }), 'image/gif', 'A', '1'],
    ['a blob in a reply',      PNG,                  () => reply(200, new Blob(['A'], { type: 'image/gif' }), { contentType: 'text/x' }), 'text/x', 'A', '1'],
  ])('%s', async (_, types, value, type, text, length) => {
    expect(await ask(types, value())).toMatchObject({ status: 200, type, text, length, errors: [] });
  });

  test('HEAD has the length of a blob', async () => {
    expect(await ask(PNG, new Blob(['AB']), 'HEAD')).toMatchObject({ length: '2', text: '' });
  });
});

const withCookies = (): Response => {
  const response = new Response('AB', { status: 201, headers: { etag: '"1"', 'content-type': 'text/css' } });
  response.headers.append('set-cookie', 'a=1');
  response.headers.append('set-cookie', 'b=2');
  return response;
};

describe('a Response of the Fetch standard', () => {
  // biome-ignore format: a table
  test.each<[what: string, value: () => unknown, status: number, type: string | undefined, text: string]>([
    ['of a text',          () => new Response('é'),                             200, 'text/plain;charset=UTF-8', 'é'],
    ['of JSON',            () => Response.json({ a: 1 }, { status: 202 }),      202, 'application/json',         '{"a":1}'],
    ['of bytes',           () => new Response(Uint8Array.of(65)),               200, 'image/png',                'A'],
    ['without a body',     () => new Response(null, { status: 404 }),           404, undefined,                  ''],
    ['that has none ever', () => new Response(null, { status: 204 }),           204, undefined,                  ''],
    ['that leads on',      () => Response.redirect('http://a.example/b', 302),  302, undefined,                  ''],
    ['with header fields', withCookies,                                         201, 'text/css',                 'AB'],
  ])('%s', async (_, value, status, type, text) => {
    expect(await ask(PNG, value())).toMatchObject({ status, type, text, errors: [] });
  });

  test('keeps its header lines apart', async () => {
    const api = await bind(documentOf({ '/a': { get: { operationId: 'a', responses: {} } } }), {
      a: withCookies,
    });
    const answer = await api.handle({ method: 'GET', url: '/a', headers: {} });
    expect(answer?.headers).toEqual(
      expect.arrayContaining([
        ['etag', '"1"'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ]),
    );
  });

  test('that was read already is an error of the API', async () => {
    const read = new Response('a');
    await read.text();
    const answer = await ask(PNG, read);
    expect(answer.status).toBe(500);
    expect(String(answer.errors)).toContain('has been read already');
  });

  test('that is an error is one of the API too', async () => {
    expect(await ask(PNG, Response.error())).toMatchObject({ status: 500, errors: [expect.any(TypeError)] });
  });
});

describe('a charset', () => {
  // biome-ignore format: a table
  test.each<[charset: string, text: string, length: string | null]>([
    ['utf-8',      'é☃',  '5'],
    ['UTF-8',      'é☃',  '5'],
    ['utf-16le',   'é☃',  '4'],
    ['iso-8859-1', 'é',   '1'],
    ['latin1',     'é',   '1'],
    ['us-ascii',   'e',   '1'],
    ['iso-8859-1', '☃',   null],
    ['us-ascii',   'é',   null],
    ['ebcdic',     'a',   null],
  ])('%s of %s', async (charset, text, length) => {
    for (const value of [
      reply(200, text, { contentType: 'text/plain', charset }),
      { HttpStatusCode: 200, Content: text, ContentType: 'text/plain', ContentEncoding: charset },
      reply(200, text, { contentType: `text/plain; charset=${charset}` }),
    ]) {
      const answer = await ask(PNG, value);
      expect(answer.status).toBe(length === null ? 500 : 200);
      if (length !== null) expect(answer.length).toBe(length);
      expect(answer.errors).toHaveLength(length === null ? 1 : 0);
    }
  });
});

describe('an object with HttpStatusCode and Content', () => {
  // biome-ignore format: a table
  test.each<[value: object, type: string | undefined, text: string]>([
    [{ ContentType: 'application/json', ContentEncoding: 'UTF-8', Content: '{"a":1}' },                'application/json; charset=utf-8', '{"a":1}'],
    [{ ContentType: 'application/json; charset=utf-8', ContentEncoding: 'utf-8', Content: 'a' },       'application/json; charset=utf-8', 'a'],
    [{ ContentType: 'application/json', Content: { a: 1n } },                                          'application/json',                '{"a":1}'],
    [{ ContentType: 'application/problem+json', Content: [1] },                                        'application/problem+json',        '[1]'],
    [{ ContentType: 'image/gif', Content: Buffer.from('A') },                                          'image/gif',                       'A'],
    [{ Content: { a: 1 } },                                                                            'application/json',                '{"a":1}'],
    [{ Content: null },                                                                                undefined,                         ''],
    [{ ContentType: 'text/css', HttpHeaders: [{ Key: 'Content-Type', Value: 'text/html' }], Content: 'a' }, 'text/css',                   'a'],
    [{ HttpHeaders: { 'content-length': 99 }, Content: 'a' },                                          'text/plain; charset=utf-8',       'a'],
  ])('%o', async (value, type, text) => {
    const answer = await ask(PNG, { HttpStatusCode: 200, ...value });
    expect(answer).toMatchObject({ status: 200, type, text, errors: [] });
    expect(answer.headers['content-encoding']).toBeUndefined();
  });

  // biome-ignore format: a table
  test.each<[headers: unknown, lines: [string, string][]]>([
    [[{ Key: 'Set-Cookie', Value: 'a=1' }, { Key: 'Set-Cookie', Value: 'b=2' }], [['set-cookie', 'a=1'], ['set-cookie', 'b=2']]],
    [[{ key: 'x-a', value: '1' }, ['x-b', '2']],                                 [['x-a', '1'], ['x-b', '2']]],
    [{ 'x-b': '2', 'x-a': ['1', '3'] },                                          [['x-b', '2'], ['x-a', '1'], ['x-a', '3']]],
    [null,                                                                       []],
  ])('with header fields %j', async (headers, lines) => {
    const api = await bind(documentOf({ '/a': { get: { operationId: 'a', responses: {} } } }), {
      a: () => ({ HttpStatusCode: 200, Content: 'a', HttpHeaders: headers }),
    });
    const answer = await api.handle({ method: 'GET', url: '/a', headers: {} });
    expect(answer?.headers.filter(([name]) => !name.startsWith('content-'))).toEqual(lines);
  });
});
