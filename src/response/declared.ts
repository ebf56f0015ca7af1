import type { MediaType, ResponseRecord } from '../document/operation.ts';
import { isFieldValue } from '../http/header-lines.ts';
import {
  bestFit,
  isJson,
  isJsonType,
  isText,
  isXml,
  type MediaTypeParts,
  parseMediaType,
} from '../http/media-type.ts';
import { type AcceptRule, type Choice, compileChoice } from './choice.ts';
import { compileFormat, type Format, type ValueKind, type Writers } from './format.ts';
import { toLabel } from './label.ts';
import { toRanges } from './ranges.ts';

/** How content that is answered with a status is sent. */
export interface Formats {
  readonly text: Format;
  readonly bytes: Format;
  /** Of values, by what `Accept` prefers. */
  readonly choices: Readonly<Record<ValueKind, Choice>>;
  /** Of items that come one by one; null where no sequence is declared. */
  readonly stream: Choice | null;
  /** Of a type that an answer names. */
  readonly named: (type: string) => Format;
  /** Whether the document lets content be of a type: it declares it, or nothing. */
  readonly allows: (type: string) => boolean;
}

/** What a document says of the answers of an operation. */
export interface Declared {
  /** Status of a bare value: the only 2xx declared, else 200. */
  readonly status: number;
  /** Status where there is no content: the only empty 2xx declared, else 204. */
  readonly emptyStatus: number;
  /** Whether no 2xx has content, so that null is none either. */
  readonly isEmpty: boolean;
  /** Of a bare value. */
  readonly formats: Formats;
  /** Of an answer that says its status itself. */
  readonly formatsOf: (status: number) => Formats;
}

/** How answers are written, beside what the document says. */
export interface Writing extends Writers {
  readonly accept: AcceptRule;
}

/** Whether an answer can be of this type: it is no range, and can be sent as a header field. */
const isConcrete = ({ type }: MediaType): boolean => !type.includes('*') && isFieldValue(type);

const suits = (type: string, is: (parts: MediaTypeParts) => boolean): boolean => {
  const parts = parseMediaType(type);
  return parts !== null && is(parts);
};

const isTextual = (type: string): boolean =>
  suits(type, (parts) => isText(parts) || isJson(parts) || isXml(parts));

type First = Choice['offers'];

const hasFirst = (formats: readonly Format[]): formats is First => formats.length > 0;

/** Types that stand for a range, as far as there are any to choose. */
const STANDING: Readonly<Record<string, readonly string[]>> = {
  '*/*': ['application/json', 'application/xml'],
  'application/*': ['application/json', 'application/xml'],
  'text/*': ['text/plain'],
};

/** The concrete types that content may have, each with what the document says of it. Ranges come last. */
function typesOf(content: readonly MediaType[]): readonly MediaType[] {
  const concrete = content.filter(isConcrete);
  const standing = content.flatMap((range) =>
    (STANDING[range.type] ?? []).map((type): MediaType => ({ ...range, type })),
  );
  const types = new Set<string>();
  return [...concrete, ...standing].filter(({ type }) => !types.has(type) && types.add(type));
}

const jsonFirst = (formats: readonly Format[]): readonly Format[] => [
  ...formats.filter(({ type }) => isJsonType(type)),
  ...formats.filter(({ type }) => !isJsonType(type)),
];

/** A string is the body as it is, so it is of the only type declared, if that is textual at all. */
function textOf(own: readonly Format[], declared: readonly Format[], usual: Format): Format {
  const [only, ...others] = own;
  if (only !== undefined && others.length === 0 && isTextual(only.type)) return only;
  return declared.find(({ type }) => suits(type, isText)) ?? usual;
}

const MOST_NAMED = 100;

