import { isNode, nodeOf, own, textOf } from './node.ts';
import type { Body, Encoding, MediaType, Pointer, Schemas, Style } from './operation.ts';
import { within } from './pointer.ts';
import { follow } from './schemas.ts';
import { readShape } from './shape.ts';

const STYLES: readonly string[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

const isStyle = (style: unknown): style is Style => typeof style === 'string' && STYLES.includes(style);

/** Media types whose fields are text, to be cast. */
export const isForm = (type: string): boolean =>
  type.startsWith('application/x-www-form-urlencoded') || type.startsWith('multipart/');

const readEncoding = (value: unknown): Encoding => {
  const node = nodeOf(value);
  const contentType = textOf(own(node, 'contentType'));
  const named = own(node, 'style');
  const style = isStyle(named) ? named : 'form';
  const explode = own(node, 'explode');
  return {
    ...(contentType === undefined ? {} : { contentType }),
    style,
    explode: typeof explode === 'boolean' ? explode : style === 'form',
    styled: ['style', 'explode', 'allowReserved'].some((field) => Object.hasOwn(node, field)),
  };
};

const readMediaType = (schemas: Schemas, name: string, place: Pointer, deep: boolean): MediaType => {
  const { node, pointer } = follow(schemas, place) ?? { node: undefined, pointer: place };
  const type = name.toLowerCase();
  const schema = within(pointer, 'schema');
  if (own(nodeOf(node), 'schema') === undefined) return { type, pointer, schema: null };
  if (!deep || !isForm(type)) return { type, pointer, schema };
  const encoding = own(nodeOf(node), 'encoding');
  return {
    type,
    pointer,
    schema,
    shape: readShape(schemas, schema).shape,
    ...(isNode(encoding)
      ? {
          encoding: Object.fromEntries(
            Object.entries(encoding).map(([field, value]) => [field, readEncoding(value)]),
          ),
        }
      : {}),
  };
};

/** The Media Type Objects of a `content` map. Shapes are read for requests only. */
export const readContent = (schemas: Schemas, holder: Pointer, deep: boolean): readonly MediaType[] =>
  Object.keys(nodeOf(schemas.at(within(holder, 'content')))).map((name) =>
    readMediaType(schemas, name, within(holder, 'content', name), deep),
  );

/** The Request Body Object of a 3.x operation; null where there is none. */
export function readBody(schemas: Schemas, operation: Pointer): Body | null {
  const found = follow(schemas, within(operation, 'requestBody'));
  if (found === undefined || !isNode(found.node)) return null;
  return {
    pointer: found.pointer,
    required: own(found.node, 'required') === true,
    content: readContent(schemas, found.pointer, true),
  };
}
