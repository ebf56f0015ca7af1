import { type Node, own } from './node.ts';
import { textOfPattern } from './pattern.ts';

/** Texts for formats that openapi-sampler does not know. */
const BY_FORMAT: Readonly<Record<string, string>> = {
  base64url: 'c3RyaW5n',
  byte: 'c3RyaW5n',
  char: 'a',
  decimal: '0',
  decimal128: '0',
  duration: 'P1D',
  'http-date': 'Sat, 24 Aug 2019 14:15:22 GMT',
  int64: '0',
  ipv6: '2001:db8::7',
  'media-range': '*/*',
  regex: '^[a-z]+$',
  time: '14:15:22Z',
  uint64: '0',
  url: 'https://example.com/',
};

/** Lengths that a document may ask for, and no process would get. */
export const LONGEST = 10_000;

const numbersOf = (nodes: readonly Node[], name: string): readonly number[] =>
  nodes.map((node) => own(node, name)).filter((value) => typeof value === 'number');

export interface Lengths {
  readonly least: number;
  readonly most: number;
}

/** The bounds of a length or a count, no more than can be made up. */
export const lengthsOf = (nodes: readonly Node[], least: string, most: string, longest: number): Lengths => ({
  least: Math.min(longest, Math.max(0, ...numbersOf(nodes, least))),
  most: Math.min(Infinity, ...numbersOf(nodes, most)),
});

const textsOf = (nodes: readonly Node[], name: string): readonly string[] =>
  nodes.map((node) => own(node, name)).filter((value) => typeof value === 'string');

function compilePattern(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return null;
  }
}

/** A text for a format or a pattern that openapi-sampler has none for; undefined where there is none to be had. */
export function textFor(nodes: readonly Node[], format: string | undefined): string | undefined {
  const known = format !== undefined && Object.hasOwn(BY_FORMAT, format) ? BY_FORMAT[format] : undefined;
  const patterns = textsOf(nodes, 'pattern');
  const [first] = patterns;
  if (first === undefined) return known;
  const expressions = patterns.map(compilePattern).filter((expression) => expression !== null);
  const { least, most } = lengthsOf(nodes, 'minLength', 'maxLength', LONGEST);
  const fits = (text: string): boolean =>
    text.length >= least && text.length <= most && expressions.every((expression) => expression.test(text));
  return [known ?? 'string', 'example'].find(fits) ?? textOfPattern(first, fits);
}
