import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCUMENT_CODES } from '../../src/document/codes.ts';
import { loadDocument } from '../../src/document/load.ts';
import { ofVersion, told, withOperation } from './documents.ts';

const query = (more: object): object => ({ parameters: [{ name: 'q', in: 'query', schema: {}, ...more }] });
const inPath = (name: string): object => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const ok = { 200: { description: 'ok' } };
const OP = '/paths/~1a/get';

test.each<[rule: string, document: object, errors: string[], warnings?: string[]]>([
  // paths and operations
  [
    'two operations with one id',
    ofVersion('3.1.0', {
      paths: { '/a': { get: { operationId: 'x' } }, '/b': { get: { operationId: 'x' } } },
    }),
    ['operation-id-duplicate /paths/~1b/get'],
  ],
  ['a path without a slash', ofVersion('3.1.0', { paths: { a: {} } }), ['path-malformed /paths/a']],
  ['an extension among paths', ofVersion('3.1.0', { paths: { 'x-a': 1 } }), []],
  ['braces that do not pair', withOperation('3.1.0', {}, '/{a/b'), ['template-malformed /paths/~1{a~1b']],
  [
    'a variable nobody declares',
    withOperation('3.1.0', {}, '/{a}'),
    ['path-parameter-undeclared /paths/~1{a}/get'],
  ],
  [
    'a path parameter that is not in the path',
    withOperation('3.1.0', { parameters: [inPath('a')] }),
    [`path-parameter-unused ${OP}/parameters/0`],
  ],
  [
    'a variable twice',
    withOperation('3.1.0', { parameters: [inPath('a')] }, '/{a}/{a}'),
    ['template-variable-repeated /paths/~1{a}~1{a}/get'],
  ],
  ['a path with a fragment', withOperation('3.1.0', {}, '/a#b'), [], ['template-trimmed /paths/~1a#b']],
  [
    'equal templates',
    ofVersion('3.1.0', { paths: { '/{a}': {}, '/{b}': {} } }),
    [],
    ['template-equal /paths/~1{b}'],
  ],
  // parameters
  [
    'a parameter twice',
    withOperation('3.1.0', { parameters: [inPath('a'), inPath('a')] }, '/{a}'),
    ['parameter-duplicate /paths/~1{a}/get/parameters/1'],
  ],
  [
    'header names that differ in case only',
    withOperation('3.1.0', {
      parameters: ['X-A', 'x-a'].map((name) => ({ name, in: 'header', schema: {} })),
    }),
    [`parameter-duplicate ${OP}/parameters/1`],
  ],
  [
    'a parameter of the path item, said again by the operation',
    ofVersion('3.1.0', {
      paths: { '/{a}': { parameters: [inPath('a')], get: { parameters: [inPath('a')] } } },
    }),
    [],
  ],
  [
    'a style of another location',
    withOperation('3.1.0', query({ style: 'label' })),
    [`style-unsupported ${OP}/parameters/0/style`],
  ],
  [
    'the style cookie before 3.2',
    withOperation('3.1.0', query({ in: 'cookie', style: 'cookie' })),
    [`style-unsupported ${OP}/parameters/0/style`],
  ],
  ['the style cookie in 3.2', withOperation('3.2.0', query({ in: 'cookie', style: 'cookie' })), []],
  [
    'a list as deepObject',
    withOperation('3.1.0', query({ style: 'deepObject', schema: { type: 'array' } })),
    [],
    [`style-undefined ${OP}/parameters/0`],
  ],
  [
    'an unknown location',
    withOperation('3.1.0', query({ in: 'body' })),
    [`field-value ${OP}/parameters/0/in`],
  ],
  [
    'schema beside content',
    withOperation('3.1.0', query({ content: { 'text/plain': {} } })),
    [`field-exclusive ${OP}/parameters/0`],
  ],
  [
    'neither schema nor content',
    withOperation('3.1.0', { parameters: [{ name: 'q', in: 'query' }] }),
    [`field-missing ${OP}/parameters/0`],
  ],
  [
    'two media types in a parameter',
    withOperation('3.1.0', {
      parameters: [{ name: 'q', in: 'query', content: { 'text/plain': {}, 'a/b': {} } }],
    }),
    [`content-single ${OP}/parameters/0/content`],
  ],
  [
    'a path parameter that is not said to be required',
    withOperation('3.1.0', { parameters: [{ ...inPath('a'), required: false }] }, '/{a}'),
    [],
    ['path-parameter-optional /paths/~1{a}/get/parameters/0'],
  ],
  [
    'a header that no message can carry',
    withOperation('3.1.0', query({ in: 'header', name: 'a b' })),
    [`field-value ${OP}/parameters/0/name`],
  ],
  [
    'querystring beside query',
    withOperation('3.2.0', {
      parameters: [
        { name: 'all', in: 'querystring', content: { 'application/json': {} } },
        { name: 'q', in: 'query', schema: {} },
      ],
    }),
    [`querystring-alone ${OP}`],
  ],
  [
    'querystring before 3.2',
    withOperation('3.1.0', {
      parameters: [{ name: 'all', in: 'querystring', content: { 'application/json': {} } }],
    }),
    [`field-value ${OP}/parameters/0/in`],
  ],
  [
    'allowReserved in a path, 3.2',
    withOperation('3.2.0', { parameters: [{ ...inPath('a'), allowReserved: true }] }, '/{a}'),
    [],
  ],
  [
    'allowReserved in a header, 3.0',
    withOperation('3.0.3', query({ in: 'header', allowReserved: true })),
    [],
    [`field-value ${OP}/parameters/0/allowReserved`],
  ],
  // defaults
  ...(
    [
      [{ type: 'integer', default: '5' }, true],
      [{ type: 'integer', default: 5 }, false],
      [{ type: 'integer', default: 5.5 }, true],
      [{ type: 'integer', maximum: 4, default: 5 }, true],
      [{ type: 'integer', exclusiveMinimum: 5, default: 5 }, true],
      [{ type: 'string', minLength: 2, default: 'é' }, true],
      [{ type: 'string', enum: ['a'], default: 'b' }, true],
      [{ type: ['string', 'null'], default: null }, false],
      [{ type: 'array', items: { type: 'integer' }, default: [1, 'a'] }, true],
      [{ type: 'array', maxItems: 1, default: [1, 2] }, true],
      [{ type: 'object', default: [] }, true],
      [{ default: 5 }, false],
    ] as const
  ).map(([schema, wrong]): [string, object, string[]] => [
    `the default of ${JSON.stringify(schema)}`,
    withOperation('3.1.0', query({ schema: { ...schema, $comment: '' } })),
    wrong ? [`default-invalid ${OP}/parameters/0/schema/default`] : [],
  ]),
  [
    'a default of null',
    withOperation('3.1.0', query({ schema: { type: 'string', default: null } })),
    [],
    [`default-invalid ${OP}/parameters/0/schema/default`],
  ],
  [
    'a default of null in 2.0, beside x-nullable',
    withOperation('2.0', {}, '/a', {
      definitions: { A: { type: 'string', 'x-nullable': true, default: null } },
    }),
    [],
  ],
  [
    'a default behind a reference',
    withOperation('3.0.3', query({ schema: { $ref: '#/components/schemas/A' } }), '/a', {
      components: { schemas: { A: { type: 'integer', default: 'a' } } },
    }),
    ['default-invalid /components/schemas/A/default'],
  ],
  [
    'the default of a 2.0 parameter',
    withOperation('2.0', { parameters: [{ name: 'q', in: 'query', type: 'integer', default: 'a' }] }),
    [`default-invalid ${OP}/parameters/0/default`],
  ],
  // schemas
  [
    'a type that is none',
    withOperation('3.1.0', query({ schema: { type: 'strin' } })),
    [`type-unknown ${OP}/parameters/0/schema/type`],
  ],
  [
    'a list of types in 3.0',
    withOperation('3.0.3', query({ schema: { type: ['string'] } })),
    [`field-type ${OP}/parameters/0/schema/type`],
  ],
  [
    'a count below zero',
    withOperation('3.1.0', query({ schema: { minLength: -1 } })),
    [`field-value ${OP}/parameters/0/schema/minLength`],
  ],
  [
    'multiples of nothing',
    withOperation('3.0.3', query({ schema: { multipleOf: 0 } })),
    [`field-value ${OP}/parameters/0/schema/multipleOf`],
  ],
  [
    'a pattern that is none',
    withOperation('3.1.0', query({ schema: { type: 'string', pattern: '((' } })),
    [`pattern-invalid ${OP}/parameters/0/schema/pattern`],
  ],
  [
    'a pattern that the u flag refuses',
    withOperation('3.1.0', query({ schema: { type: 'string', pattern: '^[\\w-\\.]+$' } })),
    [],
  ],
  [
    'patternProperties with a pattern that is none',
    withOperation('3.1.0', query({ schema: { patternProperties: { '((': {} } } })),
    [`pattern-invalid ${OP}/parameters/0/schema/patternProperties/((`],
  ],
  ...(['$schema', 'jsonSchemaDialect'] as const).flatMap((keyword) => {
    const documentOf = (uri: string): object =>
      keyword === '$schema'
        ? withOperation('3.1.0', query({ schema: { $schema: uri } }))
        : withOperation('3.1.0', {}, '/a', { jsonSchemaDialect: uri });
    const at = keyword === '$schema' ? `${OP}/parameters/0/schema/$schema` : '/jsonSchemaDialect';
    return [
      [`${keyword} that nobody knows`, documentOf('https://example.test/own'), [], [`dialect-unknown ${at}`]],
      ...[
        'https://json-schema.org/draft/2020-12/schema',
        'https://spec.openapis.org/oas/3.1/dialect/base',
        'https://spec.openapis.org/oas/3.2/dialect/2025-09-17',
        'http://json-schema.org/draft-07/schema#',
      ].map((uri) => [`${keyword} ${uri}`, documentOf(uri), []]),
    ] as [string, object, string[], string[]?][];
  }),
  ...[
    { unevaluatedItems: false, contains: {} },
    { unevaluatedItems: false, allOf: [{ anyOf: [{ contains: {} }, true] }] },
    { unevaluatedItems: false, oneOf: [true, { prefixItems: [{}] }] },
    { unevaluatedItems: false, if: { prefixItems: [{}] } },
  ].map((schema): [string, object, string[], string[]] => [
    `what makes unevaluatedItems inexact: ${JSON.stringify(schema)}`,
    withOperation('3.1.0', query({ schema })),
    [],
    [`keyword-unsure ${OP}/parameters/0/schema/unevaluatedItems`],
  ]),
  ...[
    { unevaluatedItems: false, prefixItems: [{}], items: { contains: {} } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    { unevaluatedProperties: false, if: {}, then: {} },
    { unevaluatedProperties: false, anyOf: [true, {}], contains: {} },
  ].map((schema): [string, object, string[]] => [
    `what does not: ${JSON.stringify(schema)}`,
    withOperation('3.1.0', query({ schema })),
    [],
  ]),
  [
    'nullable in 3.1',
    withOperation('3.1.0', query({ schema: { type: 'string', nullable: true } })),
    [],
    [`nullable-gone ${OP}/parameters/0/schema/nullable`],
  ],
  [
    'the type null in 3.0',
    withOperation('3.0.3', query({ schema: { type: 'null' } })),
    [],
    [`type-null ${OP}/parameters/0/schema/type`],
  ],
  [
    'a property named as a keyword',
    withOperation(
      '3.0.3',
      query({ schema: { type: 'object', properties: { type: { type: 'string' }, $ref: {} } } }),
    ),
    [],
  ],
  // security and servers
  [
    'a security scheme that is not declared',
    withOperation('3.1.0', { security: [{ key: [] }] }),
    [`security-scheme-unknown ${OP}/security/0/key`],
  ],
  [
    'an apiKey without a name',
    ofVersion('3.1.0', { components: { securitySchemes: { a: { type: 'apiKey', in: 'header' } } } }),
    ['field-missing /components/securitySchemes/a'],
  ],
  [
    'a scheme of no type',
    ofVersion('3.1.0', { components: { securitySchemes: { a: { type: 'magic' } } } }),
    ['field-value /components/securitySchemes/a/type'],
  ],
  [
    'a server variable of the path that is not declared',
    withOperation('3.1.0', { servers: [{ url: 'https://a/{b}' }] }),
    [`server-variable-undeclared ${OP}/servers/0/url`],
  ],
  [
    'a server variable of the host that is not declared',
    withOperation('3.1.0', { servers: [{ url: 'https://{b}/a' }] }),
    [],
    [`server-variable-undeclared ${OP}/servers/0/url`],
  ],
  [
    'a server variable whose default is not in its enum',
    ofVersion('3.1.0', {
      paths: {},
      servers: [{ url: '/{a}', variables: { a: { enum: ['x'], default: 'y' } } }],
    }),
    ['default-invalid /servers/0/variables/a/default'],
  ],
  // x-opbind
  ...(
    [
      [{ mode: 'pol' }, '/mode'],
      [{ timeout: -1 }, '/timeout'],
      [{ timeout: '60' }, '/timeout'],
      [{ timeout: 2 ** 31 }, '/timeout'],
      [{ wait: null }, '/wait'],
      [{ wait: Number.NaN }, '/wait'],
      [{ retry: 1.5 }, '/retry'],
      [{ retry: 101 }, '/retry'],
      [{ idempotency: true }, '/idempotency'],
      [true, ''],
      [null, ''],
      [[], ''],
    ] as const
  ).map(([settings, at]): [string, object, string[]] => [
    `settings ${JSON.stringify(settings)}`,
    withOperation('3.1.0', { 'x-opbind': settings }),
    [`settings-invalid ${OP}/x-opbind${at}`],
  ]),
  [
    'settings that are unknown',
    withOperation('2.0', { 'x-opbind': { timout: 1, toString: 2, mode: 'poll' } }),
    [`settings-unknown ${OP}/x-opbind/timout`, `settings-unknown ${OP}/x-opbind/toString`],
  ],
  // other objects
  [
    'a link to nothing',
    ofVersion('3.1.0', { components: { links: { a: {} } } }),
    ['field-missing /components/links/a'],
  ],
  [
    'a value told twice',
    ofVersion('3.2.0', { components: { examples: { a: { value: 1, dataValue: 1 } } } }),
    ['field-exclusive /components/examples/a'],
  ],
  [
    'an encoding by name and by position',
    ofVersion('3.2.0', { components: { mediaTypes: { a: { encoding: {}, prefixEncoding: [] } } } }),
    ['field-exclusive /components/mediaTypes/a'],
  ],
  [
    'a tag above itself',
    ofVersion('3.2.0', {
      paths: {},
      tags: [
        { name: 'a', parent: 'b' },
        { name: 'b', parent: 'a' },
      ],
    }),
    ['tag-parent /tags/0/parent', 'tag-parent /tags/1/parent'],
  ],
  [
    'an additional operation that has a field of its own',
    ofVersion('3.2.0', { paths: { '/a': { additionalOperations: { Get: { responses: ok } } } } }),
    ['field-value /paths/~1a/additionalOperations/Get'],
  ],
  [
    'what references lead to outside of the components, from operations and from components',
    ofVersion('3.1.0', {
      paths: { '/a': { get: { responses: ok, parameters: [{ $ref: '#/x-here/q' }] } } },
      components: { schemas: { A: { $ref: '#/x-here/a' } } },
      'x-here': {
        q: { name: 'q', in: 'query', schema: { type: 'one' } },
        a: { $ref: '#/x-here/b' },
        b: { items: { $ref: '#/x-here/c' } },
        c: { type: 'other' },
      },
    }),
    ['type-unknown /x-here/q/schema/type', 'type-unknown /x-here/c/type'],
  ],
  // what harms nothing
  [
    'fields that are unknown, twice',
    withOperation('3.0.3', { vendor: 1, responses: { 200: { description: '', vendor: 1 } } }),
    [],
    [`field-unknown ${OP}/vendor`, `field-unknown ${OP}/responses/200/vendor`],
  ],
  ['no responses in 3.0', withOperation('3.0.3', { responses: undefined }), [], [`field-missing ${OP}`]],
  [
    'a response without description',
    withOperation('3.0.3', { responses: { 200: {} } }),
    [],
    [`field-missing ${OP}/responses/200`],
  ],
  [
    'a version that is a number',
    { openapi: '3.0.3', info: { title: 't', version: 1 }, paths: {} },
    [],
    ['field-type /info/version'],
  ],
  // types
  ['parameters that are a map', withOperation('3.0.3', { parameters: {} }), [`field-type ${OP}/parameters`]],
  ['no paths in 3.0', ofVersion('3.0.3', {}), ['field-missing ']],
  ['webhooks only in 3.1', ofVersion('3.1.0', { webhooks: {} }), []],
])('%s', async (_, document, errors, warnings = []) => {
  const { errors: found, warnings: warned } = told(await loadDocument(document));
  expect(found).toEqual(errors);
  if (errors.length === 0) expect(warned).toEqual(warnings);
});

test('every finding says what mends it', async () => {
  const { findings } = await loadDocument(
    withOperation('3.1.0', { security: [{ a: [] }], parameters: [{ name: 'q', in: 'query' }] }, '/{a}'),
  );
  expect(findings).toHaveLength(3);
  expect(findings.filter(({ mend }) => mend === undefined)).toEqual([]);
});

test.each<[settings: object, mend: string]>([
  [{ timout: 1 }, 'Did you mean timeout?'],
  [{ priority: 1 }, 'There are mode, timeout, wait, retry, idempotency.'],
  [{ mode: 'later' }, 'Give "wait" or "poll".'],
  [{ retry: -1 }, 'Give a whole number from 0 to 100.'],
])('what mends the settings %j', async (settings, mend) => {
  const { findings } = await loadDocument(withOperation('3.1.0', { 'x-opbind': settings }));
  expect(findings).toMatchObject([{ mend }]);
});

test('docs/findings.md has a row for every code', () => {
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, code]) => code);
  expect(rows).toEqual([...new Set(rows)]);
  expect(DOCUMENT_CODES.filter((code) => !rows.includes(code))).toEqual([]);
});

