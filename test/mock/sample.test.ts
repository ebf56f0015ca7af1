import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { compileSample } from '../../src/mock/sample.ts';
import { sample } from '../../src/mock/sampler.ts';
import type { Check } from '../../src/problem/issue.ts';
import { createChecks } from '../../src/schema/checks.ts';

const OPENING = { '2.0': { swagger: '2.0' }, '3.0': { openapi: '3.0.4' }, '3.1': { openapi: '3.1.1' } };

/** What is never content makes up as much as there is to be tried. */
const MISFIT = [{ pointer: '', code: 'one-of', message: '' }];

type Version = keyof typeof OPENING;

/** Schemas by name; what is made up for the one named `A`. */
async function make(components: object, version: Version = '3.1', checked = true) {
  const info = { title: 'test', version: '1' };
  const holder = version === '2.0' ? { definitions: components } : { components: { schemas: components } };
  const { schemas } = await loadDocument({ ...OPENING[version], info, paths: {}, ...holder });
  const pointer = version === '2.0' ? '#/definitions/A' : '#/components/schemas/A';
  const checks = createChecks(schemas);
  const checkOf = (schema: string): Check => (checked ? checks.checkOf(schema, 'response') : () => MISFIT);
  return { value: compileSample(schemas, checkOf, sample)(pointer) };
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('what a document gives comes first', () => {
  test.each([
    // schema                                                        value
    [{ type: 'string', example: 'a', default: 'b' }, 'a'],
    [{ type: 'string', examples: ['a', 'b'], default: 'c' }, 'a'],
    [{ type: 'string', default: 'b', enum: ['a', 'b'] }, 'b'],
    [{ const: 7 }, 7],
    [{ enum: ['a', 'b'] }, 'a'],
    [{ enum: [null, 'b'] }, 'b'],
    [{ type: ['string', 'null'], default: null }, null],
    [{ type: 'string', default: null, minLength: 2 }, 'string'],
    [{ type: 'string', example: 12 }, '12'],
    [{ type: 'integer', example: '12' }, 12],
    [{ type: 'integer', example: 'twelve' }, 0],
    [{ type: 'string', enum: ['a'], example: 'z' }, 'a'],
    [{ type: 'string', format: 'date', example: 'yesterday' }, '2019-08-24'],
    [
      { type: 'object', example: { a: 1 }, required: ['a'], properties: { a: { type: 'integer' } } },
      { a: 1 },
    ],
    [
      {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'integer' }, b: { example: 'kept' } },
        example: { a: 'x' },
      },
      { a: 0, b: 'kept' },
    ],
    [
      { allOf: [{ example: { a: 1 }, properties: { a: {} } }], properties: { b: { const: 2 } } },
      { a: null, b: 2 },
    ],
  ])('%j → %j', async (schema, value) => {
    expect((await make({ A: schema })).value).toEqual(value);
  });
});

const conditional = JSON.parse(
  '{ "if": { "properties": { "a": { "const": 1 } } }, "then": { "required": ["b"] }, "properties": { "a": { "type": "integer" }, "b": { "const": 2 } } }',
);

