import type { FormatName, FormatsPlugin } from 'ajv-formats';
import { requireHere } from '../http/require-here.ts';
import { isDate, isDateTime, isHttpDate, isLocalDateTime, isLocalTime, isTime } from './date-time.ts';
import { isMultipleOf } from './exact.ts';
import { characters } from './length.ts';
import { isPattern, stateless } from './pattern.ts';

type TextFormat = RegExp | ((value: string) => boolean);
interface NumberFormat {
  readonly type: 'number';
  validate(value: number): boolean;
  /** The same of a number that is written as a text, which the registry allows for some. */
  readonly text?: (value: string) => boolean;
}
export type Format = TextFormat | NumberFormat;

const loadFormats = (): { readonly default: FormatsPlugin } =>
  typeof require === 'function' ? require('ajv-formats') : requireHere()('ajv-formats');

const integerWithin = (minimum: number, beyond: number): NumberFormat => ({
  type: 'number',
  validate: (value) => Number.isInteger(value) && value >= minimum && value < beyond,
});

/** Integers beyond what a number holds exactly are sent as texts too. */
const long = (format: NumberFormat, minimum: bigint, beyond: bigint): NumberFormat => ({
  ...format,
  text: (value) => /^-?\d{1,20}$/.test(value) && BigInt(value) >= minimum && BigInt(value) < beyond,
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

const FLOAT_MAX = 3.4028234663852886e38;

const float: NumberFormat = { type: 'number', validate: (value) => Math.abs(value) <= FLOAT_MAX };

const numberOrText = (validate: (value: number) => boolean, text: RegExp): NumberFormat => ({
  type: 'number',
  validate,
  text: (value) => text.test(value),
});

const any = (): boolean => true;

// IEEE 754-2008: 34 digits.
const DECIMAL128 = /^(?:-?(?=(?:\.?\d){1,34}(?:[Ee]|$))\d+(?:\.\d+)?(?:[Ee][+-]?\d{1,4})?|-?INF|NaN)$/;

// RFC 4648 §4 and §5.
const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(text);
const isBase64Url = (text: string): boolean =>
  /^[A-Za-z\d_-]*={0,2}$/.test(text) && (text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1);

// RFC 9110 §5.6.2, §5.6.4 and §12.5.1.
const TOKEN = String.raw`[\w!#$%&'*+.^\x60|~-]+`;
const QUOTED_STRING = String.raw`"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"`;
const MEDIA_RANGE = new RegExp(
  String.raw`^(?:\*/\*|(?!\*/)${TOKEN}/${TOKEN})(?:[ \t]*;[ \t]*${TOKEN}=(?:${TOKEN}|${QUOTED_STRING}))*$`,
);

const borrow = (name: FormatName): ((text: string) => boolean) => {
  const { default: formats } = loadFormats();
  const format = formats.get(name);
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === 'function') return (text) => format(text) === true;
  throw new Error(`ajv-formats has no ${name}.`);
};

/** A format of ajv-formats, which is loaded when a text is first held against it. */
const borrowed = (name: FormatName): ((text: string) => boolean) => {
  let format: ((text: string) => boolean) | undefined;
  return (text) => {
    format ??= borrow(name);
    return format(text);
  };
};

/** The international spelling of a format: what is not ASCII counts as a letter. */
const international =
  (isAscii: (text: string) => boolean): ((text: string) => boolean) =>
  (text) =>
    isAscii(text.replace(/\P{ASCII}/gu, 'a'));

/** Formats of the OpenAPI registry that say something a check can decide. */
const REGISTRY: Readonly<Record<string, Format>> = {
  int8: signed(8),
  int16: signed(16),
  int32: signed(32),
  int64: long(signed(64), -(2n ** 63n), 2n ** 63n),
  uint8: unsigned(8),
  uint16: unsigned(16),
  uint32: unsigned(32),
  uint64: long(unsigned(64), 0n, 2n ** 64n),
  'double-int': integerWithin(Number.MIN_SAFE_INTEGER, 2 ** 53),
  float,
  decimal: numberOrText(any, /^-?\d+(?:\.\d+)?$/),
  decimal128: numberOrText(any, DECIMAL128),
  byte: isBase64,
  base64url: isBase64Url,
  char: (text) => text.length <= 2 && characters(text) === 1,
  date: isDate,
  time: isTime,
  'date-time': isDateTime,
  'time-local': isLocalTime,
  'date-time-local': isLocalDateTime,
  duration: borrowed('duration'),
  'http-date': isHttpDate,
  uuid: UUID,
  email: isEmail,
  'idn-email': international(isEmail),
  hostname: isHostname,
  'idn-hostname': international(isHostname),
  ipv4: borrowed('ipv4'),
  ipv6: borrowed('ipv6'),
  uri: borrowed('uri'),
  'uri-reference': borrowed('uri-reference'),
  'uri-template': borrowed('uri-template'),
  iri: international(borrowed('uri')),
  'iri-reference': international(borrowed('uri-reference')),
  'json-pointer': borrowed('json-pointer'),
  'relative-json-pointer': borrowed('relative-json-pointer'),
  'media-range': MEDIA_RANGE,
  regex: isPattern,
  // RFC 9651 §4.2, as texts and, where they are numbers, as such.
  'sf-integer': numberOrText((value) => Number.isInteger(value) && Math.abs(value) < 1e15, /^-?\d{1,15}$/),
  'sf-decimal': numberOrText(
    (value) => Math.abs(value) < 1e12 && isMultipleOf(value, 0.001),
    /^-?\d{1,12}\.\d{1,3}$/,
  ),
  'sf-string': /^"(?:[ !#-[\]-~]|\\["\\])*"$/,
  'sf-token': /^[A-Za-z*][\w!#$%&'*+.^`|~:/-]*$/,
  'sf-binary': (text) =>
    text.length > 1 && text.startsWith(':') && text.endsWith(':') && isBase64(text.slice(1, -1)),
  'sf-boolean': /^\?[01]$/,
};

