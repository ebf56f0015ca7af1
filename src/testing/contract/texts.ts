import type { Arbitrary } from 'fast-check';
import { type Node, own } from '../../mock/node.ts';
import { textOfPattern } from '../../mock/pattern.ts';
import { LONGEST, lengthsOf } from '../../mock/text.ts';
import { characters } from '../../schema/length.ts';
import { textsIn } from './keywords.ts';
import { type FastCheck, sift } from './sift.ts';

type Texts = Arbitrary<string>;

/** Each is one character as JSON Schema counts; some have a meaning in URLs, forms, JSON or HTML. */
const CHARACTERS = [...'abcXYZ019 -_.~!*\'()/?#[]@:;,+$&=%"<>\\^`{|}é漢😀'];
const PLAIN = [...'abcxyzABCXYZ0123456789-_'];

/** How far texts go beyond what they have to have. */
const ROOM = 12;

const dates = (fc: FastCheck): Arbitrary<Date> =>
  fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

const label = (fc: FastCheck): Texts =>
  fc.string({ unit: fc.constantFrom(...'abcxyz019'), minLength: 1, maxLength: 8 });

const url = (fc: FastCheck): Texts =>
  fc
    .tuple(
      fc.constantFrom('https://example.com', 'http://localhost:8080'),
      fc.array(label(fc), { maxLength: 2 }),
    )
    .map(([origin, path]) => [origin, ...path].join('/'));

const path = (fc: FastCheck): Texts => label(fc).map((text) => `/${text}`);

const hostname = (fc: FastCheck): Texts => label(fc).map((text) => `${text}.example`);

const email = (fc: FastCheck): Texts => label(fc).map((text) => `${text}@example.com`);

const BY_FORMAT: Readonly<Record<string, (fc: FastCheck) => Texts>> = {
  date: (fc) => dates(fc).map((date) => date.toISOString().slice(0, 10)),
  'date-time': (fc) => dates(fc).map((date) => date.toISOString()),
  time: (fc) => dates(fc).map((date) => date.toISOString().slice(11)),
  'date-time-local': (fc) => dates(fc).map((date) => date.toISOString().slice(0, -1)),
  'time-local': (fc) => dates(fc).map((date) => date.toISOString().slice(11, -1)),
  'http-date': (fc) => dates(fc).map((date) => date.toUTCString()),
  duration: (fc) => fc.nat(99).map((days) => `P${days}D`),
  uuid: (fc) => fc.uuid(),
  email,
  'idn-email': email,
  hostname,
  'idn-hostname': hostname,
  ipv4: (fc) => fc.ipV4(),
  ipv6: (fc) => fc.ipV6(),
  uri: url,
  url,
  iri: url,
  'uri-reference': path,
  'iri-reference': path,
  'uri-template': (fc) => fc.constantFrom('/pets/{id}', '/pets{?limit}', '/pets'),
  byte: (fc) => fc.base64String({ maxLength: 16 }),
  base64url: (fc) => fc.string({ unit: fc.constantFrom(...PLAIN), minLength: 4, maxLength: 4 }),
  'json-pointer': (fc) => fc.constantFrom('', '/a', '/a/0', '/a~1b'),
  'relative-json-pointer': (fc) => fc.constantFrom('0', '1/a', '0#'),
  regex: (fc) => fc.constantFrom('^a+$', '[0-9]{3}', 'x|y'),
  char: (fc) => fc.constantFrom('a', '0', 'é'),
  decimal: (fc) => fc.integer({ min: -99_999, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
  decimal128: (fc) => fc.integer().map(String),
  int64: (fc) => fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  uint64: (fc) => fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  'media-range': (fc) => fc.constantFrom('*/*', 'text/*', 'application/json'),
};

const compiled = (pattern: string): RegExp | null => {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // The other grammar may take it.
    }
  }
  return null;
};

/** A pattern without what it looks ahead and back at, which fast-check does not read; what was left out is asked for again later. */
function withoutLooks(source: string): string {
  const begin = /\(\?<?[=!]/.exec(source);
  if (begin === null) return source;
  let depth = 0;
  for (let at = begin.index; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '(') depth += 1;
    else if (source[at] === ')') depth -= 1;
    if (depth === 0) return source.slice(0, begin.index) + withoutLooks(source.slice(at + 1));
  }
  return source;
}

/** The longer a text has to be, the more is made of what may be repeated. */
const SIZES = ['xsmall', 'small', 'medium'] as const;

function sampled(fc: FastCheck, source: string, flags: string, size: (typeof SIZES)[number]): Texts | null {
  try {
    const texts = fc.stringMatching(new RegExp(source, flags), { size });
    fc.sample(texts, { numRuns: 1, seed: 1 });
    return texts;
  } catch {
    return null;
  }
}

/** Texts of a pattern that fit; one text at least, where one is found at all. */
function ofPattern(fc: FastCheck, { source, flags }: RegExp, fits: (text: string) => boolean): Texts | null {
  for (const size of SIZES) {
    const texts = sampled(fc, withoutLooks(source), flags, size);
    const fitting = texts === null ? null : sift(fc, texts, fits);
    if (fitting !== null) return fitting;
  }
  const text = textOfPattern(source, fits);
  return text === undefined ? null : fc.constant(text);
}

function make(fc: FastCheck, nodes: readonly Node[], plain: boolean): Texts | null {
  const { least, most } = lengthsOf(nodes, 'minLength', 'maxLength', LONGEST);
  const patterns = textsIn(nodes, 'pattern').map(compiled);
  const fits = (text: string): boolean => {
    const length = characters(text);
    return length >= least && length <= most && patterns.every((one) => one?.test(text) ?? true);
  };
  const [pattern] = patterns;
  if (pattern) return ofPattern(fc, pattern, fits);
  const [format = ''] = textsIn(nodes, 'format');
  const known = Object.hasOwn(BY_FORMAT, format) ? BY_FORMAT[format] : undefined;
  if (known !== undefined) return sift(fc, known(fc), fits);
  return fc.string({
    unit: fc.constantFrom(...(plain ? PLAIN : CHARACTERS)),
    minLength: least,
    maxLength: Math.max(least, Math.min(most, least + ROOM)),
  });
}

/** What makes texts differ. Many schemas of a document ask the same of them. */
const KEYWORDS = ['minLength', 'maxLength', 'pattern', 'format'];

/** Texts that fit some schemas; null where none is found. */
export type MakeTexts = (nodes: readonly Node[]) => Texts | null;

/** @param plain Whether texts are of letters, digits, `-` and `_` where nothing else is asked for. */
export function createTexts(fc: FastCheck, plain: boolean): MakeTexts {
  const made = new Map<string, Texts | null>();
  return (nodes) => {
    const key = JSON.stringify(nodes.map((node) => KEYWORDS.map((keyword) => own(node, keyword))));
    const texts = made.has(key) ? (made.get(key) ?? null) : make(fc, nodes, plain);
    made.set(key, texts);
    return texts;
  };
}
