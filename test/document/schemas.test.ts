import { expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { ofVersion } from './documents.ts';

const S = '#/components/schemas';

const document = (version: string, schemas: object, members: object = {}): object =>
  ofVersion(version, { paths: {}, components: { schemas }, ...members });

const plain = {
  A: { type: 'string' },
  'a/b~c d': { type: 'integer' },
  '100%': {},
  Via: { $ref: `${S}/Held` },
  Held: { properties: { x: { type: 'boolean' } } },
};

test.each<[ref: string, pointer: string | undefined]>([
  ['#', '#'],
  [`${S}/A`, `${S}/A`],
  [`${S}/a~1b~0c d`, `${S}/a~1b~0c d`],
  [`${S}/a~1b~0c%20d`, `${S}/a~1b~0c d`],
  [`${S}/100%25`, `${S}/100%`],
  [`${S}/100%`, `${S}/100%`],
  // what is behind a reference is looked for where that leads
  [`${S}/Via/properties/x`, `${S}/Held/properties/x`],
  [`${S}/B`, undefined],
  [`${S}/A/length`, undefined],
  ['#/__proto__', undefined],
  ['#/constructor/prototype', undefined],
  ['#/components/schemas/__proto__', undefined],
  ['#anchor', undefined],
  ['A', undefined],
  ['', '#'],
])('%s leads to %s', async (ref, pointer) => {
  const { schemas } = await loadDocument(document('3.0.3', plain));
  expect(schemas.target(`${S}/Held`, ref)).toBe(pointer);
  if (pointer !== undefined) expect(schemas.at(pointer)).toBeDefined();
});

const identified = {
  A: { $id: 'https://example.com/a', $defs: { x: { type: 'string' }, y: { $anchor: 'why', type: 'null' } } },
  B: { $id: 'https://example.com/dir/b', properties: { n: { $id: 'n', $dynamicAnchor: 'node' } } },
  C: { properties: { $id: { type: 'string' }, v: { const: { $id: 'https://example.com/no' } } } },
};

test.each<[base: string, ref: string, pointer: string | undefined]>([
  ['A', '#/$defs/x', `${S}/A/$defs/x`],
  ['A', '#why', `${S}/A/$defs/y`],
  ['C', 'https://example.com/a#why', `${S}/A/$defs/y`],
  ['C', 'https://example.com/a', `${S}/A`],
  ['C', 'https://example.com/a#/$defs/x', `${S}/A/$defs/x`],
  ['A', 'dir/b', `${S}/B`],
  ['B', 'n', `${S}/B/properties/n`],
  ['B/properties/n', '#', `${S}/B/properties/n`],
  ['B/properties/n', '#node', `${S}/B/properties/n`],
  ['B', '../a', `${S}/A`],
  // within a resource the document's own pointers still count where the resource has none of that name
  ['A', `${S}/B`, `${S}/B`],
  ['C', '#/$defs/x', undefined],
  ['C', 'https://example.com/no', undefined],
])('at %s, %s leads to %s', async (base, ref, pointer) => {
  const { schemas } = await loadDocument(document('3.1.0', identified));
  expect(schemas.target(`${S}/${base}`, ref)).toBe(pointer);
});

test('before 3.1 a schema has no $id', async () => {
  const { schemas } = await loadDocument(document('3.0.3', identified));
  expect(schemas.target(`${S}/A`, 'https://example.com/a')).toBeUndefined();
});

test('$self names the document', async () => {
  const { schemas, findings } = await loadDocument(
    document(
      '3.2.0',
      { A: { $ref: `https://example.com/api${S}/B` }, B: {} },
      { $self: 'https://example.com/api' },
    ),
  );
  expect(findings).toEqual([]);
  expect(schemas.target(`${S}/A`, `https://example.com/api${S}/B`)).toBe(`${S}/B`);
});
