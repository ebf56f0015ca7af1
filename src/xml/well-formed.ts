import { decodeReferences, findForbidden, isBlank } from './characters.ts';
import { QUALIFIED_NAME } from './names.ts';

/** Elements within elements, before the document is refused. */
export const DEEPEST = 100;

/** Attributes of one element. The parser's time for each text grows with their number. */
const MOST_ATTRIBUTES = 100;

/** Why a text is no document that can be read. */
export interface Fault {
  readonly fault: string;
  /** Index into the text. */
  readonly position?: number;
}

/** A document of elements, attributes, texts and CDATA sections alone, with {@link MARK} before names that the parser refuses. */
export interface Sound {
  readonly text: string;
}

const S = '[ \\t\\r\\n]';

const START_TAG = new RegExp(`<(${QUALIFIED_NAME})`, 'uy');
const ATTRIBUTE = new RegExp(`${S}+(${QUALIFIED_NAME})${S}*=${S}*(["'])`, 'uy');
const TAG_END = new RegExp(`${S}*(/?)>`, 'y');
const END_TAG = new RegExp(`</(${QUALIFIED_NAME})${S}*>`, 'uy');
const TARGET = new RegExp(`<\\?(${QUALIFIED_NAME})(?=${S}|\\?>)`, 'uy');

const quoted = (value: string): string => `${S}*=${S}*(?:"${value}"|'${value}')`;

// XML 1.0 §2.8: any version 1.x is read as 1.0.
const DECLARATION = new RegExp(
  `<\\?xml${S}+version${quoted('1\\.[0-9]+')}(?:${S}+encoding${quoted('[A-Za-z][A-Za-z0-9._\\-]*')})?` +
    `(?:${S}+standalone${quoted('(?:yes|no)')})?${S}*\\?>`,
  'y',
);

const matchAt = (pattern: RegExp, text: string, position: number): RegExpExecArray | null => {
  pattern.lastIndex = position;
  return pattern.exec(text);
};

/** What was read of one piece of markup: where it ends, and what stands for it; undefined where it stands for itself. */
type Step = { readonly end: number; readonly as?: string } | Fault;

/** No name can begin so. */
export const MARK = '::';

// Names that the parser refuses in any place.
const RESERVED = ['__proto__', 'constructor', 'prototype'];

const asMarked = (text: string, name: string, from: number, end: number): { readonly as?: string } =>
  RESERVED.includes(name) ? { as: text.slice(from, end).replace(name, MARK + name) } : {};

const at = (fault: string, position: number): Fault => ({ fault, position });

function readDeclaration(text: string, position: number): Step {
  const match = position === 0 ? matchAt(DECLARATION, text, 0) : null;
  // The encoding that it names has had its say when bytes became this text.
  return match === null ? at('The XML declaration is malformed', position) : { end: match[0].length, as: '' };
}

function readInstruction(text: string, position: number): Step {
  const target = matchAt(TARGET, text, position)?.[1];
  if (target?.toLowerCase() === 'xml') return readDeclaration(text, position);
  const end = target === undefined ? -1 : text.indexOf('?>', position);
  return end === -1 ? at('A processing instruction is malformed', position) : { end: end + 2, as: '' };
}

function readComment(text: string, position: number): Step {
  const end = text.indexOf('--', position + 4);
  return end === -1 || text[end + 2] !== '>'
    ? at('A comment is malformed', position)
    : { end: end + 3, as: '' };
}

function readCdata(text: string, position: number, isInside: boolean): Step {
  const end = isInside ? text.indexOf(']]>', position + 9) : -1;
  return end === -1 ? at('A CDATA section is malformed', position) : { end: end + 3 };
}

function readBang(text: string, position: number, isInside: boolean): Step {
  if (text.startsWith('<!--', position)) return readComment(text, position);
  if (text.startsWith('<![CDATA[', position)) return readCdata(text, position, isInside);
  return text.startsWith('<!DOCTYPE', position)
    ? at('A DOCTYPE is not allowed', position)
    : at('The markup is malformed', position);
}