/** The formats of the types that answers name, which are few. They are named as given. */
function compileNamed(content: readonly MediaType[], writers: Writers): Formats['named'] {
  const known = new Map<string, Format>();
  const ranges = toRanges(content);
  const declaredAs = (type: string): MediaType | null => {
    const parts = parseMediaType(type);
    const best = parts === null ? undefined : bestFit(ranges, parts);
    return best === undefined ? null : { ...best.mediaType, type };
  };
  return (type) => {
    const before = known.get(type);
    if (before !== undefined) return before;
    const format = { ...compileFormat(type, declaredAs(type), writers), label: toLabel(type) };
    if (known.size >= MOST_NAMED) known.clear();
    known.set(type, format);
    return format;
  };
}

/** Formats of whatever is not declared, the same for all operations of an API. */
function compileUsual(writers: Writers) {
  const json = compileFormat('application/json', null, writers);
  const xml = compileFormat('application/xml', null, writers);
  const values: First = xml.writers.object === undefined ? [json] : [json, xml];
  return {
    json: [json] as const,
    values,
    text: compileFormat('text/plain', null, writers),
    bytes: compileFormat('application/octet-stream', null, writers),
  };
}

type Usual = ReturnType<typeof compileUsual>;

const VALUES: readonly ValueKind[] = ['scalar', 'object', 'items'];

function compileFormats(content: readonly MediaType[], writing: Writing, usual: Usual): Formats {
  const declared = typesOf(content).map((mediaType) => compileFormat(mediaType.type, mediaType, writing));
  const own = declared.filter(({ mediaType }) => content.some(({ type }) => type === mediaType?.type));
  const preferred = jsonFirst(declared);
  const undeclared = content.length === 0 ? usual.values : usual.json;
  const choiceOf = (kind: ValueKind): readonly [ValueKind, Choice] => {
    const offers = preferred.filter(({ writers }) => writers[kind] !== undefined);
    return [kind, compileChoice(hasFirst(offers) ? offers : undeclared, writing.accept)];
  };
  const sequences = declared.filter(({ writeItem }) => writeItem !== null);
  const named = compileNamed(content, writing);
  return {
    text: textOf(own, declared, usual.text),
    bytes: own.find(({ type }) => !isJsonType(type)) ?? usual.bytes,
    choices: Object.fromEntries(VALUES.map(choiceOf)) as Record<ValueKind, Choice>,
    stream: hasFirst(sequences) ? compileChoice(sequences, writing.accept) : null,
    named,
    allows: (type) => content.length === 0 || named(type).mediaType !== null,
  };
}

const isSuccess = ({ status }: ResponseRecord): boolean => /^2\d\d$/.test(status);

const onlyOne = <Value>(values: readonly Value[]): Value | undefined =>
  values.length === 1 ? values[0] : undefined;

/** The formats of each response, made when it is first answered: most are not. */
function compileFormatsOf(responses: readonly ResponseRecord[], writing: Writing): Declared['formatsOf'] {
  const contents = new Map(responses.map(({ status, content }) => [status, content]));
  const byKey = new Map<string, Formats>();
  const byStatus = new Map<number, Formats>();
  const usual = compileUsual(writing);

  const find = (status: number): Formats => {
    const code = String(status);
    const key = [code, `${code[0]}XX`, 'default'].find((one) => contents.has(one)) ?? '';
    const formats = byKey.get(key) ?? compileFormats(contents.get(key) ?? [], writing, usual);
    byKey.set(key, formats);
    byStatus.set(status, formats);
    return formats;
  };
  return (status) => byStatus.get(status) ?? find(status);
}

/** Reads, once, what a document says of answers. */
export function readDeclared(responses: readonly ResponseRecord[], writing: Writing): Declared {
  const formatsOf = compileFormatsOf(responses, writing);
  const successes = responses.filter(isSuccess);
  const empty = onlyOne(successes.filter(({ content }) => content.length === 0));
  const status = Number(onlyOne(successes)?.status ?? 200);
  return {
    status,
    emptyStatus: Number(empty?.status ?? 204),
    isEmpty: successes.every(({ content }) => content.length === 0),
    formats: formatsOf(status),
    formatsOf,
  };
}
