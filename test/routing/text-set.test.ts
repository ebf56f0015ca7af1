import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Parameter, Shape, Style } from '../../src/document/operation.ts';
import { commonText } from '../../src/routing/common-text.ts';
import { toTextSet } from '../../src/routing/shape-set.ts';
import {
  commonSetText,
  describeSet,
  rankSet,
  sampleSet,
  setGrammar,
  takesAll,
} from '../../src/routing/text-set.ts';
import { operationOf } from './operation-of.ts';

const setOf = (shape: Shape, style: Style = 'simple') =>
  toTextSet(operationOf('GET /{x}', { x: shape }, { style }).parameters[0]);

const text = (format: string): Shape => ({ types: ['string'], format });
const uuid = '0F8FAD5B-d9cb-469f-a165-70867728950e';

test.each<[Shape, string, readonly string[], readonly string[]]>([
  [
    { types: ['integer'] },
    'an integer',
    ['0', '-0', '7', '-12', '9'.repeat(50)],
    ['', '07', '+7', '1.0', '1e3', ' 7', '0x1', '--1', '٣', '7\n'],
  ],
  [{ types: ['integer'], format: 'int32' }, 'an integer', ['2147483648'], ['x']],
  [
    { types: ['number'] },
    'a number',
    ['7', '-1.5', '1e3', '1E-3', '0.10', '1e400'],
    ['', '.5', '5.', '01', '+1', 'NaN', 'Infinity', '0x1', '1e'],
  ],
  [{ types: ['boolean'] }, 'false or true', ['true', 'false'], ['', 'True', '1', 'yes']],
  [{ types: ['string'], enum: ['a', 'b'] }, 'a or b', ['a', 'b'], ['', 'c', 'A', 'ab']],
  [{ types: ['integer'], enum: [1, 12] }, '1 or 12', ['1', '12'], ['2', '1.0', '01']],
  [{ types: [], enum: ['a', 1, true, null] }, 'one of 1, a, true', ['a', '1', 'true'], ['null', '']],
  [{ types: ['string'], enum: ['a', 1] }, 'a', ['a'], ['1']],
  [text('uuid'), 'a UUID', [uuid], ['', uuid.slice(1), `urn:uuid:${uuid}`, uuid.replaceAll('-', '')]],
  [
    text('date'),
    'a date',
    ['2026-01-31', '2024-02-29', '2000-02-29', '0000-01-01'],
    ['2026-02-29', '1900-02-29', '2026-04-31', '2026-1-1', '2026-13-01', '2026-00-10', '2026-01-00'],
  ],
  [
    text('date-time'),
    'a date-time',
    ['2026-01-31T12:00:00Z', '2026-01-31t12:00:00.123z', '2026-12-31T23:59:60+01:30'],
    [
      '2026-01-31',
      '2026-01-31T24:00:00Z',
      '2026-01-31T12:00:00',
      '2026-02-30T12:00:00Z',
      '2026-01-31T12:00:00+24:00',
    ],
  ],
  [text('email'), 'a string', ['x', 'é'], []],
  [{ types: [], format: 'uuid' }, 'a UUID', [uuid], ['x']],
  [{ types: [] }, 'a string', ['x'], []],
  [{ types: ['array'], items: { types: ['integer'] } }, 'a string', ['x'], []],
  [{ types: ['object'] }, 'a string', ['x'], []],
  [{ types: ['integer', 'null'] }, 'an integer', ['7'], ['null', 'x']],
  [{ types: ['integer', 'string'] }, 'a string', ['x'], []],
  [{ types: ['integer', 'boolean'] }, 'false or true or an integer', ['7', 'true'], ['x', '1.5']],
  [{ types: ['integer', 'number'] }, 'a number', ['7', '1.5'], ['x']],
  [{ types: [], anyOf: [{ types: ['integer'] }, text('uuid')] }, 'an integer or a UUID', ['7', uuid], ['x']],
  [{ types: [], anyOf: [{ types: ['integer'] }, { types: ['string'] }] }, 'a string', ['x'], []],
  [{ types: [], anyOf: [{ types: ['integer'] }, { types: ['null'] }] }, 'an integer', ['7'], ['x']],
  [
    { types: ['string'], anyOf: [text('uuid'), { types: [], enum: ['latest'] }] },
    'latest or a UUID',
    ['latest', uuid],
    ['x'],
  ],
  [{ types: ['integer'], anyOf: [{ types: [] }, { types: [] }] }, 'an integer', ['7'], ['x']],
  [{ types: ['number'], anyOf: [{ types: ['integer'] }] }, 'an integer', ['7'], ['1.5']],
  // What no text fits does not narrow: the check of the value says why.
  [{ types: ['string'], enum: [1, 2] }, 'a string', ['1', 'x'], []],
  [{ types: ['integer'], anyOf: [{ types: ['boolean'] }] }, 'a string', ['x'], []],
  [{ types: ['null'] }, 'a string', ['x'], []],
  [{ types: ['string'], enum: ['', '\uD800', 'a'] }, 'a', ['a'], ['']],
])('%j takes %s', (shape, description, fitting, others) => {
  const set = setOf(shape);
  expect(describeSet(set)).toBe(description);
  expect(fitting.filter((value) => !set.accepts(value))).toEqual([]);
  expect(others.filter((value) => set.accepts(value))).toEqual([]);
});

