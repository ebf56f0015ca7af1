import { readContent } from '../document/body.ts';
import { nodeOf } from '../document/node.ts';
import type { MediaType, Parameter, Pointer, Schemas } from '../document/operation.ts';
import { locatedAt, memberAt } from '../document/schemas.ts';
import { memberOf } from '../problem/pointer.ts';
import { commentOf } from './comment.ts';
import { componentName } from './names.ts';
import type { SchemaTypes } from './schema-types.ts';
import type { Side } from './side.ts';
import { bodyOf, keyOf, lookUp, textOf } from './text.ts';

/** What a body or a response holds. */
export interface Holder {
  readonly pointer: Pointer;
  readonly content: readonly MediaType[];
}

/** Writes the types of what is sent and answered, as clients or processes see it. */
export interface ContentTypes {
  /** Types of a content map, by media type. */
  readonly of: (holder: Holder, side: Side) => string;
  readonly response: (holder: Holder, side: Side) => string;
  readonly header: (header: Parameter) => string;
  readonly remarkOf: (pointer: Pointer) => string;
}

export interface ContentTypesOptions {
  readonly schemas: Schemas;
  readonly types: SchemaTypes;
  readonly headersOf: (response: Pointer) => readonly Parameter[];
}

const isMultipart = ({ type }: MediaType): boolean => type.startsWith('multipart/');

const NO_CONTENT = bodyOf(['"*/*"?: never']);

export function createContentTypes({ schemas, types, headersOf }: ContentTypesOptions): ContentTypes {
  /** Media types as the document spells them; the records have them in lower case. */
  const spelledIn = ({ pointer }: Holder): readonly string[] =>
    schemas.version === '2.0' ? [] : Object.keys(nodeOf(schemas.at(memberOf(pointer, 'content'))));

  const typeOf = (mediaType: MediaType, side: Side): string => {
    const schema = mediaType.itemSchema ?? mediaType.schema;
    const own = side === 'request' && isMultipart(mediaType) ? 'parts' : side;
    return schema === null ? 'unknown' : textOf(types.of(schema, own));
  };

  const of: ContentTypes['of'] = (holder, side) => {
    const spelled = spelledIn(holder);
    return bodyOf(
      holder.content.map(
        (mediaType, index) => `${keyOf(spelled[index] ?? mediaType.type)}: ${typeOf(mediaType, side)}`,
      ),
    );
  };

  const header = ({ schema, content }: Parameter): string =>
    schema === null || content !== undefined ? 'string' : textOf(types.of(schema, 'client'));

  const referred = (one: Parameter): string => {
    const name = schemas.version === '2.0' ? undefined : componentName(schemas, 'headers', one.pointer);
    return name === undefined ? header(one) : lookUp('components', 'headers', name);
  };

  const headersType = (response: Pointer): string =>
    bodyOf([
      ...headersOf(response).map(
        (one) => `${remarkOf(one.pointer)}${keyOf(one.name)}${one.required ? '' : '?'}: ${referred(one)}`,
      ),
      '[name: string]: unknown',
    ]);

  const remarkOf = (pointer: Pointer): string => {
    const { description, deprecated } = nodeOf(schemas.at(pointer));
    return commentOf({
      ...(typeof description === 'string' ? { description } : {}),
      deprecated: deprecated === true,
    });
  };

  return {
    of: (holder, side) => (holder.content.length === 0 ? NO_CONTENT : of(holder, side)),
    response: (holder, side) =>
      bodyOf([
        `headers: ${headersType(holder.pointer)}`,
        holder.content.length === 0 ? 'content?: never' : `content: ${of(holder, side)}`,
      ]),
    header,
    remarkOf,
  };
}

/** A response as it stands in an operation: by its name where it has one. */
export function responseType(schemas: Schemas, contents: ContentTypes, holder: Holder, side: Side): string {
  const inPlace = contents.response(holder, side);
  const name = schemas.version === '2.0' ? undefined : componentName(schemas, 'responses', holder.pointer);
  const isNamed =
    name !== undefined && (side === 'client' || inPlace === contents.response(holder, 'client'));
  return isNamed ? lookUp('components', 'responses', name) : inPlace;
}

/** The response or body of a component. */
export const componentHolder = (schemas: Schemas, pointer: Pointer, deep: boolean): Holder => ({
  pointer,
  content: readContent(schemas, memberAt(locatedAt(schemas, pointer), 'content'), deep),
});