describe('the rest is made up, and fits', () => {
  test.each<[schema: object, value: unknown]>([
    // schema                                                        value
    [{ type: 'string' }, 'string'],
    [{ type: 'string', maxLength: 3 }, 'str'],
    [{ type: 'string', maxLength: 0 }, ''],
    [{ type: 'string', minLength: 8 }, 'stringst'],
    [{ type: 'string', format: 'date-time', minLength: 40 }, '2019-08-24T14:15:22Z'],
    [{ type: 'string', format: 'email' }, 'user@example.com'],
    [{ type: 'string', format: 'duration' }, 'P1D'],
    [{ type: 'string', format: 'time' }, '14:15:22Z'],
    [{ type: 'string', pattern: '^[A-Z]{2}$' }, 'AA'],
    [{ type: 'string', pattern: '^[a-z]+$', minLength: 4 }, 'string'],
    [{ type: 'integer' }, 0],
    [{ type: 'integer', minimum: 5 }, 5],
    [{ type: 'integer', exclusiveMinimum: 5 }, 6],
    [{ type: 'integer', minimum: 5, multipleOf: 4 }, 8],
    [{ type: 'integer', minimum: 0.5 }, 1],
    [{ type: 'integer', maximum: -3 }, -3],
    [{ type: 'integer', exclusiveMaximum: 0 }, -1],
    [{ type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 2 }, 1.5],
    [{ type: 'number', maximum: 10 }, 0],
    [{ allOf: [{ minimum: 3 }, { minimum: 9 }], type: 'integer' }, 9],
    [{ type: 'boolean' }, true],
    [{ type: 'null' }, null],
    [{ type: ['null', 'boolean'] }, true],
    [{ minLength: 2 }, 'string'],
    [{ properties: { a: { type: 'integer' } } }, { a: 0 }],
    [{ type: 'array', items: { type: 'integer' } }, [0]],
    [{ type: 'array', items: { type: 'integer' }, minItems: 3 }, [0, 0, 0]],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
    [{ type: 'array' }, []],
    [{ type: 'array', prefixItems: [{ const: 1 }, { const: 'a' }] }, [1, 'a']],
    [
      { type: 'object', additionalProperties: { type: 'integer' } },
      { property1: 0, property2: 0 },
    ],
    [{ type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 1 }, { property1: 0 }],
    [{ type: 'object', required: ['x'], additionalProperties: { type: 'integer' } }, { x: 0 }],
    [{ type: 'object', required: ['x'] }, { x: null }],
    [{ type: 'object', properties: { a: { type: 'integer', writeOnly: true } }, required: ['a'] }, {}],
    [{ type: 'object', properties: { a: { type: 'integer', readOnly: true } } }, { a: 0 }],
    [{ type: 'object', properties: { a: false, b: { const: 1 } } }, { b: 1 }],
    [{ oneOf: [{ type: 'null' }, { type: 'integer' }] }, 0],
    [{ anyOf: [false, { type: 'integer' }] }, 0],
    [{ type: 'integer', oneOf: [{ type: 'string' }, { minimum: 2 }] }, 2],
    [
      {
        oneOf: [
          { properties: { a: { const: 1 }, b: { type: 'integer' } } },
          { required: ['c'], properties: { c: { type: 'integer' } } },
        ],
      },
      { a: 1, b: 0 },
    ],
    [
      { allOf: [{ properties: { a: { const: 1 } } }, { required: ['b'], properties: { b: { const: 2 } } }] },
      { a: 1, b: 2 },
    ],
    [
      { allOf: [{ properties: { a: { type: 'string' } } }, { properties: { a: { minLength: 9 } } }] },
      { a: 'stringstr' },
    ],
    [conditional, { a: 1, b: 2 }],
  ])('%j → %j', async (schema, value) => {
    const made = await make({ A: schema });
    expect(made.value).toEqual(value);
  });

  test.each<[version: Version, components: object, value: unknown]>([
    ['3.0', { A: { type: 'integer', minimum: 2, exclusiveMinimum: true } }, 3],
    ['3.0', { A: { type: 'string', nullable: true, example: null } }, null],
    ['3.0', { A: { ...ref('B'), example: 'unheard' }, B: { type: 'integer' } }, 0],
    ['3.1', { A: { ...ref('B'), example: 7 }, B: { type: 'integer' } }, 7],
    [
      '2.0',
      { A: { type: 'object', properties: { a: { type: 'string', format: 'byte' } } } },
      { a: 'c3RyaW5n' },
    ],
    ['2.0', { A: { type: 'file' } }, 'string'],
  ])('in %s %j → %j', async (version, components, value) => {
    expect((await make(components, version)).value).toEqual(value);
  });
});

describe('schemas that are told apart by a property', () => {
  const kind = { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } };
  const cat = { allOf: [ref('Pet'), { properties: { lives: { const: 9 } } }] };

  test.each([
    [
      'by the name of the component',
      { A: { oneOf: [ref('Cat')], discriminator: { propertyName: 'kind' } }, Cat: cat, Pet: kind },
      { kind: 'Cat', lives: 9 },
    ],
    [
      'by a mapping',
      {
        A: {
          oneOf: [ref('Cat')],
          discriminator: { propertyName: 'kind', mapping: { tom: ref('Cat').$ref } },
        },
        Cat: cat,
        Pet: kind,
      },
      { kind: 'tom', lives: 9 },
    ],
    [
      'by the parent, whose children refer to it',
      {
        A: ref('Pet'),
        Cat: cat,
        Pet: { ...kind, discriminator: { propertyName: 'kind', mapping: { tom: 'Cat' } } },
      },
      { kind: 'tom', lives: 9 },
    ],
    [
      'by the child itself',
      { A: ref('Cat'), Cat: cat, Pet: { ...kind, discriminator: { propertyName: 'kind' } } },
      { kind: 'Cat', lives: 9 },
    ],
    [
      'by a name that the schema of the property does not allow',
      {
        A: { ...kind, properties: { kind: { enum: ['x'] } }, discriminator: { propertyName: 'kind' } },
      },
      { kind: 'x' },
    ],
  ])('%s', async (_, components, value) => {
    expect((await make(components)).value).toEqual(value);
  });
});

