import { memberOf } from '../problem/pointer.ts';
import { isForm } from './body.ts';
import type { Findings } from './findings.ts';
import { listOf, type Node, nodeOf, own, textOf } from './node.ts';
import type {
  Body,
  Encoding,
  MediaType,
  Parameter,
  ParameterLocation,
  Pointer,
  Schemas,
  Style,
} from './operation.ts';
import { checkFill } from './parameter.ts';
import { type Located, memberAt } from './schemas.ts';
import { readShape, readShapeFrom } from './shape.ts';

/** `collectionFormat` of 2.0 in the words of 3.x. `multi` is for queries and forms, and joins nothing. */
const STYLES: Readonly<Record<string, Style>> = {
  ssv: 'spaceDelimited',
  tsv: 'tabDelimited',
  pipes: 'pipeDelimited',
};

const LOCATIONS: Readonly<Record<string, ParameterLocation>> = {
  path: 'path',
  query: 'query',
  header: 'header',
};

interface Format {
  readonly style: Style;
  readonly explode: boolean;
}

const formatOf = (node: Node, comma: Style): Format => {
  const format = own(node, 'collectionFormat');
  if (format === 'multi') return { style: 'form', explode: true };
  const style = typeof format === 'string' && Object.hasOwn(STYLES, format) ? STYLES[format] : undefined;
  return { style: style ?? comma, explode: false };
};

/** How arrays within arrays are joined, from the outermost items inwards. */
const itemStyles = (node: Node, comma: Style): readonly Style[] => {
  const styles: Style[] = [];
  for (
    let items = nodeOf(own(node, 'items'));
    own(items, 'type') === 'array';
    items = nodeOf(own(items, 'items'))
  ) {
    styles.push(formatOf(items, comma).style);
  }
  return styles;
};

/** A Parameter Object of 2.0, other than of a body or a form, in common words. It is its own schema. */
export function readParameter2(
  schemas: Schemas,
  findings: Findings,
  value: unknown,
  pointer: Pointer,
): Parameter | undefined {
  const node = nodeOf(value);
  const name = textOf(own(node, 'name'));
  const place = textOf(own(node, 'in')) ?? '';
  const location = Object.hasOwn(LOCATIONS, place) ? LOCATIONS[place] : undefined;
  if (name === undefined || location === undefined) return undefined;
  const comma = location === 'query' ? 'form' : 'simple';
  const nested = itemStyles(node, comma);
  const fill = own(node, 'default');
  if (fill !== undefined) checkFill(findings, name, { value: fill, node, pointer });
  return {
    name,
    in: location,
    pointer,
    required: location === 'path' || own(node, 'required') === true,
    ...formatOf(node, comma),
    allowEmptyValue: own(node, 'allowEmptyValue') === true,
    schema: pointer,
    ...readShapeFrom(schemas, { node, pointer }),
    ...(fill === undefined ? {} : { default: fill }),
    ...(nested.length === 0 ? {} : { itemStyle: nested }),
  };
}

const typesOf = (operation: Node, root: Node, field: 'consumes' | 'produces'): readonly string[] =>
  listOf(own(operation, field) ?? own(root, field)).filter((type) => typeof type === 'string');

const isFile = ({ node }: Located): boolean => own(nodeOf(node), 'type') === 'file';

const formTypes = (fields: readonly Located[], consumes: readonly string[]): readonly string[] => {
  const declared = consumes.filter((type) => isForm(type.toLowerCase()));
  if (declared.length > 0) return declared;
  return [fields.some(isFile) ? 'multipart/form-data' : 'application/x-www-form-urlencoded'];
};

/** The schema that the fields of a form make up. */
const formSchema = (fields: readonly Located[]): Node => ({
  type: 'object',
  required: fields
    .map(({ node }) => nodeOf(node))
    .filter((node) => own(node, 'required') === true)
    .map((node) => own(node, 'name')),
  properties: Object.fromEntries(fields.map(({ node }) => [String(own(nodeOf(node), 'name')), node])),
});

const formEncoding = (fields: readonly Located[]): Readonly<Record<string, Encoding>> =>
  Object.fromEntries(
    fields
      .map(({ node }) => nodeOf(node))
      .filter((node) => own(node, 'type') === 'array')
      .map((node) => [String(own(node, 'name')), { ...formatOf(node, 'form'), styled: true }]),
  );

const hasPlace =
  (place: string) =>
  ({ node }: Located): boolean =>
    own(nodeOf(node), 'in') === place;

/** Reads bodies and responses of 2.0 operations; what they say of forms is put among the virtual nodes as a schema. */
export interface Swagger2 {
  readBody(operation: Node, pointer: Pointer, parameters: readonly Located[]): Body | null;
  readContent(operation: Node, response: Located): readonly MediaType[];
}

export function createSwagger2(schemas: Schemas, virtual: Map<Pointer, unknown>): Swagger2 {
  const root = nodeOf(schemas.at('#'));

  const mediaType = (
    type: string,
    pointer: Pointer,
    schema: Pointer,
    encoding?: MediaType['encoding'],
  ): MediaType => ({
    type: type.toLowerCase(),
    pointer,
    schema,
    ...(isForm(type.toLowerCase()) ? { shape: readShape(schemas, schema).shape } : {}),
    ...(encoding === undefined ? {} : { encoding }),
  });

  const readForm = (fields: readonly Located[], operation: Node, pointer: Pointer): Body => {
    const place = memberOf(pointer, 'requestBody');
    const schema = memberOf(place, 'schema');
    virtual.set(schema, formSchema(fields));
    const types = formTypes(fields, typesOf(operation, root, 'consumes'));
    return {
      pointer: place,
      required: fields.some(({ node }) => own(nodeOf(node), 'required') === true),
      content: types.map((type) => mediaType(type, place, schema, formEncoding(fields))),
    };
  };

  const readBody: Swagger2['readBody'] = (operation, pointer, parameters) => {
    const body = parameters.find(hasPlace('body'));
    if (body === undefined) {
      const fields = parameters.filter(hasPlace('formData'));
      return fields.length === 0 ? null : readForm(fields, operation, pointer);
    }
    const consumes = typesOf(operation, root, 'consumes');
    const types = consumes.length === 0 ? ['application/json'] : consumes;
    const schema = memberOf(body.pointer, 'schema');
    return {
      pointer: body.pointer,
      required: own(nodeOf(body.node), 'required') === true,
      content: types.map((type) => mediaType(type, body.pointer, schema)),
    };
  };

  const readContent: Swagger2['readContent'] = (operation, response) => {
    const schema = memberAt(response, 'schema');
    if (schema.node === undefined) return [];
    const produces = typesOf(operation, root, 'produces');
    const types = produces.length === 0 ? ['application/json'] : produces;
    return types.map((type) => ({
      type: type.toLowerCase(),
      pointer: response.pointer,
      schema: schema.pointer,
    }));
  };

  return { readBody, readContent };
}
