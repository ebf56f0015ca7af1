import type { Encoding, Shape } from '../document/operation.ts';
import { isJsonType } from '../http/media-type.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import { type Alternatives, ANY, alternativesOf } from './alternatives.ts';
import { fail, isFull, REPEATED } from './failure.ts';
import { UNSTYLED } from './fields.ts';
import { readJson } from './json.ts';
import { single } from './members.ts';
import { compileNamed, compileValue, IN_BODY, type Read } from './value.ts';
import { type Field, PART } from './wire.ts';

/** What is in a part of a multipart body: a text to be cast or parsed, or a value that is complete. */
export type Content = { readonly text: string; readonly json: boolean } | { readonly value: unknown };

/** What a part is to become: a file, a value that no file can be, or what it is sent as. */
export type PartKind = 'file' | 'value' | 'free';

const isBinary = ({ format }: Shape): boolean => format === 'binary';

const isFreeScalar = ({ types: [type] }: Shape): boolean => type === undefined || type === 'string';

/** What an item of a list is. */
const listItems = ({ array, object, scalars }: Alternatives): Shape | null =>
  array !== null && object === null && scalars.length === 0 ? array.items : null;

/** What the parts of a value of this shape are to become. */
export function kindOf(shape: Shape): PartKind {
  const alternatives = alternativesOf(shape);
  const { array, object, scalars } = alternatives;
  const items = listItems(alternatives);
  // A list within a list has no parts of its own.
  if (items !== null) return listItems(alternativesOf(items)) === null ? kindOf(items) : 'value';
  if (scalars.length > 0 && scalars.every(isBinary) && (array ?? object) === null) return 'file';
  return scalars.some(isFreeScalar) ? 'free' : 'value';
}

const isJsonEncoding = ({ styled, contentType = '' }: Encoding): boolean =>
  !styled && isJsonType(contentType);

/** Parts of one name, or the one of a place → typed value. Where an issue was pushed, it means nothing. */
export type ReadParts = (parts: readonly Content[], pointer: string, issues: SchemaIssue[]) => unknown;

interface Given {
  readonly given: unknown;
}

const mayBeTextOnly = ({ scalars, array, object }: Alternatives): boolean =>
  (array ?? object) === null && scalars.every(({ types: [type] }) => type === 'string');

/** A value that is complete, or JSON, which is never cast; null for a text that is to be cast. */
function compileGiven(shape: Shape, encoding: Encoding, ofList: boolean) {
  const isDeclared = isJsonEncoding(encoding);
  const keepsText = !isDeclared && mayBeTextOnly(alternativesOf(shape));
  // A schema may say that a string is the text of JSON (contentMediaType).
  const isKept = (json: unknown): boolean =>
    keepsText && typeof json !== 'string' && !(ofList && Array.isArray(json));

  return (part: Content, pointer: string, issues: SchemaIssue[]): Given | null => {
    if ('value' in part) return { given: part.value };
    if (!part.json && !isDeclared) return null;
    const found = readJson(part.text);
    if ('code' in found) return keepsText ? null : { given: fail(issues, pointer, found) };
    return isKept(found.json) ? null : { given: found.json };
  };
}

const textOf = (part: Content): string => ('text' in part ? part.text : '');

const isPlain = (part: Content): boolean => 'text' in part && !part.json;

/** Reads the parts of one name. Those of a list are its items, but for a single one that is the whole list as JSON. */
export function compileProperty(name: string, shape: Shape, encoding: Encoding): ReadParts {
  const alternatives = alternativesOf(shape);
  const { array } = alternatives;
  const items = listItems(alternatives);
  const { style, explode } = encoding.styled ? encoding : UNSTYLED;
  const field: Field = { name, style, explode, wire: PART };
  const compile = encoding.styled ? compileValue : compileNamed;
  const readTexts: Read = compile(shape, field, IN_BODY);
  const readPrefix = (array?.prefix ?? []).map((item) => compileNamed(item, field, IN_BODY));
  const readOther = compileNamed(array?.items ?? ANY, field, IN_BODY);
  const givenOf = compileGiven(items ?? shape, encoding, items !== null);
  const isCast = !isJsonEncoding(encoding);
  const mayBeWhole = items !== null && alternativesOf(items).array === null;

  const readOne = (part: Content, pointer: string, issues: SchemaIssue[]): unknown => {
    const given = givenOf(part, pointer, issues);
    return given === null ? readTexts(textOf(part), pointer, issues) : given.given;
  };

  const readItems = (
    parts: readonly Content[],
    pointer: string,
    issues: SchemaIssue[],
  ): readonly unknown[] => {
    const values: unknown[] = [];
    for (let index = 0; index < parts.length && !isFull(issues); index += 1) {
      const part = parts[index] ?? { text: '', json: false };
      const at = pointer + segment(index);
      const given = givenOf(part, at, issues);
      const read = readPrefix[index] ?? readOther;
      values.push(given === null ? read(textOf(part), at, issues) : given.given);
    }
    return values;
  };

  return (parts, pointer, issues) => {
    const [first] = parts;
    if (isCast && parts.every(isPlain)) return readTexts(single(parts.map(textOf)), pointer, issues);
    if (first !== undefined && parts.length === 1 && items === null) return readOne(first, pointer, issues);
    if (array === null) return fail(issues, pointer, REPEATED);
    const values = readItems(parts, pointer, issues);
    const [whole] = values;
    return mayBeWhole && values.length === 1 && Array.isArray(whole) ? whole : values;
  };
}