/** Those that say something to people only, or nothing that a JSON number does not say itself. */
const ANNOTATIONS: ReadonlySet<string> = new Set(
  'binary password html commonmark double unixtime'.split(' '),
);

/** Whether the OpenAPI registry has a format of this name. */
export const isRegistered = (name: string): boolean => Object.hasOwn(REGISTRY, name) || ANNOTATIONS.has(name);

const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '');

/** The registered name that a name stands for but for case and hyphens: `date-time` for `dateTime`. */
export const registeredAs = (name: string): string | undefined =>
  [...Object.keys(REGISTRY), ...ANNOTATIONS].find((registered) => plain(registered) === plain(name));

/** The formats that are checked: the registry's, and the user's over them. */
export const compileFormats = (own: Readonly<Record<string, TextFormat>>): ReadonlyMap<string, Format> =>
  new Map([
    ...Object.entries(REGISTRY),
    ...Object.entries(own).map(([name, format]): [string, Format] => [name, stateless(format)]),
  ]);

const always = (): boolean => true;

/** Whether a format of the registry says something of numbers. */
export const isOfNumbers = (name: string): boolean =>
  Object.hasOwn(REGISTRY, name) && isNumberFormat(REGISTRY[name]);

const isNumberFormat = (format: Format | undefined): format is NumberFormat =>
  typeof format === 'object' && !(format instanceof RegExp);

/** What a format says of texts; a format that nobody knows says nothing. */
export function ofTexts(format: Format | undefined): (text: string) => boolean {
  if (format === undefined) return always;
  if (format instanceof RegExp) return (text) => format.test(text);
  return typeof format === 'function' ? format : (format.text ?? always);
}

/** What a format says of numbers. */
export const ofNumbers = (format: Format | undefined): ((value: number) => boolean) =>
  isNumberFormat(format) ? format.validate : always;
