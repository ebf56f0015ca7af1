import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/document/operation.ts';
import type { SchemaIssue } from '../../src/problem/issue.ts';
import { createChecks } from '../../src/schema/checks.ts';
import { schemasOf } from './schemas.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const tagged = (required: string, tag: object = { type: 'string' }) => ({
  type: 'object',
  required: [required],
  properties: { kind: tag, [required]: { type: 'integer' } },
});

const SCHEMAS = {
  Cat: tagged('lives'),
  Dog: tagged('tricks'),
  Tagged: tagged('x', { enum: ['one', 'two'] }),
  Constant: tagged('y', { const: 'three' }),
  // A parent, its child and its child's child.
  Pet: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' }, friend: ref('Pet') },
    discriminator: { propertyName: 'kind', mapping: { hound: 'Hound' } },
  },
  Hound: { allOf: [ref('Pet'), { required: ['bark'], properties: { bark: { type: 'boolean' } } }] },
  Husky: { description: 'a hound', allOf: [{ allOf: [ref('Hound')] }, { required: ['sled'] }] },
  Same: ref('Pet'),
  // A union whose branches are made of it.
  Circle: {
    discriminator: { propertyName: 'kind' },
    required: ['kind'],
    oneOf: [ref('Round'), ref('Flat')],
  },
  Round: { allOf: [ref('Circle'), { required: ['r'] }] },
  Flat: { allOf: [ref('Circle'), { required: ['f'] }] },
  // Their tags tell them apart, their names do not.
  Events: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string', enum: ['approved', 'denied', 'other'] } },
    discriminator: { propertyName: 'kind' },
  },
  Approved: { allOf: [ref('Events'), { properties: { kind: { enum: ['approved'] } }, required: ['by'] }] },
  Denied: { allOf: [ref('Events'), { properties: { kind: { enum: ['denied'] } }, required: ['why'] }] },
  Lonely: { discriminator: { propertyName: 'kind' }, required: ['kind'] },
  // A tree of unions.
  Tree: {
    nullable: true,
    oneOf: [ref('Branch'), ref('Leaf')],
    discriminator: { propertyName: 'kind' },
  },
  Branch: { ...tagged('n'), properties: { kind: {}, next: ref('Tree') } },
  Leaf: tagged('size'),
};

const brief = (issues: readonly SchemaIssue[] | null): string =>
  (issues ?? []).map(({ code, pointer }) => `${code} ${pointer}`).join(', ');

const checkOf = (schema: unknown, version: Version) =>
  createChecks(
    schemasOf({ components: { schemas: SCHEMAS }, schema }, version, {
      'https://root.test/parts/lizard.yaml': tagged('tail'),
    }),
  ).checkOf('#/schema', 'request');

const union = (discriminator: object, ...branches: readonly object[]) => ({
  discriminator: { propertyName: 'kind', ...discriminator },
  oneOf: branches,
});

const CATS = union({}, ref('Cat'), ref('Dog'));

