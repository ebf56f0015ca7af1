import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/document/operation.ts';
import { createChecks } from '../../src/schema/checks.ts';
import { schemasOf } from './schemas.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const withDefault = (value: unknown, more: object = {}) => ({
  properties: { a: { default: value, ...more } },
});

// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
const CONDITION = { if: { required: ['x'] }, then: withDefault(1), else: withDefault(2) };

const SCHEMAS = {
  Base: { type: 'object', properties: { base: { default: 'b' } } },
  Size: { type: 'integer', default: 7 },
  Cat: {
    type: 'object',
    required: ['kind', 'lives'],
    properties: { kind: { type: 'string' }, lives: { type: 'integer' }, cat: { default: 1 } },
  },
  Dog: {
    type: 'object',
    required: ['kind', 'tricks'],
    properties: { kind: { type: 'string' }, tricks: { type: 'integer' }, dog: { default: 2 } },
  },
  Pet: {
    type: 'object',
    properties: { kind: { type: 'string' }, name: { default: 'Rex' }, friend: ref('Pet') },
    discriminator: { propertyName: 'kind' },
  },
  Bird: { allOf: [ref('Pet'), { properties: { wings: { default: 2 } } }] },
  Hound: { allOf: [ref('Pet'), { properties: { bark: { default: true } } }] },
  Node: { properties: { depth: { default: 0 }, next: ref('Node') } },
  Plain: {
    properties: { next: ref('Plain'), list: { items: ref('Plain') }, any: { oneOf: [ref('Plain')] } },
  },
};

const fillOf = (schema: unknown, version: Version = '3.1') =>
  createChecks(schemasOf({ components: { schemas: SCHEMAS }, schema }, version)).fillOf('#/schema');

