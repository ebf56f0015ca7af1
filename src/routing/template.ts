import { compile, parse, type Token } from 'path-to-regexp';
import { wellFormed } from '../http/well-formed.ts';

/** A part of a segment: text that must be there, decoded, or the name of a parameter. */
export type Piece = { readonly text: string } | { readonly name: string };

const PARAMETER = /\{([^{}]+)\}/g;
/** What stands after a slash; a name in braces may hold slashes of its own. */
const SEGMENT = /\/((?:\{[^{}]+\}|[^/])*)/g;
const SYNTAX = /[{}()[\]+?!:*\\]/g;

/** Some documents write a query or a fragment after the path. No path of a request ever holds either. */
const withoutQuery = (template: string): string => {
  const end = template.replace(PARAMETER, (text) => '_'.repeat(text.length)).search(/[?#]/);
  return end < 0 ? template : template.slice(0, end);
};

const escaped = (text: string): string => text.replace(SYNTAX, '\\$&');

/** `{user-id}` becomes `:"user-id"`; whatever else path-to-regexp has a meaning for is escaped. */
const translate = (template: string): string =>
  template
    .split(PARAMETER)
    .map((text, index) => (index % 2 === 0 ? escaped(text) : `:"${text.replace(/["\\]/g, '\\$&')}"`))
    .join('');

const segmentsOf = (path: string): readonly string[] =>
  [...path.matchAll(SEGMENT)].map(([, text = '']) => text);

/** Decoded text of a literal; what is no percent-encoding stands for itself. */
const decodeLiteral = (literal: string): string => {
  if (/^[ -$&-~]*$/.test(literal)) return literal;
  const text = wellFormed(literal);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Text as a segment sends it. Delimiters that RFC 3986 allows in a segment stay as they are. */
const encodeText = (text: string): string => encodeURI(text).replace(/[/?#]/g, encodeURIComponent);

const readLiteral = (text: string): readonly Piece[] => (text === '' ? [] : [{ text: decodeLiteral(text) }]);

/** The parts of a segment. Most segments are text and nothing else, in which there is nothing to be found. */
export function readPieces(segment: string): readonly Piece[] {
  if (!segment.includes('{')) return readLiteral(segment);
  return parse(translate(segment)).tokens.flatMap((token) => {
    if (token.type === 'param') return { name: token.name };
    return token.type === 'text' ? readLiteral(token.value) : [];
  });
}

/**
 * A template, segment by segment.
 * Empty for a template that does not begin with a slash, which no request can reach.
 *
 * @param read What reads a segment of the template; a caller that reads many templates has it remember.
 */
export function readTemplate(
  basePath: string,
  template: string,
  read: typeof readPieces = readPieces,
): readonly (readonly Piece[])[] {
  if (!template.startsWith('/')) return [];
  return [...segmentsOf(basePath).map(readLiteral), ...segmentsOf(withoutQuery(template)).map(read)];
}

/** The text of a segment without parameters; null for others. */
export function literalText(pieces: readonly Piece[]): string | null {
  const [first = { text: '' }] = pieces;
  return pieces.length < 2 && 'text' in first ? first.text : null;
}

/** Names of the path parameters of a template, in the order in which a match gives their values. */
export function parameterNames(template: string): readonly string[] {
  return [...withoutQuery(template).matchAll(PARAMETER)].map(([, name = '']) => name);
}

/**
 * Builds the path of a template from the decoded values of its parameters, in the order of `parameterNames`.
 *
 * @param encode What becomes of a value, if it is not to be sent as the text of a segment.
 */
export function compilePath(
  basePath: string,
  template: string,
  encode: (text: string) => string = encodeText,
): (values: readonly string[]) => string {
  let slots = 0;
  const { tokens: read } = parse(escaped(basePath) + translate(withoutQuery(template)));
  const tokens = read.map((token): Token => {
    if (token.type === 'param') return { type: 'param', name: String(slots++) };
    if (token.type !== 'text') return token;
    const literals = token.value.split('/').map((text) => encodeText(decodeLiteral(text)));
    return { type: 'text', value: literals.join('/') };
  });
  const build = compile({ tokens }, { encode });
  return (values) => build(Object.fromEntries(values.entries()));
}
