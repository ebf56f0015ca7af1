import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../src/document/operation.ts';
import { alternativesOf } from '../../src/parameters/alternatives.ts';
import { isFailure, joinCasts } from '../../src/parameters/cast.ts';

const integer: Shape = { types: ['integer'] };
const number: Shape = { types: ['number'] };
const boolean: Shape = { types: ['boolean'] };
const string: Shape = { types: ['string'] };
const format = (type: 'integer' | 'number', name: string): Shape => ({ types: [type], format: name });

const cast = (shape: Shape, text: string, long = false) => {
  const value = joinCasts(alternativesOf(shape), long)(text);
  return isFailure(value) ? `! ${value.code}` : value;
};

test.each<[shape: Shape, text: string, value: unknown]>([
  [integer, '0', 0],
  [integer, '-0', 0],
  [integer, '007', '! type'],
  [integer, '1.0', '! type'],
  [integer, '1e3', '! type'],
  [integer, '+1', '! type'],
  [integer, '-', '! type'],
  [integer, '', '! type'],
  [integer, '9007199254740991', 9007199254740991],
  [integer, '-9007199254740991', -9007199254740991],
  [integer, '9007199254740992', '! range'],
  [integer, '99999999999999999999999999', '! range'],
  [format('integer', 'int32'), '2147483647', 2147483647],
  [format('integer', 'int32'), '2147483648', '! range'],
  [format('integer', 'int32'), '-2147483649', '! range'],
  [format('integer', 'uint8'), '255', 255],
  [format('integer', 'uint8'), '-1', '! range'],
  [format('integer', 'int64'), '9007199254740993', '! range'],
  [format('integer', 'toString'), '5', 5],
  [number, '-0', 0],
  [number, '0.1', 0.1],
  [number, '1e2', 100],
  [number, '1.', '! type'],
  [number, '01', '! type'],
  [number, '1e999', '! range'],
  [number, 'Infinity', '! type'],
  [format('number', 'float'), '3.4e38', 3.4e38],
  [format('number', 'float'), '3.5e38', '! range'],
  [format('number', 'double'), '3.5e38', 3.5e38],
  [boolean, 'true', true],
  [boolean, 'false', false],
  [boolean, 'True', '! type'],
  [boolean, '1', '! type'],
  [string, '', ''],
  [string, 'null', 'null'],
  [{ types: [] }, '5', '5'],
  [{ types: ['integer', 'null'] }, '', null],
  [{ types: ['integer', 'null'] }, 'null', '! type'],
  [{ types: ['string', 'null'] }, '', ''],
  [{ types: ['string', 'null'], enum: ['a', null] }, '', null],
  [{ types: ['null'] }, '', null],
  [{ types: ['string', 'integer'] }, '5', 5],
  [{ types: ['string', 'integer'] }, '5a', '5a'],
  [{ types: ['boolean', 'number'] }, 'true', true],
  [{ types: ['boolean', 'number'] }, 'maybe', '! type'],
  [{ types: ['integer'], enum: [1, 2] }, '2', 2],
  [{ types: ['integer'], enum: [1, 2] }, '3', '! enum'],
  [{ types: [], enum: [1, 2] }, '2', 2],
  [{ types: [], enum: [1.5, 'auto', true] }, 'auto', 'auto'],
  [{ types: [], enum: [1.5, 'auto', true] }, 'true', true],
  [{ types: ['string'], enum: ['1', '2'] }, '1', '1'],
  [{ types: ['string'], enum: ['toString'] }, 'constructor', '! enum'],
  [{ types: [], anyOf: [integer, string] }, '7', 7],
  [{ types: [], anyOf: [{ types: ['string'], enum: ['all'] }, integer] }, 'all', 'all'],
  [{ types: [], anyOf: [{ types: ['string'], enum: ['all'] }, integer] }, 'some', '! type'],
  [{ types: ['integer'], anyOf: [{ types: [] }, { types: [] }] }, '7', 7],
  [{ types: ['integer'], anyOf: [string] }, '7', '! type'],
  [{ types: ['number'], anyOf: [integer, { types: ['null'] }] }, '1.5', '! type'],
  [{ types: ['array'], items: integer }, '1,2', '! type'],
])('%j casts %j to %j', (shape, text, value) => {
  expect(cast(shape, text)).toBe(value);
});

test.each<[long: boolean, format: string, text: string, value: unknown]>([
  [true, 'int64', '9223372036854775807', 9223372036854775807n],
  [true, 'int64', '9223372036854775808', '! range'],
  [true, 'int64', '-9223372036854775808', -9223372036854775808n],
  [true, 'int64', '5', 5n],
  [true, 'int64', '-0', 0n],
  [true, 'int64', '1.5', '! type'],
  [true, 'uint64', '18446744073709551615', 18446744073709551615n],
  [true, 'int32', '5', 5],
  [false, 'int64', '5', 5],
])('long integers as bigint: %j; %s casts %j to %s', (long, name, text, value) => {
  expect(cast(format('integer', name), text, long)).toBe(value);
});

describe('for every text', () => {
  test('an integer is what JSON would read, or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeInteger().map(String), fc.stringMatching(/^[-+]?\d{0,20}$/), fc.string()),
        (text) => {
          const value = cast(integer, text);
          const canonical = /^-?(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text));
          expect(canonical ? value === JSON.parse(text) + 0 : String(value).startsWith('! ')).toBe(true);
        },
      ),
    );
  });

  test('a number is what JSON would read, or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double().map(String), fc.stringMatching(/^-?\d+\.?\d*(e-?\d+)?$/), fc.string()),
        (text) => {
          const value = cast(number, text);
          if (typeof value === 'number') expect(value).toBe(JSON.parse(text) + 0);
          else
            expect(
              /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text) && Number.isFinite(Number(text)),
            ).toBe(false);
        },
      ),
    );
  });

  test('a text stays itself where texts are asked for', () => {
    fc.assert(fc.property(fc.string(), (text) => cast(string, text) === text));
  });
});
