import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import type { Operation } from '../../src/document/operation.ts';
import { ofVersion, withOperation } from './documents.ts';

const operationOf = async (document: object, basePath?: string): Promise<Operation> => {
  const { operations } = await loadDocument(document, basePath === undefined ? {} : { basePath });
  const [operation] = operations;
  if (operation === undefined) throw new Error('no operation');
  return operation;
};

describe('parameters of 3.x', () => {
  test.each<[version: string, parameter: object, record: object]>([
    ['3.0.3', { in: 'path', schema: {} }, { style: 'simple', explode: false, required: true }],
    ['3.0.3', { in: 'query', schema: {} }, { style: 'form', explode: true, required: false }],
    ['3.0.3', { in: 'header', schema: {} }, { style: 'simple', explode: false }],
    ['3.0.3', { in: 'cookie', schema: {} }, { style: 'form', explode: true }],
    ['3.2.0', { in: 'cookie', style: 'cookie', schema: {} }, { style: 'cookie', explode: true }],
    [
      '3.0.3',
      { in: 'query', style: 'pipeDelimited', schema: {} },
      { style: 'pipeDelimited', explode: false },
    ],
    ['3.0.3', { in: 'query', explode: false, schema: {} }, { style: 'form', explode: false }],
    ['3.0.3', { in: 'query', allowEmptyValue: true, schema: {} }, { allowEmptyValue: true }],
    ['3.0.3', { in: 'query', schema: { type: 'integer', default: 5 } }, { default: 5, plain: true }],
    ['3.1.0', { in: 'query', schema: { allOf: [{ default: 5 }] } }, { default: 5 }],
    ['3.0.3', { in: 'query', schema: {} }, { schema: '#/paths/~1{a}/get/parameters/0/schema' }],
    [
      '3.0.3',
      { in: 'query', content: { 'Application/JSON': { schema: { type: 'integer' } } } },
      {
        content: 'application/json',
        schema: '#/paths/~1{a}/get/parameters/0/content/Application~1JSON/schema',
        plain: false,
      },
    ],
    ['3.2.0', { in: 'querystring', content: { 'a/b': {} } }, { in: 'querystring', schema: null }],
  ])('%s %j', async (version, parameter, record) => {
    const document = withOperation(version, { parameters: [{ name: 'a', ...parameter }] }, '/{a}');
    expect((await operationOf(document)).parameters).toMatchObject([{ name: 'a', ...record }]);
  });

  test('those of the path item come first, and give way to those of the operation', async () => {
    const of = (name: string, type: string): object => ({ name, in: 'query', schema: { type } });
    const { parameters } = await operationOf(
      ofVersion('3.1.0', {
        paths: {
          '/a': {
            parameters: [of('a', 'string'), of('b', 'string')],
            get: { parameters: [of('c', 'integer'), of('b', 'integer')] },
          },
        },
      }),
    );
    expect(parameters.map(({ name, shape }) => [name, shape.types[0]])).toEqual([
      ['a', 'string'],
      ['b', 'integer'],
      ['c', 'integer'],
    ]);
  });

  test('headers that other parts of the document describe are left out', async () => {
    const parameters = ['accept', 'Content-Type', 'AUTHORIZATION', 'x'].map((name) => ({
      name,
      in: 'header',
      schema: {},
    }));
    expect(
      (await operationOf(withOperation('3.0.3', { parameters }))).parameters.map(({ name }) => name),
    ).toEqual(['x']);
  });
});