test.each(['label', 'matrix'] as const)('style %s narrows nothing', (style) => {
  expect(takesAll(setOf({ types: ['integer'] }, style))).toBe(true);
});

test('neither content nor an undeclared parameter narrows', () => {
  const [parameter] = operationOf('GET /{x}', { x: 'integer' }).parameters;
  const coded: Parameter | undefined = parameter && { ...parameter, content: 'application/json' };
  expect([takesAll(toTextSet(coded)), takesAll(toTextSet(undefined))]).toEqual([true, true]);
});

test('unions of any depth are read', () => {
  let shape: Shape = { types: ['integer'] };
  for (let depth = 0; depth < 50_000; depth++) shape = { types: [], anyOf: [shape] };
  expect(takesAll(setOf(shape))).toBe(true);
});

test('narrower kinds go first', () => {
  const shapes: readonly Shape[] = [
    { types: ['boolean'] },
    text('uuid'),
    { types: ['integer'] },
    { types: ['number'] },
    { types: ['string'] },
  ];
  expect(shapes.map((shape) => rankSet(setOf(shape)))).toEqual([2, 3, 4, 5, 6]);
});

test('many members are described in part', () => {
  expect(describeSet(setOf({ types: ['string'], enum: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }))).toBe(
    'one of a, b, c, d, e, f, …',
  );
});

const shapes = fc.constantFrom<Shape>(
  { types: ['integer'] },
  { types: ['number'] },
  { types: ['boolean'] },
  { types: ['string'] },
  text('uuid'),
  text('date'),
  text('date-time'),
  { types: ['string'], enum: ['a', '7', '2026-01-31'] },
  { types: ['string'], enum: ['true', '1.5'] },
  { types: ['integer', 'boolean'] },
  { types: [], anyOf: [text('date'), { types: ['integer'] }] },
);

test('sets and their grammars agree on what two of them have in common', () => {
  fc.assert(
    fc.property(shapes, shapes, (one, other) => {
      const [a, b] = [setOf(one), setOf(other)];
      const common = commonSetText(a, b);
      const text = commonText(setGrammar(a), setGrammar(b), 'too many');
      expect(text === null).toBe(common === null);
      for (const each of [common, text])
        if (each !== null) expect([a.accepts(each), b.accepts(each)]).toEqual([true, true]);
      expect(a.accepts(sampleSet(a))).toBe(true);
    }),
  );
});

test('dates are those of the calendar', () => {
  const { accepts } = setOf(text('date'));
  fc.assert(
    fc.property(fc.nat(2400), fc.nat(13), fc.nat(32), (year, month, day) => {
      const date = [
        String(year).padStart(4, '0'),
        ...[month, day].map((number) => String(number).padStart(2, '0')),
      ].join('-');
      const at = new Date(`${date}T00:00:00Z`);
      expect(accepts(date)).toBe(!Number.isNaN(at.getTime()) && at.toISOString().startsWith(date));
    }),
    { numRuns: 2000 },
  );
});
