import { expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import type { Shape } from '../../src/document/operation.ts';
import { readShape } from '../../src/document/shape.ts';
import { ofVersion } from './documents.ts';

const read = async (version: string, schema: unknown, others: object = {}) => {
  const { schemas } = await loadDocument(
    ofVersion(version, { paths: {}, components: { schemas: { It: schema, ...others } } }),
  );
  return readShape(schemas, '#/components/schemas/It');
};

const integer = { type: 'integer' };
const string = { type: 'string' };
const isInteger: Shape = { types: ['integer'] };
const isString: Shape = { types: ['string'] };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

test.each<[version: string, schema: unknown, shape: Shape, others?: object]>([
  ['3.1.0', {}, { types: [] }],
  ['3.1.0', true, { types: [] }],
  ['3.1.0', integer, isInteger],
  ['3.1.0', { type: ['integer', 'null'] }, { types: ['integer', 'null'] }],
  ['3.1.0', { type: 'string', format: 'uuid' }, { types: ['string'], format: 'uuid' }],
  ['3.0.3', { type: 'integer', nullable: true }, { types: ['integer', 'null'] }],
  ['3.1.0', { type: 'integer', nullable: true }, isInteger],
  ['3.0.3', { nullable: true }, { types: [] }],
  // values
  ['3.0.3', { type: 'string', enum: ['a'] }, { types: ['string'], enum: ['a'] }],
  [
    '3.0.3',
    { enum: [1, 2.5, 'a', null] },
    { types: ['integer', 'number', 'string', 'null'], enum: [1, 2.5, 'a', null] },
  ],
  ['3.1.0', { const: 5 }, { types: ['integer'], enum: [5] }],
  ['3.0.3', { const: 5 }, { types: [] }],
  // lists
  ['3.0.3', { type: 'array', items: integer }, { types: ['array'], items: isInteger }],
  ['3.0.3', { items: integer }, { types: ['array'], items: isInteger }],
  [
    '3.1.0',
    { type: 'array', prefixItems: [integer, string] },
    { types: ['array'], prefixItems: [isInteger, isString] },
  ],
  // objects
  ['3.0.3', { properties: { a: integer } }, { types: ['object'], properties: { a: isInteger } }],
  ['3.0.3', { type: 'object', additionalProperties: false }, { types: ['object'], additional: false }],
  ['3.0.3', { type: 'object', additionalProperties: integer }, { types: ['object'], additional: isInteger }],
  // references
  ['3.0.3', ref('A'), isInteger, { A: integer }],
  ['3.0.3', { ...ref('A'), type: 'string', format: 'x' }, isInteger, { A: integer }],
  ['3.1.0', { ...ref('A'), format: 'int32' }, { types: ['integer'], format: 'int32' }, { A: integer }],
  ['3.0.3', ref('None'), { types: [] }],
  ['3.0.3', ref('It'), { types: [] }],
  // allOf joins
  ['3.0.3', { allOf: [{ type: 'number' }, integer] }, isInteger],
  ['3.0.3', { allOf: [ref('A')], description: 'x' }, isInteger, { A: integer }],
  [
    '3.0.3',
    { allOf: [{ properties: { a: { type: 'number' } } }, { properties: { a: integer, b: string } }] },
    { types: ['object'], properties: { a: isInteger, b: isString } },
  ],
  ['3.0.3', { allOf: [{ enum: [1, 2] }, { enum: [2, 3] }] }, { types: ['integer'], enum: [2] }],
  // oneOf and anyOf branch
  ['3.0.3', { oneOf: [integer, string] }, { types: [], anyOf: [isInteger, isString] }],
  ['3.0.3', { anyOf: [integer], oneOf: [string] }, { types: [], anyOf: [isString, isInteger] }],
  ['3.0.3', { type: 'integer', anyOf: [{ minimum: 1 }, { maximum: 5 }] }, isInteger],
  [
    '3.0.3',
    { type: 'object', oneOf: [{ properties: { a: integer } }, { properties: { a: string } }] },
    {
      types: ['object'],
      anyOf: [
        { types: ['object'], properties: { a: isInteger } },
        { types: ['object'], properties: { a: isString } },
      ],
    },
  ],
  // recursion is cut
  [
    '3.0.3',
    { type: 'object', properties: { next: ref('It'), n: integer } },
    { types: ['object'], properties: { next: { types: [] }, n: isInteger } },
  ],
])('%s %j', async (version, schema, shape, others) => {
  expect((await read(version, schema, others)).shape).toEqual(shape);
});

test.each<[schema: unknown, plain: boolean]>([
  [{}, true],
  [true, true],
  [false, false],
  [integer, true],
  [{ type: 'integer', format: 'int64', description: 'x', 'x-a': 1 }, true],
  [{ type: 'string', format: 'date' }, false],
  [{ type: 'string', format: 'one-of-yours' }, false],
  [{ type: 'string', enum: ['a'] }, true],
  [{ enum: [{}] }, false],
  [{ type: 'integer', minimum: 1 }, false],
  [{ type: 'string', pattern: 'a' }, false],
  [{ type: 'string', keyword: 1 }, false],
  [{ type: 'array', items: integer }, true],
  [{ type: 'array', items: { type: 'integer', minimum: 1 } }, false],
  [{ type: 'array', items: integer, uniqueItems: true }, false],
  [{ type: 'object', properties: { a: integer } }, true],
  [{ type: 'object', properties: { a: integer }, required: ['a'] }, false],
  [{ type: 'object', additionalProperties: false }, false],
  [{ allOf: [integer] }, false],
  [{ oneOf: [integer] }, false],
  [ref('A'), true],
  [ref('B'), false],
  [ref('None'), false],
])('%j asks nothing that a cast has not shown: %s', async (schema, plain) => {
  expect((await read('3.1.0', schema, { A: integer, B: { minLength: 1 } })).plain).toBe(plain);
});

test('a schema that branches without end is read in no time', async () => {
  const names = [...Array(30).keys()].map(String);
  const others = Object.fromEntries(
    names.map((name, n) => [
      name,
      { oneOf: [ref(String(n + 1)), ref(String(n + 1))], properties: { a: ref(String(n + 1)) } },
    ]),
  );
  const started = performance.now();
  await read('3.1.0', ref('0'), others);
  expect(performance.now() - started).toBeLessThan(500);
});
