import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Parameter, Shape } from '../../src/document/operation.ts';
import { compileParameters, type ParameterValues } from '../../src/parameters/read.ts';
import type { Issue } from '../../src/problem/issue.ts';

/** How RFC 6570 writes lists and maps: by operator, exploded or not. */
interface Wire {
  readonly style: Parameter['style'];
  readonly explode: boolean;
  readonly in: Parameter['in'];
  readonly prefix: string;
  readonly delimiter: string;
  /** Whether each value repeats the name, and a single one has it. */
  readonly named: boolean;
}

const wires: readonly Wire[] = [
  { style: 'simple', explode: false, in: 'path', prefix: '', delimiter: ',', named: false },
  { style: 'simple', explode: true, in: 'path', prefix: '', delimiter: ',', named: false },
  { style: 'label', explode: true, in: 'path', prefix: '.', delimiter: '.', named: false },
  { style: 'matrix', explode: false, in: 'path', prefix: ';', delimiter: ',', named: true },
  { style: 'matrix', explode: true, in: 'path', prefix: ';', delimiter: ';', named: true },
  { style: 'form', explode: false, in: 'query', prefix: '', delimiter: ',', named: true },
  { style: 'form', explode: true, in: 'query', prefix: '', delimiter: '&', named: true },
  { style: 'pipeDelimited', explode: false, in: 'query', prefix: '', delimiter: '%7C', named: true },
  { style: 'spaceDelimited', explode: false, in: 'query', prefix: '', delimiter: '%20', named: true },
  { style: 'form', explode: false, in: 'cookie', prefix: '', delimiter: ',', named: true },
];

const NAME = 'q';

// A delimiter within a value has to be encoded twice in these styles: once is the delimiter itself (OpenAPI 3.0.4, Appendix E).
const encode = ({ style }: Wire, text: string): string => {
  const encoded = encodeURIComponent(text).replace(
    /[.'!*()~]/g,
    (found) => `%${found.charCodeAt(0).toString(16)}`,
  );
  if (style === 'pipeDelimited') return encoded.replaceAll('%7C', '%257C');
  return style === 'spaceDelimited' ? encoded.replaceAll('%20', '%2520') : encoded;
};

function writeList(wire: Wire, items: readonly string[]): string {
  const written = items.map((item) => encode(wire, item));
  if (!wire.named) return wire.prefix + written.join(wire.delimiter);
  if (!wire.explode) return `${wire.prefix}${NAME}=${written.join(wire.delimiter)}`;
  return wire.prefix + written.map((item) => `${NAME}=${item}`).join(wire.delimiter);
}

function writeMap(wire: Wire, entries: readonly (readonly [string, string])[]): string {
  const pairs = entries.map((entry) => entry.map((text) => encode(wire, text)));
  if (wire.explode) return wire.prefix + pairs.map((pair) => pair.join('=')).join(wire.delimiter);
  const name = wire.named ? `${NAME}=` : '';
  return wire.prefix + name + pairs.flat().join(wire.delimiter);
}

const parameterOf = ({ in: location, style, explode }: Wire, shape: Shape): Parameter => ({
  name: NAME,
  in: location,
  pointer: '#/q',
  required: false,
  style,
  explode,
  allowEmptyValue: false,
  schema: null,
  shape,
  plain: true,
});

function readAll(wire: Wire, shape: Shape, raw: string, issues: Issue[]): ParameterValues {
  const options = {
    pathNames: [NAME],
    checkOf: () => () => null,
    int64: 'number',
    unknownQuery: 'ignore',
  } as const;
  const readRaw = compileParameters([parameterOf(wire, shape)], options);
  return readRaw({ path: [raw], query: raw, request: { headers: { cookie: raw } } }, issues);
}

function read(wire: Wire, shape: Shape, raw: string): unknown {
  const issues: Issue[] = [];
  const { path, query, cookies } = readAll(wire, shape, raw, issues);
  expect(issues).toEqual([]);
  return { ...path, ...query, ...cookies }[NAME];
}

/** What the double encoding of a delimiter leaves once it is decoded. */
const received = ({ style }: Wire, text: string): string => {
  if (style === 'pipeDelimited') return text.replaceAll('|', '%7C');
  return style === 'spaceDelimited' ? text.replaceAll(' ', '%20') : text;
};

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.includes('\0'));
const titled = wires.map(
  (wire) => [`${wire.style} ${wire.explode ? 'exploded' : 'plain'} in ${wire.in}`, wire] as const,
);

test.each(titled)('a list of texts comes back by %s', (_title, wire) => {
  const shape: Shape = { types: ['array'], items: { types: ['string'] } };
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (items) => {
      expect(read(wire, shape, writeList(wire, items))).toEqual(items.map((item) => received(wire, item)));
    }),
  );
});

test.each(titled)('a list of integers comes back by %s', (_title, wire) => {
  const shape: Shape = { types: ['array'], items: { types: ['integer'] } };
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger(), { minLength: 1 }), (items) => {
      expect(read(wire, shape, writeList(wire, items.map(String)))).toEqual(items.map((item) => item + 0));
    }),
  );
});

test.each(titled)('an object comes back by %s', (_title, wire) => {
  const shape: Shape = { types: ['object'], additional: { types: ['string'] } };
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(text, text), { minLength: 1, selector: ([key]) => received(wire, key) }),
      (entries) => {
        const value = read(wire, shape, writeMap(wire, entries));
        expect(Object.entries(value ?? {}).sort()).toEqual(
          entries.map((entry) => entry.map((part) => received(wire, part))).sort(),
        );
      },
    ),
  );
});

test('any raw text is read or refused, never thrown for', () => {
  const shapes: readonly Shape[] = [
    { types: ['integer'] },
    { types: ['array'], items: { types: ['boolean'] } },
    { types: ['object'], properties: { a: { types: ['number'] } } },
    { types: [], anyOf: [{ types: ['integer'] }, { types: ['array'] }, { types: ['object'] }] },
  ];
  const alphabet = fc.constantFrom(
    'q',
    'a',
    '1',
    '=',
    '&',
    ',',
    ';',
    '.',
    '[',
    ']',
    '%',
    '%5B',
    '%ff',
    '+',
    '|',
    '"',
    '-',
    '\u0000',
    'é',
  );
  const raws = fc.array(alphabet).map((pieces) => pieces.join(''));
  const deep: Wire = {
    style: 'deepObject',
    explode: true,
    in: 'query',
    prefix: '',
    delimiter: '&',
    named: true,
  };
  fc.assert(
    fc.property(fc.constantFrom(...wires, deep), fc.constantFrom(...shapes), raws, (wire, shape, raw) => {
      expect(readAll(wire, shape, raw, []).supplied(NAME)).toBeTypeOf('boolean');
    }),
    { numRuns: 1000 },
  );
});
