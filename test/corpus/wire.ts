import type { Parameter } from '../../src/document/operation.ts';
import { isRecord } from './corpus.ts';

// Written from RFC 6570 and the style tables of OpenAPI, not from the code that is tested with it.

type Written = Pick<Parameter, 'name' | 'style' | 'explode'> & Pick<Partial<Parameter>, 'content'>;

type Pairs = readonly (readonly [name: string, value: string])[];

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

const DELIMITERS: Readonly<Record<string, string>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tabDelimited: '%09',
};

/** Items or members, each written with `equals` between name and value where there is a name. */
const items = (value: unknown, encode: (text: string) => string, equals: string): readonly string[] => {
  if (Array.isArray(value)) return value.map((item) => encode(textOf(item)));
  if (!isRecord(value)) return [encode(textOf(value))];
  return Object.entries(value).map(([name, item]) => `${encode(name)}${equals}${encode(textOf(item))}`);
};

/** A value in the path, percent-encoded. */
export function toPathText({ name, style, explode }: Written, value: unknown): string {
  const list = items(value, encodeURIComponent, explode ? '=' : ',');
  if (style === 'label') return `.${list.join(explode ? '.' : ',')}`;
  if (style !== 'matrix') return list.join(',');
  if (!explode || !(Array.isArray(value) || isRecord(value))) return `;${name}=${list.join(',')}`;
  return list.map((item) => (isRecord(value) ? `;${item}` : `;${name}=${item}`)).join('');
}

/** A value as pairs of a query, a form or a `Cookie` field, percent-encoded. */
export function toPairs({ name, style, explode, content }: Written, value: unknown): Pairs {
  const encoded = encodeURIComponent(name);
  if (content !== undefined) return [[encoded, encodeURIComponent(JSON.stringify(value))]];
  if (style === 'deepObject' && isRecord(value)) {
    return Object.entries(value).map(([key, item]) => [
      `${encoded}%5B${encodeURIComponent(key)}%5D`,
      encodeURIComponent(textOf(item)),
    ]);
  }
  if (explode && isRecord(value)) {
    return Object.entries(value).map(([key, item]) => [
      encodeURIComponent(key),
      encodeURIComponent(textOf(item)),
    ]);
  }
  const list = items(value, encodeURIComponent, ',');
  if (explode) return list.map((item) => [encoded, item]);
  return [[encoded, list.join(DELIMITERS[style] ?? ',')]];
}

/** A value as a header field; nothing is encoded there. */
export const toFieldText = ({ explode, content }: Written, value: unknown): string =>
  content === undefined ? items(value, (text) => text, explode ? '=' : ',').join(',') : JSON.stringify(value);
