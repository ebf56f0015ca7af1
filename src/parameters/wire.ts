import type { Parameter, Style, TypeName } from '../document/operation.ts';
import type { Alternatives } from './alternatives.ts';
import { type Decode, decodeForm, decodePercent, keepText } from './decode.ts';

/** Raw text as sent: of one occurrence, of several, or keys and values in turn for an object that spreads over names. */
export type Raw = string | readonly string[];

/** How texts are written in one part of a request. */
export interface Wire {
  readonly decode: Decode;
  /** Space, pipe and tab occur as they are and percent-encoded (OpenAPI 3.0.4, Style Examples). */
  readonly space: RegExp;
  readonly pipe: RegExp;
  readonly tab: RegExp;
  readonly comma: RegExp;
  /** White space around the items of a list is no part of them, and empty items are none (RFC 9110 §5.6.1). */
  readonly trimmed: boolean;
  /** Of a scalar that is given twice: taken from the first, or refused. */
  readonly firstWins: boolean;
}

const PATH: Wire = {
  decode: decodePercent,
  space: / |%20/,
  pipe: /\||%7C/i,
  tab: /\t|%09/,
  comma: /,|%2C/i,
  trimmed: false,
  firstWins: false,
};

export const FORM: Wire = { ...PATH, decode: decodeForm, space: / |%20|\+/ };

const HEADER: Wire = {
  decode: keepText,
  space: / /,
  pipe: /\|/,
  tab: /\t/,
  comma: /,/,
  trimmed: true,
  firstWins: false,
};

const COOKIE: Wire = { ...PATH, firstWins: true };
/** Of multipart bodies, which are not encoded beyond their charset, so that delimiters are the characters themselves. */
export const PART: Wire = { ...HEADER, trimmed: false };

const PLAIN_COOKIE: Wire = { ...HEADER, trimmed: false, firstWins: true };

const WIRES = { path: PATH, query: FORM, querystring: PATH, header: HEADER, cookie: COOKIE };

export const wireOf = (parameter: Parameter): Wire =>
  parameter.style === 'cookie' ? PLAIN_COOKIE : WIRES[parameter.in];

/** One named value on a wire, and how the document has it written. */
export interface Field {
  readonly name: string;
  readonly style: Style;
  readonly explode: boolean;
  readonly wire: Wire;
}

/** Takes off what the style puts before a value; null where that is missing. */
export type Strip = (raw: string) => string | null;

const stripLabel: Strip = (raw) => (raw.startsWith('.') ? raw.slice(1) : null);

/** `;name=value`, or `;name` for an empty value (RFC 6570 §3.2.7). */
export function compileStripName(name: string): Strip {
  return (raw) => {
    const equals = raw.indexOf('=');
    const sent = equals === -1 ? raw : raw.slice(0, equals);
    if (sent !== name && decodePercent(sent) !== name) return null;
    return equals === -1 ? '' : raw.slice(equals + 1);
  };
}

const stripSemicolon: Strip = (raw) => (raw.startsWith(';') ? raw.slice(1) : null);

/** Null where the style puts nothing there. */
export function compileStrip({ style, name }: Field): Strip | null {
  if (style !== 'matrix') return style === 'label' ? stripLabel : null;
  const stripName = compileStripName(name);
  return (raw) => {
    const rest = stripSemicolon(raw);
    return rest === null ? null : stripName(rest);
  };
}

/** As {@link compileStrip}, for a value whose items repeat its name or bring their own. */
export const compileStripPrefix = (field: Field): Strip | null =>
  field.style === 'matrix' && field.explode ? stripSemicolon : compileStrip(field);

/** Raw text → raw items. Decoding comes after splitting, so an encoded delimiter is data. */
export type Split = (raw: string) => readonly string[];

/** Four times as fast as `String.prototype.split` for the short texts of parameters. */
function splitAt(raw: string, delimiter: string): readonly string[] {
  const items: string[] = [];
  let start = 0;
  for (let end = raw.indexOf(delimiter); end !== -1; end = raw.indexOf(delimiter, start)) {
    items.push(raw.slice(start, end));
    start = end + delimiter.length;
  }
  items.push(start === 0 ? raw : raw.slice(start));
  return items;
}

const by = (delimiter: string | RegExp): Split =>
  typeof delimiter === 'string'
    ? (raw) => (raw === '' ? [] : splitAt(raw, delimiter))
    : (raw) => (raw === '' ? [] : raw.split(delimiter));

const trimming =
  (split: Split): Split =>
  (raw) =>
    split(raw).map((item) => item.trim());

// Dots in 3.0.0 to 3.0.3 and 3.1.0, commas since (RFC 6570 has always had commas). In numbers a dot is data.
const compileSplitLabel =
  (comma: Split, dots: boolean): Split =>
  (raw) =>
    raw.includes(',') || !dots ? comma(raw) : by('.')(raw);

const hasType = ({ scalars }: Alternatives, test: (type: TypeName | undefined) => boolean): boolean =>
  scalars.some(({ types: [type] }) => test(type));

/** Whether items may hold a comma. */
const mayHoldComma = (items: Alternatives): boolean =>
  (items.array ?? items.object) !== null || hasType(items, (type) => type === undefined || type === 'string');

/**
 * The splitter for a style. `items` is what an item may be, null where that differs.
 *
 * Where no item can hold a comma, an encoded one cannot be data: some clients encode the delimiter too.
 */
export function compileSplit({ style, explode, wire }: Field, items: Alternatives | null): Split {
  const comma = by(items === null || mayHoldComma(items) ? ',' : wire.comma);
  const dots = items === null || !hasType(items, (type) => type === 'number');
  const splits: Readonly<Record<Style, Split>> = {
    form: comma,
    simple: comma,
    cookie: comma,
    label: explode ? by('.') : compileSplitLabel(comma, dots),
    matrix: explode ? by(';') : comma,
    spaceDelimited: by(wire.space),
    pipeDelimited: by(wire.pipe),
    tabDelimited: by(wire.tab),
    deepObject: comma,
  };
  return wire.trimmed ? trimming(splits[style]) : splits[style];
}

const NAMED: readonly Style[] = ['form', 'cookie', 'spaceDelimited', 'pipeDelimited', 'tabDelimited'];

/** Whether the items of an array are occurrences of its name, and an object takes names of its own. */
export const isSpread = ({ style, explode }: Pick<Field, 'style' | 'explode'>): boolean =>
  explode && NAMED.includes(style);
