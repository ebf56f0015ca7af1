import type { Encoding, Shape } from '../document/operation.ts';
import { isJsonType } from '../http/media-type.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import { ANY, alternativesOf, type ObjectShape } from './alternatives.ts';
import { decodeForm } from './decode.ts';
import { fail, MALFORMED } from './failure.ts';
import { groupByName, setOwn, single } from './members.ts';
import { placePairs } from './pairs.ts';
import { compileSlots, type Declared, declare, type Raws } from './slots.ts';
import { compileJson, compileNamed, compileValue, type Read, type ValueOptions } from './value.ts';
import { type Field, FORM } from './wire.ts';

/** Text of a form → typed object. Where an issue was pushed, it means nothing. */
export type ReadFields = (text: string, pointer: string, issues: SchemaIssue[]) => Record<string, unknown>;

export const UNSTYLED: Encoding = { style: 'form', explode: true, styled: false };

const LIST: Shape = { types: ['array'] };

/** An object of which nothing is said. */
export const FREE: ObjectShape = { properties: new Map(), additional: null };

export const encodingOf = (encodings: Readonly<Record<string, Encoding>>, name: string): Encoding =>
  Object.hasOwn(encodings, name) ? (encodings[name] ?? UNSTYLED) : UNSTYLED;

const isJsonText = ({ contentType = '' }: Encoding): boolean => isJsonType(contentType);

interface FormField extends Declared {
  readonly read: Read;
}

/** A field by its style or, where the document names none, by its content type: objects are JSON then (3.1 §4.8.15.1). */
function compileField(name: string, shape: Shape, encoding: Encoding, options: ValueOptions): FormField {
  const { style, explode } = encoding.styled ? encoding : UNSTYLED;
  const field: Field = { name, style, explode, wire: FORM };
  if (encoding.styled) return { ...declare(field, shape), read: compileValue(shape, field, options) };
  const read = isJsonText(encoding) ? compileJson(FORM) : compileNamed(shape, field, options);
  return { name, place: 'named', object: null, read };
}

/** Fields that the document does not know are cast as it says of such, or kept as text; the schema's check has the say. */
function compileReadOthers(additional: ObjectShape['additional'], options: ValueOptions) {
  const { read } = compileField('', additional || { types: [], anyOf: [ANY, LIST] }, UNSTYLED, options);
  return (
    others: readonly string[],
    value: Record<string, unknown>,
    pointer: string,
    issues: SchemaIssue[],
  ): void => {
    for (const [raw, texts] of groupByName(others)) {
      const name = decodeForm(raw);
      if (name === undefined) fail(issues, pointer, MALFORMED);
      else setOwn(value, name, read(single(texts), pointer + segment(name), issues));
    }
  };
}

/** Compiles the reading of `application/x-www-form-urlencoded` text. Fields that were not sent are left out. */
export function compileFields(
  shape: Shape,
  encodings: Readonly<Record<string, Encoding>>,
  options: ValueOptions,
): ReadFields {
  const { properties, additional } = alternativesOf(shape).object ?? FREE;
  const fields = [...properties].map(([name, property]) =>
    compileField(name, property, encodingOf(encodings, name), options),
  );
  const slots = compileSlots(fields);
  const readOthers = compileReadOthers(additional, options);
  return (text, pointer, issues) => {
    const raws: Raws = fields.map(() => undefined);
    const others: string[] = [];
    placePairs(text, raws, slots, others);
    const value: Record<string, unknown> = {};
    for (const [index, { name, read }] of fields.entries()) {
      const raw = raws[index];
      if (raw !== undefined) setOwn(value, name, read(raw, pointer + segment(name), issues));
    }
    readOthers(others, value, pointer, issues);
    return value;
  };
}