describe('parameters of 2.0', () => {
  test.each<[parameter: object, record: object]>([
    [
      { in: 'query', type: 'array' },
      { style: 'form', explode: false },
    ],
    [
      { in: 'query', type: 'array', collectionFormat: 'csv' },
      { style: 'form', explode: false },
    ],
    [
      { in: 'query', type: 'array', collectionFormat: 'ssv' },
      { style: 'spaceDelimited', explode: false },
    ],
    [
      { in: 'query', type: 'array', collectionFormat: 'tsv' },
      { style: 'tabDelimited', explode: false },
    ],
    [
      { in: 'query', type: 'array', collectionFormat: 'pipes' },
      { style: 'pipeDelimited', explode: false },
    ],
    [
      { in: 'query', type: 'array', collectionFormat: 'multi' },
      { style: 'form', explode: true },
    ],
    [
      { in: 'path', type: 'array' },
      { style: 'simple', explode: false, required: true },
    ],
    [
      { in: 'header', type: 'array', collectionFormat: 'pipes' },
      { style: 'pipeDelimited', explode: false },
    ],
    [
      { in: 'query', type: 'integer', default: 5 },
      { default: 5, plain: true, shape: { types: ['integer'] } },
    ],
    [
      { in: 'query', type: 'string', maxLength: 5 },
      { plain: false, schema: '#/paths/~1{a}/get/parameters/0' },
    ],
    [
      {
        in: 'query',
        type: 'array',
        items: { type: 'array', collectionFormat: 'pipes', items: { type: 'array' } },
      },
      { itemStyle: ['pipeDelimited', 'form'] },
    ],
  ])('%j', async (parameter, record) => {
    const document = withOperation('2.0', { parameters: [{ name: 'a', ...parameter }] }, '/{a}');
    expect((await operationOf(document)).parameters).toMatchObject([{ name: 'a', ...record }]);
  });
});

describe('bodies', () => {
  const content = async (version: string, operation: object, members: object = {}) =>
    (await operationOf(withOperation(version, operation, '/a', members))).body;

  test('of 3.x, through references, with the shape of forms', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } } };
    const body = await content(
      '3.1.0',
      { requestBody: { $ref: '#/components/requestBodies/A' } },
      {
        components: {
          requestBodies: {
            A: {
              required: true,
              content: {
                'Application/JSON': { schema },
                'application/x-www-form-urlencoded': { schema, encoding: { n: { explode: false } } },
                'text/plain': {},
              },
            },
          },
        },
      },
    );
    expect(body).toMatchObject({ required: true, pointer: '#/components/requestBodies/A' });
    expect(
      body?.content.map(({ type, schema: at, shape }) => [type, at !== null, shape !== undefined]),
    ).toEqual([
      ['application/json', true, false],
      ['application/x-www-form-urlencoded', true, true],
      ['text/plain', false, false],
    ]);
    expect(body?.content[1]?.encoding).toEqual({ n: { style: 'form', explode: false, styled: true } });
  });

  test.each<[consumes: string[] | undefined, fields: object[], types: string[]]>([
    [undefined, [{ type: 'string' }], ['application/x-www-form-urlencoded']],
    [undefined, [{ type: 'file' }], ['multipart/form-data']],
    [['application/json'], [{ type: 'string' }], ['application/x-www-form-urlencoded']],
    [['application/json', 'multipart/form-data'], [{ type: 'string' }], ['multipart/form-data']],
  ])('a form of 2.0 that consumes %j: %j', async (consumes, fields, types) => {
    const parameters = fields.map((field) => ({ name: 'f', in: 'formData', required: true, ...field }));
    const { operations, schemas } = await loadDocument(withOperation('2.0', { consumes, parameters }));
    const body = operations[0]?.body;
    expect(body?.required).toBe(true);
    expect(body?.content.map(({ type }) => type)).toEqual(types);
    const schema = '#/paths/~1a/get/requestBody/schema';
    expect(body?.content[0]?.schema).toBe(schema);
    expect(schemas.at(schema)).toMatchObject({ type: 'object', required: ['f'] });
    expect(schemas.at(`${schema}/properties/f/type`)).toBe(fields[0]?.['type' as never]);
    const isFile = fields[0]?.['type' as never] === 'file';
    const shape = { types: ['string'], ...(isFile && { format: 'binary' }) };
    expect(body?.content[0]?.shape).toEqual({ types: ['object'], properties: { f: shape } });
  });

  test('lists in a form of 2.0 keep their style', async () => {
    const body = await content('2.0', {
      parameters: [
        { name: 'f', in: 'formData', type: 'array', items: { type: 'integer' }, collectionFormat: 'pipes' },
      ],
    });
    expect(body?.content[0]?.encoding).toEqual({
      f: { style: 'pipeDelimited', explode: false, styled: true },
    });
  });

  test.each([
    [{}, {}, ['application/json']],
    [{ consumes: ['text/plain'] }, {}, ['text/plain']],
    [{}, { consumes: ['application/xml', 'a/b'] }, ['application/xml', 'a/b']],
  ])('a body of 2.0 %j %j', async (operation, members, types) => {
    const parameters = [{ name: 'b', in: 'body', schema: { type: 'string' } }];
    const body = await content('2.0', { parameters, ...operation }, members);
    expect(body?.content.map(({ type }) => type)).toEqual(types);
    expect(body?.content[0]?.schema).toBe('#/paths/~1a/get/parameters/0/schema');
  });

  test('responses of 2.0 have the content they produce', async () => {
    const { responses } = await operationOf(
      withOperation('2.0', {
        produces: ['a/b'],
        responses: { 200: { description: '', schema: {} }, default: { description: '' } },
      }),
    );
    expect(responses.map(({ status, content: types }) => [status, types.map(({ type }) => type)])).toEqual([
      ['200', ['a/b']],
      ['default', []],
    ]);
  });
});

