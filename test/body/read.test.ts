import { describe, expect, test } from 'vitest';
import { type Api, bind } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

const content = (types: Record<string, object>, required = false): object => ({
  post: { requestBody: { required, content: types }, responses: { 200: { description: 'ok' } } },
});

const schema = (value: object): object => ({ schema: value });

const NAMED = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };

const document = documentOf({
  '/json': content({ 'application/json': schema(NAMED) }),
  '/required': content({ 'application/json': schema({}) }, true),
  '/suffix': content({ 'application/vnd.pet+json': schema(NAMED) }),
  '/range': content({ 'application/*': schema({}), 'text/*': schema({ type: 'string', maxLength: 3 }) }),
  '/all': content({ '*/*': {} }),
  '/profile': content({
    'application/json; profile=a': schema({ const: 'a' }),
    'application/json': schema({ const: 'b' }),
  }),
  '/form': content({
    'application/x-www-form-urlencoded': schema({
      type: 'object',
      required: ['age'],
      properties: { age: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
    }),
  }),
  '/deep-form': content({
    'application/x-www-form-urlencoded': {
      schema: { type: 'object', properties: { o: { type: 'object' } } },
      encoding: { o: { style: 'deepObject', explode: true } },
    },
  }),
  '/bytes': content({
    'application/octet-stream': schema({ type: 'string', format: 'binary', maxLength: 4 }),
  }),
  '/xml': content({ 'application/xml': schema({}) }),
  '/none': { post: { responses: { 200: { description: 'ok' } } } },
});

/** What the process was given, so that a test can see it. */
const shown = (body: unknown): unknown =>
  body instanceof Uint8Array ? { bytes: [...body] } : { body: body === undefined ? 'nothing' : body };

const processes = Object.fromEntries(
  Object.keys((document as { paths: object }).paths).map((path) => [
    `POST ${path}`,
    ({ body }: { body: unknown }) => shown(body),
  ]),
);

const json = (text: string | Uint8Array, type = 'application/json'): Injection => ({
  body: text,
  headers: { 'content-type': type },
});

const DEEP = 100_000;

const cyclic: Record<string, unknown> = { name: 'a' };
cyclic['self'] = cyclic;

/** As Node's streams give texts once they decode. */
async function* textsOf(...texts: readonly string[]): AsyncGenerator<never> {
  for (const text of texts) yield text as never;
}

describe('bodies', async () => {
  const api: Api = await bind(document, processes, { limits: { body: 300_000 } });

  test.each<[what: string, url: string, injection: Injection, status: number, answer: unknown]>([
    ['JSON', '/json', { json: { name: 'a' } }, 200, { body: { name: 'a' } }],
    [
      'JSON with a charset',
      '/json',
      json('{"name":"a"}', 'application/json; charset=UTF-8; x="y"'),
      200,
      { body: { name: 'a' } },
    ],
    [
      'JSON that is not UTF-8 by its charset',
      '/json',
      json('{"name":"a"}', 'application/json; charset=utf-16le'),
      415,
      'media-type-unsupported',
    ],
    ['JSON with a byte order mark', '/json', json('\ufeff{"name":"a"}'), 200, { body: { name: 'a' } }],
    ['bytes that are no UTF-8', '/json', json(Uint8Array.of(0x22, 0xff, 0x22)), 400, 'body-malformed'],
    ['JSON with a comment', '/json', json('{"name":/* */"a"}'), 400, 'body-malformed'],
    ['NaN', '/required', json('NaN'), 400, 'body-malformed'],
    ['JSON cut short', '/required', json('{"a":'), 400, 'body-malformed'],
    ['a bare value', '/required', json('7'), 200, { body: 7 }],
    ['null', '/required', json('null'), 200, { body: null }],
    ['a member called __proto__', '/required', json('{"__proto__":{"polluted":1}}'), 400, 'body-malformed'],
    ['the same, escaped', '/required', json('[{"\\u005f_proto__":{"polluted":1}}]'), 400, 'body-malformed'],
    [
      'a constructor with a prototype',
      '/required',
      json('{"constructor":{"prototype":{"polluted":1}}}'),
      400,
      'body-malformed',
    ],
    [
      'a member called constructor',
      '/required',
      json('{"constructor":"Bauhaus"}'),
      200,
      { body: { constructor: 'Bauhaus' } },
    ],
    [
      'a name escaped in part',
      '/required',
      json('{"const\\u0072uctor":{"protot\\u0079pe":{}}}'),
      400,
      'body-malformed',
    ],
    [
      'very many objects beside a text that mentions __proto__',
      '/required',
      json(`["__proto__"${',{}'.repeat(90_000)}]`),
      200,
      expect.anything(),
    ],
    ['a text that mentions __proto__', '/required', json('"__proto__"'), 200, { body: '__proto__' }],
    ['a body that breaks its schema', '/json', { json: {} }, 400, 'request-invalid'],
    ['no body where none is needed', '/json', { method: 'POST' }, 200, { body: 'nothing' }],
    ['an empty body', '/json', json(''), 200, { body: 'nothing' }],
    ['no body where one is needed', '/required', { method: 'POST' }, 400, 'body-missing'],
    ['an empty body where one is needed', '/required', json(''), 400, 'body-missing'],
    ['no type', '/json', { body: '{}' }, 415, 'media-type-unsupported'],
    ['another type', '/json', json('<a/>', 'application/xml'), 415, 'media-type-unsupported'],
    [
      'a suffix where the plain type is declared',
      '/json',
      json('{"name":"a"}', 'application/vnd.api+json'),
      415,
      'media-type-unsupported',
    ],
    [
      'a declared suffix',
      '/suffix',
      json('{"name":"a"}', 'application/vnd.pet+json'),
      200,
      { body: { name: 'a' } },
    ],
    ['a type that is none', '/json', json('{}', '%%%'), 415, 'media-type-unsupported'],
    ['JSON under a range', '/range', json('[1]'), 200, { body: [1] }],
    ['text under a range', '/range', json('abc', 'text/csv'), 200, { body: 'abc' }],
    [
      'text in Latin-1',
      '/range',
      json(Uint8Array.of(0xe9), 'text/plain; charset=iso-8859-1'),
      200,
      { body: 'é' },
    ],
    [
      'text in an unknown charset',
      '/range',
      json('abc', 'text/plain; charset=foo'),
      415,
      'media-type-unsupported',
    ],
    ['text that breaks its schema', '/range', json('abcd', 'text/plain'), 400, 'request-invalid'],
    ['JSON under the range of all', '/all', json('{"a":1}'), 200, { body: { a: 1 } }],
    ['bytes under the range of all', '/all', json(Uint8Array.of(1, 2), 'image/png'), 200, { bytes: [1, 2] }],
    [
      'a parameter that is declared',
      '/profile',
      json('"a"', 'application/json; profile=a'),
      200,
      { body: 'a' },
    ],
    ['a parameter that is not', '/profile', json('"b"', 'application/json; profile=z'), 200, { body: 'b' }],
    ['a form', '/form', { form: { age: '7', tags: 'a' } }, 200, { body: { age: 7, tags: ['a'] } }],
    ['a form with a field that cannot be cast', '/form', { form: { age: 'old' } }, 400, 'request-invalid'],
    ['a form that breaks its schema', '/form', { form: { tags: 'a' } }, 400, 'request-invalid'],
    [
      'a form that would pollute',
      '/form',
      json('__proto__[x]=1&age=1', 'application/x-www-form-urlencoded'),
      200,
      expect.anything(),
    ],
    ...['o[__proto__][x]=1', 'o[constructor][prototype][x]=1', '__proto__=1&__proto__=2'].map(
      (fields): [what: string, url: string, injection: Injection, status: number, answer: unknown] => [
        `the form ${fields}`,
        '/deep-form',
        json(fields, 'application/x-www-form-urlencoded'),
        400,
        'body-malformed',
      ],
    ),
    ['a form with a field __proto__', '/deep-form', { form: { ['__proto__']: '1' } }, 200, expect.anything()],
    [
      'bytes',
      '/bytes',
      json(Uint8Array.of(1, 0, 255), 'application/octet-stream'),
      200,
      { bytes: [1, 0, 255] },
    ],
    [
      'too many bytes for the schema',
      '/bytes',
      json(Uint8Array.of(1, 2, 3, 4, 5), 'application/octet-stream'),
      400,
      'request-invalid',
    ],
    [
      'a compressed body',
      '/json',
      { body: 'x', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
      415,
      'media-type-unsupported',
    ],
    ['a body over the limit', '/json', json(' '.repeat(300_001)), 413, 'body-too-large'],
    ['a body at the limit', '/json', json(`{"name":"${'a'.repeat(300_000 - 11)}"}`), 200, expect.anything()],
    ['a deep body', '/required', json('['.repeat(DEEP) + ']'.repeat(DEEP)), 500, 'response-invalid'],
    ['a body where none is declared', '/none', json('{"a":1}'), 200, { body: 'nothing' }],
    [
      'a body that the host application parsed',
      '/json',
      { body: { parsed: { name: 'a' } }, headers: { 'content-type': 'application/json' } },
      200,
      { body: { name: 'a' } },
    ],
    [
      'the same with a member that could change a prototype',
      '/required',
      { body: { parsed: [JSON.parse('{"__proto__":{}}')] }, headers: { 'content-type': 'application/json' } },
      400,
      'body-malformed',
    ],
    [
      'the same, holding itself',
      '/json',
      { body: { parsed: cyclic }, headers: { 'content-type': 'application/json' } },
      500,
      'response-invalid',
    ],
    [
      'a text that the host application read',
      '/json',
      { body: { parsed: '{"name":"a"}' }, headers: { 'content-type': 'application/json' } },
      200,
      { body: { name: 'a' } },
    ],
    [
      'a text that is no JSON',
      '/json',
      { body: { parsed: 'a' }, headers: { 'content-type': 'application/json' } },
      400,
      'body-malformed',
    ],
    [
      'a form that the host application parsed to texts',
      '/form',
      { body: { parsed: { age: '7' } }, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      200,
      { body: { age: 7 } },
    ],
    [
      'a form that the host application gave its types',
      '/form',
      { body: { parsed: { age: 7 } }, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      200,
      { body: { age: 7 } },
    ],
    [
      'a form with a text that cannot be cast, which the host application parsed',
      '/form',
      { body: { parsed: { age: 'x' } }, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      'request-invalid',
    ],
    [
      'bytes that the host application read',
      '/form',
      {
        body: { parsed: Buffer.from('age=7') },
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' },
      },
      200,
      { body: { age: 7 } },
    ],
    [
      'a text that the host application decoded',
      '/range',
      { body: { parsed: 'é' }, headers: { 'content-type': 'text/plain; charset=iso-8859-1' } },
      200,
      { body: 'é' },
    ],
    [
      'a text for a type of bytes',
      '/bytes',
      { body: { parsed: 'ab' }, headers: { 'content-type': 'application/octet-stream' } },
      200,
      { bytes: [97, 98] },
    ],
    [
      'an empty text that the host application read',
      '/required',
      { body: { parsed: '' }, headers: { 'content-type': 'application/json' } },
      400,
      'body-missing',
    ],
    [
      'a text over the limit that the host application read',
      '/required',
      { body: { parsed: ' '.repeat(300_001) }, headers: { 'content-type': 'application/json' } },
      413,
      'body-too-large',
    ],
    [
      'an XML document that the host application parsed',
      '/xml',
      { body: { parsed: { a: 1 } }, headers: { 'content-type': 'application/xml' } },
      200,
      { body: { a: 1 } },
    ],
    ['of two members of one name the last one', '/required', json('{"a":1,"a":2}'), 200, { body: { a: 2 } }],
    [
      'a body of 10,000 levels',
      '/required',
      json(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
      200,
      expect.anything(),
    ],
    [
      '10,000 levels where few are declared',
      '/json',
      json('['.repeat(10_000) + ']'.repeat(10_000)),
      400,
      'request-invalid',
    ],
    [
      'a form of 10,000 levels',
      '/form',
      json(`${'a[b]'.repeat(10_000)}=1&age=1`, 'application/x-www-form-urlencoded'),
      200,
      expect.anything(),
    ],
    [
      'a form of very many fields',
      '/form',
      json(`age=1&${'a=1&'.repeat(70_000)}`, 'application/x-www-form-urlencoded'),
      200,
      expect.anything(),
    ],
    [
      'a wide object',
      '/required',
      json(`{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(',')}}`),
      200,
      expect.anything(),
    ],
    [
      'a stream of texts',
      '/required',
      { body: textsOf('[1', ']'), headers: { 'content-type': 'application/json' } },
      200,
      { body: [1] },
    ],
    [
      'a stream of too many texts',
      '/required',
      {
        body: textsOf(' '.repeat(200_000), ' '.repeat(200_000)),
        headers: { 'content-type': 'application/json' },
      },
      413,
      'body-too-large',
    ],
    ['no body, as Fetch has it', '/json', { body: null as never }, 200, { body: 'nothing' }],
    [
      'the same, against its schema',
      '/json',
      { body: { parsed: {} }, headers: { 'content-type': 'application/json' } },
      400,
      'request-invalid',
    ],
  ])('%s', async (_, url, injection, status, answer) => {
    const { status: actual, json: read } = await inject(api, { method: 'POST', url, ...injection });
    const given = read();
    expect([actual, status === 200 ? given : (given as { code: string }).code]).toEqual([status, answer]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('a refused media type names those that are read', async () => {
    const answer = await inject(api, {
      method: 'POST',
      url: '/json',
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.headers['accept']).toBe('application/json');
  });

  test('a problem lists twenty issues at most, in less than 16 KiB', async () => {
    const items = { type: 'array', items: { type: 'integer' } };
    const list = await bind(documentOf({ '/list': content({ 'application/json': schema(items) }) }), {
      'POST /list': () => 'never',
    });
    const answer = await inject(list, { url: '/list', json: Array.from({ length: 100_000 }, () => 'x') });
    expect(answer.status).toBe(400);
    expect((answer.json() as { errors: unknown[] }).errors).toHaveLength(20);
    expect(answer.bytes.byteLength).toBeLessThan(16 * 1024);
  });
});

/** A stream whose chunks are only made as they are asked for. */
async function* chunks(size: number, count: number, onChunk: () => void): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i += 1) {
    onChunk();
    yield new Uint8Array(size).fill(0x20);
  }
}

describe('streamed bodies', async () => {
  const api = await bind(document, processes, { limits: { body: 1000 } });
  const headers = { 'content-type': 'application/json' };
  const stream = (text: string): ReadableStream<Uint8Array> =>
    new Blob([text]).stream() as ReadableStream<Uint8Array>;

  test('are read from an iterable and from a web stream', async () => {
    for (const body of [
      stream('{"name":"a"}'),
      Object.assign([Buffer.from('{"name":'), Buffer.from('"a"}')], {}),
    ]) {
      const source =
        'getReader' in body
          ? body
          : (async function* () {
              yield* body;
            })();
      const answer = await inject(api, { method: 'POST', url: '/json', headers, body: source });
      expect(answer.json()).toEqual({ body: { name: 'a' } });
    }
  });

  test('are read no further than the limit', async () => {
    let asked = 0;
    const body = chunks(100, 1_000_000, () => {
      asked += 1;
    });
    const answer = await inject(api, { method: 'POST', url: '/json', headers, body });
    expect([answer.status, asked]).toEqual([413, 11]);
  });

  test('are not read at all when they say that they are too long', async () => {
    let asked = 0;
    const body = chunks(100, 100, () => {
      asked += 1;
    });
    const answer = await inject(api, {
      method: 'POST',
      url: '/json',
      headers: { ...headers, 'content-length': '10000' },
      body,
    });
    expect([answer.status, asked]).toEqual([413, 0]);
  });

  test('are refused when they are longer than they say, streamed or whole', async () => {
    for (const body of [stream('{} '), '{} ']) {
      const request = { method: 'POST', url: '/json', headers: { ...headers, 'content-length': '2' }, body };
      expect((await inject(api, request)).json()).toMatchObject({ status: 400, code: 'body-malformed' });
    }
  });

  test('that somebody else reads are a clear error', async () => {
    const body = stream('{}');
    body.getReader();
    const answer = await inject(api, { method: 'POST', url: '/json', headers, body });
    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([500, 'body-drained']);
  });
});
