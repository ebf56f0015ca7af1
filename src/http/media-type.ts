import { once } from './once.ts';
import { requireHere } from './require-here.ts';
import { TOKEN } from './token.ts';

/** A media type or range taken apart, in lower case but for parameter values. */
export interface MediaTypeParts {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: Readonly<Record<string, string>>;
}

type ContentType = typeof import('content-type');

/** Loaded when it is first needed: most media types have no parameters. */
const contentType = once(
  (): ContentType =>
    typeof require === 'function' ? require('content-type') : requireHere()('content-type'),
);

const ESSENCE = new RegExp(`^[ \\t]*(${TOKEN})/(${TOKEN})[ \\t]*$`);

const NO_PARAMETERS: MediaTypeParts['parameters'] = Object.freeze(Object.create(null));

const parse = (text: string): Pick<ReturnType<ContentType['parse']>, 'type' | 'parameters'> =>
  text.includes(';') ? contentType().parse(text) : { type: text, parameters: NO_PARAMETERS };

/** Reads a `Content-Type` field or a key of a document's `content`; null where it is no media type (RFC 9110 §8.3.1). */
export function parseMediaType(text: string): MediaTypeParts | null {
  const { type, parameters } = parse(text);
  const [, main, subtype] = ESSENCE.exec(type) ?? [];
  return main === undefined || subtype === undefined
    ? null
    : { type: main.toLowerCase(), subtype: subtype.toLowerCase(), parameters };
}

const matchesSubtype = (range: string, subtype: string): boolean =>
  range === '*' || range === subtype || (range.startsWith('*+') && subtype.endsWith(range.slice(1)));

/** How closely a declared range fits a media type; 0 where it does not (RFC 9110 §12.5.1: the most specific wins). */
export function specificity(range: MediaTypeParts, mediaType: MediaTypeParts): number {
  if (range.type !== '*' && range.type !== mediaType.type) return 0;
  if (!matchesSubtype(range.subtype, mediaType.subtype)) return 0;
  const asked = Object.entries(range.parameters);
  const given = mediaType.parameters;
  if (asked.some(([name, value]) => name !== 'charset' && given[name]?.toLowerCase() !== value.toLowerCase()))
    return 0;
  const wildcard =
    range.type === '*' ? 1 : range.subtype === '*' ? 2 : range.subtype.startsWith('*+') ? 3 : 4;
  return wildcard * 16 + Math.min(asked.length, 15);
}

/** What was declared for the range that fits a media type most closely; undefined where none fits. Of equals the first. */
export function bestFit<Declared extends { readonly range: MediaTypeParts }>(
  declared: Iterable<Declared>,
  mediaType: MediaTypeParts,
): Declared | undefined {
  let best: Declared | undefined;
  let closest = 0;
  for (const one of declared) {
    const fit = specificity(one.range, mediaType);
    if (fit <= closest) continue;
    best = one;
    closest = fit;
  }
  return best;
}

/** Whether a range takes several media types. */
export const isRange = ({ type, subtype }: MediaTypeParts): boolean =>
  type === '*' || subtype === '*' || subtype.startsWith('*+');

/** `application/json` and everything `+json`. */
export const isJson = ({ type, subtype }: MediaTypeParts): boolean =>
  (type === 'application' && subtype === 'json') ||
  subtype === '*+json' ||
  subtype.endsWith('+json') ||
  (type === 'text' && subtype === 'json');

/** The same of a media type as a document or a user writes it. */
export function isJsonType(text: string): boolean {
  const parts = parseMediaType(text);
  return parts !== null && isJson(parts);
}

/** `text/…`: bytes that are characters. */
export const isText = ({ type }: MediaTypeParts): boolean => type === 'text';

/** `application/xml`, `text/xml` and everything `+xml` (RFC 7303). */
export const isXml = ({ subtype }: MediaTypeParts): boolean => subtype === 'xml' || subtype.endsWith('+xml');

/** How the items of a sequence are told apart. */
export type Sequence = 'lines' | 'records' | 'events';

const SEQUENCES: ReadonlyMap<string, Sequence> = new Map([
  ['application/jsonl', 'lines'],
  ['application/x-jsonlines', 'lines'],
  ['application/jsonlines', 'lines'],
  ['application/x-ndjson', 'lines'],
  ['application/ndjson', 'lines'],
  ['application/json-seq', 'records'],
  ['text/event-stream', 'events'],
]);

/** JSON Lines, JSON text sequences (RFC 7464, 8091) and server-sent events, whose items come one by one; null for all else. */
export const sequenceOf = ({ type, subtype }: MediaTypeParts): Sequence | null =>
  SEQUENCES.get(`${type}/${subtype}`) ?? (subtype.endsWith('+json-seq') ? 'records' : null);
