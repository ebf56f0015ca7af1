import type { Parameter } from '../document/operation.ts';
import { isJsonType } from '../http/media-type.ts';
import { wellFormed } from '../http/well-formed.ts';

/** What says how a value is written. */
export type Written = Pick<Parameter, 'name' | 'style' | 'explode'> &
  Partial<Pick<Parameter, 'content' | 'itemStyle'>>;

/** Name and value as they stand on the wire. */
export type Pair = readonly [name: string, value: string];

type Encode = (text: string) => string;

/** All but letters, digits, `-` and `_`: no delimiter of any style is left in a value. */
const percentEncode: Encode = (text) =>
  encodeURIComponent(wellFormed(text)).replace(
    /[.!*'()~]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const asIs: Encode = (text) => text;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of what the styles have no text for, a list or an object within another, the JSON is sent. */
export const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

const DELIMITERS: Readonly<Record<string, string>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tabDelimited: '%09',
};

// A delimiter within a value is encoded twice: once is the delimiter itself (OpenAPI 3.0.4, Appendix E).
const encodeFor = (style: string): Encode => {
  const delimiter = DELIMITERS[style];
  return delimiter === undefined
    ? percentEncode
    : (text) => percentEncode(text).replaceAll(delimiter, delimiter.replace('%', '%25'));
};

/** Texts of the items or members of a value; of members, name and text with `equals` between them. */
function partsOf(value: unknown, encode: Encode, equals: string, itemStyle: Written['itemStyle']): string[] {
  const [style, ...deeper] = itemStyle ?? [];
  if (Array.isArray(value)) {
    return value.map((item) =>
      style !== undefined && Array.isArray(item)
        ? partsOf(item, encode, ',', deeper).join(DELIMITERS[style] ?? ',')
        : encode(textOf(item)),
    );
  }
  return isObject(value)
    ? Object.entries(value).map(([name, member]) => encode(name) + equals + encode(textOf(member)))
    : [encode(textOf(value))];
}

const contentText = (type: string, value: unknown): string =>
  isJsonType(type) || typeof value !== 'string' ? JSON.stringify(value) : value;

/**
 * A value in the path.
 *
 * @see RFC 6570 §3.2.2, §3.2.5, §3.2.7
 */
export function toPathText({ name, style, explode, content, itemStyle }: Written, value: unknown): string {
  if (content !== undefined) return percentEncode(contentText(content, value));
  const parts = partsOf(value, percentEncode, explode ? '=' : ',', itemStyle);
  if (style === 'label') return `.${parts.join(explode ? '.' : ',')}`;
  if (style !== 'matrix') return parts.join(DELIMITERS[style] ?? ',');
  if (!explode || typeof value !== 'object') return `;${name}=${parts.join(',')}`;
  return parts.map((part) => (isObject(value) ? `;${part}` : `;${name}=${part}`)).join('');
}

/** `name[key][0]`: OpenAPI leaves open what is nested; this is what most servers read. */
function deepPairs(name: string, value: unknown): readonly Pair[] {
  if (typeof value !== 'object' || value === null) return [[name, percentEncode(textOf(value))]];
  return Object.entries(value).flatMap(([key, member]) =>
    deepPairs(`${name}%5B${percentEncode(key)}%5D`, member),
  );
}

/** A value as pairs of a query string, a form or a `Cookie` field. */
export function toPairs(
  { name, style, explode, content, itemStyle }: Written,
  value: unknown,
): readonly Pair[] {
  const encode = style === 'cookie' ? asIs : encodeFor(style);
  const encoded = style === 'cookie' ? name : percentEncode(name);
  if (content !== undefined) return [[encoded, encode(contentText(content, value))]];
  if (style === 'deepObject') return deepPairs(encoded, value);
  if (explode && isObject(value))
    return Object.entries(value).map(([key, member]) => [encode(key), encode(textOf(member))]);
  const parts = partsOf(value, encode, ',', itemStyle);
  if (explode && Array.isArray(value)) return parts.map((part) => [encoded, part]);
  return [[encoded, parts.join(DELIMITERS[style] ?? ',')]];
}

/** A value as a header field, where nothing is encoded. */
export const toFieldText = ({ explode, content, itemStyle }: Written, value: unknown): string =>
  content === undefined
    ? partsOf(value, asIs, explode ? '=' : ',', itemStyle).join(',')
    : contentText(content, value);

export const joinPairs = (pairs: readonly Pair[]): readonly string[] =>
  pairs.map(([name, value]) => `${name}=${value}`);
