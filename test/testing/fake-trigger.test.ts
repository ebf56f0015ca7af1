import { describe, expect, test } from 'vitest';
import { bind, type Trigger } from '../../src/index.ts';
import { type FakeCall, fakeTrigger, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const parameters = [
  pathParameter('petId', { type: 'integer', minimum: 1 }),
  { name: 'limit', in: 'query', schema: { type: 'integer', default: 20, maximum: 50 } },
  { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
  { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
  { name: 'session', in: 'cookie', schema: { type: 'string' } },
];

const PET = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, kind: { type: 'string', default: 'dog' } },
};

const DOCUMENT = documentOf({
  '/pets/{petId}': { put: operation('putPet', { parameters, ...jsonBody(PET) }) },
  '/pets': { get: { responses: {} } },
});

let last: Trigger | null = null;

const keep = (trigger: Trigger): object => {
  last = trigger;
  return {};
};

const bound = () => bind(DOCUMENT, { putPet: keep, 'GET /pets': () => undefined });

const body = { name: 'Rex' };

test('is what the real trigger is', async () => {
  const api = await bound();
  await inject(api, { method: 'PUT', url: '/pets/7?tags=a&tags=b', json: body });
  const fake = fakeTrigger(api, 'putPet', { path: { petId: 7 }, query: { tags: ['a', 'b'] }, body });
  const {
    path,
    query,
    headers,
    cookies,
    body: got,
    claims,
    username,
    operation: called,
    http,
  } = last ?? fake;
  expect(last).not.toBeNull();
  expect(fake).toMatchObject({
    path,
    query,
    headers,
    cookies,
    body: got,
    claims,
    username,
    operation: called,
  });
  expect(fake.query).toEqual(query);
  expect([fake.http.method, fake.http.uri]).toEqual([http.method, http.uri]);
  for (const name of ['petId', 'limit', 'tags', 'session', 'toString'])
    expect(fake.supplied(name)).toBe(last?.supplied(name));
});

test('fills what is not given: defaults, null, and the defaults of the body', async () => {
  const fake = fakeTrigger(await bound(), 'putPet', { path: { petId: 7 }, body });
  expect(fake.query).toEqual({ limit: 20, tags: null });
  expect([fake.headers, fake.cookies]).toEqual([{ 'X-Trace': null }, { session: null }]);
  expect(fake.body).toEqual({ name: 'Rex', kind: 'dog' });
  expect(body).toEqual({ name: 'Rex' });
  expect([fake.supplied('petId'), fake.supplied('limit')]).toEqual([true, false]);
});

test('has all else as it is said, or as usual', async () => {
  const api = await bound();
  const fake = fakeTrigger(api, 'GET /pets', {
    username: 'ann',
    run: { id: 'r' },
    http: { clientIp: '::1' },
  });
  expect(fake).toMatchObject({
    username: 'ann',
    claims: null,
    body: undefined,
    run: { id: 'r' },
    http: { clientIp: '::1', uri: 'http://localhost/pets' },
  });
});

describe('what no caller could send is a mistake of the test', () => {
  const path = { petId: 7 };

  test.each<[what: string, call: FakeCall, message: string]>([
    ['a parameter that is missing', { body }, 'path.petId: This parameter is required.'],
    ['a parameter of another type', { path: { petId: '7' }, body }, 'path.petId: Must be an integer.'],
    [
      'a parameter that is too large',
      { path, query: { limit: 51 }, body },
      'query.limit: Must be at most 50.',
    ],
    ['an item of another type', { path, query: { tags: [1] }, body }, 'query.tags/0: Must be a string.'],
    [
      'a misspelt name',
      { path, query: { limt: 3 }, body },
      'query.limt: There is no such parameter. Did you mean limit?',
    ],
    [
      'a header of another name',
      { path, headers: { 'x-trace': 'a' }, body },
      'headers.x-trace: There is no such parameter. Did you mean X-Trace?',
    ],
    ['a body that is missing', { path }, 'body: It is required.'],
    ['a body that does not fit', { path, body: {} }, 'body/name: This property is required.'],
  ])('%s', async (_, call, message) => {
    const api = await bound();
    expect(() => fakeTrigger(api, 'putPet', call)).toThrow(`putPet is never called like this:\n  ${message}`);
  });

  test('a body for an operation that takes none', async () => {
    const api = await bound();
    expect(() => fakeTrigger(api, 'GET /pets', { body })).toThrow('body: The operation takes none.');
  });

  test('an operation that is not there', async () => {
    const api = await bound();
    expect(() => fakeTrigger(api, 'putPt')).toThrow('Did you mean putPet?');
  });
});

test('bodies that are no JSON are taken as they are', async () => {
  const requestBody = { required: true, content: { 'multipart/form-data': { schema: { type: 'object' } } } };
  const api = await bind(documentOf({ '/a': { post: operation('a', { requestBody }) } }), { a: keep });
  const file = { photo: new Blob(['x']) };
  expect(fakeTrigger(api, 'a', { body: file }).body).toBe(file);
});

test('int64 beyond numbers is taken as it is', async () => {
  const query = [{ name: 'n', in: 'query', schema: { type: 'integer', format: 'int64' } }];
  const api = await bind(
    documentOf({ '/a': { get: operation('a', { parameters: query }) } }),
    { a: keep },
    { int64: 'bigint' },
  );
  expect(fakeTrigger(api, 'a', { query: { n: 2n ** 62n } }).query).toEqual({ n: 2n ** 62n });
});