describe('beside a union, the tag names the one branch that is checked', () => {
  test.each<[name: string, version: Version, schema: object, value: unknown, issues: string]>([
    ['name', '3.0', CATS, { kind: 'Cat', lives: 9 }, ''],
    ['name, of 3.1', '3.1', CATS, { kind: 'Dog', tricks: 9 }, ''],
    ['wrong within the branch', '3.0', CATS, { kind: 'Cat', lives: 'x' }, 'type /lives'],
    ['another branch would fit', '3.0', CATS, { kind: 'Cat', tricks: 1 }, 'required /lives'],
    ['wrong tag', '3.0', CATS, { kind: 'Cow', lives: 9 }, 'discriminator /kind'],
    ['tag of another type', '3.0', CATS, { kind: 1, lives: 9 }, 'discriminator /kind'],
    ['no tag', '3.0', CATS, { lives: 9 }, 'discriminator /kind'],
    ['no object', '3.0', CATS, [], 'type '],
    ['both would fit', '3.0', CATS, { kind: 'Cat', lives: 9, tricks: 1 }, ''],
    [
      'anyOf',
      '3.0',
      { discriminator: CATS.discriminator, anyOf: CATS.oneOf },
      { kind: 'Cat' },
      'required /lives',
    ],
    ['null beside it', '3.0', { ...CATS, nullable: true }, null, ''],
    [
      'nullable, and a tag that is wrong',
      '3.0',
      { ...CATS, nullable: true },
      { kind: 1 },
      'discriminator /kind',
    ],
    ['null as a branch', '3.1', union({}, ref('Cat'), { type: 'null' }), null, ''],
    [
      'a tag that is said twice to be needed',
      '3.0',
      { ...CATS, required: ['kind'] },
      {},
      'discriminator /kind',
    ],
    [
      'mapped by name',
      '3.0',
      union({ mapping: { c: 'Cat' } }, ref('Cat'), ref('Dog')),
      { kind: 'c' },
      'required /lives',
    ],
    [
      'mapped by reference',
      '3.0',
      union({ mapping: { c: '#/components/schemas/Cat' } }, ref('Cat'), ref('Dog')),
      { kind: 'c', lives: 1 },
      '',
    ],
    [
      'mapped to a file',
      '3.0',
      union({ mapping: { l: 'parts/lizard.yaml' } }, ref('Cat'), { $ref: 'parts/lizard.yaml' }),
      { kind: 'l' },
      'required /tail',
    ],
    [
      'a file by its name',
      '3.0',
      union({}, ref('Cat'), { $ref: 'parts/lizard.yaml' }),
      { kind: 'lizard' },
      'required /tail',
    ],
    [
      'mapped to a URL',
      '3.0',
      union({ mapping: { l: 'https://root.test/parts/lizard.yaml' } }, ref('Cat'), {
        $ref: 'parts/lizard.yaml',
      }),
      { kind: 'l', tail: 1 },
      '',
    ],
    [
      'mapped, by its own name',
      '3.0',
      union({ mapping: { c: 'Cat' } }, ref('Cat'), ref('Dog')),
      { kind: 'Cat' },
      'required /lives',
    ],
    [
      'mapped to what is no branch',
      '3.0',
      union({ mapping: { d: 'Dog' } }, ref('Cat')),
      { kind: 'd', lives: 1 },
      'required /tricks',
    ],
    ['known by enum', '3.0', union({}, ref('Tagged'), ref('Cat')), { kind: 'two' }, 'required /x'],
    ['known by const', '3.1', union({}, ref('Constant'), ref('Cat')), { kind: 'three' }, 'required /y'],
    ['written in place', '3.1', union({}, SCHEMAS.Constant, SCHEMAS.Tagged), { kind: 'one' }, 'required /x'],
    [
      'written in place, wrong tag',
      '3.1',
      union({}, SCHEMAS.Constant, SCHEMAS.Tagged),
      { kind: 'x' },
      'discriminator /kind',
    ],
    ['nobody knows which: the plain union', '3.0', union({}, SCHEMAS.Cat, SCHEMAS.Dog), { lives: 1 }, ''],
    ['nobody knows which, and none fits', '3.0', union({}, SCHEMAS.Cat, SCHEMAS.Dog), {}, 'one-of '],
    ['default', '3.2', union({ defaultMapping: 'Dog' }, ref('Cat'), ref('Dog')), {}, 'required /tricks'],
    [
      'default of a wrong tag',
      '3.2',
      union({ defaultMapping: 'Dog' }, ref('Cat'), ref('Dog')),
      { kind: 'x', tricks: 1 },
      '',
    ],
    [
      'no default in 3.1',
      '3.1',
      union({ defaultMapping: 'Dog' }, ref('Cat'), ref('Dog')),
      {},
      'discriminator /kind',
    ],
    [
      'a name that objects inherit',
      '3.1',
      { discriminator: { propertyName: 'constructor' }, oneOf: [ref('Cat'), ref('Dog')] },
      {},
      'discriminator /constructor',
    ],
    ['a union made of its branches', '3.1', ref('Circle'), { kind: 'Round' }, 'required /r'],
    ['a union made of its branches, wrong tag', '3.0', ref('Circle'), { kind: 'x' }, 'discriminator /kind'],
  ])('%s (%s)', (_, version, schema, value, issues) => {
    expect(brief(checkOf(schema, version)(value))).toBe(issues);
  });
});

