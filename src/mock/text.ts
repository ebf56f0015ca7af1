import { type Node, own } from './node.ts';

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

/** Texts that many a pattern takes. */
const USUAL = [
  'string',
  'String',
  'STRING',
  'abc',
  'ABC',
  'a',
  'A',
  '1',
  '0',
  '12',
  '123',
  '1234',
  '12345',
  '123456',
  '12345678',
  '1234567890',
  'en',
  'US',
  'USD',
  'en-US',
  '1.0',
  '1.0.0',
  'v1',
  'true',
  '2019-08-24',
  '14:15',
  '14:15:22',
  '2019-08-24T14:15:22Z',
  '#0f0f0f',
  'user@example.com',
  'https://example.com/',
  '/string',
  '+15555550100',
  'b7f3a6d0-4c5e-4d9a-9f0b-2c6a1e8d7b35',
  '',
];

/** Lengths that a document may ask for, and no process would get. */
const LONGEST = 10_000;

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

function compilePatterns(nodes: readonly Node[]): readonly RegExp[] {
  const patterns = nodes.map((node) => own(node, 'pattern')).filter((text) => typeof text === 'string');
  return patterns.flatMap((pattern) => {
    try {
      return [new RegExp(pattern, 'u')];
    } catch {
      return [];
    }
  });
}

/** A text for a format or a pattern that openapi-sampler has none for; undefined where there is none to be had. */
export function textFor(nodes: readonly Node[], format: string | undefined): string | undefined {
  const known = format !== undefined && Object.hasOwn(BY_FORMAT, format) ? BY_FORMAT[format] : undefined;
  const patterns = compilePatterns(nodes);
  if (patterns.length === 0) return known;
  const { least, most } = lengthsOf(nodes, 'minLength', 'maxLength', LONGEST);
  return USUAL.find(
    (text) =>
      text.length >= least && text.length <= most && patterns.every((pattern) => pattern.test(text)),
  );
}
