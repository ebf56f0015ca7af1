import { createRequire } from 'node:module';
import type { FormatName, FormatsPlugin } from 'ajv-formats';
import { isDate, isDateTime, isTime } from './date-time.ts';
import { isPattern, stateless } from './pattern.ts';

type TextFormat = RegExp | ((value: string) => boolean);
interface NumberFormat {
  readonly type: 'number';
  validate(value: number): boolean;
}
export type Format = TextFormat | NumberFormat;

const require = createRequire(import.meta.url);

const integerWithin = (minimum: number, beyond: number): NumberFormat => ({
  type: 'number',
  validate: (value) => Number.isInteger(value) && value >= minimum && value < beyond,
});

const signed = (bits: number): NumberFormat => integerWithin(-(2 ** (bits - 1)), 2 ** (bits - 1));
const unsigned = (bits: number): NumberFormat => integerWithin(0, 2 ** bits);

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

// RFC 1123 §2.1.
const LABEL = String.raw`[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?`;
const DOMAIN = String.raw`(?=.{1,253}$)${LABEL}(?:\.${LABEL})*`;
const HOSTNAME = new RegExp(`^${DOMAIN}$`, 'i');

// RFC 5321 §4.1.2: a dot-string or a quoted string, at a domain or an address literal.
const ATOM = String.raw`[\w!#$%&'*+/=?^\x60{|}~-]+`;
const QUOTED = String.raw`"(?:[ !#-[\]-~]|\\[ -~])*"`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const LITERAL = String.raw`\[(?:${OCTET}(?:\.${OCTET}){3}|IPv6:[\da-f:.]+)\]`;
const EMAIL = new RegExp(String.raw`^(?:${ATOM}(?:\.${ATOM})*|${QUOTED})@(?:${DOMAIN}|${LITERAL})$`, 'i');

// The usual address, in half the time. In so short a text no label of the domain can be too long.
const USUAL_EMAIL =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z\d]+(?:-[A-Za-z\d]+)*(?:\.[A-Za-z\d]+(?:-[A-Za-z\d]+)*)*$/;

const isEmail = (text: string): boolean => (text.length <= 64 && USUAL_EMAIL.test(text)) || EMAIL.test(text);

const isHostname = (text: string): boolean => HOSTNAME.test(text);

const borrowed = (name: FormatName): ((text: string) => boolean) => {
  const { default: formats }: { default: FormatsPlugin } = require('ajv-formats');
  const format = formats.get(name);
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return (text) => format(text) === true;
  throw new Error(`ajv-formats has no ${name}.`);
};

/** The international spelling of a format: what is not ASCII counts as a letter. */
const international =
  (isAscii: (text: string) => boolean): ((text: string) => boolean) =>
  (text) =>
    isAscii(text.replace(/\P{ASCII}/gu, 'a'));

const BORROWED: readonly FormatName[] = [
  'duration',
  'ipv4',
  'ipv6',
  'json-pointer',
  'relative-json-pointer',
  'uri',
  'uri-reference',
  'uri-template',
];

/** Formats of the OpenAPI registry that say something a check can decide. The others, and unknown ones, are annotations. */
const registry = (): Record<string, Format> => {
  const ascii = Object.fromEntries(BORROWED.map((name) => [name, borrowed(name)]));
  return {
    ...ascii,
    int8: signed(8),
    int16: signed(16),
    int32: signed(32),
    int64: signed(64),
    uint8: unsigned(8),
    uint16: unsigned(16),
    uint32: unsigned(32),
    uint64: unsigned(64),
    'double-int': integerWithin(Number.MIN_SAFE_INTEGER, 2 ** 53),
    date: isDate,
    time: isTime,
    'date-time': isDateTime,
    uuid: UUID,
    email: isEmail,
    hostname: isHostname,
    'idn-email': international(isEmail),
    'idn-hostname': international(isHostname),
    iri: international(borrowed('uri')),
    'iri-reference': international(borrowed('uri-reference')),
    regex: isPattern,
  };
};

/** The formats that are checked: the registry's, and the user's over them. */
export const compileFormats = (own: Readonly<Record<string, TextFormat>>): ReadonlyMap<string, Format> =>
  new Map([
    ...Object.entries(registry()),
    ...Object.entries(own).map(([name, format]): [string, Format] => [name, stateless(format)]),
  ]);
