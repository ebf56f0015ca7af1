import { memberOf } from '../problem/pointer.ts';
import { readHeaders } from './headers.ts';
import { isNode, listOf, type Node, nodeOf, own, textOf } from './node.ts';
import type { Body, Encoding, Encodings, MediaType, Pointer, Schemas, Shape, Style } from './operation.ts';
import { follow } from './schemas.ts';
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

const readMediaType = (schemas: Schemas, name: string, place: Pointer, deep: boolean): MediaType => {
  const found = follow(schemas, place);
  const node = nodeOf(found?.node);
  const pointer = found?.pointer ?? place;
  const type = name.toLowerCase();
  const has = (field: string): boolean => own(node, field) !== undefined;
  const schema = has('schema') ? memberOf(pointer, 'schema') : null;
  const itemSchema =
    schemas.version === '3.2' && has('itemSchema') ? memberOf(pointer, 'itemSchema') : undefined;
  const shape = deep && isForm(type) ? formShape(schemas, schema, itemSchema) : undefined;
  return {
    type,
    pointer,
    schema,
    ...(itemSchema !== undefined && { itemSchema }),
    ...(shape !== undefined && { shape }),
    ...(deep && isForm(type) && readEncodings(schemas, node, pointer)),
  };
};

/** The Media Type Objects of a `content` map. Shapes are read for requests only. */
export const readContent = (schemas: Schemas, holder: Pointer, deep: boolean): readonly MediaType[] =>
  Object.keys(nodeOf(schemas.at(memberOf(holder, 'content')))).map((name) =>
    readMediaType(schemas, name, memberOf(holder, 'content', name), deep),
  );

/** The Request Body Object of a 3.x operation; null where there is none. */
export function readBody(schemas: Schemas, operation: Pointer): Body | null {
  const found = follow(schemas, memberOf(operation, 'requestBody'));
  if (found === undefined || !isNode(found.node)) return null;
  return {
    pointer: found.pointer,
    required: own(found.node, 'required') === true,
    content: readContent(schemas, found.pointer, true),
  };
}
