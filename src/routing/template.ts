import { compile, parse, type Token } from 'path-to-regexp';
import { wellFormed } from '../http/well-formed.ts';

/** A part of a segment: text that must be there, decoded, or the name of a parameter. */
export type Piece = { readonly text: string } | { readonly name: string };

const PARAMETER = /\{([^{}]+)\}/g;
const SYNTAX = /[{}()[\]+?!:*\\]/g;

/** Some documents write a query or a fragment after the path. No path of a request ever holds either. */
const withoutQuery = (template: string): string => {
  const end = template.replace(PARAMETER, (text) => '_'.repeat(text.length)).search(/[?#]/);
  return end < 0 ? template : template.slice(0, end);
};

/** `{user-id}` becomes `:"user-id"`; whatever else path-to-regexp has a meaning for is escaped. */
const translate = (template: string): string =>
  template
    .split(PARAMETER)
    .map((text, index) =>
      index % 2 === 0 ? text.replace(SYNTAX, '\\$&') : `:"${text.replace(/["\\]/g, '\\$&')}"`,
    )
    .join('');

const readTokens = (basePath: string, template: string): readonly Token[] =>
  parse(basePath.replace(SYNTAX, '\\$&') + translate(withoutQuery(template))).tokens;

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

/**
 * A template, segment by segment.
 * Empty for a template that does not begin with a slash, which no request can reach.
 */
export function readTemplate(basePath: string, template: string): readonly (readonly Piece[])[] {
  const segments: Piece[][] = [[]];
  for (const token of readTokens(basePath, template)) {
    if (token.type === 'param') segments.at(-1)?.push({ name: token.name });
    if (token.type !== 'text') continue;
    for (const [index, text] of token.value.split('/').entries()) {
      if (index > 0) segments.push([]);
      if (text !== '') segments.at(-1)?.push({ text: decodeLiteral(text) });
    }
  }
  return segments.shift()?.length === 0 ? segments : [];
}

/** The text of a segment without parameters; null for others. */
export function literalText(pieces: readonly Piece[]): string | null {
  const [first = { text: '' }] = pieces;
  return pieces.length < 2 && 'text' in first ? first.text : null;
}

/** Names of the path parameters of a template, in the order in which a match gives their values. */
export function parameterNames(template: string): readonly string[] {
  return readTokens('', template).flatMap((token) => (token.type === 'param' ? [token.name] : []));
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
  const tokens = readTokens(basePath, template).map((token): Token => {
    if (token.type === 'param') return { type: 'param', name: String(slots++) };
    if (token.type !== 'text') return token;
    const literals = token.value.split('/').map((text) => encodeText(decodeLiteral(text)));
    return { type: 'text', value: literals.join('/') };
  });
  const build = compile({ tokens }, { encode });
  return (values) => build(Object.fromEntries(values.entries()));
}
