import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { bind, SetupError } from '../../src/index.ts';
import { findSampler } from '../../src/mock/find-sampler.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const answer = ({
  headers = {},
  ...media
}: {
  readonly headers?: object;
  readonly [name: string]: unknown;
}) => ({
  responses: { 200: { description: 'ok', headers, content: { 'application/json': media } } },
});

const paths = {
  '/pets': {
    get: operation('listPets', answer({ example: ['Tom'] })),
    post: operation('addPet', {
      ...answer({ schema: { type: 'integer' } }),
      ...jsonBody({ type: 'object', required: ['name'] }),
      security: [{ key: [] }],
    }),
  },
  '/pets/{id}': {
    parameters: [pathParameter('id', { type: 'integer' })],
    get: operation('getPet', answer({ schema: { type: 'object', properties: { id: { type: 'integer' } } } })),
  },
};

const document = documentOf(paths, {
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
});

const mocked = () => bind(document, { listPets: () => ['bound'] }, { unbound: 'mock' });

describe('an API whose document answers for what has no process', () => {
  test.each([
    // request                                                             answer
    ['a bound operation comes first', { url: '/pets' }, 200, '["bound"]'],
    ['the others are mocked', { url: '/pets/7' }, 200, '{"id":0}'],
    ['HEAD too', { method: 'HEAD', url: '/pets/7' }, 200, ''],
    ['without credentials', { url: '/pets', json: { name: 'Tom' } }, 200, '0'],
  ])('%s', async (_, request, status, text) => {
    expect(await inject(await mocked(), request)).toMatchObject({ status, text });
  });

  test.each([
    // request                                         problem
    [{ url: '/pets/one' }, 404, 'route-not-found'],
    [{ url: '/pets', json: {} }, 400, 'request-invalid'],
    [
      { url: '/pets', body: 'name', headers: { 'content-type': 'text/plain' } },
      415,
      'media-type-unsupported',
    ],
    [{ method: 'DELETE', url: '/pets/7' }, 405, 'method-not-allowed'],
    [{ url: '/nowhere' }, 404, 'route-not-found'],
  ])('tells clients their mistakes: %j is %i', async (request, status, code) => {
    const told = await inject(await mocked(), request);
    expect(told.status).toBe(status);
    expect(told.json()).toMatchObject({ code });
  });

  test('says so', async () => {
    const api = await mocked();
    expect(api.operations.map(({ id }) => id)).toEqual(['listPets']);
    expect(api.explain('GET', '/pets/7')).toMatchObject({ outcome: 'unbound', operation: 'getPet' });
    expect(api.explain('GET', '/pets/7').reason).toMatch(/; it has no process, and its document answers\.$/);
  });

  test('makes runs as other processes do', async () => {
    const outcomes: string[] = [];
    const api = await bind(
      document,
      {},
      { unbound: 'mock', onRun: ({ operation: id, outcome }) => outcomes.push(`${id} ${outcome}`) },
    );
    await inject(api, { url: '/pets/7' });
    expect(outcomes).toEqual(['getPet succeeded']);
  });

  test('leaves an operation alone that is not sound', async () => {
    const broken = {
      '/broken': { get: operation('broken', { parameters: [{ name: 'q', in: 'query', style: 'odd' }] }) },
      '/sound': { get: operation('sound', answer({ example: 1 })) },
    };
    const api = await bind(documentOf(broken), {}, { unbound: 'mock' });
    expect(api.warnings).not.toEqual([]);
    expect((await inject(api, { url: '/broken' })).status).toBe(501);
    expect((await inject(api, { url: '/sound' })).text).toBe('1');
    expect(api.explain('GET', '/broken').reason).toMatch(/; it has no process\.$/);
  });

  test('is refused nothing but what is wrong with it', async () => {
    await expect(bind(document, { getPets: () => [] }, { unbound: 'mock' })).rejects.toThrow(SetupError);
  });
});

describe('answers go the way of all answers', () => {
  const schema = {
    type: 'object',
    xml: { name: 'pet' },
    properties: { id: { type: 'integer', xml: { attribute: true } }, name: { const: 'Tom' } },
  };
  const content = { 'application/json': { schema }, 'application/xml': { schema }, 'text/csv': { schema } };
  const typed = documentOf({
    '/pet': { get: operation('getPet', { responses: { 200: { description: 'ok', content } } }) },
    '/name': { get: operation('getName', answer({ schema: { type: 'string' } })) },
    '/bad': { get: operation('getBad', answer({ schema: { type: 'string' }, example: 7 })) },
    '/events': {
      get: operation('getEvents', {
        responses: {
          200: { description: 'ok', content: { 'text/event-stream': { example: [{ data: 'a' }] } } },
        },
      }),
    },
  });

  const serializers = { 'text/csv': (value: unknown) => Object.values(value as object).join(';') };

  test.each([
    // url, Accept, answer
    ['/pet', 'application/json', 200, '{"id":0,"name":"Tom"}'],
    [
      '/pet',
      'application/xml',
      200,
      '<?xml version="1.0" encoding="UTF-8"?><pet id="0"><name>Tom</name></pet>',
    ],
    ['/pet', 'text/csv', 200, '0;Tom'],
    ['/pet', 'image/png', 406, null],
    ['/name', '*/*', 200, '"string"'],
    ['/bad', '*/*', 500, null],
    ['/events', '*/*', 200, 'data: a\n\n'],
  ])('%s as %s is %i, checked', async (url, accept, status, text) => {
    const api = await bind(
      typed,
      {},
      { unbound: 'mock', responses: 'enforce', accept: 'strict', serializers, onError: () => {} },
    );
    const told = await inject(api, { url, headers: { accept } });
    expect(told.status).toBe(status);
    if (text !== null) expect(told.text).toBe(text);
  });
});

describe('the package that makes up values', () => {
  const find = async (media: Parameters<typeof answer>[0], isInstalled: boolean) => {
    const loaded = await loadDocument(documentOf({ '/pets': { get: operation('listPets', answer(media)) } }));
    return findSampler(loaded.operations, { ...loaded, canWrite: () => false }, isInstalled);
  };

  test.each<[media: Parameters<typeof answer>[0], isInstalled: boolean, isMissing: boolean]>([
    // media                                                             installed  missing
    [{ schema: { type: 'string' } }, true, false],
    [{ schema: { type: 'string' } }, false, true],
    [{ schema: { type: 'string', default: 'a' } }, false, false],
    [{ schema: { type: 'object', properties: { a: { const: 1 } } } }, false, true],
    [{ schema: { type: 'string' }, example: 'a' }, false, false],
    [{ schema: { type: 'string' }, examples: { a: { value: 'a' } } }, false, false],
    [{ schema: { type: 'string' }, examples: { a: { externalValue: 'a.json' } } }, false, true],
    [{}, false, false],
    [{ headers: { a: { required: true, schema: { type: 'string' } } } }, false, true],
    [{ headers: { a: { required: true, schema: { type: 'string' }, example: 'a' } } }, false, false],
    [{ headers: { a: { required: true, schema: { const: 'a' } } } }, false, false],
    [{ headers: { a: { schema: { type: 'string' } } } }, false, false],
  ])('for %j, installed %s, is missed %s', async (media, isInstalled, isMissing) => {
    expect(await find(media, isInstalled)).toEqual(
      isMissing
        ? [
            {
              code: 'package-missing',
              pointer: 'unbound',
              message:
                'Not all answers have examples, those of listPets for one, and the package that makes up values is not installed.',
              mend: 'npm install openapi-sampler',
            },
          ]
        : [],
    );
  });
});
