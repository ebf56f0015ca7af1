import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sizedText } from '../../src/http/sized.ts';
import { createChecks } from '../../src/schema/checks.ts';
import { compileFormats } from '../../src/schema/formats.ts';
import type { JsonSchema } from '../../src/schema/node.ts';
import { compileScalar } from '../../src/schema/scalar.ts';
import { schemasOf } from './schemas.ts';

const formats = compileFormats({ shout: /^[A-Z]+$/g });

test.each<[schema: JsonSchema, fitting: readonly unknown[], others: readonly unknown[]]>([
  [{}, [null, true, 1.5, 'a', [], {}], []],
  [{ type: 'integer' }, [0, -1, 2e9], [1.5, '1', null, Number.NaN, Number.POSITIVE_INFINITY]],
  [{ type: 'number' }, [0, 1.5], ['1', null, Number.NaN, Number.NEGATIVE_INFINITY]],
  [{ type: ['integer', 'string', 'null'] }, [1, 'a', null], [1.5, true, {}]],
  [{ type: ['integer', 'number'] }, [1, 1.5], ['1']],
  [{ type: 'boolean' }, [true, false], [0, 'true', null]],
  [{ minimum: 1, maximum: 3 }, [1, 3, '0', null, Number.NaN], [0, 4]],
  [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, [2, 1.1], [1, 3]],
  [{ minLength: 1, maxLength: 2 }, ['a', '💥💥', 9], ['', 'abc', '💥💥💥']],
  [{ minLength: 3 }, ['💥💥💥', sizedText(3)], ['💥💥', sizedText(2)]],
  [{ maxLength: 3 }, [sizedText(3)], [sizedText(4)]],
  [{ enum: ['a', 1, null] }, ['a', 1, null], ['1', 'b', false]],
  [{ type: 'string', format: 'uuid' }, ['6c1b2a60-5c4e-4f0e-9d2b-0d6a3a1f8e11'], ['6c1b2a60', 1]],
  [{ format: 'int32' }, [2 ** 31 - 1, 'a'], [2 ** 31, 1.5]],
  [{ format: 'int64' }, [1, '9223372036854775807'], [1.5, '9223372036854775808']],
  [{ format: 'shout' }, ['A', 'AB', 1], ['a', '']],
])('%j lets pass %j and not %j', (schema, fitting, others) => {
  const holds = compileScalar(schema, formats);
  expect(fitting.filter((value) => holds?.(value) !== true)).toEqual([]);
  expect(others.filter((value) => holds?.(value) !== false)).toEqual([]);
});

test.each<[what: string, schema: JsonSchema]>([
  ['true', true],
  ['another keyword', { type: 'string', pattern: '^a' }],
  ['a type that holds others', { type: ['string', 'array'] }],
  ['a type that there is not', { type: 'text' }],
  ['an object in a list of values', { enum: [{ a: 1 }] }],
  ['a list of values that is none', { enum: 'a' }],
  ['a bound that is none', { type: 'integer', minimum: '1' }],
  ['a format that is no name', { format: 1 }],
])('a schema with %s is left to others', (_, schema) => {
  expect(compileScalar(schema, formats)).toBe(null);
});

const bound = fc.integer({ min: -3, max: 3 });
const length = fc.nat(3);
const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string');
const plain = fc.oneof(fc.constantFrom(null, true, false, 'a', '💥', ''), bound);

const scalar = fc.record(
  {
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1 })),
    enum: fc.array(plain, { minLength: 1 }),
    format: fc.constantFrom('int8', 'date', 'decimal', 'char', 'unknown'),
    minimum: bound,
    maximum: bound,
    exclusiveMinimum: bound,
    exclusiveMaximum: bound,
    minLength: length,
    maxLength: length,
  },
  { requiredKeys: [] },
);

test('within another schema the same is refused, for the same reasons', () => {
  fc.assert(
    fc.property(scalar, fc.array(fc.oneof(plain, fc.jsonValue()), { maxLength: 20 }), (schema, values) => {
      const alone = createChecks(schemasOf(schema)).checkOf('#', 'request');
      const within = createChecks(schemasOf({ allOf: [schema] })).checkOf('#', 'request');
      for (const value of values) expect(alone(value)).toEqual(within(value));
    }),
    { numRuns: 100 },
  );
});