test.each<[name: string, document: object, mend: string]>([
  [
    'a field',
    withOperation('3.0.3', { operationID: 'a' }),
    'Did you mean operationId? Else drop it, or call it x-operationID.',
  ],
  [
    'a field that is like no other',
    withOperation('3.0.3', { vendor: 1 }),
    'Drop it, mend its name, or call it x-vendor.',
  ],
  [
    'a method',
    ofVersion('3.1.0', { paths: { '/a': { gett: { responses: ok } } } }),
    'Did you mean get? Else drop it, or call it x-gett.',
  ],
  [
    'a reference',
    ofVersion('3.1.0', {
      paths: { '/a': { get: { responses: { 200: { $ref: '#/components/responses/Invoic' } } } } },
      components: { responses: { Invoice: { description: 'ok' } } },
    }),
    'Did you mean #/components/responses/Invoice?',
  ],
  [
    'a security scheme',
    ofVersion('3.1.0', {
      paths: { '/a': { get: { responses: ok, security: [{ kee: [] }] } } },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'key' } } },
    }),
    'Did you mean key? Else declare it under components.securitySchemes.',
  ],
])('the mend of %s that is misspelt', async (_, document, mend) => {
  const { findings, warnings } = await loadDocument(document);
  expect([...findings, ...warnings].map((finding) => finding.mend)).toContain(mend);
});

test('an operation under a misspelt method is missed at once, not when it is called', async () => {
  const { findings } = await loadDocument(
    ofVersion('3.1.0', { paths: { '/a': { gett: { responses: ok } } } }),
  );
  expect(findings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    'field-unknown /paths/~1a/gett',
  ]);
});
