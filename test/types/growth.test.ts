import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { toTypes } from '../../src/types/to-types.ts';
import { documentOf, operation } from '../document-of.ts';

const refer = (index: number): object => ({ $ref: `#/components/schemas/E${index}` });

/** Schemas of which each is made of the next, and the last of which a parameter reads in another way than a body. */
const chain = (levels: number, link: (next: object) => object): Readonly<Record<string, object>> =>
  Object.fromEntries([
    ...Array.from({ length: levels }, (_, index) => [`E${index}`, link(refer(index + 1))]),
    [`E${levels}`, { type: 'object', properties: { x: { type: 'integer' }, untold: {} } }],
  ]);

/** Schemas of which each is joined of all others. */
const knot = (count: number): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `E${index}`,
      {
        allOf: Array.from({ length: count }, (__, other) => refer(other)).filter(
          (__, other) => other !== index,
        ),
      },
    ]),
  );

const alternatives = (next: object): object => ({ oneOf: [next, { allOf: [next, { required: ['x'] }] }] });
const members = (next: object): object => ({ type: 'object', properties: { a: next, b: next } });
const parts = (next: object): object => ({ required: ['y'], allOf: [next, { allOf: [next] }] });

describe('types are no longer than a multiple of their document', () => {
  test.each<[string, Readonly<Record<string, object>>]>([
    ['few alternatives', chain(3, alternatives)],
    ['alternatives', chain(13, alternatives)],
    ['members', chain(16, members)],
    ['parts', chain(24, parts)],
    ['a knot', knot(9)],
  ])('%s', async (_, schemas) => {
    const parameters = [{ name: 'q', in: 'query', style: 'deepObject', schema: refer(0) }];
    const paths = { '/a': { get: operation('read', { parameters }) } };
    const document = documentOf(paths, { components: { schemas } });
    expect(toTypes(await loadDocument(document)).length).toBeLessThan(300_000);
  });
});
