import { describe, expect, test } from 'vitest';
import { here, readJson, titled } from '../corpus/corpus.ts';
import { compileXml, type Outcome } from './compiled.ts';

interface Vector {
  readonly id: string;
  readonly xml: string;
}

const vectors = here ? (readJson('vectors/xml.json') as { cases: Vector[] }).cases : [];

const REFUSED = 'refused';

/** By row: the schema of the body, and what comes out. */
const EXPECTED: Readonly<
  Record<string, readonly [schema: object | null, outcome: Outcome | typeof REFUSED]>
> = {
  'xxe-file': [null, REFUSED],
  'xxe-parameter': [null, REFUSED],
  'dtd-empty': [null, REFUSED],
  quadratic: [null, REFUSED],
  'char-ref-nul': [null, REFUSED],
  'char-ref-huge': [null, REFUSED],
  'unknown-entity': [null, REFUSED],
  comment: [{ type: 'string' }, { value: 'xz' }],
  pi: [{ type: 'integer' }, { value: 1 }],
  'two-roots': [null, REFUSED],
  'attr-dup': [null, REFUSED],
  deep: [null, REFUSED],
  proto: [null, REFUSED],
  ns: [
    { type: 'object', properties: { b: { type: 'integer', xml: { prefix: 'n', namespace: 'urn:x' } } } },
    { value: { b: 1 } },
  ],
  // The text is what the charset of the Content-Type made of the bytes; test/xml/charset has it without one.
  'encoding-utf16': [null, { value: '' }],
  bom: [null, { value: '' }],
  'version-1.1': [null, { value: '' }],
  empty: [null, REFUSED],
  'array-wrapped': [
    { type: 'array', items: { type: 'integer' }, xml: { wrapped: true, name: 'pets' } },
    { value: [1, 2] },
  ],
  attribute: [
    { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true } } } },
    { value: { id: 7 } },
  ],
};

/** Some rows say in words what goes with the text. */
const textOf = ({ xml }: Vector): string => xml.replace(/ (with xml\.\w+|sent as UTF-8)$/, '');

describe(titled('the vectors of XML bodies'), () => {
  test.runIf(here)('are all known', () => {
    expect(vectors.map(({ id }) => id)).toEqual(Object.keys(EXPECTED));
  });

  test.runIf(here).each(vectors.map((vector) => [vector.id, vector] as const))('%s', (id, vector) => {
    const [schema, outcome] = EXPECTED[id] ?? [null, {}];
    const found = compileXml(schema).read(textOf(vector));
    if (outcome === REFUSED) expect(found.detail).toMatch(/^The body is not XML that can be read/);
    else expect(found).toEqual(outcome);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