/** The attributes that begin at a position, and where they end. */
function readAttributes(text: string, position: number): { readonly end: number } | Fault {
  const names = new Set<string>();
  let end = position;
  for (;;) {
    const match = matchAt(ATTRIBUTE, text, end);
    if (match === null) return { end };
    const [head, name = '', quote = ''] = match;
    const start = end + head.length;
    const close = text.indexOf(quote, start);
    const value = text.slice(start, close === -1 ? start : close);
    if (close === -1 || value.includes('<')) return at('An attribute is malformed', end);
    if (decodeReferences(value) === null) return at('A reference is not one of XML', start);
    if (names.has(name)) return at('An attribute is repeated', end);
    if (names.add(name).size > MOST_ATTRIBUTES) return at('An element has too many attributes', end);
    end = close + 1;
  }
}

function readStart(text: string, position: number, open: string[]): Step {
  const match = matchAt(START_TAG, text, position);
  if (match === null) return at('The markup is malformed', position);
  const attributes = readAttributes(text, position + match[0].length);
  if ('fault' in attributes) return attributes;
  const close = matchAt(TAG_END, text, attributes.end);
  if (close === null) return at('A start tag is malformed', attributes.end);
  if (open.length >= DEEPEST) return at('The elements are nested too deeply', position);
  const [, name = ''] = match;
  const end = attributes.end + close[0].length;
  if (close[1] === '') open.push(name);
  return { end, ...asMarked(text, name, position, end) };
}

function readEnd(text: string, position: number, open: string[]): Step {
  const match = matchAt(END_TAG, text, position);
  const name = open.pop();
  if (match === null || name === undefined || match[1] !== name)
    return at('An end tag does not fit', position);
  const end = position + match[0].length;
  return { end, ...asMarked(text, name, position, end) };
}

function readMarkup(text: string, position: number, open: string[], hasRoot: boolean): Step {
  const next = text[position + 1];
  if (next === '?') return readInstruction(text, position);
  if (next === '!') return readBang(text, position, open.length > 0);
  if (next === '/') return readEnd(text, position, open);
  return hasRoot && open.length === 0
    ? at('There is more than one root element', position)
    : readStart(text, position, open);
}

/** What is wrong with the text between two pieces of markup. */
function faultOfText(text: string, isInside: boolean, position: number): Fault | null {
  if (!isInside) return isBlank(text) ? null : at('There is text outside the root element', position);
  if (text.includes(']]>')) return at('The text holds ]]>', position);
  return decodeReferences(text) === null ? at('A reference is not one of XML', position) : null;
}

/**
 * Holds a text to XML 1.0 and Namespaces in XML, which the parser does not, and takes out what is no content: the declaration,
 * comments and processing instructions. Linear in the length of the text. A DOCTYPE is refused, so there are no entities but XML's own.
 */
export function readSound(document: string): Sound | Fault {
  const text = document.startsWith('\uFEFF') ? document.slice(1) : document;
  const forbidden = findForbidden(text);
  if (forbidden !== -1) return at('A character is not allowed in XML', forbidden);
  const kept: string[] = [];
  const open: string[] = [];
  let hasRoot = false;
  let from = 0;
  let position = 0;
  for (;;) {
    const next = text.indexOf('<', position);
    const end = next === -1 ? text.length : next;
    const fault = faultOfText(text.slice(position, end), open.length > 0, position);
    if (fault !== null) return fault;
    if (next === -1) break;
    const step = readMarkup(text, next, open, hasRoot);
    if ('fault' in step) return step;
    if (step.as !== '') hasRoot = true;
    if (step.as !== undefined) {
      kept.push(text.slice(from, next), step.as);
      from = step.end;
    }
    position = step.end;
  }
  if (!hasRoot) return { fault: 'There is no root element' };
  if (open.length > 0) return { fault: 'An element is not closed' };
  kept.push(text.slice(from));
  return { text: kept.join('') };
}
