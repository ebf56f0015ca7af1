import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BindOptions, bind, describe as describeDocument, SetupError } from '../../src/index.ts';
import { fakeRequest, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const PETS = documentOf({
  '/pets': { get: operation('listPets'), post: operation('addPet', jsonBody({ type: 'object' })) },
  '/pets/{petId}': {
    get: operation('getPet', { parameters: [pathParameter('petId', { type: 'integer' })] }),
  },
  '/unnamed': { get: { responses: { 200: { description: 'ok' } } } },
});

const nothing = (): null => null;

async function findingsOf(document: object, processes: Record<string, unknown>, options: BindOptions = {}) {
  try {
    await bind(document, processes as Record<string, () => unknown>, options);
    return [];
  } catch (error) {
    if (error instanceof SetupError) return error.findings;
    throw error;
  }
}

describe('processes that do not fit', () => {
  test.each<
    [
      what: string,
      processes: Record<string, unknown>,
      findings: [code: string, pointer: string, mend: string | RegExp][],
    ]
  >([
    [
      'a letter in another case',
      { getPetS: nothing },
      [['process-unknown', 'getPetS', 'Did you mean getPet?']],
    ],
    [
      'a path for a name',
      { 'GET /pets': nothing },
      [['process-unknown', 'GET /pets', 'Did you mean listPets?']],
    ],
    ['nothing near', { paintFence: nothing }, [['process-unknown', 'paintFence', /Remove it/]]],
    ['no function', { getPet: 7 }, [['process-invalid', 'getPet', /function/]]],
    ['no function within', { getPet: { process: 'x' } }, [['process-invalid', 'getPet', /function/]]],
    [
      'all at once',
      { x: nothing, getPet: {} },
      [
        ['process-unknown', 'x', /Remove/],
        ['process-invalid', 'getPet', /function/],
      ],
    ],
  ])('%s', async (_, processes, expected) => {
    const findings = await findingsOf(PETS, processes);
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual(
      expected.map(([code, pointer]) => [code, pointer]),
    );
    for (const [index, [, , mend]] of expected.entries()) expect(findings[index]?.mend).toMatch(mend);
  });

  test('by method and path where the document names none, and as objects', async () => {
    const api = await bind(PETS, { 'GET /unnamed': () => 'unnamed', listPets: { process: () => [] } });
    expect((await inject(api, { url: '/unnamed' })).text).toBe('unnamed');
    expect((await inject(api, { url: '/pets' })).json()).toEqual([]);
  });
});

test.each([[null], [undefined], [Promise.resolve({})], [7]])('%o are no processes', async (processes) => {
  const findings = await findingsOf(PETS, processes as never);
  expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([['process-invalid', 'processes']]);
});

test('a document that cannot be read is all that is told', async () => {
  const findings = await findingsOf(
    'no-such-file.yaml' as never,
    { x: nothing },
    { authenticators: { key: nothing } },
  );
  expect(findings.map(({ code }) => code)).toEqual(['file-missing']);
});

describe('options of one operation', () => {
  test.each<[entry: object, told: string[]]>([
    [{ timeout: 5, limits: { body: 5 } }, []],
    [{ timeout: 'x' }, ['option-invalid addPet.timeout']],
    [{ limits: { bdy: 5 } }, ['option-unknown addPet.limits.bdy']],
    [{ timout: 5 }, ['option-unknown addPet.timout']],
  ])('%o', async (entry, told) => {
    const findings = await findingsOf(PETS, { addPet: { process: nothing, ...entry } });
    expect(findings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(told);
  });

  test('hold in place of those of the API', async () => {
    const api = await bind(
      PETS,
      {
        addPet: { process: ({ body }) => body, limits: { body: 10 } },
        listPets: { process: () => new Promise(() => undefined), timeout: 5 },
      },
      { timeout: 0, limits: { body: 1000 } },
    );
    expect((await inject(api, { url: '/pets', json: { a: 1 } })).status).toBe(200);
    expect((await inject(api, { url: '/pets', json: { a: 10000 } })).status).toBe(413);
    expect((await inject(api, { url: '/pets' })).status).toBe(504);
  });
});

describe('options that do not fit', () => {
  test.each<[options: object, told: string[]]>([
    [{ collisions: 'openapi' }, ['option-invalid collisions']],
    [{ unbound: '501', int64: 'long' }, ['option-invalid unbound', 'option-invalid int64']],
    [{ timeout: -1, limits: { body: Number.NaN } }, ['option-invalid timeout', 'option-invalid limits.body']],
    [{ timeout: 2 ** 31 }, ['option-invalid timeout']],
    [{ scopes: 'some', trailingSlash: true }, ['option-invalid scopes', 'option-invalid trailingSlash']],
    [
      { caseSensitive: 'no', unknownQuery: 'deny' },
      ['option-invalid caseSensitive', 'option-invalid unknownQuery'],
    ],
    [
      { onRun: 3, onError: 'x', formats: { a: 3 } },
      ['option-invalid onRun', 'option-invalid onError', 'option-invalid formats'],
    ],
    [{ basePath: 3, limits: 5 }, ['option-invalid basePath', 'option-invalid limits']],
    [
      { references: { folder: 1, hosts: 'a' } },
      ['option-invalid references.folder', 'option-invalid references.hosts'],
    ],
    [{ colisions: 'strict', limits: { bdy: 1 } }, ['option-unknown colisions', 'option-unknown limits.bdy']],
    [{ timeout: undefined }, []],
  ])('%o', async (options, told) => {
    const findings = await findingsOf(PETS, {}, options as BindOptions);
    expect(findings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(told);
  });

  test('are told with what was meant', async () => {
    const [finding] = await findingsOf(PETS, {}, { colisions: 'strict' } as BindOptions);
    expect(finding?.mend).toBe('Did you mean collisions?');
  });
});

describe('a document that is partly wrong', () => {
  const document = documentOf({
    '/good': { get: operation('good') },
    '/bad/{id}': { get: operation('bad') },
  });

  test('cannot be bound where it is wrong', async () => {
    const findings = await findingsOf(document, { good: nothing, bad: nothing });
    expect(findings).not.toEqual([]);
    expect(findings.every(({ pointer }) => pointer.startsWith('/paths/~1bad~1{id}'))).toBe(true);
  });

  test('can be bound where it is right, and what is wrong elsewhere is a warning', async () => {
    const api = await bind(document, { good: nothing });
    expect(api.warnings.some(({ pointer }) => pointer.startsWith('/paths/~1bad~1{id}'))).toBe(true);
    expect(api.operations).toEqual([
      { id: 'good', method: 'GET', template: '/good', pointer: '/paths/~1good/get', bound: true },
    ]);
  });
});

test('a setup error reads as a list with places and mends', async () => {
  const error = await bind(PETS, { getPets: nothing }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SetupError);
  expect((error as SetupError).message).toBe(
    [
      '1 finding in the document',
      '',
      '  process-unknown  getPets',
      '    No operation has this id.',
      '    Did you mean getPet?',
    ].join('\n'),
  );
});

test('a setup error about a file names the line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'opbind-'));
  const file = join(folder, 'pets.json');
  writeFileSync(
    file,
    JSON.stringify(
      documentOf({
        '/a/{x}': { get: operation('x', { parameters: [pathParameter('x', {})] }) },
        '/a/b': { get: operation('b') },
      }),
      null,
      1,
    ),
  );
  const findings = await findingsOf(file as unknown as object, { x: nothing, b: nothing, c: nothing });
  rmSync(folder, { recursive: true });
  expect(
    findings.map(({ code, file: named, line }) => [code, named?.endsWith('pets.json'), typeof line]),
  ).toEqual([
    ['route-collision', true, 'number'],
    ['process-unknown', undefined, 'undefined'],
  ]);
});

test('the document of the caller stays as it was, frozen or not', async () => {
  const document = documentOf({
    '/pets': { post: operation('addPet', jsonBody({ type: 'object', properties: { a: { default: 1 } } })) },
  });
  const before = structuredClone(document);
  const freeze = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    Object.freeze(node);
    Object.values(node).forEach(freeze);
  };
  freeze(document);
  for (const _ of [1, 2]) {
    const api = await bind(document, { addPet: ({ body }) => body });
    expect((await inject(api, { url: '/pets', json: { b: 1 } })).status).toBe(200);
  }
  expect(document).toEqual(before);
});

describe('an API', () => {
  test('answers requests, and leaves those alone whose path it does not have', async () => {
    const api = await bind(PETS, { getPet: ({ path }) => path['petId'] });
    expect(await api.handle(fakeRequest({ url: '/pets/7' }))).toMatchObject({ status: 200, body: '7' });
    expect(await api.handle(fakeRequest({ url: '/cats/7' }))).toBeUndefined();
    expect(await api.handle(fakeRequest({ url: '/pets/rex' }))).toBeUndefined();
    expect(await api.handle(fakeRequest({ url: '/pets/%zz' }))).toMatchObject({ status: 400 });
    expect(await api.handle(fakeRequest({ method: 'DELETE', url: '/pets/7' }))).toMatchObject({
      status: 405,
    });
  });

  test('takes header names in any case', async () => {
    const api = await bind(PETS, { addPet: ({ body }) => body });
    const request = {
      method: 'POST',
      url: '/pets',
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":1}',
    };
    expect(await api.handle(request)).toMatchObject({ status: 200, body: '{"a":1}' });
  });

  test.each<[unbound: 'not-implemented' | 'not-found', method: string, url: string, status: number]>([
    ['not-implemented', 'POST', '/pets', 501],
    ['not-implemented', 'GET', '/pets/7', 501],
    ['not-implemented', 'PUT', '/pets', 405],
    ['not-implemented', 'OPTIONS', '/pets', 204],
    ['not-found', 'POST', '/pets', 405],
    ['not-found', 'GET', '/pets/7', 404],
    ['not-found', 'OPTIONS', '/pets/7', 404],
  ])('answers operations without a process as %s: %s %s', async (unbound, method, url, status) => {
    const api = await bind(PETS, { listPets: () => [] }, { unbound });
    expect((await inject(api, { method, url })).status).toBe(status);
  });

  test.each<BindOptions>([{}, { unbound: 'not-found' }, { unbound: 'mock' }])(
    'says why a path is none, also of operations without a process: %j',
    async (options) => {
      const api = await bind(PETS, { listPets: () => [] }, options);
      const answer = await inject(api, { url: '/pets/rex' });
      const detail = options.unbound === 'not-found' ? undefined : '{petId} is not an integer';
      expect([answer.status, answer.json<{ detail?: string }>().detail]).toEqual([404, detail]);
    },
  );

  test('gives its route table, in the order of precedence', async () => {
    const api = await bind(
      PETS,
      { getPet: nothing, listPets: nothing, addPet: nothing },
      { basePath: '/v1' },
    );
    expect(api.routes).toEqual([
      { method: 'GET', path: '/v1/pets', operation: 'listPets' },
      { method: 'POST', path: '/v1/pets', operation: 'addPet' },
      { method: 'GET', path: '/v1/pets/{petId}', operation: 'getPet' },
    ]);
  });

  test('gives the document to publish, less what nobody serves', async () => {
    const api = await bind(PETS, { getPet: nothing, listPets: nothing });
    const { paths } = api.document as { paths: Record<string, object> };
    expect(Object.entries(paths).map(([path, item]) => [path, Object.keys(item)])).toEqual([
      ['/pets', ['get']],
      ['/pets/{petId}', ['get']],
    ]);
    expect((await describeDocument(api.document as object)).findings).toEqual([]);
  });

  test.each([
    [
      documentOf({ '/a': { get: operation('a') } }, { servers: [{ url: '/v1' }] }),
      { servers: [{ url: '/v9' }] },
    ],
    [
      { swagger: '2.0', info: {}, basePath: '/v1', paths: { '/a': { get: operation('a') } } },
      { basePath: '/v9' },
    ],
  ])('publishes the base path that it was given', async (document, published) => {
    const api = await bind(document, { a: nothing }, { basePath: '/v9' });
    expect(api.document).toMatchObject(published);
  });

  test('shows its operations to processes, and lets none of them be changed', async () => {
    const api = await bind(
      PETS,
      {
        listPets: ({ operation }) => {
          Object.assign(operation, { id: 'other' });
        },
      },
      { onError: nothing },
    );
    expect((await inject(api, { url: '/pets' })).status).toBe(500);
  });

  test('two live side by side', async () => {
    const [one, two] = await Promise.all([
      bind(PETS, { listPets: () => [1] }),
      bind(PETS, { listPets: () => [2] }),
    ]);
    expect((await inject(one, { url: '/pets' })).json()).toEqual([1]);
    expect((await inject(two, { url: '/pets' })).json()).toEqual([2]);
  });

  test('compiles all checks on demand, and closes', async () => {
    const api = await bind(PETS, { addPet: ({ body }) => body });
    await api.warmup();
    expect((await inject(api, { url: '/pets', json: [] })).status).toBe(400);
    await api.close();
  });
});

test('describe() says what a document holds and never throws for what it finds', async () => {
  expect(await describeDocument(PETS)).toMatchObject({
    operations: [
      { id: 'listPets', bound: false },
      { id: 'addPet' },
      { id: 'getPet' },
      { id: 'GET /unnamed' },
    ],
    findings: [],
  });
  for (const odd of ['no-such-file.yaml', {}, [], { openapi: '4.0.0' }]) {
    const { operations, findings } = await describeDocument(odd);
    expect([operations.length, findings.length > 0]).toEqual([0, true]);
  }
});

test('declared bodies that no request can name are a warning', async () => {
  const document = documentOf({
    '/upload': { post: operation('upload', { requestBody: { content: { json: { schema: {} } } } }) },
  });
  const { warnings } = await bind(document, { upload: nothing });
  expect(warnings.map(({ code }) => code)).toContain('media-type-unread');
});

test('what is wrong with an operation that two paths share is no mere warning if one of them is bound', async () => {
  const item = { get: { security: 'none', responses: { 200: { description: 'ok' } } } };
  const document = documentOf(
    { '/a': { $ref: '#/components/pathItems/shared' }, '/b': { $ref: '#/components/pathItems/shared' } },
    { components: { pathItems: { shared: item } } },
  );
  const findings = await findingsOf(document, { 'GET /a': nothing });
  expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['field-type', '/components/pathItems/shared/get/security'],
  ]);
});

test('what is wrong with thousands of operations is told in time', async () => {
  const wrong = () => ({ security: 'none', responses: { 200: { description: 'ok' } } });
  const paths = Array.from({ length: 5000 }, (_, index) => [`/p${index}`, { get: wrong() }]);
  const { warnings } = await bind(documentOf(Object.fromEntries(paths)), {});
  expect(warnings.filter(({ code }) => code === 'field-type')).toHaveLength(5000);
}, 5000);