describe('a parent leads to its children', () => {
  test.each<[name: string, version: Version, schema: object, value: unknown, issues: string]>([
    ['mapped', '3.0', ref('Pet'), { kind: 'hound' }, 'required /bark'],
    ['named', '3.1', ref('Pet'), { kind: 'Hound', bark: true }, ''],
    ['child of a child', '3.0', ref('Pet'), { kind: 'Husky' }, 'required /bark, required /sled'],
    ['itself', '3.0', ref('Pet'), { kind: 'Pet' }, ''],
    ['by another name', '3.0', ref('Same'), { kind: 'hound' }, 'required /bark'],
    ['wrong tag', '3.0', ref('Pet'), { kind: 'Cat' }, 'discriminator /kind'],
    ['no tag', '3.0', ref('Pet'), {}, 'discriminator /kind'],
    ['no object', '3.0', ref('Pet'), 1, 'type '],
    ['deeper', '3.0', ref('Pet'), { kind: 'Pet', friend: { kind: 'hound' } }, 'required /friend/bark'],
    ['a child asked for', '3.0', ref('Hound'), { kind: 'Pet', bark: true }, ''],
    ['in an allOf that is no child', '3.0', { allOf: [ref('Pet')] }, { kind: 'hound' }, 'required /bark'],
    [
      'in a nullable allOf',
      '3.0',
      { nullable: true, allOf: [ref('Pet')] },
      { kind: 'x' },
      'discriminator /kind',
    ],
    ['told by enum', '3.0', ref('Events'), { kind: 'denied' }, 'required /why'],
    ['told by enum, and no child', '3.0', ref('Events'), { kind: 'x' }, 'discriminator /kind'],
    ['without children', '3.0', ref('Lonely'), { kind: 'x' }, ''],
  ])('%s (%s)', (_, version, schema, value, issues) => {
    expect(brief(checkOf(schema, version)(value))).toBe(issues);
  });

  test('in 2.0, where the discriminator is a name', () => {
    const definitions = {
      Pet: { discriminator: 'kind', required: ['kind'], properties: { kind: { type: 'string' } } },
      Cat: { allOf: [{ $ref: '#/definitions/Pet' }, { required: ['lives'] }] },
    };
    const check = createChecks(schemasOf({ definitions }, '2.0')).checkOf('#/definitions/Pet', 'request');
    expect(brief(check({ kind: 'Cat' }))).toBe('required /lives');
    expect(brief(check({ kind: 'Cow' }))).toBe('discriminator /kind');
  });
});

test.each([
  // value, message
  [{ kind: 'x' }, 'Must be one of "Cat", "Dog".'],
  [{}, 'This property is required, for it says which alternative is meant: one of "Cat", "Dog".'],
])('%j: %s', (value, message) => {
  expect(checkOf(CATS, '3.0')(value)).toEqual([{ pointer: '/kind', code: 'discriminator', message }]);
});

test('the names of mapped schemas are not told, those of the others are', () => {
  const schema = union({ mapping: { c: 'Cat' } }, ref('Cat'), ref('Dog'));
  expect(checkOf(schema, '3.0')({ kind: 'x' })?.[0]?.message).toBe('Must be one of "c", "Dog".');
});

describe('what the branch has evaluated is known around it', () => {
  const schema = {
    ...union({}, ref('Cat'), ref('Constant'), { type: 'null' }),
    $ref: '#/$defs/base',
    unevaluatedProperties: false,
  };
  const check = () =>
    createChecks(
      schemasOf({ components: { schemas: SCHEMAS }, schema, $defs: { base: { properties: { base: {} } } } }),
    ).checkOf('#/schema', 'request');

  test.each([
    [{ kind: 'Cat', lives: 1, base: 1 }, ''],
    [{ kind: 'three', y: 1, base: 1 }, ''],
    [{ kind: 'three', y: 1, lives: 1 }, 'unevaluated-property /lives'],
    [{ kind: 'Cat', lives: 1, y: 1 }, 'unevaluated-property /y'],
  ])('%j: %s', (value, issues) => {
    expect(brief(check()(value))).toBe(issues);
  });
});

describe('a tree of unions is checked as deep as the stack goes', () => {
  const treeOf = (depth: number, leaf: unknown): unknown => {
    let value = leaf;
    for (let level = 0; level < depth; level += 1) value = { kind: 'Branch', n: 1, next: value };
    return value;
  };
  const check = checkOf(ref('Tree'), '3.0');

  test.each([
    [600, { kind: 'Leaf', size: 1 }, ''],
    [600, null, ''],
    [600, { kind: 'Leaf' }, `required ${'/next'.repeat(600)}/size`],
    [600, { kind: 'Cow' }, `discriminator ${'/next'.repeat(600)}/kind`],
    [100_000, { kind: 'Leaf', size: 1 }, 'too-deep '],
  ])('%i levels above %j', (depth, leaf, issues) => {
    expect(brief(check(treeOf(depth, leaf)))).toBe(issues);
  });
});
