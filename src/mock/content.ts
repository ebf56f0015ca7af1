import { isFieldValue } from '../http/header-lines.ts';
import {
  isJson,
  isText,
  isXml,
  type MediaTypeParts,
  parseMediaType,
  type Sequence,
  sequenceOf,
} from '../http/media-type.ts';
import type { Example } from './examples.ts';
import { isNode, type Node } from './node.ts';

/** How the values of a media type become content. */
export interface Writing {
  /** The media type to be sent. */
  readonly type: string;
  readonly parts: MediaTypeParts;
  /** Whether any value can be written in it; else there are only texts and bytes. */
  readonly takesValues: boolean;
  write(example: Example): unknown;
}

/** What a range stands for, where it is not known what it would be in earnest. */
const CONCRETE: Readonly<Record<string, string>> = {
  '*/*': 'application/json',
  'application/*': 'application/json',
  'text/*': 'text/plain',
  'image/*': 'image/png',
  'audio/*': 'audio/mpeg',
  'video/*': 'video/mp4',
};

const concrete = (type: string): string => {
  if (!type.includes('*')) return type;
  if (type.startsWith('application/*+')) return type.replace('*+', '');
  return CONCRETE[type] ?? 'application/octet-stream';
};

/** A text that holds a JSON object or list, as many examples are written. */
function isJsonText(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : (JSON.stringify(value) ?? '');

const jsonOf = (value: unknown): unknown => {
  if (value === undefined) return {};
  return typeof value === 'string' && !isJsonText(value) ? JSON.stringify(value) : value;
};

const EVENT_FIELDS = ['id', 'event', 'retry', 'data'];

/** Lines of a text would each be a field of their own. */
const eventField = (name: string, value: unknown): string =>
  textOf(value)
    .split(/\r\n|\r|\n/)
    .map((line) => `${name}: ${line}\n`)
    .join('');

/** An event by its fields, or what is the data of one. */
const eventOf = (item: unknown): string => {
  const fields: Node = isNode(item) && Object.hasOwn(item, 'data') ? item : { data: item };
  return `${EVENT_FIELDS.filter((name) => Object.hasOwn(fields, name))
    .map((name) => eventField(name, fields[name]))
    .join('')}\n`;
};

const ITEMS: Readonly<Record<Sequence, (item: unknown) => string>> = {
  lines: (item) => `${JSON.stringify(item)}\n`,
  records: (item) => `\u001e${JSON.stringify(item)}\n`,
  events: eventOf,
};

/** A text of several lines is a sequence already. */
const sequenceText = (sequence: Sequence, value: unknown): string =>
  typeof value === 'string' && value.includes('\n')
    ? value
    : (Array.isArray(value) ? value : [value]).map(ITEMS[sequence]).join('');

/** Types other than `text/…` that are characters all the same. */
const TEXTUAL = /^(?:.*[+-])?(?:yaml|javascript|ecmascript|graphql|sql|toml|csv|x-www-form-urlencoded)$/;

function valueWriter(parts: MediaTypeParts, canWrite: boolean): (value: unknown) => unknown {
  if (isJson(parts)) return jsonOf;
  const sequence = sequenceOf(parts);
  if (sequence !== null) return (value) => sequenceText(sequence, value);
  if (canWrite) return (value) => value;
  if (isText(parts) || isXml(parts) || TEXTUAL.test(parts.subtype)) return textOf;
  return (value) => Buffer.from(textOf(value));
}

/**
 * How values are written in a declared media type; null where it is none that can be sent.
 *
 * @param canWrite Whether the answer can be written in a media type from any value, as JSON is.
 */
export function compileWriting(declared: string, canWrite: (type: string) => boolean): Writing | null {
  const type = concrete(declared);
  const parts = isFieldValue(type) ? parseMediaType(type) : null;
  if (parts === null) return null;
  const written = canWrite(type);
  const write = valueWriter(parts, written);
  return {
    type,
    parts,
    takesValues: isJson(parts) || sequenceOf(parts) !== null || written,
    write: (example) => ('text' in example ? example.text : write(example.value)),
  };
}
