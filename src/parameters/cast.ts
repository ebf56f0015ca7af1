import type { Shape } from '../document/operation.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { type Alternatives, alternativesOf } from './alternatives.ts';
import type { Decode } from './decode.ts';
import { type Failure, fail, MALFORMED } from './failure.ts';
import { integerCast, numberCast } from './number.ts';

/** What integers of 64 bits become: a number where it is exact (else the text is refused), a bigint, or their digits. */
export type Int64 = 'number' | 'bigint' | 'string';

export type Scalar = string | number | bigint | boolean | null;

/** Decoded text → value of the type that the document says. */
export type Cast = (text: string) => Scalar | Failure;

export const isFailure = (result: Scalar | Failure): result is Failure =>
  typeof result === 'object' && result !== null;

const NOT_BOOLEAN: Failure = { code: 'type', message: 'Must be true or false.' };
const NOT_EMPTY: Failure = { code: 'type', message: 'Must be empty.' };

const castBoolean: Cast = (text) => text === 'true' || (text === 'false' ? false : NOT_BOOLEAN);
const castString: Cast = (text) => text;

// The word `null` is a text like any other: only an empty value says "nothing".
const castNull: Cast = (text) => (text === '' ? null : NOT_EMPTY);

function castOfType({ types: [type], format }: Shape, long: boolean): Cast {
  if (type === 'integer') return integerCast(format, long);
  if (type === 'number') return numberCast(format);
  return type === 'boolean' ? castBoolean : castString;
}

const LISTED = 10;

const notOneOf = (members: readonly unknown[]): Failure => {
  const listed = members.slice(0, LISTED).map((member) => JSON.stringify(member));
  const others = members.length > LISTED ? `, or one of ${members.length - LISTED} more` : '';
  return { code: 'enum', message: `Must be one of ${listed.join(', ')}${others}.` };
};

function within(members: readonly unknown[], cast: Cast): Cast {
  const set = new Set(members);
  const outside = notOneOf(members);
  return (text) => {
    const value = cast(text);
    const member = typeof value === 'bigint' ? Number(value) : value;
    return isFailure(value) || set.has(member) ? value : outside;
  };
}

const compileOne = (shape: Shape, long: boolean): Cast => {
  const cast = castOfType(shape, long);
  return shape.enum ? within(shape.enum, cast) : cast;
};

const words = ({ types: [type] }: Shape): string => {
  if (type === 'integer' || type === 'number') return type === 'integer' ? 'an integer' : 'a number';
  return type === 'boolean' ? 'true or false' : 'a text';
};

/** What to say of a text that is none of the alternatives. */
export function noneOf({ scalars, nullable, array, object }: Alternatives): Failure {
  const expected = [
    ...new Set(scalars.map(words)),
    ...(array ? ['an array'] : []),
    ...(object ? ['an object'] : []),
    ...(nullable ? ['empty'] : []),
  ];
  return { code: 'type', message: `Must be ${expected.join(' or ')}.` };
}

/** The first cast that takes the text. */
function firstOf(casts: readonly Cast[], failure: Failure): Cast {
  return (text) => {
    for (const cast of casts) {
      const value = cast(text);
      if (!isFailure(value)) return value;
    }
    return failure;
  };
}

/** One cast for each scalar type that the shape allows, narrowest first. With `long`, integers of 64 bits are a bigint. */
export function compileCasts(alternatives: Alternatives, long: boolean): readonly Cast[] {
  const casts = alternatives.scalars.map((shape) => compileOne(shape, long));
  return alternatives.nullable ? [...casts, castNull] : casts;
}

/** The casts as one. */
export function joinCasts(alternatives: Alternatives, long: boolean): Cast {
  const casts = compileCasts(alternatives, long);
  const [first, ...others] = casts;
  return first && others.length === 0 ? first : firstOf(casts, noneOf(alternatives));
}

/** Whether only integers and booleans are meant, whose texts have nothing in them that could be encoded. */
const isLiteral = ({ scalars }: Alternatives): boolean =>
  scalars.length > 0 && scalars.every(({ types: [type] }) => type === 'integer' || type === 'boolean');

/** The casts as one, from raw text. */
export function compileRawCast(alternatives: Alternatives, decode: Decode, long: boolean): Cast {
  const cast = joinCasts(alternatives, long);
  return isLiteral(alternatives) ? castLiteral(cast, decode) : castDecoded(cast, decode);
}

/** A cast, from raw text. */
export const castDecoded =
  (cast: Cast, decode: Decode): Cast =>
  (raw) => {
    const text = decode(raw);
    return text === undefined ? MALFORMED : cast(text);
  };

/** Saves the search for escapes where the raw text can be cast already. */
function castLiteral(cast: Cast, decode: Decode): Cast {
  const castEscaped = castDecoded(cast, decode);
  return (raw) => {
    const value = cast(raw);
    return isFailure(value) ? castEscaped(raw) : value;
  };
}

/** The cast of a text within a body: what cannot be cast is pushed to the issues. Arrays and objects have no text of their own; their styles do. */
export function compileCastText(
  shape: Shape,
): (text: string, pointer: string, issues: SchemaIssue[]) => unknown {
  const cast = joinCasts(alternativesOf(shape), false);
  return (text, pointer, issues) => {
    const value = cast(text);
    return isFailure(value) ? fail(issues, pointer, value) : value;
  };
}
