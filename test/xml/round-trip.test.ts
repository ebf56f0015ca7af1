import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeName, encodeName, isName } from '../../src/xml/names.ts';
import { readTree } from '../../src/xml/tree.ts';
import { compileXml } from './compiled.ts';

/** A schema, and values that fit it and that XML can hold: an empty list without an element is no list at all. */
interface Kind {
  readonly schema: object;
  readonly value: fc.Arbitrary<unknown>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\p{Cs}]/u;

const text = fc.string({ unit: 'binary', maxLength: 8 }).filter((one) => !FORBIDDEN.test(one));

const markup = fc.constantFrom(
  '',
  ' ',
  '\r\n',
  '\t',
  '<a>',
  '&amp;',
  ']]>',
  '<![CDATA[',
  '"',
  "'",
  '_x0041_',
  'true',
  '7',
  'null',
);

const scalars: readonly Kind[] = [
  { schema: { type: 'string' }, value: fc.oneof(text, markup) },
  { schema: { type: 'integer' }, value: fc.maxSafeInteger().map((one) => one + 0) },
  {
    schema: { type: 'number' },
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
  },
  { schema: { type: 'boolean' }, value: fc.boolean() },
];

const nullable: readonly Kind[] = [
  { schema: { type: ['string', 'null'] }, value: fc.option(fc.oneof(text, markup)) },
  { schema: { type: ['integer', 'null'] }, value: fc.option(fc.maxSafeInteger()) },
];

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'item',
    'a b',
    '1',
    '',
    'xml',
    'x:y',
    'b><c',
    '_x0041_',
    'constructor',
    'toString',
    'é',
  ),
  fc.string({ minLength: 1, maxLength: 5 }).filter((one) => !/^[@#]/.test(one) && one !== '__proto__'),
);

const words = fc.record(
  { prefix: fc.constantFrom('p', 'q'), namespace: fc.constantFrom('urn:x', 'urn:y') },
  { requiredKeys: [] },
);

const withXml = (schema: object, xml: object): object => ({ ...schema, xml });

/** A property: a leaf as an element or attribute, a list with or without an element, or an object. */
const propertyOf = (depth: number): fc.Arbitrary<Kind> => {
  const leaf = fc.constantFrom(...scalars);
  const plain = fc
    .tuple(fc.constantFrom(...scalars, ...nullable), words)
    .map(([kind, xml]) => ({ ...kind, schema: withXml(kind.schema, xml) }));
  const attribute = fc
    .tuple(leaf, words)
    .map(([kind, xml]) => ({ ...kind, schema: withXml(kind.schema, { ...xml, attribute: true }) }));
  const inner = depth === 0 ? plain : fc.oneof(plain, objectOf(depth - 1));
  const list = fc.tuple(inner, fc.boolean(), words).map(
    ([item, wrapped, xml]): Kind => ({
      schema: { type: 'array', items: item.schema, xml: { ...xml, wrapped } },
      value: fc.array(item.value, { minLength: wrapped ? 0 : 1, maxLength: 3 }),
    }),
  );
  return depth === 0
    ? fc.oneof(plain, attribute, list)
    : fc.oneof(plain, attribute, list, objectOf(depth - 1));
};

const objectOf = (depth: number): fc.Arbitrary<Kind> =>
  fc.dictionary(name, propertyOf(depth), { maxKeys: 4, noNullPrototype: true }).map(
    (properties): Kind => ({
      schema: {
        type: 'object',
        properties: Object.fromEntries(Object.entries(properties).map(([key, { schema }]) => [key, schema])),
      },
      value: fc.record(
        Object.fromEntries(Object.entries(properties).map(([key, { value }]) => [key, value])),
        { requiredKeys: [], noNullPrototype: true },
      ),
    }),
  );

const kindAndValue = objectOf(2).chain(({ schema, value }) => value.map((one) => [schema, one] as const));

/** A tree, each node of which has its label, and no blank one beside elements. */
const treeOf = (depth: number): fc.Arbitrary<unknown> =>
  fc.record(
    {
      id: fc.maxSafeInteger(),
      label: fc.oneof(text, markup).map((one) => `${one}.`),
      ...(depth > 0 && { left: treeOf(depth - 1), nodes: fc.array(treeOf(depth - 1), { maxLength: 2 }) }),
    },
    { requiredKeys: ['label'], noNullPrototype: true },
  );

describe('what was written reads as it was', () => {
  test('by schemas of all sorts', () => {
    fc.assert(
      fc.property(kindAndValue, ([schema, value]) => {
        const { read, write } = compileXml(schema);
        expect(read(write(value))).toEqual({ value });
      }),
      { numRuns: 500 },
    );
  });

  test('by a recursive schema', () => {
    const self = { $ref: '#/components/schemas/Tree' };
    const Tree = {
      type: 'object',
      xml: { name: 'tree', prefix: 't', namespace: 'urn:t' },
      properties: {
        id: { type: 'integer', xml: { attribute: true } },
        label: { type: 'string', xml: { nodeType: 'cdata' } },
        left: { allOf: [self] },
        nodes: { type: 'array', xml: { wrapped: true }, items: self },
      },
      required: ['label'],
    };
    const { read, write } = compileXml('Tree', { components: { Tree } });
    fc.assert(
      fc.property(treeOf(3), (value) => {
        expect(read(write(value))).toEqual({ value });
      }),
      { numRuns: 300 },
    );
  });

  test('without a schema, but for types', () => {
    const { free } = fc.letrec((tie) => ({
      free: fc.oneof(
        text.filter((one) => !/^[ \t\r\n]+$/.test(one)),
        fc.dictionary(
          name.filter((one) => one !== 'constructor'),
          fc.oneof(tie('free'), fc.array(text, { minLength: 2, maxLength: 3 })),
          { minKeys: 1, maxKeys: 3, noNullPrototype: true },
        ),
      ),
    }));
    const { read, write } = compileXml(null);
    fc.assert(
      fc.property(free, (value) => {
        expect(read(write(value))).toEqual({ value });
      }),
      { numRuns: 300 },
    );
  });
});

test('what is written is always well-formed', () => {
  const { write } = compileXml(null);
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ unit: 'binary' }),
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
      ),
      (value) => {
        let written: string;
        try {
          written = write(value);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          return;
        }
        const tree = readTree(written);
        expect('fault' in tree && !/prototype|attributes/.test(tree.fault) ? tree : null).toBeNull();
      },
    ),
    { numRuns: 500 },
  );
});

test('any name is encoded to one of XML, and back', () => {
  const units = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(
      fc.oneof(name, units, fc.constantFrom('_x_', '_x005F_', '_x', 'x_', '__x0041__', 'XML', 'Xml-a')),
      (one) => {
        const encoded = encodeName(one);
        expect(isName(encoded)).toBe(true);
        expect(/^xml/i.test(encoded)).toBe(false);
        expect(decodeName(encoded)).toBe(one);
      },
    ),
    { numRuns: 2000 },
  );
});
