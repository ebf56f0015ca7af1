import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type BindOptions, bind, type Process, type ProcessEntry, reply } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';
import { here, readJson } from './corpus.ts';

interface Row {
  readonly area: string;
  readonly id: string;
}

const AREAS = ['path', 'prototype-pollution', 'parameter-pollution', 'limits', 'body'];

const NODE = 'test/doors/node.test.ts';
const SERVER = 'test/corpus/robustness-door.test.ts';

/** Rows that are not tested here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'headers-16k': NODE,
  'url-16k': NODE,
  'slow-headers': SERVER,
  'slow-read': NODE,
  'abort-before-answer': NODE,
  'pipelining-100': NODE,
  'conn-1000': SERVER,
  'document: property named __proto__ in a schema': 'test/corpus/hostile-documents.test.ts',
  'document: x-extension with __proto__': 'test/corpus/hostile-documents.test.ts',
};

const body = (content: object, required = true): object => ({ requestBody: { required, content } });

const color = { name: 'color', in: 'query', style: 'deepObject', schema: { type: 'object' } };

const CAT = { required: ['kind'], properties: { kind: { const: 'cat' } } };
const DOG = { required: ['kind'], properties: { kind: { const: 'dog' } } };

const ANIMAL = { type: 'object', oneOf: [CAT, DOG], discriminator: { propertyName: 'kind' } };

const DOCUMENT = documentOf(
  {
    '/plain': { get: operation('plain') },
    '/files/{x}': { get: operation('file', { parameters: [pathParameter('x', { type: 'string' })] }) },
    '/header/{x}': { get: operation('header', { parameters: [pathParameter('x', { type: 'string' })] }) },
    '/admin': { get: operation('admin') },
    '/query': { get: operation('query', { parameters: [color] }) },
    '/cookie': { get: operation('cookie', { parameters: [{ name: 'a', in: 'cookie', schema: {} }] }) },
    '/secret': { get: operation('secret', { security: [{ token: [] }] }) },
    '/https': { post: operation('https', { security: [{ token: [] }], ...jsonBody({}) }) },
    '/any': { post: operation('any', jsonBody({}, false)) },
    '/number': { post: operation('number', jsonBody({ type: 'number' })) },
    '/boolean': { post: operation('boolean', jsonBody({ type: ['boolean', 'null'] })) },
    '/numbers': { post: operation('numbers', jsonBody({ type: 'array', items: { type: 'number' } })) },
    '/strict': {
      post: operation('strict', jsonBody({ properties: { a: {} }, additionalProperties: false })),
    },
    '/upload': {
      post: operation(
        'upload',
        body({
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: { note: { type: 'string' }, photo: { type: 'string', format: 'binary' } },
            },
          },
        }),
      ),
    },
    '/xml': { post: operation('xml', body({ 'application/xml': { schema: {} } })) },
    '/read-only': {
      post: operation('readOnly', jsonBody({ type: 'object', properties: { id: { readOnly: true } } })),
    },
    '/animal': { post: operation('animal', jsonBody(ANIMAL)) },
    '/defaults': {
      post: operation('defaults', jsonBody({ type: 'object', properties: { tags: { default: ['new'] } } })),
    },
    '/range': { post: operation('range', body({ 'application/*': {} })) },
    '/gzip': { post: operation('gzip', jsonBody({})) },
    '/text': { post: operation('text', body({ 'text/plain': {} })) },
    '/form': {
      post: operation('form', {
        parameters: [{ name: 'id', in: 'query', schema: { type: 'integer' } }],
        ...body({
          'application/x-www-form-urlencoded': { schema: { properties: { id: { type: 'integer' } } } },
        }),
      }),
    },
  },
  { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } },
);

const echo: Process = ({ operation: { id }, path, query, cookies, body: content, http }) => ({
  id,
  path,
  query,
  cookies,
  body: content,
  http: { method: http.method, clientIp: http.clientIp, protocol: http.protocol },
});

const PROCESSES: Record<string, Process | ProcessEntry> = {
  ...Object.fromEntries(
    Object.values(Object(DOCUMENT).paths as Record<string, Record<string, { operationId: string }>>)
      .flatMap((item) => Object.values(item))
      .map(({ operationId }) => [operationId, echo]),
  ),
  gzip: { process: echo, contentEncodings: ['gzip'] },
  https: { process: echo, protocols: 'https' },
  header: ({ path }) => reply(200, {}, { headers: { 'x-echo': String(path['x']) } }),
};

const errors: unknown[] = [];

const OPTIONS: BindOptions = {
  authenticators: { token: () => ({ name: 'caller' }) },
  onError: (error) => errors.push(error),
};

const post = (url: string, text: Injection['body'], contentType?: string): Injection => ({
  method: 'POST',
  url,
  headers: contentType === undefined ? {} : { 'content-type': contentType },
  body: text,
});

const json = (url: string, text: string): Injection => post(url, text, 'application/json');
const form = (url: string, text: string): Injection => post(url, text, 'application/x-www-form-urlencoded');

const MIB = 1024 * 1024;

const part = (head: string, text: string): string =>
  `--b\r\ncontent-disposition: form-data; ${head}\r\n\r\n${text}\r\n`;

const upload = (...parts: readonly string[]): Injection =>
  post('/upload', `${parts.join('')}--b--\r\n`, 'multipart/form-data; boundary=b');

async function* pieces(length: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < length; sent += 65_536) yield Buffer.alloc(Math.min(65_536, length - sent), ' ');
}

const BOMB = gzipSync(Buffer.alloc(20 * MIB, ' '));

const withHeaders = (injection: Injection, headers: Injection['headers']): Injection => ({
  ...injection,
  headers: { ...injection.headers, ...headers },
});

const refused = (code: string): object => ({ code });

const CASES: readonly (readonly [id: string, request: Injection, status: number, json: object])[] = [
  [
    'traversal-encoded',
    { url: '/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd' },
    200,
    { path: { x: '../../etc/passwd' } },
  ],
  ['backslash', { url: '/files/..\\..\\etc' }, 200, { path: { x: '..\\..\\etc' } }],
  ['crlf-path', { url: '/files/a%0d%0aSet-Cookie:x' }, 200, { path: { x: 'a\r\nSet-Cookie:x' } }],
  ['crlf-path', { url: '/header/a%0d%0aSet-Cookie:x' }, 500, {}],
  ['dot', { url: '/files/.' }, 200, { path: { x: '.' } }],
  ['dot', { url: '/files/..' }, 200, { path: { x: '..' } }],
  ['fullwidth-slash', { url: '/files/%EF%BC%8F' }, 200, { path: { x: '／' } }],
  ['bad-percent', { url: '/files/%zz' }, 400, refused('url-malformed')],
  ['case-bypass', { url: '/ADMIN' }, 404, refused('route-not-found')],
  [
    'method-override',
    { url: '/admin', headers: { 'X-HTTP-Method-Override': 'DELETE' } },
    200,
    { id: 'admin', http: { method: 'GET' } },
  ],
  [
    'x-forwarded',
    {
      url: '/admin',
      headers: {
        'x-forwarded-for': '1.2.3.4',
        'x-forwarded-proto': 'https',
        forwarded: 'for=1.2.3.4;proto=https',
      },
    },
    200,
    { http: { clientIp: '127.0.0.1', protocol: 'http' } },
  ],

  ['http-403', json('/https', '{'), 403, refused('protocol-not-allowed')],

  ['query ?__proto__[polluted]=1', { url: '/query?__proto__[polluted]=1' }, 200, { query: { color: null } }],
  [
    'deepObject color[constructor][prototype][polluted]=1',
    { url: '/query?color[constructor][prototype][polluted]=1' },
    200,
    { query: { color: { constructor: { prototype: { polluted: '1' } } } } },
  ],
  [
    'cookie __proto__=1',
    { url: '/cookie', headers: { cookie: '__proto__=1' } },
    200,
    { cookies: { a: null } },
  ],
  [
    'JSON body {"__proto__":{"polluted":1}}',
    json('/any', '{"__proto__":{"polluted":1}}'),
    400,
    refused('body-malformed'),
  ],
  ['urlencoded __proto__[polluted]=1', form('/form', '__proto__[polluted]=1'), 200, {}],
  [
    'merge of defaults into a body with __proto__',
    json('/strict', '{"a":{"__proto__":{"polluted":1}}}'),
    400,
    refused('body-malformed'),
  ],

  ['hpp-split', form('/form?id=1', 'id=2'), 200, { query: { id: 1 }, body: { id: 2 } }],
  ['cookie-dup', { url: '/cookie', headers: { cookie: 'a=1; a=2' } }, 200, { cookies: { a: '1' } }],
  [
    'auth-dup',
    { url: '/secret', headers: { authorization: ['Bearer a', 'Bearer b'] } },
    401,
    refused('credentials-invalid'),
  ],

  ['body-limit', json('/any', ' '.repeat(MIB + 1)), 413, refused('body-too-large')],
  ['body-limit', post('/any', pieces(MIB + 1), 'application/json'), 413, refused('body-too-large')],
  [
    'body-limit-lie',
    withHeaders(json('/any', '[1, 2]'), { 'content-length': '3' }),
    400,
    refused('body-malformed'),
  ],
  [
    'body-limit-lie',
    withHeaders(post('/any', pieces(10), 'application/json'), { 'content-length': '3' }),
    400,
    refused('body-malformed'),
  ],
  [
    'gzip-bomb',
    withHeaders(json('/any', '{}'), { 'content-encoding': 'gzip' }),
    415,
    refused('media-type-unsupported'),
  ],
  [
    'gzip-bomb',
    withHeaders(post('/gzip', BOMB, 'application/json'), { 'content-encoding': 'gzip' }),
    413,
    refused('body-too-large'),
  ],
  [
    'gzip-corrupt',
    withHeaders(post('/gzip', BOMB.subarray(0, 20), 'application/json'), { 'content-encoding': 'gzip' }),
    400,
    refused('body-malformed'),
  ],
  [
    'multipart-header-16k',
    upload(part(`name=note\r\nx-a: ${'a'.repeat(16_385)}`, 'x')),
    400,
    refused('body-malformed'),
  ],
  [
    'multipart-boundary-71',
    post('/upload', '', `multipart/form-data; boundary=${'b'.repeat(71)}`),
    400,
    refused('body-missing'),
  ],
  [
    'multipart-boundary-71',
    post('/upload', 'x', `multipart/form-data; boundary=${'b'.repeat(71)}`),
    400,
    refused('body-malformed'),
  ],
  [
    'multipart-nested',
    upload(part('name=photo\r\ncontent-type: multipart/mixed; boundary=c', '--c\r\n\r\nx\r\n--c--')),
    200,
    { body: { photo: { type: 'multipart/mixed', size: 15 } } },
  ],
  [
    'multipart-filename-star',
    upload(part("name=photo; filename*=UTF-8''%e2%82%ac.txt", 'x')),
    200,
    { body: { photo: { name: '€.txt' } } },
  ],
  [
    'multipart-dup-field',
    upload(part('name=note', 'a'), part('name=note', 'b')),
    400,
    refused('request-invalid'),
  ],
  [
    'XML element <__proto__><polluted>1</polluted></__proto__>',
    post('/xml', '<__proto__><polluted>1</polluted></__proto__>', 'application/xml'),
    400,
    refused('body-malformed'),
  ],
  ['readonly', json('/read-only', '{"id":1}'), 200, { body: { id: 1 } }],
  [
    'discriminator-unknown',
    json('/animal', '{"kind":"cow"}'),
    400,
    { errors: [{ pointer: '/kind', code: 'discriminator' }] },
  ],
  [
    'discriminator-missing',
    json('/animal', '{}'),
    400,
    { errors: [{ pointer: '/kind', code: 'discriminator' }] },
  ],
  ['default-in-body', json('/defaults', '{}'), 200, { body: { tags: ['new'] } }],
  ['json-1m-keys', json('/any', `{${'"a":1,'.repeat(1_000_000)}"b":1}`), 413, refused('body-too-large')],
  ['number-1e9-digits', json('/number', '1'.repeat(MIB + 1)), 413, refused('body-too-large')],
  ['number-1e9-digits', json('/number', '1'.repeat(MIB)), 400, {}],
  ['all-errors', json('/numbers', `[${'"",'.repeat(100_000)}""]`), 400, refused('request-invalid')],

  ['ct-missing', post('/any', '{}'), 415, refused('media-type-unsupported')],
  ['ct-wrong', post('/any', '<a/>', 'application/xml'), 415, refused('media-type-unsupported')],
  ['ct-suffix', post('/any', '{}', 'application/vnd.api+json'), 415, refused('media-type-unsupported')],
  ['ct-suffix', post('/range', '{}', 'application/vnd.api+json'), 200, { body: {} }],
  ['ct-params', post('/any', '{}', 'application/json; charset=utf-8; profile="x"'), 200, { body: {} }],
  ['ct-garbage', post('/any', '{}', '%%%'), 415, refused('media-type-unsupported')],
  [
    'ct-charset-utf16',
    post('/any', '{}', 'application/json; charset=utf-16le'),
    415,
    refused('media-type-unsupported'),
  ],
  [
    'text-charset-unknown',
    post('/text', 'a', 'text/plain; charset=foo'),
    415,
    refused('media-type-unsupported'),
  ],
  ['utf8-bom', json('/any', '\uFEFF{"a":1}'), 200, { body: { a: 1 } }],
  ['empty-optional', json('/any', ''), 200, { id: 'any' }],
  ['get-with-body', { ...json('/plain', '{}'), method: 'GET' }, 200, { id: 'plain' }],
  ['json-comments', json('/any', '{/* a */}'), 400, refused('body-malformed')],
  ['json-nan', json('/any', 'NaN'), 400, refused('body-malformed')],
  ['json-nan', json('/any', '-Infinity'), 400, refused('body-malformed')],
  ['json-primitive', json('/boolean', 'true'), 200, { body: true }],
  ['json-primitive', json('/boolean', 'null'), 200, { body: null }],
  ['json-primitive', json('/boolean', '"x"'), 400, refused('request-invalid')],
  ['json-primitive', json('/boolean', '7'), 400, refused('request-invalid')],
  ['form-proto', form('/form', '__proto__[x]=1'), 200, {}],
  ['additional-false', json('/strict', '{"b":1}'), 400, refused('request-invalid')],
];

const isClean = (text: string): boolean => !/\n\s+at |node_modules|\.ts:\d|passwd\b.*ENOENT/.test(text);

describe('hostile requests', async () => {
  const api = await bind(DOCUMENT, PROCESSES, OPTIONS);

  test.skipIf(!here)('are all tested, or it is said where or why not', () => {
    const { cases } = readJson('vectors/http-robustness.json') as { cases: Row[] };
    const known = new Set([...CASES.map(([id]) => id), ...Object.keys(ELSEWHERE)]);
    const open = cases.filter(({ area, id }) => AREAS.includes(area) && !known.has(id));
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  test.each(CASES.map(([id, request, ...rest]) => [id, ...rest, request] as const))(
    '%s: %i',
    async (_id, status, expected, request) => {
      const answer = await inject(api, request);
      expect({ status: answer.status, json: answer.json() }).toMatchObject({ status, json: expected });
      expect(answer.headers['content-type']).toBe(
        status < 400 ? 'application/json' : 'application/problem+json',
      );
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.text.length).toBeLessThan(16 * 1024);
      expect(isClean(answer.text)).toBe(true);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      expect((await inject(api, { url: '/plain' })).status).toBe(200);
    },
  );
});