describe('what a valid value lacks is filled', () => {
  test.each<[name: string, schema: object, value: unknown, filled: unknown]>([
    ['a property', withDefault(1), {}, { a: 1 }],
    ['null', withDefault(null), {}, { a: null }],
    ['not what is there', withDefault(1), { a: null }, { a: null }],
    ['a default by reference', { properties: { a: ref('Size') } }, {}, { a: 7 }],
    ['a default in an allOf', { properties: { a: { allOf: [ref('Size')] } } }, {}, { a: 7 }],
    ['by reference', ref('Base'), {}, { base: 'b' }],
    ['in an allOf', { allOf: [ref('Base'), withDefault(1)] }, {}, { base: 'b', a: 1 }],
    ['within a property', { properties: { p: withDefault(1) } }, { p: {} }, { p: { a: 1 } }],
    ['no absent parent', { properties: { p: withDefault(1) } }, {}, {}],
    [
      'within what was filled',
      { properties: { p: { ...withDefault(1), default: {} } } },
      {},
      { p: { a: 1 } },
    ],
    ['items', { items: withDefault(1) }, [{}, 5, { a: 2 }], [{ a: 1 }, 5, { a: 2 }]],
    [
      'prefixItems',
      { prefixItems: [{}, withDefault(1)], items: withDefault(2) },
      [{}, {}, {}],
      [{}, { a: 1 }, { a: 2 }],
    ],
    [
      'additionalProperties',
      { properties: { x: {} }, patternProperties: { '^y': {} }, additionalProperties: withDefault(1) },
      { x: {}, y: {}, z: {} },
      { x: {}, y: {}, z: { a: 1 } },
    ],
    [
      'patternProperties',
      { patternProperties: { '^y': withDefault(1) } },
      { y: {}, z: {} },
      { y: { a: 1 }, z: {} },
    ],
    [
      'the branch of oneOf that fits',
      {
        oneOf: [
          { ...withDefault(1), required: ['x'] },
          { ...withDefault(2), required: ['y'] },
        ],
      },
      { y: 1 },
      { y: 1, a: 2 },
    ],
    [
      'the first branch of anyOf that fits',
      { anyOf: [{ required: ['x'] }, withDefault(2), withDefault(3)] },
      {},
      { a: 2 },
    ],
    [
      'the branch that the tag names',
      { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
      { kind: 'Dog', tricks: 1 },
      { kind: 'Dog', tricks: 1, dog: 2 },
    ],
    [
      'the branch that the discriminator of a shared parent names',
      { oneOf: [ref('Hound'), ref('Bird')] },
      { kind: 'Bird' },
      { kind: 'Bird', name: 'Rex', wings: 2 },
    ],
    [
      'the child that the tag names',
      ref('Pet'),
      { kind: 'Hound' },
      { kind: 'Hound', name: 'Rex', bark: true },
    ],
    [
      'the parent itself',
      ref('Pet'),
      { kind: 'Pet', friend: { kind: 'Hound' } },
      { kind: 'Pet', name: 'Rex', friend: { kind: 'Hound', name: 'Rex', bark: true } },
    ],
    ['a child asked for', ref('Hound'), { kind: 'Pet' }, { kind: 'Pet', name: 'Rex', bark: true }],
    ['then', CONDITION, { x: 1 }, { x: 1, a: 1 }],
    ['else', CONDITION, {}, { a: 2 }],
    [
      'dependentSchemas',
      { dependentSchemas: { x: withDefault(1), y: withDefault(2) } },
      { x: 1 },
      { x: 1, a: 1 },
    ],
    ['a circle', ref('Node'), { next: { next: {} } }, { depth: 0, next: { depth: 0, next: { depth: 0 } } }],
    ['no default that its schema refuses', withDefault('x', { type: 'integer' }), {}, {}],
    ['none that only answers have', withDefault(1, { readOnly: true }), {}, {}],
    [
      'a branch is chosen before anything in it is filled',
      {
        properties: { b: { default: 1 } },
        oneOf: [
          { additionalProperties: false, ...withDefault(1) },
          { required: ['z'], ...withDefault(2) },
        ],
      },
      {},
      { b: 1, a: 1 },
    ],
  ])('%s', (_, schema, value, filled) => {
    expect(fillOf(schema)?.(value)).toEqual(filled);
  });

  test('beside a reference only since 3.1', () => {
    const schema = { properties: { a: { ...ref('Size'), default: 8 } } };
    expect(fillOf(schema, '3.0')?.({})).toEqual({ a: 7 });
    expect(fillOf(schema, '3.1')?.({})).toEqual({ a: 8 });
  });
});

test('a default is a copy for each value', () => {
  const schema = withDefault({ list: [1] });
  const fill = fillOf(schema);
  const first = fill?.({}) as { a: { list: number[] } };
  first.a.list.push(2);
  expect(fill?.({})).toEqual({ a: { list: [1] } });
  expect(schema.properties.a.default).toEqual({ list: [1] });
});

test.each([
  [{ type: 'object', properties: { a: { type: 'string' } } }],
  [ref('Plain')],
  [{ oneOf: [ref('Plain'), { items: {} }] }],
  [{ default: 1 }],
  [true],
])('there is nothing to fill in %j', (schema) => {
  expect(fillOf(schema)).toBeNull();
});

test('no name reaches the prototype', () => {
  const schema = JSON.parse(
    '{"properties":{"__proto__":{"default":{"x":1}},"constructor":{"default":1},"a":{"default":1}}}',
  );
  const value = fillOf(schema)?.(JSON.parse('{"__proto__":{}}')) as object;
  expect(JSON.stringify(value)).toBe('{"__proto__":{},"constructor":1,"a":1}');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

test('a value deeper than the stack is filled, too', () => {
  let value: Record<string, unknown> = {};
  const innermost = value;
  for (let level = 0; level < 100_000; level += 1) value = { next: value };
  fillOf(ref('Node'))?.(value);
  expect(innermost).toEqual({ depth: 0 });
});

test('a list of more items than a call takes arguments is filled, too', () => {
  const items: object[] = Array.from({ length: 700_000 }, () => ({}));
  fillOf({ items: withDefault(1) })?.(items);
  expect(items.findIndex((item) => !('a' in item))).toBe(-1);
});

test('unions within unions cost no more than the value is worth', () => {
  const schema = {
    $ref: '#/components/schemas/U',
  };
  const schemas = {
    U: { anyOf: [{ required: ['x'] }, { properties: { a: { default: 1 }, next: ref('U') } }] },
  };
  let value: unknown = {};
  for (let level = 0; level < 2_000; level += 1) value = { next: value };
  const fill = createChecks(schemasOf({ components: { schemas }, schema })).fillOf('#/schema');
  expect(fill?.(value)).toHaveProperty('a', 1);
});

// Of a document that is compiled, all was read before.
test.skipIf(process.env['OPBIND_COMPILED'])('nothing is compiled before it is needed', () => {
  const read: string[] = [];
  const schemas = schemasOf({ a: { properties: { b: { pattern: '(' } } } });
  const checks = createChecks({
    ...schemas,
    at: (pointer) => {
      read.push(pointer);
      return schemas.at(pointer);
    },
  });
  expect(read).toEqual([]);
  expect(checks.fillOf('#/a')).toBeNull();
  expect(checks.fillOf('#/a')).toBeNull();
  expect(read.filter((pointer) => pointer === '#/a/properties/b').length).toBeLessThan(4);
});
