import { AssertionError } from 'node:assert';
import { describe, expect, test } from 'vitest';
import { type BindOptions, bind, Problem, ResponseMismatch, reply, type Trigger } from '../../src/index.ts';
import {
  type AnswerToCheck,
  checkAnswer,
  enforce,
  expectAnswer,
  fakeTrigger,
  inject,
} from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const PET = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'integer' }, name: { type: 'string' } },
};

const json = (schema: object): object => ({ description: 'ok', content: { 'application/json': { schema } } });

const DOCUMENT = documentOf(
  {
    '/pets/{petId}': {
      get: {
        operationId: 'getPet',
        parameters: [pathParameter('petId', { type: 'integer' })],
        responses: { 200: json(PET), 404: { description: 'no such pet' } },
      },
      delete: {
        operationId: 'deletePet',
        security: [{ key: ['write'] }],
        parameters: [pathParameter('petId', { type: 'integer' })],
        responses: { 204: { description: 'gone' } },
      },
    },
    '/names': {
      get: {
        responses: {
          200: {
            description: 'ok',
            content: { 'application/jsonl': { schema: { type: 'array', items: { type: 'string' } } } },
          },
        },
      },
    },
  },
  {
    components: {
      securitySchemes: {
        key: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: 'https://example.com', scopes: {} } },
        },
      },
    },
  },
);

const apiOf = (getPet: (trigger: Trigger) => unknown) =>
  bind(
    DOCUMENT,
    { getPet, deletePet: () => undefined, 'GET /names': () => ['a'] },
    { authenticators: { key: () => null }, onError: () => undefined },
  );

const rex = ({ path }: Trigger): unknown => (path['petId'] === 7 ? { id: 7, name: 'Rex' } : reply(404));

const messageOf = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AssertionError);
  return (error as AssertionError).message;
};

describe('expectAnswer', () => {
  test('gives the answer', async () => {
    const api = await apiOf(rex);
    const answer = await expectAnswer(api, 'getPet', { path: { petId: 7 } });
    expect([answer.status, answer.json()]).toEqual([200, { id: 7, name: 'Rex' }]);
    expect(
      await expectAnswer(api, 'getPet', { path: { petId: 7 } }).toBe(200, { id: 7, name: 'Rex' }),
    ).toEqual(expect.objectContaining({ status: 200 }));
    await expectAnswer(api, 'getPet', { path: { petId: 8 } }).toBe(404);
    await expectAnswer(api, 'getPet', { path: { petId: 8 } }).toBe(404, undefined);
    await expectAnswer(api, 'GET /names').toBe(200, '"a"\n');
  });

  test('sends what is wrong as it is, to see it refused', async () => {
    const api = await apiOf(rex);
    const answer = await expectAnswer(api, 'getPet', { path: { petId: 'seven' } }).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'route-not-found' });
  });

  test('is asked by whoever is said', async () => {
    const api = await apiOf(rex);
    const path = { petId: 7 };
    await expectAnswer(api, 'deletePet', { path, principal: { name: 'ann', scopes: ['write'] } }).toBe(204);
    await expectAnswer(api, 'deletePet', { path, principal: { name: 'bob' } }).toBe(403);
    await expectAnswer(api, 'deletePet', { path, principal: null }).toBe(401);
    await expectAnswer(api, 'deletePet', { path }).toBe(401);
  });

  test('another status is shown with request and answer', async () => {
    const asked = expectAnswer(await apiOf(rex), 'getPet', { path: { petId: 8 } }).toBe(200);
    expect(await messageOf(asked)).toBe(
      `getPet: expected 200, got 404.

  curl -X GET 'http://localhost/pets/8'

  HTTP 404
`,
    );
  });

  test('another body is shown as a difference', async () => {
    const asked = expectAnswer(await apiOf(rex), 'getPet', { path: { petId: 7 } }).toBe(200, {
      id: 7,
      name: 'Max',
    });
    const message = await messageOf(asked);
    expect(message).toContain('getPet: 200 with another body than expected.');
    expect(message).toMatch(/[+-]\s+name: 'Rex'/);
    expect(message).toMatch(/[+-]\s+name: 'Max'/);
  });

  test.each<[what: string, process: () => unknown, message: string]>([
    ['a body', () => ({ id: 'seven' }), '/body/name: This property is required.'],
    ['a status', () => reply(410), '/status: The operation declares no such status.'],
    [
      'a media type',
      () => reply(200, '<p/>', { contentType: 'text/html' }),
      '/headers/content-type: Must be application/json.',
    ],
  ])('%s that does not fit fails, whether a status is asked for or not', async (_, process, message) => {
    const api = await apiOf(process);
    const path = { petId: 7 };
    expect(await messageOf(expectAnswer(api, 'getPet', { path }))).toContain(message);
    expect(await messageOf(expectAnswer(api, 'getPet', { path }).toBe(200))).toContain(
      "curl -X GET 'http://localhost/pets/7'",
    );
  });

  test('an operation that is not there is a mistake of the test, as is a path without its value', async () => {
    const api = await apiOf(rex);
    await expect(expectAnswer(api, 'getPets')).rejects.toThrow(
      'No operation getPets is answered. Did you mean getPet?',
    );
    await expect(expectAnswer(api, 'getPet')).rejects.toThrow(
      'getPet needs a value for the path parameter petId.',
    );
  });
});