describe('base paths', () => {
  const variables = { v: { enum: ['1', '2'], default: '2' }, w: { default: 'w' } };
  test.each<[version: string, document: object, operation: object, paths: string[]]>([
    ['3.1.0', {}, {}, ['']],
    ['3.1.0', { servers: [] }, {}, ['']],
    ['3.1.0', { servers: [{ url: 'https://example.com' }] }, {}, ['']],
    ['3.1.0', { servers: [{ url: 'https://example.com/v1/' }, { url: '/v2' }] }, {}, ['/v1', '/v2']],
    ['3.1.0', { servers: [{ url: 'v1' }] }, {}, ['/v1']],
    ['3.1.0', { servers: [{ url: './v1/../v2' }] }, {}, ['/v2']],
    ['3.1.0', { servers: [{ url: '//example.com/v1?a#b' }] }, {}, ['/v1']],
    ['3.1.0', { servers: [{ url: '/a' }] }, { servers: [{ url: '/b' }] }, ['/b']],
    ['3.1.0', { servers: [{ url: 'https://{w}.example.com:{v}/{v}/{w}', variables }] }, {}, ['/1/w', '/2/w']],
    [
      '3.1.0',
      { servers: [{ url: '{w}/x', variables: { w: { default: 'https://example.com/y' } } }] },
      {},
      ['/y/x'],
    ],
    ['3.1.0', { servers: [{ url: '/{v}', variables: { v: { default: '{v}' } } }] }, {}, ['/{v}']],
    ['2.0', { basePath: '/v2/' }, {}, ['/v2']],
    ['2.0', { basePath: '/' }, {}, ['']],
    ['2.0', { servers: [{ url: '/a' }] }, {}, ['']],
  ])('%s %j %j', async (version, document, operation, paths) => {
    expect((await operationOf(withOperation(version, operation, '/a', document))).basePaths).toEqual(paths);
  });

  test('the option stands in for all of them', async () => {
    const document = withOperation('3.1.0', { servers: [{ url: '/{undeclared}' }] });
    expect((await operationOf(document, '/api/')).basePaths).toEqual(['/api']);
    expect((await loadDocument(document, { basePath: '/api/' })).findings).toEqual([]);
  });
});

