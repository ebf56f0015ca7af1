import type { MediaType, ResponseRecord } from '../document/operation.ts';
import { isFieldValue } from '../http/header-lines.ts';
import { isJson, isText, parseMediaType } from '../http/media-type.ts';
import type { HeaderLine } from '../http/message.ts';

/** How content of one kind is labelled. */
export interface Label {
  readonly line: HeaderLine;
  readonly charset: string | undefined;
}

/** The labels that a response of the document gives to values, texts and bytes. */
export interface Labels {
  readonly json: Label;
  readonly text: Label;
  readonly bytes: Label;
}

/** What a document says of the answers of an operation. */
export interface Declared {
  /** Status of a bare value: the only 2xx declared, else 200. */
  readonly status: number;
  /** Status where there is no content: the only empty 2xx declared, else 204. */
  readonly emptyStatus: number;
  /** Whether no 2xx has content, so that null is none either. */
  readonly isEmpty: boolean;
  /** Labels of a bare value. */
  readonly labels: Labels;
  /** Labels of an answer that says its status itself. */
  labelsOf(status: number): Labels;
}

export const charsetOf = (type: string): string | undefined => /charset="?([^";\s]+)/i.exec(type)?.[1];

export const toLabel = (type: string): Label => ({ line: ['content-type', type], charset: charsetOf(type) });

const JSON_LABEL = toLabel('application/json');
const TEXT_LABEL = toLabel('text/plain; charset=utf-8');
const BYTES_LABEL = toLabel('application/octet-stream');

/** Whether an answer can be of this type: it is no range, and can be sent as a header field. */
const isConcrete = ({ type }: MediaType): boolean => !type.includes('*') && isFieldValue(type);

/** The first declared media type that suits; the usual one where none does. */
function labelFor(content: readonly MediaType[], suits: (type: string) => boolean, usual: Label): Label {
  const declared = content.filter(isConcrete).find(({ type }) => suits(type));
  return declared === undefined ? usual : toLabel(declared.type);
}

const suitsJson = (type: string): boolean => {
  const parts = parseMediaType(type);
  return parts !== null && isJson(parts);
};

const suitsText = (type: string): boolean => /^text\//.test(type);

const isTextual = (type: string): boolean => {
  const parts = parseMediaType(type);
  return parts !== null && (isText(parts) || isJson(parts) || /(^|\+)xml$/.test(parts.subtype));
};

/** Text of a `text/…` type says its charset, for not every client assumes UTF-8. */
const withCharset = (label: Label): Label =>
  suitsText(label.line[1]) && label.charset === undefined
    ? toLabel(`${label.line[1]}; charset=utf-8`)
    : label;

/** A string is the body as it is, so it is of the only type declared, if that is textual at all. */
function textLabel(content: readonly MediaType[]): Label {
  const [only, ...others] = content.filter(isConcrete);
  const isOnly = only !== undefined && others.length === 0 && isTextual(only.type);
  return withCharset(isOnly ? toLabel(only.type) : labelFor(content, suitsText, TEXT_LABEL));
}

const labelsFor = (content: readonly MediaType[]): Labels => ({
  json: labelFor(content, suitsJson, JSON_LABEL),
  text: textLabel(content),
  bytes: labelFor(content, (type) => !suitsJson(type), BYTES_LABEL),
});

const isSuccess = ({ status }: ResponseRecord): boolean => /^2\d\d$/.test(status);

const onlyOne = <Value>(values: readonly Value[]): Value | undefined =>
  values.length === 1 ? values[0] : undefined;

/** Reads, once, what a document says of answers. */
export function readDeclared(responses: readonly ResponseRecord[]): Declared {
  const byStatus = new Map(responses.map(({ status, content }) => [status, labelsFor(content)]));
  const usual = labelsFor([]);
  const labelsOf = (status: number): Labels =>
    byStatus.get(String(status)) ??
    byStatus.get(`${Math.floor(status / 100)}XX`) ??
    byStatus.get('default') ??
    usual;
  const successes = responses.filter(isSuccess);
  const empty = onlyOne(successes.filter(({ content }) => content.length === 0));
  const status = Number(onlyOne(successes)?.status ?? 200);
  return {
    status,
    emptyStatus: Number(empty?.status ?? 204),
    isEmpty: successes.every(({ content }) => content.length === 0),
    labels: labelsOf(status),
    labelsOf,
  };
}