test('an API that was replaced is asked, and held, by what it is now', async () => {
  const api = await apiOf(rex);
  await expectAnswer(api, 'getPet', { path: { petId: 7 } }).toBe(200);
  const document = documentOf({
    '/dogs/{petId}': {
      get: operation('getPet', { parameters: [pathParameter('petId', { type: 'string' })] }),
    },
  });
  await api.replace(document, { getPet: ({ path }) => ({ dog: path['petId'] }) }, { authenticators: {} });
  await expectAnswer(api, 'getPet', { path: { petId: 'a' } }).toBe(200, { dog: 'a' });
  await api.close();
});

describe('checkAnswer', () => {
  const type = { 'content-type': 'application/json' };

  test.each<[what: string, answer: AnswerToCheck]>([
    ['a text', { status: 200, headers: type, body: '{"id":7,"name":"Rex"}' }],
    ['bytes', { status: 200, headers: type, body: Buffer.from('{"id":7,"name":"Rex"}') }],
    ['a body that was parsed', { status: 200, headers: type, body: { id: 7, name: 'Rex' } }],
    [
      'headers as lines',
      { status: 200, headers: [['Content-Type', 'application/json']], body: { id: 7, name: 'Rex' } },
    ],
    ['headers as Fetch has them', { status: 200, headers: new Headers(type), body: { id: 7, name: 'Rex' } }],
    [
      'headers with lists',
      { status: 200, headers: { ...type, 'set-cookie': ['a=1', 'b=2'] }, body: { id: 7, name: 'Rex' } },
    ],
    ['no body', { status: 404 }],
    ['HEAD', { status: 200, headers: type, isHead: true }],
    [
      'a problem of opbind’s own',
      {
        status: 406,
        headers: { 'content-type': 'application/problem+json' },
        body: { code: 'not-acceptable' },
      },
    ],
  ])('%s fits', async (_, answer) => {
    checkAnswer(await apiOf(rex), 'getPet', answer);
  });

  test.each<[what: string, answer: AnswerToCheck, pointer: string]>([
    ['a status', { status: 410 }, '/status'],
    [
      'a media type',
      { status: 200, headers: { 'content-type': 'text/html' }, body: 'x' },
      '/headers/content-type',
    ],
    ['a member', { status: 200, headers: type, body: { id: 7 } }, '/body/name'],
    ['a type', { status: 200, headers: type, body: '{"id":"7","name":"Rex"}' }, '/body/id'],
    ['no JSON', { status: 200, headers: type, body: '{' }, '/body'],
    ['no content', { status: 200, headers: type }, '/body'],
    ['content', { status: 404, headers: type, body: {} }, '/body'],
    [
      'a problem whose code is another one’s',
      {
        status: 410,
        headers: { 'content-type': 'application/problem+json' },
        body: { code: 'not-acceptable' },
      },
      '/status',
    ],
  ])('%s does not fit', async (_, answer, pointer) => {
    const api = await apiOf(rex);
    const check = (): void => checkAnswer(api, 'getPet', answer);
    expect(check).toThrow(ResponseMismatch);
    expect(check).toThrow(`  ${pointer}: `);
  });

  test('the items of JSON Lines are looked at, each', async () => {
    const api = await apiOf(rex);
    const headers = { 'content-type': 'application/jsonl' };
    checkAnswer(api, 'GET /names', { status: 200, headers, body: '"a"\n"b"\n' });
    expect(() => checkAnswer(api, 'GET /names', { status: 200, headers, body: '"a"\n7\n' })).toThrow(
      '/body/1: Must be a string.',
    );
    expect(() => checkAnswer(api, 'GET /names', { status: 200, headers, body: '"a"\n{\n' })).toThrow(
      '/body/1: Must be JSON.',
    );
  });

  test('what a process says is a problem is held to the document as any answer', async () => {
    const api = await apiOf(() => new Problem('out-of-order', { status: 409 }));
    const answer = await inject(api, { url: '/pets/7' });
    expect(() =>
      checkAnswer(api, 'getPet', { status: answer.status, headers: answer.headers, body: answer.text }),
    ).toThrow('/status');
  });

  test('no operation, no check', async () => {
    const api = await apiOf(rex);
    expect(() => checkAnswer(api, 'getPat', { status: 200 })).toThrow('Did you mean getPet?');
  });
});

