import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/document/operation.ts';
import { sizedText } from '../../src/http/sized.ts';
import { SetupError } from '../../src/problem/finding.ts';
import type { Check, SchemaIssue } from '../../src/problem/issue.ts';
import { type CheckOptions, createChecks, type Direction } from '../../src/schema/checks.ts';
import { schemasOf } from './schemas.ts';

const checkOf = (
  schema: unknown,
  version: Version = '3.1',
  direction: Direction = 'request',
  options?: CheckOptions,
): Check => createChecks(schemasOf(schema, version), options).checkOf('#', direction);

const brief = (issues: readonly SchemaIssue[] | null): string =>
  (issues ?? []).map(({ code, pointer }) => `${code} ${pointer}`).join(', ');

const OBJECT = { type: 'object', properties: { a: { type: 'integer' } } };

describe('every keyword has a code, a place and a message', () => {
  test.each([
    // schema                                            value            code                    pointer  message
    [false, 1, 'false-schema', '', 'Nothing is allowed here.'],
    [{ type: 'integer' }, 1.5, 'type', '', 'Must be an integer.'],
    [{ type: ['string', 'null'] }, 1, 'type', '', 'Must be a string or null.'],
    [{ enum: ['a', 2] }, 'b', 'enum', '', 'Must be one of "a", 2.'],
    [{ enum: Array(99).fill('long') }, 1, 'enum', '', 'Must be one of the 99 values listed.'],
    [{ const: { a: 1 } }, {}, 'const', '', 'Must be {"a":1}.'],
    [{ format: 'date' }, '2024-02-30', 'format', '', 'Must have the format date.'],
    [{ pattern: '^a$' }, 'b', 'pattern', '', 'Must fit the pattern "^a$".'],
    [{ multipleOf: 0.01 }, 0.075, 'multiple-of', '', 'Must be a multiple of 0.01.'],
    [{ minimum: 2 }, 1, 'minimum', '', 'Must be at least 2.'],
    [{ maximum: 2 }, 3, 'maximum', '', 'Must be at most 2.'],
    [{ exclusiveMinimum: 2 }, 2, 'exclusive-minimum', '', 'Must be more than 2.'],
    [{ exclusiveMaximum: 2 }, 2, 'exclusive-maximum', '', 'Must be less than 2.'],
    [{ minLength: 1 }, '', 'min-length', '', 'Must have at least 1 character.'],
    [{ maxLength: 2 }, '123', 'max-length', '', 'Must have at most 2 characters.'],
    [{ minItems: 1 }, [], 'min-items', '', 'Must have at least 1 item.'],
    [{ maxItems: 0 }, [1], 'max-items', '', 'Must have at most 0 items.'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'unique-items',
      '',
      'Must not have equal items.',
    ],
    [{ contains: { type: 'null' } }, [1], 'contains', '', 'Must have at least 1 item of the kind described.'],
    [
      { contains: true, maxContains: 1 },
      [1, 2],
      'contains',
      '',
      'Must have 1 to 1 item of the kind described.',
    ],
    [{ prefixItems: [true], items: false }, [1, 2], 'additional-item', '', 'Must have at most 1 item.'],
    [
      { prefixItems: [true], unevaluatedItems: false },
      [1, 2],
      'unevaluated-item',
      '',
      'Must have at most 1 item.',
    ],
    [{ minProperties: 2 }, { a: 1 }, 'min-properties', '', 'Must have at least 2 properties.'],
    [{ maxProperties: 1 }, { a: 1, b: 1 }, 'max-properties', '', 'Must have at most 1 property.'],
    [{ required: ['a/b'] }, {}, 'required', '/a~1b', 'This property is required.'],
    [
      { dependentRequired: { a: ['b'] } },
      { a: 1 },
      'dependent-required',
      '/b',
      'This property is required beside "a".',
    ],
    [
      { dependencies: { a: ['b'] } },
      { a: 1 },
      'dependent-required',
      '/b',
      'This property is required beside "a".',
    ],
    [
      { ...OBJECT, additionalProperties: false },
      { b: 1 },
      'additional-property',
      '/b',
      'This property is not allowed.',
    ],
    [
      { ...OBJECT, unevaluatedProperties: false },
      { b: 1 },
      'unevaluated-property',
      '/b',
      'This property is not allowed.',
    ],
    [
      { propertyNames: { maxLength: 1 } },
      { ab: 1 },
      'property-name',
      '/ab',
      'A property of this name is not allowed.',
    ],
    [{ not: { type: 'string' } }, 'a', 'not', '', 'Must not fit the schema that is excluded.'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, 'any-of', '', 'Fits none of the alternatives.'],
    [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, 1, 'one-of', '', 'Fits none of the alternatives.'],
    [{ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, 'one-of', '', 'Fits more than one of the alternatives.'],
  ])('%j refuses %j as %s', (schema, value, code, pointer, message) => {
    expect(checkOf(schema)(value)).toEqual([{ pointer, code, message }]);
  });
});

describe('all issues at once, each where it is', () => {
  test.each([
    // schema, value, issues
    [{ allOf: [{ required: ['a'] }, { required: ['a', 'b'] }] }, {}, 'required /a, required /b'],
    [{ items: OBJECT }, [{ a: 'x' }, { a: 1 }, { a: null }], 'type /0/a, type /2/a'],
    [{ if: { type: 'object' }, else: { type: 'null' } }, 1, 'type '],
    [{ properties: { 'a/~b': { minLength: 2 } } }, { 'a/~b': '' }, 'min-length /a~1~0b'],
    [{ type: 'string', minLength: 2, pattern: 'x' }, 'a', 'min-length , pattern '],
  ])('%j refuses %j: %s', (schema, value, issues) => {
    expect(brief(checkOf(schema)(value))).toBe(issues);
  });
});

const CAT = {
  type: 'object',
  required: ['kind', 'lives'],
  properties: { kind: { const: 'cat' }, lives: { type: 'integer' } },
};
const DOG = {
  type: 'object',
  required: ['kind', 'tricks'],
  properties: { kind: { const: 'dog' }, tricks: { items: OBJECT } },
};

describe('a union speaks through the branch that was meant', () => {
  test.each([
    // schema, value, issues
    [{ oneOf: [CAT, DOG] }, { kind: 'cat' }, 'required /lives'],
    [{ oneOf: [CAT, DOG] }, { kind: 'dog', tricks: [{ a: 'x' }] }, 'type /tricks/0/a'],
    [{ oneOf: [CAT, DOG] }, { kind: 'cow' }, 'one-of '],
    [{ oneOf: [CAT, DOG] }, {}, 'one-of '],
    [{ anyOf: [CAT, { type: 'null' }] }, { kind: 'cat', lives: 'x' }, 'type /lives'],
    [{ anyOf: [{ anyOf: [CAT, { type: 'null' }] }, { type: 'string' }] }, { kind: 'cat' }, 'required /lives'],
    [
      { properties: { p: { anyOf: [{ minimum: 1 }, { maximum: -1 }] } }, required: ['q'] },
      { p: 0 },
      'required /q, any-of /p',
    ],
    [
      { items: { anyOf: [{ type: 'null' }, CAT] } },
      [null, 1, { kind: 'cat' }],
      'any-of /1, required /2/lives',
    ],
  ])('%j refuses %j: %s', (schema, value, issues) => {
    expect(brief(checkOf(schema)(value))).toBe(issues);
  });

  test('branches by reference as well as written in place', () => {
    const schema = {
      oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
      $defs: { Cat: CAT, Dog: DOG },
    };
    expect(brief(checkOf(schema)({ kind: 'cat' }))).toBe('required /lives');
  });
});

describe('2.0 and 3.0 schemas', () => {
  test.each([
    // schema, fits, does not fit
    [{ type: 'string', nullable: true }, null, 1],
    [{ type: 'string', nullable: false }, 'a', null],
    [{ type: 'string', nullable: true, enum: ['a'] }, null, 'b'],
    [{ nullable: true, enum: ['a', null] }, null, 'b'],
    [{ nullable: true, allOf: [OBJECT] }, null, { a: 'x' }],
    [{ nullable: true, anyOf: [{ type: 'string' }] }, null, 1],
    [{ nullable: true, oneOf: [{ type: 'string' }] }, null, 1],
    [{ nullable: true, minLength: 2 }, null, 'a'],
    [{ items: { type: 'integer', nullable: true } }, [null, 1], ['a']],
    [
      {
        definitions: { S: { type: 'string' } },
        properties: { a: { nullable: true, $ref: '#/definitions/S' } },
      },
      { a: 'x' },
      { a: null },
    ],
    [{ minimum: 1, exclusiveMinimum: true }, 2, 1],
    [{ minimum: 1, exclusiveMinimum: false }, 1, 0],
    [{ maximum: 1, exclusiveMaximum: true }, 0, 1],
    [{ maximum: 1, exclusiveMaximum: false }, 1, 2],
    [{ exclusiveMinimum: true, maximum: 1 }, 1, 2],
    [{ exclusiveMinimum: 1 }, 2, 1],
    [{ minLength: 2 }, 1, 'a'],
    [{ required: ['a'] }, 'text', {}],
    [{ type: 'array' }, [1, 'a'], {}],
    [{ $ref: '#/definitions/S', minLength: 9, definitions: { S: { type: 'string' } } }, 'a', 1],
    [
      {
        type: 'string',
        id: 'x',
        $id: ':',
        example: 5,
        xml: {},
        externalDocs: 1,
        discriminator: { propertyName: 'x' },
        'x-a': {},
      },
      'a',
      1,
    ],
    [
      { in: 'query', name: 'a', required: true, type: 'integer', collectionFormat: 'csv', default: 'x' },
      1,
      'a',
    ],
    [{ properties: { a: { type: 'string', required: true } } }, {}, { a: 1 }],
    [
      { enum: [{ nullable: true, $ref: '#/x', example: 1 }] },
      { nullable: true, $ref: '#/x', example: 1 },
      {},
    ],
    [{ type: 'string', format: 'made-up' }, 'a', 1],
    [{ type: 'string', format: 'constructor' }, 'a', 1],
  ])('%j fits %j, not %j', (schema, fits, fails) => {
    const check = checkOf(schema, '3.0');
    expect(check(fits)).toBeNull();
    expect(check(fails)).not.toBeNull();
  });

  test('type: file is any value, in 2.0', () => {
    expect(checkOf({ type: 'file' }, '2.0')(new Uint8Array())).toBeNull();
  });

  test('nullable is no keyword in 3.1', () => {
    expect(brief(checkOf({ type: 'string', nullable: true })(null))).toBe('type ');
  });
});

describe('3.1 schemas', () => {
  const GENERIC = {
    $id: 'https://example.test/page',
    $defs: { item: { $dynamicAnchor: 'item' } },
    properties: { items: { items: { $dynamicRef: '#item' } } },
  };
  const bound = (name: string, type: string) => ({
    $id: `https://example.test/${name}`,
    $ref: 'page',
    $defs: { item: { $dynamicAnchor: 'item', type } },
  });
  const PAGES = { properties: { a: bound('texts', 'string'), b: bound('numbers', 'number'), c: GENERIC } };

  test.each([
    // schema, fits, issues of, issues
    [{ $defs: { S: { type: 'string' } }, $ref: '#/$defs/S', minLength: 2 }, 'ab', 'a', 'min-length '],
    [{ $defs: { S: { $anchor: 'text', type: 'string' } }, $ref: '#text' }, 'a', 1, 'type '],
    [{ $id: 'https://a.test/', $defs: { S: { $id: 's', type: 'string' } }, $ref: 's' }, 'a', 1, 'type '],
    [{ properties: { a: true, b: false } }, { a: 1 }, { b: 1 }, 'false-schema /b'],
    [
      { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'integer' } },
      ['a', 1],
      ['a', 'b'],
      'type /1',
    ],
    [
      { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
      { a: 1 },
      { b: 1 },
      'unevaluated-property /b',
    ],
    [
      PAGES,
      { a: { items: ['x'] }, b: { items: [1] }, c: { items: [{}] } },
      { a: { items: [1] }, b: { items: ['x'] } },
      'type /a/items/0, type /b/items/0',
    ],
  ])('%j', (schema, fits, fails, issues) => {
    const check = checkOf(schema);
    expect(check(fits)).toBeNull();
    expect(brief(check(fails))).toBe(issues);
  });
});

describe('a property may have any name', () => {
  const NAMES = [
    '$ref',
    '$id',
    'nullable',
    'example',
    'type',
    'required',
    'enum',
    'constructor',
    'toString',
    '__proto__',
    'a/b~c',
    '"]; throw 1; //',
    '`\u0024{1}`',
    '\\',
    '\n\u2028',
  ];

  test.each(
    NAMES.flatMap(
      (name) =>
        [
          ['3.0', name],
          ['3.1', name],
        ] as const,
    ),
  )('%s %j', (version, name) => {
    const schema = JSON.parse(
      `{"type":"object","required":[${JSON.stringify(name)}],"properties":{${JSON.stringify(name)}:{"type":"integer"}},"additionalProperties":false}`,
    );
    const check = checkOf(schema, version);
    const value = (text: string) => JSON.parse(`{${JSON.stringify(name)}:${text}}`);
    const place = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    expect(check(value('1'))).toBeNull();
    expect(brief(check(value('"x"')))).toBe(`type ${place}`);
    expect(brief(check({}))).toBe(`required ${place}`);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('readOnly and writeOnly', () => {
  const DEFS = { Id: { type: 'string', readOnly: true }, Secret: { type: 'string', writeOnly: true } };
  const PROPERTIES = {
    id: { $ref: '#/definitions/Id' },
    secret: { $ref: '#/definitions/Secret' },
    name: { type: 'string' },
  };
  const REQUIRED = ['id', 'secret', 'name'];

  test.each([
    // schema, issues of {} in a request, in a response
    [
      { required: REQUIRED, properties: PROPERTIES },
      'required /secret, required /name',
      'required /id, required /name',
    ],
    [
      { required: REQUIRED, allOf: [{ properties: PROPERTIES }] },
      'required /secret, required /name',
      'required /id, required /name',
    ],
    [
      { allOf: [{ properties: PROPERTIES }, { required: REQUIRED }] },
      'required /secret, required /name',
      'required /id, required /name',
    ],
    [{ required: ['a'], properties: { a: { allOf: [{ $ref: '#/definitions/Id' }] } } }, '', 'required /a'],
  ])('%j', (schema, request, response) => {
    const document = { ...schema, definitions: DEFS };
    expect(brief(checkOf(document, '3.0', 'request')({}))).toBe(request);
    expect(brief(checkOf(document, '3.0', 'response')({}))).toBe(response);
  });

  const MEMBERS = {
    id: { $ref: '#/definitions/Id' },
    deep: { type: 'array', items: { allOf: [{ properties: { secret: { $ref: '#/definitions/Secret' } } }] } },
    both: { allOf: [{ $ref: '#/definitions/Id' }, { minLength: 9 }] },
    more: { type: 'object', properties: { id: { $ref: '#/definitions/Id', readOnly: true } } },
  };
  const VALUE = { id: 1, deep: [{ secret: 'x' }, {}], both: 'x', more: { id: 'x' } };

  test.each([
    // version, direction, what becomes of readOnly, issues
    ['3.0', 'request', 'allow', 'type /id, min-length /both'],
    ['3.0', 'request', 'refuse', 'read-only /id, read-only /both, read-only /more/id'],
    ['3.1', 'request', 'refuse', 'read-only /id, read-only /both, read-only /more/id'],
    ['3.0', 'response', 'allow', 'type /id, write-only /deep/0/secret, min-length /both'],
  ] as const)('%s: in a %s, readOnly %s: %s', (version, direction, readOnly, issues) => {
    const schema = { properties: MEMBERS, definitions: DEFS };
    const check = checkOf(schema, version, direction, { readOnly });
    expect(brief(check(VALUE))).toBe(issues);
    expect(check({ deep: [{}], more: {} })).toBeNull();
  });

  test('beside a reference a member is refused in 3.1 only', () => {
    const schema = {
      properties: { a: { $ref: '#/$defs/S', readOnly: true } },
      $defs: { S: {} },
      unevaluatedProperties: false,
    };
    const issuesOf = (version: Version) =>
      brief(checkOf(schema, version, 'request', { readOnly: 'refuse' })({ a: 1 }));
    expect(issuesOf('3.1')).toBe('read-only /a');
    expect(issuesOf('3.0')).toBe('');
  });

  test('in lists of references to themselves', () => {
    const node = {
      required: ['id'],
      properties: { id: { readOnly: true }, children: { items: { $ref: '#' } } },
    };
    expect(checkOf(node)({ children: [{ children: [] }] })).toBeNull();
    expect(brief(checkOf(node, '3.1', 'response')({ id: 1, children: [{}] }))).toBe(
      'required /children/0/id',
    );
  });

  test('beside a reference, in 3.1', () => {
    const schema = {
      required: ['a'],
      properties: { a: { $ref: '#/$defs/S', readOnly: true } },
      $defs: { S: {} },
    };
    expect(checkOf(schema, '3.1')({})).toBeNull();
    expect(brief(checkOf(schema, '3.0')({}))).toBe('required /a');
  });
});

describe('formats', () => {
  test.each([
    // format, fits, does not fit
    ['int8', -128, 128],
    ['int16', 32_767, -32_769],
    ['int32', -(2 ** 31), 2 ** 31],
    ['int64', 2 ** 53, 2 ** 63],
    ['int64', '9223372036854775807', '9223372036854775808'],
    ['int64', '-9223372036854775808', '1.5'],
    ['uint8', 255, 256],
    ['uint16', 65_535, -1],
    ['uint32', 2 ** 32 - 1, 2 ** 32],
    ['uint64', '18446744073709551615', '-1'],
    ['float', 3.4e38, 1e300],
    ['double', 1e300, undefined],
    ['double-int', 2 ** 53 - 1, 2 ** 53],
    ['decimal', '-12.50', '1e3'],
    ['decimal', 1.5, undefined],
    ['decimal128', '1.000000000000000000000000000000001', '1.0000000000000000000000000000000011'],
    ['decimal128', '-INF', 'INFINITY'],
    ['byte', 'YWI=', 'YWI'],
    ['byte', '', 'YW-_'],
    ['base64url', 'YW-_YQ', 'YW+/'],
    ['base64url', 'YQ==', 'YQ='],
    ['char', '😀', 'ab'],
    ['char', 'a', ''],
    ['binary', 'anything', undefined],
    ['password', 'anything', undefined],
    ['html', '<', undefined],
    ['commonmark', '#', undefined],
    ['unixtime', -1.5, undefined],
    ['date', '2024-02-29', '2023-02-29'],
    ['date-time', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00'],
    ['date-time-local', '2024-02-29T00:00:00.5', '2024-02-29T00:00:00Z'],
    ['time', '23:59:59+01:00', '23:59:59'],
    ['time-local', '23:59:59', '24:00:00'],
    ['time-local', '23:59:59.999', '23:59:59.'],
    ['http-date', 'Sun, 06 Nov 1994 08:49:37 GMT', 'Mon, 06 Nov 1994 08:49:37 GMT'],
    ['http-date', 'Thu, 29 Feb 2024 00:00:00 GMT', 'Fri, 30 Feb 2024 00:00:00 GMT'],
    ['uuid', '3F2504E0-4f89-41d3-9a0c-0305e82c3301', '3f2504e04f8941d39a0c0305e82c3301'],
    ['email', 'a.b+c@example.org', 'a@b@c'],
    ['email', '"a b"@[127.0.0.1]', 'a b@c'],
    ['idn-email', 'ä@ö.test', 'ä'],
    ['hostname', 'a-1.example', '-a.example'],
    ['idn-hostname', 'ä.example', 'ä b'],
    ['ipv4', '10.0.0.1', '10.0.0.256'],
    ['ipv6', '::1', ':1'],
    ['uri', 'https://a.test/?b#c', '/a'],
    ['uri-reference', '/a', '\\a'],
    ['uri-template', '/a/{b}', '/a/{b'],
    ['iri', 'https://ä.test/ü', 'ä b'],
    ['iri-reference', '/ü', '\\ü'],
    ['duration', 'P1DT1H', 'P'],
    ['json-pointer', '/a~1b', '/a~'],
    ['relative-json-pointer', '1/a', '/a'],
    ['media-range', 'text/*; q=0.5; a="b;\\"c"', 'text'],
    ['media-range', '*/*', '*/html'],
    ['regex', '^a+$', '('],
    ['sf-integer', -999_999_999_999_999, 1e15],
    ['sf-integer', '12', '1.2'],
    ['sf-decimal', 0.125, 0.1255],
    ['sf-decimal', '1.125', '1.1255'],
    ['sf-string', '"a\\"b"', '"a"b"'],
    ['sf-token', 'a/b:c', '1a'],
    ['sf-binary', ':YWI=:', 'YWI='],
    ['sf-boolean', '?1', 'true'],
  ])('%s fits %j, not %j', (format, fits, fails) => {
    const check = checkOf({ format });
    expect(check(fits)).toBeNull();
    if (fails !== undefined) expect(brief(check(fails))).toBe('format ');
  });

  test('formats of the user stand in place of ours, and a global RegExp keeps no memory', () => {
    const formats = { email: /^x/g, even: (text: string) => text.length % 2 === 0 };
    const check = checkOf({ items: { anyOf: [{ format: 'email' }, { format: 'even' }] } }, '3.1', 'request', {
      formats,
    });
    expect(check(['x', 'x', 'xyz', 'ab'])).toBeNull();
    expect(brief(check(['abc', 'x']))).toBe('any-of /0');
  });
});

describe('patterns', () => {
  test.each([
    // pattern, fits, does not fit
    ['^[\\w-.]+$', 'a-b.c', 'a b'],
    ['^\\p{L}+$', 'äö', '1'],
    ['^.$', '😀', 'ab'],
    ['(', undefined, 'a'],
  ])('%s fits %j, not %j', (pattern, fits, fails) => {
    const check = checkOf({ pattern });
    if (fits !== undefined) expect(check(fits)).toBeNull();
    expect(brief(check(fails))).toBe('pattern ');
  });
});

describe('another engine for patterns', () => {
  const asked: string[] = [];
  const regexp = (pattern: string) => {
    asked.push(pattern);
    if (pattern.startsWith('!')) throw new SyntaxError('no lookahead');
    return { test: (text: string) => text.includes(pattern) };
  };
  const SCHEMA = {
    properties: { a: { pattern: '(' }, b: { pattern: ')' } },
    patternProperties: { '[': { type: 'integer' } },
  };

  test('tests pattern and patternProperties, each with its own', () => {
    const check = checkOf(SCHEMA, '3.1', 'request', { regexp });
    expect(check({ a: 'x(', b: 'x)', 'x[': 1, x: 'x' })).toBeNull();
    expect(brief(check({ a: 'x)', b: 'x(', 'x[': 'x' }))).toBe('pattern /a, pattern /b, type /x[');
    expect(new Set(asked)).toEqual(new Set(['(', ')', '[']));
  });

  test.each([
    ['what it throws', regexp, '!a', 'no lookahead'],
    ['what is no engine', () => ({}) as never, 'a', 'has no test'],
  ])('%s is told when the schema is compiled', async (_, engine, pattern, reason) => {
    const checks = createChecks(schemasOf({ pattern }), { regexp: engine });
    checks.checkOf('#', 'request');
    const error = await checks.warmup().catch((thrown) => thrown);
    expect(error.findings[0].code).toBe('schema-uncompilable');
    expect(error.findings[0].message).toContain(reason);
  });

  test('a RegExp with memory keeps none', () => {
    const check = checkOf({ pattern: 'a' }, '3.1', 'request', {
      regexp: (pattern) => new RegExp(pattern, 'g'),
    });
    expect([check('xa'), check('xa')]).toEqual([null, null]);
  });
});

describe('a text that stands for many bytes', () => {
  test.each([
    // schema, bytes, issues
    [{ maxLength: 100 }, 100, ''],
    [{ maxLength: 100 }, 101, 'max-length '],
    [{ maxLength: 1e9 }, 1e9 + 1, 'max-length '],
    [{ minLength: 1e6 }, 1e6, ''],
    [{ minLength: 1e6 }, 1e6 - 1, 'min-length '],
    [{ minLength: 3 }, 2, 'min-length '],
    [{ pattern: '.' }, 5, 'pattern '],
  ])('%j of %i bytes: %s', (schema, size, issues) => {
    expect(brief(checkOf(schema)(sizedText(size)))).toBe(issues);
  });

  test.each([
    // Lengths are of characters, whatever they are made of.
    [{ maxLength: 3 }, '😀😀😀', ''],
    [{ maxLength: 3 }, '😀😀😀a', 'max-length '],
    [{ minLength: 3 }, '😀😀', 'min-length '],
    [{ minLength: 3 }, '😀😀a', ''],
    [{ maxLength: 1 }, '\ud83d\ud83d', 'max-length '],
    [{ maxLength: 40 }, 'a'.repeat(40), ''],
    [{ maxLength: 40 }, 'a'.repeat(41), 'max-length '],
    [{ minLength: 40 }, 'a'.repeat(39), 'min-length '],
  ])('%j %j: %s', (schema, text, issues) => {
    expect(brief(checkOf(schema)(text))).toBe(issues);
  });
});

describe('a schema in an older dialect', () => {
  const OLDER = { $schema: 'http://json-schema.org/draft-07/schema#', $ref: '#/$defs/S', minLength: 9 };
  const $defs = { S: { type: 'string' } };

  test.each([
    [{ ...OLDER, $defs }, 'a', ''],
    [{ ...OLDER, $schema: 'https://json-schema.org/draft/2020-12/schema', $defs }, 'a', 'min-length '],
    [{ ...OLDER, $schema: 'https://example.test/own', $defs }, 'a', 'min-length '],
    [{ properties: { a: OLDER }, $defs }, { a: 'a' }, ''],
    [
      { ...OLDER, $schema: undefined, jsonSchemaDialect: 'http://json-schema.org/draft-04/schema', $defs },
      'a',
      '',
    ],
  ])('%j', (schema, value, issues) => {
    expect(brief(checkOf(schema)(value))).toBe(issues);
  });
});

describe('hostile values cost little', () => {
  const nested = (depth: number): unknown => {
    let value: unknown = {};
    for (let level = 0; level < depth; level++) value = { next: value };
    return value;
  };
  const LINKED = { type: 'object', properties: { next: { $ref: '#' } } };
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, 1]));
  const NEEDS_A = {
    $defs: { A: { type: 'object', required: ['a'], properties: { next: { $ref: '#/$defs/A' } } } },
  };
  const COSTLY = `${'a'.repeat(40)}!`;
  const SLOW = { $defs: { slow: { pattern: '^(a+)+$' } } };
  const objects = Array.from({ length: 50_000 }, () => ({}));

  test.each([
    // name, schema, value, number of issues
    ['wrong items', { items: { type: 'string' } }, Array(100_000).fill(1), 100],
    ['wrong items by reference', { ...NEEDS_A, items: { $ref: '#/$defs/A' } }, objects, 100],
    ['unknown properties', { additionalProperties: false }, wide, 100],
    ['wrong properties', { additionalProperties: { type: 'string' } }, wide, 100],
    ['wrong names', { propertyNames: { maxLength: 1 } }, wide, 50],
    ['nothing contained', { ...NEEDS_A, contains: { $ref: '#/$defs/A' } }, objects, 1],
    ['equal objects', { uniqueItems: true }, objects, 1],
    ['a costly pattern on a text that is too long', { maxLength: 8, pattern: '^(a+)+$' }, COSTLY, 1],
    ['the same in an allOf', { allOf: [{ pattern: '^(a+)+$' }, { maxLength: 8 }] }, COSTLY, 1],
    ['the same by reference', { ...SLOW, $ref: '#/$defs/slow', maxLength: 8 }, COSTLY, 1],
    ['references in a circle', { $ref: '#' }, 1, 1],
  ])('%s', (_, schema, value, count) => {
    const check = checkOf(schema);
    check(null);
    const start = performance.now();
    expect(check(value)).toHaveLength(count);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('a value deeper than the stack is refused as too deep, and the check goes on working', () => {
    const check = checkOf(LINKED);
    expect(brief(check(nested(100_000)))).toBe('too-deep ');
    expect(check(nested(100))).toBeNull();
  });

  test('no check throws, changes the value or repeats it', () => {
    const check = checkOf({ ...CAT, additionalProperties: false, minProperties: 1 });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value);
        const issues = check({ kind: value });
        expect(JSON.stringify(value)).toBe(before);
        if (before.length > 8) expect(JSON.stringify(issues)).not.toContain(before);
      }),
    );
  });
});

describe('compiling', () => {
  const broken = { a: { $ref: '#/nowhere' }, b: { minimum: 'x' }, c: { type: 'string' }, d: null };

  test('a schema that cannot be compiled refuses loudly, each time', () => {
    const check = createChecks(schemasOf(broken)).checkOf('#/a', 'request');
    for (const value of [1, 2]) expect(() => check(value)).toThrow(SetupError);
  });

  test('warmup reports every schema that cannot be compiled, and compiles the others', async () => {
    const checks = createChecks(schemasOf(broken));
    for (const name of Object.keys(broken)) checks.checkOf(`#/${name}`, 'response');
    const error = await checks.warmup().catch((reason) => reason);
    expect(error).toBeInstanceOf(SetupError);
    expect(
      error.findings.map(({ code, pointer }: SetupError['findings'][number]) => `${code} ${pointer}`),
    ).toEqual(['schema-uncompilable /a', 'schema-uncompilable /b', 'schema-uncompilable /d']);
  });

  // Of a document that is compiled, all was read before.
  test.skipIf(process.env['OPBIND_COMPILED'])(
    'nothing is read before the first value is checked, and each schema only once',
    () => {
      const read: string[] = [];
      const schemas = schemasOf({ a: { items: { $ref: '#/b' } }, b: { type: 'string' } });
      const at = (pointer: string) => {
        read.push(pointer);
        return schemas.at(pointer);
      };
      const checks = createChecks({ ...schemas, version: '3.0', at });
      const [first, second] = [checks.checkOf('#/a', 'request'), checks.checkOf('#/a', 'request')];
      expect(read).toEqual([]);
      first(['x']);
      second([1]);
      checks.checkOf('#/b', 'request')('x');
      expect(read).toEqual(['#/a', '#/b']);
    },
  );

  test.each([
    // type and enum that name nothing let nothing through
    [{ type: [] }],
    [{ enum: [] }],
  ])('%j', (schema) => {
    expect(brief(checkOf(schema)('x'))).toBe('false-schema ');
  });
});

const branch = (tag: string, properties: object): object => ({
  type: 'object',
  required: ['tag', 'children'],
  properties,
  title: tag,
});

const TREE = {
  $ref: '#/$defs/node',
  $defs: {
    node: { oneOf: [{ $ref: '#/$defs/and' }, { $ref: '#/$defs/or' }, { $ref: '#/$defs/leaf' }] },
    list: { type: 'array', items: { $ref: '#/$defs/node' } },
    and: branch('and', { children: { $ref: '#/$defs/list' }, tag: { const: 'and' } }),
    or: branch('or', { children: { $ref: '#/$defs/list' }, tag: { const: 'or' } }),
    leaf: { type: 'object', required: ['x'], properties: { x: { type: 'integer' } } },
  },
};

const treeOf = (depth: number, leaf: unknown): unknown =>
  depth === 0 ? leaf : { tag: 'or', children: [treeOf(depth - 1, leaf)] };

describe('a recursive union, whose checks double with each level, costs no more than its value is worth', () => {
  test.each([
    // depth, leaf, issues
    [6, { x: 1 }, ''],
    [2, { x: 'a' }, 'one-of '],
    [9, { x: 'a' }, 'invalid '],
    [50, { x: 1 }, 'too-costly '],
    [50, { x: 'a' }, 'too-costly '],
  ])('%i levels above %j: %s', (depth, leaf, issues) => {
    expect(brief(checkOf(TREE)(treeOf(depth, leaf)))).toBe(issues);
  });

  test('nor does a small value whose schema branches with each reference', () => {
    const refer = (level: number): object => ({ $ref: `#/$defs/E${level}` });
    const levels = Array.from({ length: 20 }, (_, level) => {
      const next = refer(level + 1);
      return [`E${level}`, { oneOf: [next, { allOf: [next, { required: ['x'] }] }] }] as const;
    });
    const schema = { $defs: { ...Object.fromEntries(levels), E20: { type: 'object' } }, ...refer(0) };
    expect(brief(checkOf(schema)({}))).toBe('too-costly ');
  });

  test('nor do arrays within arrays whose items are unique', () => {
    const schema = { uniqueItems: true, items: { $ref: '#' } };
    const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1), depth]);
    expect(brief(checkOf(schema)(nested(20)))).toBe('');
    expect(brief(checkOf(schema)(nested(1500)))).toBe('too-costly ');
  });

  test('and a long array of small unions is checked whole', () => {
    const kinds = Array.from({ length: 40 }, (_, kind) => ({ properties: { kind: { const: kind } } }));
    const schema = {
      items: { oneOf: kinds.map((_, kind) => ({ $ref: `#/$defs/${kind}` })) },
      $defs: { ...kinds },
    };
    const items = Array.from({ length: 20_000 }, (_, index) => ({ kind: index % 40 }));
    expect(brief(checkOf(schema)(items))).toBe('');
    expect(brief(checkOf(schema)([...items.slice(0, 100), { kind: 'x' }]))).toBe('one-of /100');
  });
});
