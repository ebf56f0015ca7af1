import type { Encoding, MediaType, Schemas, Shape } from '../document/operation.ts';
import {
  isJson,
  isText,
  isXml,
  type MediaTypeParts,
  parseMediaType,
  sequenceOf,
} from '../http/media-type.ts';
import { compileWriteXml } from '../xml/write.ts';
import { isObject, joinPairs, textOf, toPairs } from './write-value.ts';

/** A body as it is sent. */
export interface WrittenBody {
  readonly body: string | Uint8Array;
  readonly type: string;
}

type WriteBody = (value: unknown) => WrittenBody;

const BOUNDARY = 'opbind-4f1d7a2c';

const UNSTYLED: Encoding = { style: 'form', explode: true, styled: false };

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value).filter(([, member]) => member !== undefined) : [];

/** Fields of a form, each as its `encoding` says (OpenAPI 3.1 §4.8.15). */
function toForm({ encoding = {} }: MediaType, value: unknown): string {
  const pairs = membersOf(value).flatMap(([name, field]) => {
    const given = encoding[name] ?? UNSTYLED;
    const { style, explode } = given.styled ? given : UNSTYLED;
    return toPairs(
      { name, style, explode },
      given.styled || !isObject(field) ? field : JSON.stringify(field),
    );
  });
  return joinPairs(pairs).join('&');
}

/** What a part is said to be where nobody says it. */
const typeFor = (field: unknown, encoding: Encoding | undefined, shape: Shape | undefined): string | null => {
  const named = encoding?.styled ? undefined : encoding?.contentType?.split(',')[0]?.trim();
  if (named !== undefined) return toConcrete(named);
  if (typeof field === 'object' && field !== null && !(field instanceof Uint8Array))
    return 'application/json';
  return field instanceof Uint8Array || shape?.format === 'binary' ? 'application/octet-stream' : null;
};

const quoted = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

function toPart(
  name: string,
  field: unknown,
  encoding: Encoding | undefined,
  shape: Shape | undefined,
): Buffer {
  const type = typeFor(field, encoding, shape);
  const isFile = field instanceof Uint8Array || shape?.format === 'binary';
  const isJsonText = type !== null && typeof field !== 'string' && /\bjson\b/.test(type);
  const content = field instanceof Uint8Array ? field : isJsonText ? JSON.stringify(field) : textOf(field);
  const head = [
    `--${BOUNDARY}`,
    `content-disposition: form-data; name="${quoted(name)}"${isFile ? '; filename="file"' : ''}`,
    ...(type === null ? [] : [`content-type: ${type}`]),
  ];
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
}

/** Parts by name, of a list one for each item. */
function toMultipart({ encoding = {}, shape }: MediaType, value: unknown): Uint8Array {
  const parts = membersOf(value).flatMap(([name, field]) => {
    const own = encoding[name];
    const of = shape?.properties?.[name];
    if (own?.styled) {
      return toPairs({ name, style: own.style, explode: own.explode }, field).map(([one, text]) =>
        toPart(decodeURIComponent(one), decodeURIComponent(text), own, undefined),
      );
    }
    const isList = Array.isArray(field) && own?.contentType === undefined;
    return isList ? field.map((item) => toPart(name, item, own, of?.items)) : [toPart(name, field, own, of)];
  });
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

const ITEMS = {
  lines: (item: unknown) => `${JSON.stringify(item)}\n`,
  records: (item: unknown) => `\u001e${JSON.stringify(item)}\n`,
  events: (item: unknown) =>
    isObject(item)
      ? `${membersOf(item)
          .map(([name, text]) => `${name}: ${textOf(text)}`)
          .join('\n')}\n\n`
      : `data: ${textOf(item)}\n\n`,
};

/** A type for a range of types, which no request may name. */
function toConcrete(type: string): string {
  if (!type.includes('*')) return type;
  if (/^\*\/\*|^application\/\*/.test(type)) return type.replace(/^\S+?\/\*/, 'application/json');
  return type.replace('*', type.startsWith('text') ? 'plain' : 'octet-stream');
}

const bytesOf = (value: unknown): string | Uint8Array =>
  value instanceof Uint8Array ? value : textOf(value);

function compileWrite(
  parts: MediaTypeParts,
  mediaType: MediaType,
  schemas: Schemas,
): (value: unknown) => WrittenBody['body'] {
  const sequence = sequenceOf(parts);
  if (sequence !== null) return (value) => [value].flat().map(ITEMS[sequence]).join('');
  if (isJson(parts)) return (value) => JSON.stringify(value);
  if (parts.subtype === 'x-www-form-urlencoded') return (value) => toForm(mediaType, value);
  if (parts.type === 'multipart') return (value) => toMultipart(mediaType, value);
  if (isXml(parts)) return compileWriteXml(mediaType.schema, { schemas });
  return isText(parts) ? (value) => textOf(value) : bytesOf;
}

/** The writer of request bodies of a declared media type. A text or bytes for a type that is nobody's are sent as they are. */
export function compileWriteBody(mediaType: MediaType, schemas: Schemas): WriteBody {
  const type = toConcrete(mediaType.type);
  const parts = parseMediaType(type) ?? { type: 'application', subtype: 'octet-stream', parameters: {} };
  const write = compileWrite(parts, mediaType, schemas);
  const named = parts.type === 'multipart' ? `${type}; boundary=${BOUNDARY}` : type;
  return (value) => ({ body: write(value), type: named });
}