test.each<[what: string, values: object, message: string]>([
  ['a name of elsewhere', { params: { petId: 7 } }, 'there is no option params. Did you mean path?'],
  ['a name that is misspelt', { path: { petId: 7 }, boddy: 1 }, 'Did you mean body?'],
  [
    'a query parameter that nobody declares',
    { path: { petId: 7 }, query: { petIt: 1 } },
    'query.petIt: There is no',
  ],
])('%s is a mistake of the test', async (_, values, message) => {
  await expect(expectAnswer(await apiOf(rex), 'getPet', values)).rejects.toThrow(message);
});

test.each<[what: string, api: unknown, message: string]>([
  ['a promise', apiOf(rex), 'This is a promise of an API: await bind(…) first.'],
  ['what no bind gave', {}, 'This is no API: give what bind gave.'],
])('%s is no API', async (_, given, message) => {
  const api = given as Awaited<ReturnType<typeof apiOf>>;
  await expect(expectAnswer(api, 'getPet')).rejects.toThrow(message);
  expect(() => checkAnswer(api, 'getPet', { status: 200 })).toThrow(message);
  expect(() => fakeTrigger(api, 'getPet')).toThrow(message);
  expect(() => enforce(api)).toThrow(message);
});

describe('what opbind itself answers of runs', () => {
  const headers = { 'content-type': 'application/json', location: '/runs/1' };
  const body = { id: '1', status: 'running', statusUrl: '/runs/1' };
  const accepted = { status: 202, headers, body };

  test.each<[what: string, options: BindOptions, answer: AnswerToCheck, fits: boolean]>([
    ['an operation that is polled', { mode: 'poll' }, accepted, true],
    ['one that may be, since its caller asks for it', { runs: {} }, accepted, true],
    ['one that is not', {}, accepted, false],
    ['one, with another URL', { mode: 'poll' }, { ...accepted, body: { ...body, statusUrl: '/' } }, false],
    ['one, and nothing else', { mode: 'poll' }, { ...accepted, body: {} }, false],
    ['one, under another status', { mode: 'poll' }, { ...accepted, status: 203 }, false],
  ])('of %s', async (_, options, answer, fits) => {
    const document = documentOf({ '/a': { post: operation('a') } });
    const api = await bind(document, { a: () => ({}) }, options);
    const check = (): void => checkAnswer(api, 'a', answer);
    if (fits) expect(check).not.toThrow();
    else expect(check).toThrow(ResponseMismatch);
    await api.close();
  });
});

