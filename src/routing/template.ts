import type { Token } from 'path-to-regexp';
import { once } from '../http/once.ts';
import { requireHere } from '../http/require-here.ts';
import { wellFormed } from '../http/well-formed.ts';

/** A part of a segment: text that must be there, decoded, or the name of a parameter. */
export type Piece = { readonly text: string } | { readonly name: string };

const PARAMETER = /\{([^{}]+)\}/g;
/** A segment and the slash before it; a name in braces may hold slashes of its own. */
const SEGMENT = /\/(?:\{[^{}]+\}|[^/])*/g;

type PathToRegexp = typeof import('path-to-regexp');

/** Loaded when it is first needed: paths are read much oftener than written. */
const pathToRegexp = once(
  (): PathToRegexp =>
    typeof require === 'function' ? require('path-to-regexp') : requireHere()('path-to-regexp'),
);

/** Some documents write a query or a fragment after the path. No path of a request ever holds either. */
const withoutQuery = (template: string): string => {
  if (!/[?#]/.test(template)) return template;
  const end = template.replace(PARAMETER, (text) => '_'.repeat(text.length)).search(/[?#]/);
  return end < 0 ? template : template.slice(0, end);
};

/** Texts, and names of parameters, one after the other, beginning and ending with a text. */
const readParts = (basePath: string, template: string): readonly string[] => {
  const [first = '', ...rest] = withoutQuery(template).split(PARAMETER);
  return [basePath + first, ...rest];
};

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

/** The parts of a segment that is given with the slash before it. */
export const readSegment = (segment: string): readonly Piece[] =>
  segment
    .slice(1)
    .split(PARAMETER)
    .flatMap((part, place) => (place % 2 === 1 ? { name: part } : readLiteral(part)));

/**
 * A template, segment by segment.
 * Empty for a template that does not begin with a slash, which no request can reach.
 *
 * @param read What reads a segment of the template; whoever reads many templates has it remember.
 */
export function readTemplate(
  basePath: string,
  template: string,
  read: (segment: string) => readonly Piece[] = readSegment,
): readonly (readonly Piece[])[] {
  if (!template.startsWith('/')) return [];
  const [, ...fixed] = basePath.split('/');
  return [...fixed.map(readLiteral), ...(withoutQuery(template).match(SEGMENT) ?? []).map(read)];
}

/** The text of a segment without parameters; null for others. */
export function literalText(pieces: readonly Piece[]): string | null {
  const first = pieces[0];
  if (first === undefined) return '';
  return pieces.length === 1 && 'text' in first ? first.text : null;
}

/** Names of the path parameters of a template, in the order in which a match gives their values. */
export function parameterNames(template: string): readonly string[] {
  return readParts('', template).filter((_, place) => place % 2 === 1);
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
  const tokens = readParts(basePath, template).map(
    (part, place): Token =>
      place % 2 === 1
        ? { type: 'param', name: String((place - 1) / 2) }
        : {
            type: 'text',
            value: part
              .split('/')
              .map((text) => encodeText(decodeLiteral(text)))
              .join('/'),
          },
  );
  const build = pathToRegexp().compile({ tokens }, { encode });
  return (values) => build(Object.fromEntries(values.entries()));
}
