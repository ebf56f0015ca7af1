/** A regular language that is small enough to be compared with another one. */
export type Grammar =
  /** One of these characters; null for any character. */
  | { readonly chars: string | null }
  | { readonly sequence: readonly Grammar[] }
  | { readonly either: readonly Grammar[] }
  /** None, one or more. */
  | { readonly many: Grammar };

export const oneOf = (chars: string): Grammar => ({ chars });
export const text = (literal: string): Grammar => ({ sequence: Array.from(literal, oneOf) });
const sequence = (...parts: readonly (Grammar | string)[]): Grammar => ({
  sequence: parts.map((part) => (typeof part === 'string' ? text(part) : part)),
});
const either = (...parts: readonly (Grammar | string)[]): Grammar => ({
  either: parts.map((part) => (typeof part === 'string' ? text(part) : part)),
});
const many = (part: Grammar): Grammar => ({ many: part });
const some = (part: Grammar): Grammar => sequence(part, many(part));

const digit = oneOf('0123456789');
const hex = (length: number): Grammar =>
  sequence(...Array<Grammar>(length).fill(oneOf('0123456789abcdefABCDEF')));

/** Two digits that make one of some numbers. */
const two = (fits: (number: number) => boolean): Grammar =>
  either(
    ...Array.from({ length: 100 }, (_, number) => number)
      .filter(fits)
      .map((number) => String(number).padStart(2, '0')),
  );

const upTo = (last: number): Grammar => two((number) => number >= 1 && number <= last);
const among = (...numbers: readonly number[]): Grammar => two((number) => numbers.includes(number));
const below = (end: number): Grammar => two((number) => number < end);

const year = sequence(digit, digit, digit, digit);
const leapYear = either(
  sequence(
    digit,
    digit,
    two((number) => number % 4 === 0 && number !== 0),
  ),
  sequence(
    two((number) => number % 4 === 0),
    '00',
  ),
);

export const any: Grammar = some({ chars: null });

export const integer: Grammar = sequence(
  either('', '-'),
  either('0', sequence(oneOf('123456789'), many(digit))),
);

/** RFC 8259 §6. */
export const number: Grammar = sequence(
  integer,
  either('', sequence('.', some(digit))),
  either('', sequence(oneOf('eE'), either('', oneOf('+-')), some(digit))),
);

/** RFC 9562 §4. */
export const uuid: Grammar = sequence(hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12));

/** RFC 3339 §5.6 full-date, days that the calendar has. */
export const date: Grammar = either(
  sequence(year, '-', among(1, 3, 5, 7, 8, 10, 12), '-', upTo(31)),
  sequence(year, '-', among(4, 6, 9, 11), '-', upTo(30)),
  sequence(year, '-02-', upTo(28)),
  sequence(leapYear, '-02-29'),
);

/** RFC 3339 §5.6 date-time; second 60 is a leap second. */
export const dateTime: Grammar = sequence(
  date,
  oneOf('Tt'),
  sequence(below(24), ':', below(60), ':', below(61)),
  either('', sequence('.', some(digit))),
  either(oneOf('Zz'), sequence(oneOf('+-'), below(24), ':', below(60))),
);

const source = (grammar: Grammar): string => {
  if ('sequence' in grammar) return grammar.sequence.map(source).join('');
  if ('either' in grammar) return `(?:${grammar.either.map(source).join('|')})`;
  if ('many' in grammar) return `(?:${source(grammar.many)})*`;
  return grammar.chars === null ? '[^]' : `[${grammar.chars.replace(/[\\\]^-]/g, '\\$&')}]`;
};

/** A test for whole texts. */
export function compileTest(grammar: Grammar): (text: string) => boolean {
  const pattern = new RegExp(`^${source(grammar)}$`);
  return (text) => pattern.test(text);
}