describe('what is sent', () => {
  const echo = ({ path, query, headers, cookies, body }: Trigger): unknown => ({
    path,
    query,
    headers,
    cookies,
    body,
  });
  const query = (name: string, more: object) => ({ name, in: 'query', ...more });
  const list = { type: 'array', items: { type: 'string' } };
  const object = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } };
  const odd = 'a b&c=d/é?#,;|+%"';

  test.each<[what: string, parameters: object[], values: object, template?: string]>([
    ['form, exploded', [query('q', { schema: list })], { query: { q: ['a', odd] } }],
    ['form, not exploded', [query('q', { explode: false, schema: list })], { query: { q: ['a', odd] } }],
    [
      'space delimited',
      [query('q', { style: 'spaceDelimited', explode: false, schema: list })],
      { query: { q: ['a', 'b', 'c'] } },
    ],
    [
      'pipe delimited',
      [query('q', { style: 'pipeDelimited', explode: false, schema: list })],
      { query: { q: ['a', 'b', 'c'] } },
    ],
    ['deep', [query('q', { style: 'deepObject', schema: object })], { query: { q: { a: 1, b: odd } } }],
    ['an object, exploded', [query('q', { schema: object })], { query: { q: { a: 1, b: odd } } }],
    [
      'an object, not exploded',
      [query('q', { explode: false, schema: object })],
      { query: { q: { a: 1, b: odd } } },
    ],
    [
      'JSON',
      [query('q', { content: { 'application/json': { schema: object } } })],
      { query: { q: { a: 1, b: odd } } },
    ],
    ['a header', [{ name: 'X-Q', in: 'header', schema: list }], { headers: { 'X-Q': ['a', 'b'] } }],
    ['a cookie', [{ name: 'q', in: 'cookie', schema: { type: 'string' } }], { cookies: { q: odd } }],
    ['path, simple', [{ ...pathParameter('q', list) }], { path: { q: ['a', odd] } }, '/a/{q}'],
    ['path, label', [{ ...pathParameter('q', list), style: 'label' }], { path: { q: ['a', odd] } }, '/a/{q}'],
    [
      'path, label, exploded',
      [{ ...pathParameter('q', list), style: 'label', explode: true }],
      { path: { q: ['a', odd] } },
      '/a/{q}',
    ],
    [
      'path, matrix',
      [{ ...pathParameter('q', object), style: 'matrix' }],
      { path: { q: { a: 1, b: odd } } },
      '/a/{q}',
    ],
    [
      'path, matrix, exploded',
      [{ ...pathParameter('q', object), style: 'matrix', explode: true }],
      { path: { q: { a: 1, b: odd } } },
      '/a/{q}',
    ],
  ])('%s arrives as it was', async (_, parameters, values, template = '/a') => {
    const api = await bind(documentOf({ [template]: { get: operation('a', { parameters }) } }), { a: echo });
    const answer = await expectAnswer(api, 'a', values).toBe(200);
    expect(answer.json()).toMatchObject(values);
  });

  test.each<[type: string, schema: object, body: unknown]>([
    ['application/json', object, { a: 1, b: odd }],
    ['application/x-www-form-urlencoded', object, { a: 1, b: odd }],
    ['multipart/form-data', object, { a: 1, b: odd }],
    ['application/xml', object, { a: 1, b: 'é&<>' }],
    ['text/plain', { type: 'string' }, odd],
    ['application/vnd.pet+json', list, [odd]],
  ])('%s arrives as it was', async (type, schema, body) => {
    const requestBody = { required: true, content: { [type]: { schema } } };
    const api = await bind(documentOf({ '/a': { post: operation('a', { requestBody }) } }), { a: echo });
    expect((await expectAnswer(api, 'a', { body }).toBe(200)).json()).toMatchObject({ body });
  });

  test('of several media types JSON is the usual one, and another may be asked for', async () => {
    const content = { 'application/xml': { schema: object }, 'application/json': { schema: object } };
    const api = await bind(documentOf({ '/a': { post: operation('a', { requestBody: { content } }) } }), {
      a: ({ http }) => http.headers['content-type'] ?? '',
    });
    expect((await expectAnswer(api, 'a', { body: { a: 1 } })).text).toBe('application/json');
    expect((await expectAnswer(api, 'a', { body: { a: 1 }, contentType: 'application/xml' })).text).toBe(
      'application/xml',
    );
    const answer = await expectAnswer(api, 'a', { body: 'x', contentType: 'text/csv' }).toBe(415);
    expect(answer.headers['accept']).toBe('application/xml, application/json');
  });

  test('fields that nobody declares are sent all the same', async () => {
    const api = await bind(documentOf({ '/a': { post: operation('a', jsonBody({})) } }), {
      a: ({ http }) => ({ x: http.headers['x-y'] }),
    });
    const answer = await expectAnswer(api, 'a', { headers: { 'X-Y': 'z' }, body: {} }).toBe(200);
    expect(answer.json()).toEqual({ x: 'z' });
  });

  test('so is a query parameter that nobody declares, where the API refuses those', async () => {
    const document = documentOf({
      '/a': { get: operation('a', { parameters: [query('q', { schema: {} })] }) },
    });
    const api = await bind(document, { a: () => '' }, { unknownQuery: 'reject' });
    await expectAnswer(api, 'a', { query: { z: 1 } }).toBe(400);
  });

  test('and credentials in the query', async () => {
    const securitySchemes = { key: { type: 'apiKey', in: 'query', name: 'api_key' } };
    const document = documentOf(
      { '/a': { get: operation('a', { security: [{ key: [] }] }) } },
      { components: { securitySchemes } },
    );
    const authenticators = { key: (key: string) => (key === 's3cret' ? { name: 'ann' } : null) };
    const api = await bind(document, { a: () => ({}) }, { authenticators });
    await expectAnswer(api, 'a', { query: { api_key: 's3cret' } }).toBe(200);
  });
});
