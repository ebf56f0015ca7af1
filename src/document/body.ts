import { once } from '../http/once.ts';
import { memberOf } from '../problem/pointer.ts';
import { readHeaders } from './headers.ts';
import { isNode, listOf, type Node, nodeOf, own, textOf } from './node.ts';
import type { Body, Encoding, Encodings, MediaType, Pointer, Schemas, Shape, Style } from './operation.ts';
import { followFrom, type Located, memberAt } from './schemas.ts';
import { readShape } from './shape.ts';

const STYLES: readonly string[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

const isStyle = (style: unknown): style is Style => typeof style === 'string' && STYLES.includes(style);

/** Media types whose fields are text, to be cast. */
export const isForm = (type: string): boolean =>
  type.startsWith('application/x-www-form-urlencoded') || type.startsWith('multipart/');

const readEncoding = (schemas: Schemas, pointer: Pointer): Encoding => {
  const node = nodeOf(schemas.at(pointer));
  const contentType = textOf(own(node, 'contentType'));
  const named = own(node, 'style');
  const style = isStyle(named) ? named : 'form';
  const explode = own(node, 'explode');
  const headers = readHeaders(schemas, pointer);
  return {
    ...(contentType === undefined ? {} : { contentType }),
    style,
    explode: typeof explode === 'boolean' ? explode : style === 'form',
    styled: ['style', 'explode', 'allowReserved'].some((field) => Object.hasOwn(node, field)),
    ...(headers.length === 0 ? {} : { headers }),
    ...readEncodings(schemas, node, pointer),
  };
};

/** The encodings that a Media Type Object or, since 3.2, an Encoding Object holds. */
function readEncodings(schemas: Schemas, node: Node, pointer: Pointer): Encodings {
  const encoding = own(node, 'encoding');
  const prefix = listOf(own(node, 'prefixEncoding'));
  return {
    ...(isNode(encoding) && {
      encoding: Object.fromEntries(
        Object.keys(encoding).map((name) => [
          name,
          readEncoding(schemas, memberOf(pointer, 'encoding', name)),
        ]),
      ),
    }),
    ...(prefix.length > 0 && {
      prefixEncoding: prefix.map((_, index) =>
        readEncoding(schemas, memberOf(pointer, 'prefixEncoding', index)),
      ),
    }),
    ...(isNode(own(node, 'itemEncoding')) && {
      itemEncoding: readEncoding(schemas, memberOf(pointer, 'itemEncoding')),
    }),
  };
}

/** A form is what its schema says, else a list of what the schema of its items says. */
function formShape(
  schemas: Schemas,
  schema: Pointer | null,
  itemSchema: Pointer | undefined,
): Shape | undefined {
  if (schema !== null) return readShape(schemas, schema).shape;
  return itemSchema === undefined
    ? undefined
    : { types: ['array'], items: readShape(schemas, itemSchema).shape };
}

/** A form, with what its fields are cast by. That is read when it is first asked for: forms may be large, and most are never sent. */
function asForm(schemas: Schemas, node: Node, mediaType: MediaType): MediaType {
  const { pointer, schema, itemSchema } = mediaType;
  const shape = once(() => formShape(schemas, schema, itemSchema));
  const encodings = once(() => readEncodings(schemas, node, pointer));
  return {
    ...mediaType,
    get shape() {
      return shape();
    },
    get encoding() {
      return encodings().encoding;
    },
    get prefixEncoding() {
      return encodings().prefixEncoding;
    },
    get itemEncoding() {
      return encodings().itemEncoding;
    },
  };
}

const readMediaType = (schemas: Schemas, name: string, place: Located, deep: boolean): MediaType => {
  const found = followFrom(schemas, place);
  const node = nodeOf(found?.node);
  const pointer = found?.pointer ?? place.pointer;
  const type = name.toLowerCase();
  const has = (field: string): boolean => own(node, field) !== undefined;
  const mediaType = {
    type,
    pointer,
    schema: has('schema') ? memberOf(pointer, 'schema') : null,
    ...(schemas.version === '3.2' && has('itemSchema') && { itemSchema: memberOf(pointer, 'itemSchema') }),
  };
  return deep && isForm(type) ? asForm(schemas, node, mediaType) : mediaType;
};

/** The Media Type Objects that a `content` map holds. Shapes are read for requests only. */
export const readContent = (schemas: Schemas, content: Located, deep: boolean): readonly MediaType[] =>
  Object.keys(nodeOf(content.node)).map((name) =>
    readMediaType(schemas, name, memberAt(content, name), deep),
  );

/** The Request Body Object of a 3.x operation; null where there is none. */
export function readBody(schemas: Schemas, operation: Located): Body | null {
  const found = followFrom(schemas, memberAt(operation, 'requestBody'));
  if (found === undefined || !isNode(found.node)) return null;
  return {
    pointer: found.pointer,
    required: own(found.node, 'required') === true,
    content: readContent(schemas, memberAt(found, 'content'), true),
  };
}
