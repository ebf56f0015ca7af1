import { isJson, isText, isXml, type MediaTypeParts } from '../http/media-type.ts';
import { isStreamed, type ResponseBody } from '../http/message.ts';
import type { Check, SchemaIssue } from '../problem/issue.ts';
import { toJson } from './json.ts';
import { kindOf, toBytes } from './kind.ts';
import { isPlain } from './plain.ts';

/** Content that is sent as it comes, for it is not whole, or too large to be read for a check. */
export const UNCHECKED: unique symbol = Symbol('unchecked');

/** What a schema has against a value; null for nothing. */
export type Issues = readonly SchemaIssue[] | null;

/** What a process gave as content, and the body that was made of it → what its schema has against it. */
export type CheckContent = (content: unknown, body: ResponseBody) => Issues | typeof UNCHECKED;

/** Bytes that a process wrote itself are read for a check up to this many. */
const MOST_BYTES = 1024 * 1024;

const MALFORMED: readonly SchemaIssue[] = [{ pointer: '', code: 'malformed', message: 'Must be JSON.' }];

const UNWRITABLE: readonly SchemaIssue[] = [
  { pointer: '', code: 'malformed', message: 'Must have a JSON form.' },
];

type Parsed = { readonly value: unknown } | null;

function parse(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

const checkText = (check: Check, text: string): Issues => {
  const parsed = parse(text);
  return parsed === null ? MALFORMED : check(parsed.value);
};

/** Checks a value as it will be once it is written. */
export function checkValue(check: Check, value: unknown): Issues {
  if (isPlain(value)) return check(value);
  let text: string;
  try {
    text = toJson(value);
  } catch {
    return UNWRITABLE;
  }
  return checkText(check, text);
}

const checkBytes = (check: Check, bytes: Uint8Array): Issues | typeof UNCHECKED =>
  bytes.byteLength > MOST_BYTES ? UNCHECKED : checkText(check, new TextDecoder().decode(bytes));

/** A text or bytes are the JSON itself. The JSON of all else is there already, and is read again only where it says something else than the value. */
const compileCheckJson =
  (check: Check, isRewritten: boolean): CheckContent =>
  (content, body) => {
    if (typeof content === 'string') return checkText(check, content);
    if (isStreamed(body)) return UNCHECKED;
    if (kindOf(content) === 'bytes') return checkBytes(check, toBytes(content));
    if (typeof body !== 'string') return checkValue(check, content);
    return !isRewritten && isPlain(content) ? check(content) : checkText(check, body);
  };

const isWritten = (content: unknown, body: ResponseBody): boolean =>
  typeof content === 'string' || kindOf(content) === 'bytes' || isStreamed(body);

/** XML is a value that is written in its own way; one that comes as XML already is not read again. */
const compileCheckXml =
  (check: Check): CheckContent =>
  (content, body) =>
    isWritten(content, body) ? null : checkValue(check, content);

/** Whether a schema is not about such values at all: that of CSV may tell of the text, or of the rows. */
export const isAboutOthers = ([only, ...more]: readonly SchemaIssue[]): boolean =>
  only?.pointer === '' && only.code === 'type' && more.length === 0;

/** Where OpenAPI does not know how a value is written, its schema may be of what is written instead: a string. */
const checkUnwritten = (check: Check, content: unknown, body: ResponseBody): Issues => {
  const issues = isWritten(content, body) ? null : checkValue(check, content);
  return issues === null || isAboutOthers(issues) ? null : issues;
};

const compileCheckOther =
  (check: Check): CheckContent =>
  (content, body) =>
    checkUnwritten(check, content, body);

/** A text is held to its schema as a string. */
const compileCheckText =
  (check: Check): CheckContent =>
  (content, body) => {
    const text = typeof content === 'string' ? content : body;
    const issues = typeof text === 'string' ? check(text) : null;
    return issues === null || !isAboutOthers(issues) ? issues : checkUnwritten(check, content, body);
  };

/**
 * Compiles the check of content of a media type, by what is known of the type.
 *
 * @param isRewritten Whether JSON may say something else than the value it was written from: a serializer of the user's wrote it.
 */
export function compileCheckContent(
  mediaType: MediaTypeParts,
  check: Check,
  isRewritten: boolean,
): CheckContent {
  if (isJson(mediaType)) return compileCheckJson(check, isRewritten);
  return isXml(mediaType)
    ? compileCheckXml(check)
    : (isText(mediaType) ? compileCheckText : compileCheckOther)(check);
}
