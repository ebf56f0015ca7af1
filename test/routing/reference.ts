import type { Operation } from '../../src/document/operation.ts';

/** A slow and plain matcher to compare the router with. It shares no code with it, and knows the kinds that tests use. */

const KINDS: Readonly<Record<string, RegExp>> = {
  integer: /^-?(0|[1-9]\d*)$/,
  number: /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/,
  boolean: /^(true|false)$/,
  string: /^.+$/s,
};

const RANKS: Readonly<Record<string, number>> = { boolean: 2, integer: 4, number: 5, string: 6 };

type Part = { readonly literal: string } | { readonly name: string };

const partsOf = (segment: string): readonly Part[] =>
  segment
    .split(/(\{[^{}]+\})/)
    .filter((text) => text !== '')
    .map((text) =>
      text.startsWith('{') ? { name: text.slice(1, -1) } : { literal: decodeURIComponent(text) },
    );

const shapeOf = (operation: Operation, name: string) =>
  operation.parameters.find((parameter) => parameter.name === name)?.shape ?? { types: ['string' as const] };

const accepts = (operation: Operation, name: string, text: string): boolean => {
  const { types, enum: members } = shapeOf(operation, name);
  if (members !== undefined) return members.some((member) => String(member) === text);
  return text !== '' && types.some((type) => KINDS[type]?.test(text));
};

const rankOf = (operation: Operation, segment: string): number => {
  const parts = partsOf(segment);
  if (parts.every((part) => 'literal' in part)) return 0;
  const [only] = parts;
  if (parts.length > 1 || only === undefined || !('name' in only)) return 1;
  const { types, enum: members } = shapeOf(operation, only.name);
  return members === undefined ? Math.max(...types.map((type) => RANKS[type] ?? 6)) : 2;
};

/** One character of a segment as sent. An encoded delimiter is no delimiter. */
interface Unit {
  readonly raw: string;
  readonly char: string;
  readonly data: boolean;
}

const unitsOf = (raw: string): readonly Unit[] =>
  (raw.match(/(?:%[0-9a-f]{2})+|[^%]/giu) ?? []).flatMap((text): Unit[] =>
    text.startsWith('%')
      ? Array.from(decodeURIComponent(text), (char) => ({
          raw:
            encodeURIComponent(char) === char
              ? `%${char.charCodeAt(0).toString(16)}`
              : encodeURIComponent(char),
          char,
          data: "!$&'()*+,;=:@".includes(char),
        }))
      : [{ raw: text, char: text, data: false }],
  );

/** Decoded values of the parameters; the first takes as much as it can. */
const split = (
  operation: Operation,
  parts: readonly Part[],
  units: readonly Unit[],
): readonly string[] | null => {
  const [part, ...rest] = parts;
  if (part === undefined) return units.length === 0 ? [] : null;
  if ('literal' in part) {
    const chars = Array.from(part.literal);
    const same = chars.every((char, index) => units[index]?.char === char && !units[index]?.data);
    return same ? split(operation, rest, units.slice(chars.length)) : null;
  }
  for (let length = units.length; length > 0; length--) {
    const value = units
      .slice(0, length)
      .map(({ char }) => char)
      .join('');
    const others = accepts(operation, part.name, value) ? split(operation, rest, units.slice(length)) : null;
    if (others !== null) return [value, ...others];
  }
  return null;
};

/** Decoded values of the path parameters where an operation fits a path; null where it does not. */
export function valuesIn(operation: Operation, path: string): readonly string[] | null {
  const segments = operation.template.split('/');
  const raws = path.split('/');
  if (segments.length !== raws.length) return null;
  const values = segments.map((segment, index) => {
    const parts = partsOf(segment);
    const raw = raws[index] ?? '';
    const whole = parts.length > 1 ? unitsOf(raw) : unitsOf(raw).map((unit) => ({ ...unit, data: false }));
    return split(operation, parts, whole);
  });
  return values.some((value) => value === null) ? null : values.flatMap((value) => value ?? []);
}

/** Negative where the first operation goes before the second, 0 where nothing decides. */
export function precedence(a: Operation, b: Operation): number {
  const others = b.template.split('/');
  return (
    a.template
      .split('/')
      .map((segment, index) => rankOf(a, segment) - rankOf(b, others[index] ?? ''))
      .find((difference) => difference !== 0) ?? 0
  );
}
