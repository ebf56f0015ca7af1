import type { Parameter, Pointer, Shape } from '../document/operation.ts';
import { isJson, parseMediaType } from '../http/media-type.ts';
import type { Check, Issue, SchemaIssue } from '../problem/issue.ts';
import { ANY, alternativesOf } from './alternatives.ts';
import type { Int64 } from './cast.ts';
import { type Failure, fail, MALFORMED, REPEATED } from './failure.ts';
import { compileFields } from './fields.ts';
import { compileLong } from './long.ts';
import { compileJson, compileValue, onlyText, type Read, type ValueOptions } from './value.ts';
import { type Field, type Raw, wireOf } from './wire.ts';

export interface CheckedOptions {
  readonly checkOf: (schema: Pointer) => Check;
  readonly int64: Int64;
}

/** The reading of one parameter. */
export interface ReadParameter {
  /** Raw text → typed and checked value. */
  readonly read: (raw: Raw, issues: Issue[]) => unknown;
  /** What stands for a value that was not sent. */
  readonly absent: Absent;
}

/** A value that can be the same for all requests, or one that each request is given anew, or told of. */
export type Absent = { readonly value: unknown } | { readonly make: (issues: Issue[]) => unknown };

const MISSING: Failure = { code: 'required', message: 'Must be given.' };

/** Text of a media type that is neither JSON nor a form: what is not a scalar stays text. */
function compileText(shape: Shape, field: Field, options: ValueOptions): Read {
  const { scalars } = alternativesOf(shape);
  const text = scalars.length === 0 ? ANY : { types: [], anyOf: scalars };
  return compileValue(text, { ...field, style: 'simple', explode: false }, options);
}

/** A form within one parameter is decoded twice, as it was encoded twice; a whole query string was not. */
function compileFormText(parameter: Parameter, options: ValueOptions): Read {
  const wire = wireOf(parameter);
  const readFields = compileFields(parameter.shape, {}, options);
  const decode = parameter.in === 'querystring' ? (raw: string) => raw : wire.decode;
  return (raw, pointer, issues) => {
    const sent = onlyText(raw, wire);
    if (sent === null) return fail(issues, pointer, REPEATED);
    const text = decode(sent);
    return text === undefined ? fail(issues, pointer, MALFORMED) : readFields(text, pointer, issues);
  };
}

function compileContent(parameter: Parameter, content: string, field: Field, options: ValueOptions): Read {
  const parts = parseMediaType(content);
  if (parts === null) return compileText(parameter.shape, field, options);
  if (isJson(parts)) return compileJson(field.wire);
  return parts.subtype === 'x-www-form-urlencoded'
    ? compileFormText(parameter, options)
    : compileText(parameter.shape, field, options);
}

function compileRead(parameter: Parameter, options: ValueOptions): Read {
  const { name, style, explode, shape, content, itemStyle = [] } = parameter;
  const field = { name, style, explode, wire: wireOf(parameter) };
  return content === undefined
    ? compileValue(shape, field, { ...options, itemStyle })
    : compileContent(parameter, content, field, options);
}

/** Compiles at the first request: a document declares many more parameters than most servers are ever asked for. */
function lazily(compile: () => Read): Read {
  let read: Read | undefined;
  return (raw, pointer, issues) => {
    read ??= compile();
    return read(raw, pointer, issues);
  };
}

/** What an empty text stands for where the document allows one (`allowEmptyValue`). */
function emptyValue({ scalars, array }: ReturnType<typeof alternativesOf>): () => unknown {
  if (scalars.some(({ types: [type] }) => type === undefined || type === 'string')) return () => '';
  return array === null ? () => null : () => [];
}

const allowingEmpty =
  (empty: () => unknown, read: ReadParameter['read']): ReadParameter['read'] =>
  (raw, issues) =>
    raw === '' ? empty() : read(raw, issues);

function compileAbsent(parameter: Parameter, fromDefault: (value: unknown) => unknown): Absent {
  const { name, required } = parameter;
  if (required) {
    return {
      make: (issues) => {
        issues.push({ in: parameter.in, name, pointer: '', ...MISSING });
      },
    };
  }
  const value = parameter.default === undefined ? null : fromDefault(parameter.default);
  return typeof value === 'object' && value !== null ? { make: () => structuredClone(value) } : { value };
}

/** Compiles the reading of one parameter: cast, then checked by its schema where that asks for more than a cast shows. */
export function compileParameter(parameter: Parameter, { checkOf, int64 }: CheckedOptions): ReadParameter {
  const { name, schema, plain, shape, allowEmptyValue } = parameter;
  const long = compileLong(shape, int64);
  const schemaCheck = plain || schema === null ? null : checkOf(schema);
  const check: Check | null = schemaCheck && long ? (value) => schemaCheck(long.toCheck(value)) : schemaCheck;
  const fits = (value: unknown): boolean => check === null || check(value) === null;
  const readValue = lazily(() => compileRead(parameter, { long: long !== null, fits }));

  const read: ReadParameter['read'] = (raw, issues) => {
    const found: SchemaIssue[] = [];
    const value = readValue(raw, '', found);
    const wrong = found.length > 0 ? found : check === null ? null : check(value);
    if (wrong !== null) {
      for (const { pointer, code, message } of wrong)
        issues.push({ in: parameter.in, name, pointer, code, message });
    }
    return long === null ? value : long.toProcess(value);
  };

  const mayBeEmpty = allowEmptyValue && parameter.in === 'query';
  return {
    read: mayBeEmpty ? allowingEmpty(emptyValue(alternativesOf(shape)), read) : read,
    absent: compileAbsent(parameter, long?.fromDefault ?? ((value) => value)),
  };
}