describe('operations', () => {
  test('of every method, named by id or by method and path', async () => {
    const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
    const { operations } = await loadDocument(
      ofVersion('3.2.0', {
        paths: {
          '/a': {
            ...Object.fromEntries(methods.map((method) => [method, {}])),
            additionalOperations: { COPY: { operationId: 'copy' }, Lock: {} },
          },
        },
      }),
    );
    expect(operations.map(({ id }) => id)).toEqual([
      ...methods.map((method) => `${method.toUpperCase()} /a`),
      'copy',
      'Lock /a',
    ]);
  });

  test('of a path item that is a reference', async () => {
    const { operations, findings } = await loadDocument(
      ofVersion('3.1.0', {
        paths: { '/{id}': { $ref: '#/components/pathItems/A', summary: 'x' } },
        components: {
          pathItems: {
            A: {
              parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
              get: { operationId: 'a' },
            },
          },
        },
      }),
    );
    expect(findings).toEqual([]);
    expect(operations).toMatchObject([
      { id: 'a', template: '/{id}', pointer: '#/components/pathItems/A/get', parameters: [{ name: 'id' }] },
    ]);
  });

  test.each<[root: object | undefined, own: object | undefined, security: object]>([
    [undefined, undefined, []],
    [[{ a: [] }], undefined, [[{ scheme: 'a', scopes: [] }]]],
    [[{ a: [] }], [], []],
    [[{ a: [] }], [{}], [[]]],
    [
      undefined,
      [{ a: ['x'], b: [] }, { b: [] }],
      [
        [
          { scheme: 'a', scopes: ['x'] },
          { scheme: 'b', scopes: [] },
        ],
        [{ scheme: 'b', scopes: [] }],
      ],
    ],
  ])('security %j %j', async (root, own, security) => {
    const document = withOperation('3.1.0', own === undefined ? {} : { security: own }, '/a', {
      ...(root === undefined ? {} : { security: root }),
      components: {
        securitySchemes: {
          a: { type: 'http', scheme: 'Basic' },
          b: { type: 'apiKey', in: 'query', name: 'k' },
        },
      },
    });
    const { operations, securitySchemes, findings } = await loadDocument(document);
    expect(findings).toEqual([]);
    expect(operations[0]?.security).toEqual(security);
    expect(securitySchemes).toMatchObject([
      { name: 'a', type: 'http', scheme: 'basic' },
      { name: 'b', type: 'apiKey', in: 'query', parameter: 'k' },
    ]);
  });

  test('the scheme basic of 2.0 is http basic', async () => {
    const { securitySchemes } = await loadDocument(
      ofVersion('2.0', { paths: {}, securityDefinitions: { a: { type: 'basic' } } }),
    );
    expect(securitySchemes).toMatchObject([{ name: 'a', type: 'http', scheme: 'basic' }]);
  });
});

describe('settings', () => {
  test.each<[version: string, settings: unknown, record: object]>([
    ['2.0', { mode: 'poll' }, { mode: 'poll' }],
    ['3.0.3', { timeout: 0.5, wait: 0 }, { timeout: 0.5, wait: 0 }],
    ['3.1.0', { timeout: 2 ** 31 - 1, retry: 100 }, { timeout: 2 ** 31 - 1, retry: 100 }],
    ['3.2.0', { idempotency: 'require' }, { idempotency: 'require' }],
    ['3.1.0', {}, {}],
    ['3.1.0', undefined, {}],
    ['3.1.0', { retry: -1, mode: 'wait', other: 1 }, { mode: 'wait' }],
    ['3.1.0', 'poll', {}],
  ])('%s %j', async (version, said, record) => {
    const { settings } = await operationOf(
      withOperation(version, said === undefined ? {} : { 'x-opbind': said }),
    );
    expect(settings).toStrictEqual(record);
  });

  test('of a path item are none of its operations', async () => {
    const document = ofVersion('3.1.0', {
      paths: { '/a': { 'x-opbind': { mode: 'poll' }, get: { responses: { 200: { description: 'ok' } } } } },
    });
    expect((await operationOf(document)).settings).toEqual({});
  });
});