describe('circles and sizes', () => {
  test.each<[string, object, unknown]>([
    [
      'an optional circle is left out',
      { A: { type: 'object', properties: { id: { const: 1 }, next: ref('A') } } },
      { id: 1 },
    ],
    [
      'a list of itself is empty',
      { A: { type: 'object', properties: { children: { type: 'array', items: ref('A') } } } },
      { children: [] },
    ],
    [
      'a way out is taken',
      { A: { oneOf: [{ type: 'array', minItems: 1, items: ref('A') }, { const: 1 }] } },
      1,
    ],
    [
      'a circle without a way out is an empty object',
      { A: { required: ['a'], properties: { a: ref('A') } } },
      {},
    ],
    ['a reference to itself', { A: { anyOf: [ref('A'), { type: 'integer' }] } }, null],
    [
      'a circle over two',
      {
        A: { properties: { b: ref('B') } },
        B: { required: ['a'], properties: { a: ref('A'), n: { const: 1 } } },
      },
      {},
    ],
    [
      'the same schema twice is no circle',
      { A: { properties: { x: ref('B'), y: ref('B') } }, B: { type: 'integer' } },
      { x: 0, y: 0 },
    ],
    ['lengths are bounded', { A: { type: 'array', minItems: 1e9, items: { const: 1 } } }, Array(20).fill(1)],
  ])('%s', async (_, components, value) => {
    expect((await make(components)).value).toEqual(value);
  });

  test('texts are bounded', async () => {
    const { value } = await make({ A: { type: 'string', minLength: 1e9 } });
    expect(String(value).length).toBeLessThanOrEqual(10_000);
  });

  test('schemas that multiply are bounded', async () => {
    const level = (n: number) => ({
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 10 }, (_, k) => [`p${k}`, ref(`L${n + 1}`)])),
      required: Array.from({ length: 10 }, (_, k) => `p${k}`),
    });
    const components = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`L${n}`, level(n)]));
    const { value } = await make({ A: ref('L0'), ...components, L12: { type: 'integer' } });
    expect(JSON.stringify(value).length).toBeLessThan(1_000_000);
  });

  test('branches that multiply are bounded', async () => {
    const level = (n: number) => ({
      oneOf: Array.from({ length: 10 }, (_, k) => ({
        required: ['a'],
        properties: { a: ref(`L${n + 1}`), k: { const: k } },
      })),
    });
    const components = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`L${n}`, level(n)]));
    const { value } = await make({ A: ref('L0'), ...components, L12: false });
    expect(value).toEqual({});
  });

  test('members that would reach a prototype stay away', async () => {
    const properties = JSON.parse(
      '{"__proto__":{"const":1},"constructor":{"const":2},"hasOwnProperty":{"const":3}}',
    );
    const { value } = await make({ A: { type: 'object', properties } });
    expect(Object.entries(value as object)).toEqual([
      ['constructor', 2],
      ['hasOwnProperty', 3],
    ]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

test('whatever the schema, something is made up that is bounded, and nothing breaks', async () => {
  const leaf = fc.oneof(
    fc.record(
      {
        type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'null', 'array', 'object'),
        minimum: fc.integer(),
        maxLength: fc.nat(20),
        minItems: fc.nat(5),
        required: fc.subarray(['a', 'b']),
        format: fc.constantFrom('date', 'uuid', 'byte'),
      },
      { requiredKeys: [] },
    ),
    fc.constantFrom(ref('A'), ref('B'), true, false, {}),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('node')),
    node: fc.record(
      {
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree')),
        items: tie('tree'),
        allOf: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        oneOf: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        additionalProperties: tie('tree'),
        required: fc.subarray(['a', 'b']),
      },
      { requiredKeys: [] },
    ),
  }));
  await fc.assert(
    fc.asyncProperty(tree, tree, async (a, b) => {
      const { value } = await make({ A: a as object, B: b as object }, '3.1', false);
      expect(JSON.stringify(value)?.length ?? 0).toBeLessThan(100_000);
    }),
    { numRuns: 200 },
  );
});

test('what the document gives needs no package', async () => {
  const { schemas } = await loadDocument({
    ...OPENING['3.1'],
    info: { title: 'test', version: '1' },
    paths: {},
    components: { schemas: { A: { type: 'object', default: { a: 1 } } } },
  });
  const missing = () => {
    throw new Error('It is not installed.');
  };
  for (const issues of [null, MISFIT])
    expect(compileSample(schemas, () => () => issues, missing)('#/components/schemas/A')).toEqual({ a: 1 });
});
