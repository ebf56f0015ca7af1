import { describe, expect, test } from 'vitest';
import { type Api, type BindOptions, bind, combine, type Processes, SetupError } from '../../src/index.ts';
import { fakeRequest, inject } from '../../src/testing/index.ts';
import { documentOf, operation, pathParameter } from '../document-of.ts';

const PETS = documentOf({
  '/pets': { get: operation('listPets'), post: operation('addPet') },
  '/pets/{id}': { get: operation('getPet', { parameters: [pathParameter('id', { type: 'integer' })] }) },
  '/stores': { get: operation('listStores'), put: operation('putStores') },
});

const apiOf = (processes: Processes, options: BindOptions = {}): Promise<Api> =>
  bind(PETS, processes, options);

const said = (text: string) => () => text;

const reads = () => apiOf({ listPets: said('pets'), getPet: said('pet'), listStores: said('stores') });
const writes = () => apiOf({ addPet: said('added') }, { cors: 'https://app.example' });

describe('of two APIs that share paths', () => {
  test.each<[request: string, status: number, told: string | null]>([
    ['GET /pets', 200, 'pets'],
    ['HEAD /pets', 200, null],
    ['POST /pets', 200, 'added'],
    ['GET /pets/7', 200, 'pet'],
    ['PUT /stores', 501, null],
    ['DELETE /pets', 405, 'GET, HEAD, OPTIONS, POST'],
    ['OPTIONS /pets', 204, 'GET, HEAD, OPTIONS, POST'],
    ['GET /pets/rex', 404, null],
    ['GET /nothing', 404, null],
    ['GET /%zz', 400, null],
  ])('%s → %d', async (request, status, told) => {
    const combined = combine(await reads(), await writes());
    const [method = '', url = ''] = request.split(' ');
    const answer = await inject(combined, { method, url });
    expect(answer.status).toBe(status);
    if (told !== null) expect(answer.headers['allow'] ?? answer.text).toBe(told);
  });

  test('a host application goes on where none has the path', async () => {
    const [one, two] = [await reads(), await writes()];
    expect(await combine(one, two).handle(fakeRequest({ url: '/nothing' }))).toBeUndefined();
    expect(await combine(one, two).handle(fakeRequest({ url: '/pets' }))).toMatchObject({ status: 200 });
  });

  test('preflights are answered by the one that has the operation', async () => {
    const preflight = (method: string) => ({
      method: 'OPTIONS',
      url: '/pets',
      headers: { origin: 'https://app.example', 'access-control-request-method': method },
    });
    const combined = combine(await reads(), await writes());
    expect((await inject(combined, preflight('POST'))).headers['access-control-allow-origin']).toBe(
      'https://app.example',
    );
  });
});

test('what combined APIs say of themselves is what each of them says', async () => {
  const combined = combine(await reads(), await writes());
  expect(combined.operations.map(({ id }) => id)).toEqual(['listPets', 'getPet', 'listStores', 'addPet']);
  expect(combined.routes.map(({ method, path }) => `${method} ${path}`)).toContain('POST /pets');
  expect(combined.explain('POST', '/pets')).toMatchObject({ outcome: 'bound', operation: 'addPet' });
  expect(combined.explain('GET', '/pets')).toMatchObject({ outcome: 'bound', operation: 'listPets' });
  expect(combined.explain('DELETE', '/pets').outcome).toBe('method');
  await combined.warmup();
});

test('each can be replaced, and all are closed together', async () => {
  const [one, two] = [await reads(), await writes()];
  const combined = combine(one, two);
  await one.replace(PETS, { putStores: said('put') });
  expect((await inject(combined, { method: 'PUT', url: '/stores' })).text).toBe('put');
  expect((await inject(combined, { url: '/pets' })).status).toBe(501);
  await combined.close();
  expect((await inject(combined, { method: 'POST', url: '/pets' })).status).toBe(503);
});

test('combined APIs can be combined again', async () => {
  const combined = combine(combine(await reads()), combine(await writes()));
  expect((await inject(combined, { method: 'POST', url: '/pets' })).text).toBe('added');
  expect(combined.operations.map(({ id }) => id)).toEqual(['listPets', 'getPet', 'listStores', 'addPet']);
  const again = await reads();
  expect(() => combine(combined, again)).toThrow(SetupError);
});

describe('what cannot be told apart is not combined', () => {
  const named = documentOf({
    '/pets/{name}': {
      get: operation('getByName', { parameters: [pathParameter('name', { type: 'string' })] }),
    },
  });

  test.each<[name: string, other: () => Promise<Api>, example: string]>([
    ['the same operation', () => apiOf({ listPets: said('other') }), '/pets'],
    ['another operation that a URL fits', () => bind(named, { getByName: said('name') }), '/pets/'],
    [
      'the same path in another case',
      () =>
        bind(
          documentOf({ '/PETS': { get: operation('upper') } }),
          { upper: said('') },
          { caseSensitive: false },
        ),
      '/PETS',
    ],
    [
      'the same path of runs',
      () =>
        bind(documentOf({ '/jobs': { post: operation('start') } }), { start: said('') }, { mode: 'poll' }),
      '/runs/',
    ],
  ])('%s', async (_, other, example) => {
    const first = await apiOf({ listPets: said('pets'), getPet: said('pet') }, { runs: {} });
    const second = await other();
    expect(() => combine(first, second)).toThrow(SetupError);
    expect(() => combine(first, second)).toThrow(example);
    expect(() => combine(first, second)).toThrow('another basePath');
  });

  test('under other base paths, they are', async () => {
    const combined = combine(
      await apiOf({ listPets: said('1') }, { basePath: '/v1' }),
      await apiOf({ listPets: said('2') }, { basePath: '/v2' }),
    );
    expect((await inject(combined, { url: '/v2/pets' })).text).toBe('2');
  });

  test('nor is nothing, nor one API twice', async () => {
    expect(() => combine()).toThrow(TypeError);
    const api = await reads();
    expect(() => combine(api, api)).toThrow('twice');
  });
});
