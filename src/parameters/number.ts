import type { Failure } from './failure.ts';

/** Text → number, or why it is none. */
export type CastNumber = (text: string) => number | bigint | Failure;

const NOT_INTEGER: Failure = { code: 'type', message: 'Must be an integer.' };
const NOT_NUMBER: Failure = { code: 'type', message: 'Must be a number.' };
const NOT_FINITE: Failure = { code: 'range', message: 'Must be a number that a double can hold.' };
const NOT_SINGLE: Failure = {
  code: 'range',
  message: 'Must be a number that a single-precision float can hold.',
};

const between = (least: number | bigint, most: number | bigint): Failure => ({
  code: 'range',
  message: `Must be between ${least} and ${most}.`,
});

const MINUS = 45;
const ZERO = 48;
const SAFE_DIGITS = 15;

/** `-?(0|[1-9]\d*)` of at most 15 digits; NaN for every other text. */
function shortInteger(text: string): number {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const digits = text.length - start;
  if (digits === 0 || digits > SAFE_DIGITS) return Number.NaN;
  if (digits > 1 && text.charCodeAt(start) === ZERO) return Number.NaN;
  let value = 0;
  for (let index = start; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return start === 1 ? 0 - value : value;
}

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

function compileInteger(least: number, most: number): CastNumber {
  const outside = between(least, most);
  return (text) => {
    const short = shortInteger(text);
    if (short >= least && short <= most) return short;
    if (!INTEGER.test(text)) return NOT_INTEGER;
    const value = Number(text);
    return value >= least && value <= most ? value : outside;
  };
}

/** Long enough for every integer of 64 bits; BigInt takes quadratic time for the long texts of an attacker. */
const LONGEST = 20;

function compileBigInt(least: bigint, most: bigint): CastNumber {
  const outside = between(least, most);
  return (text) => {
    if (!INTEGER.test(text)) return NOT_INTEGER;
    if (text.length > LONGEST) return outside;
    const value = BigInt(text);
    return value >= least && value <= most ? value : outside;
  };
}

/** Formats that hold fewer integers than a double (OpenAPI Format Registry). */
const INTEGERS: Readonly<Record<string, CastNumber>> = {
  int8: compileInteger(-(2 ** 7), 2 ** 7 - 1),
  int16: compileInteger(-(2 ** 15), 2 ** 15 - 1),
  int32: compileInteger(-(2 ** 31), 2 ** 31 - 1),
  uint8: compileInteger(0, 2 ** 8 - 1),
  uint16: compileInteger(0, 2 ** 16 - 1),
  uint32: compileInteger(0, 2 ** 32 - 1),
};

/** Formats that hold more. */
const LONG_INTEGERS: Readonly<Record<string, CastNumber>> = {
  int64: compileBigInt(-(2n ** 63n), 2n ** 63n - 1n),
  uint64: compileBigInt(0n, 2n ** 64n - 1n),
};

const SAFE_INTEGER = compileInteger(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

/** Whether integers of this format need more than a double. */
export const isLong = (format: string | undefined): boolean =>
  format !== undefined && Object.hasOwn(LONG_INTEGERS, format);

/** The cast of `type: integer`. With `long`, integers of 64 bits become a bigint; else one that a double cannot hold is refused. */
export function integerCast(format = '', long = false): CastNumber {
  if (long && Object.hasOwn(LONG_INTEGERS, format)) return LONG_INTEGERS[format] ?? SAFE_INTEGER;
  return Object.hasOwn(INTEGERS, format) ? (INTEGERS[format] ?? SAFE_INTEGER) : SAFE_INTEGER;
}

// RFC 8259 §6.
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

const castDouble = (text: string): number | Failure => {
  if (!NUMBER.test(text)) return NOT_NUMBER;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : NOT_FINITE;
};

const castSingle = (text: string): number | Failure => {
  const value = castDouble(text);
  return typeof value === 'number' && !Number.isFinite(Math.fround(value)) ? NOT_SINGLE : value;
};

/** The cast of `type: number`. A single-precision float keeps the digits that were sent. */
export const numberCast = (format?: string): CastNumber => (format === 'float' ? castSingle : castDouble);
