import { memberOf } from '../problem/pointer.ts';
import { isNode, listOf, type Node, nodeOf, own, referenceOf, textOf } from './node.ts';
import type { Pointer, Schemas, Shape, TypeName } from './operation.ts';
import { type Located, locatedAt } from './schemas.ts';

/** What casting needs to know of a schema. */
export interface Reading {
  readonly shape: Shape;
  /** Whether casting to `shape` shows all that the schema asks. */
  readonly plain: boolean;
}

const TYPES: readonly string[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

export const isTypeName = (type: unknown): type is TypeName =>
  typeof type === 'string' && TYPES.includes(type);

/** Formats that a cast shows, or that only inform. Every other one may have a check. */
const CAST_FORMATS = new Set(['int32', 'int64', 'float', 'double', 'password', 'byte', 'binary']);

/** Keywords that ask for nothing, and those that a cast answers. */
const PLAIN_KEYWORDS = new Set([
  '$ref', 'type', 'format', 'nullable', 'items', 'properties', 'additionalProperties', 'enum', 'const',
  'title', 'description', 'summary', 'default', 'example', 'examples', 'deprecated', 'externalDocs', 'xml',
  'readOnly', 'writeOnly', '$comment', '$id', '$anchor', '$schema', '$defs', 'definitions', 'contentEncoding', 'contentMediaType',
  // What a 2.0 parameter, which is its own schema, says beside.
  'name', 'in', 'collectionFormat', 'allowEmptyValue',
]); // biome-ignore format: one list

const ANYTHING: Shape = { types: [] };
const CUT: Reading = { shape: ANYTHING, plain: false };

/** Schemas read for one shape, and their depth, before the rest is left as text. */
const BUDGET = 1000;
const DEPTH = 12;

const isPrimitive = (value: unknown): boolean => typeof value !== 'object' || value === null;

const typeOf = (value: unknown): TypeName => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' || typeof value === 'boolean' ? typeOfPrimitive(value) : 'object';
};

const typeOfPrimitive = (value: string | boolean): TypeName =>
  typeof value === 'string' ? 'string' : 'boolean';

const sameValue = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

const intersectTypes = (a: readonly TypeName[], b: readonly TypeName[]): readonly TypeName[] => {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const allows = (types: readonly TypeName[], type: TypeName): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  const both = [...new Set([...a.filter((type) => allows(b, type)), ...b.filter((type) => allows(a, type))])];
  return both.length === 0 ? a : both;
};

const mergeProperties = (
  a: Shape['properties'] = {},
  b: Shape['properties'] = {},
): Readonly<Record<string, Shape>> => {
  const merged = new Map(Object.entries(a));
  for (const [name, shape] of Object.entries(b)) {
    const before = merged.get(name);
    merged.set(name, before === undefined ? shape : join(before, shape));
  }
  return Object.fromEntries(merged);
};

const mergeAdditional = (a: Shape['additional'], b: Shape['additional']): Shape['additional'] => {
  if (a === undefined || b === undefined) return a ?? b;
  return a === false || b === false ? false : join(a, b);
};

const whereDefined = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } => (value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value }));

/** What has to fit both. */
const join = (a: Shape, b: Shape): Shape => ({
  types: intersectTypes(a.types, b.types),
  ...whereDefined('format', a.format ?? b.format),
  ...whereDefined(
    'enum',
    a.enum && b.enum
      ? a.enum.filter((one) => b.enum?.some((other) => sameValue(one, other)))
      : (a.enum ?? b.enum),
  ),
  ...whereDefined('items', a.items && b.items ? join(a.items, b.items) : (a.items ?? b.items)),
  ...whereDefined('prefixItems', a.prefixItems ?? b.prefixItems),
  ...whereDefined(
    'properties',
    a.properties || b.properties ? mergeProperties(a.properties, b.properties) : undefined,
  ),
  ...whereDefined('additional', mergeAdditional(a.additional, b.additional)),
  ...whereDefined('anyOf', a.anyOf && b.anyOf ? [...a.anyOf, ...b.anyOf] : (a.anyOf ?? b.anyOf)),
});

const saysNothing = (shape: Shape): boolean =>
  shape.types.length === 0 && !shape.enum && !shape.items && !shape.properties && !shape.anyOf;

/** Bytes that no format names: a file of 2.0, or since 3.1 content of a type that is no text and not encoded as one. */
export const isBinary = (node: Node): boolean => {
  const media = textOf(own(node, 'contentMediaType'));
  return (
    own(node, 'type') === 'file' ||
    (media !== undefined &&
      own(node, 'contentEncoding') === undefined &&
      !/^text\/|[/+](json|xml)\b/i.test(media))
  );
};

/** Keywords that hold schemas of what is in a value, and those that lead to more schemas of the value itself. */
const WITHIN = ['items', 'prefixItems', 'properties', 'additionalProperties'];
const BESIDE = ['$ref', 'allOf', 'oneOf', 'anyOf'];

const hasAny = (node: Node, keywords: readonly string[]): boolean =>
  keywords.some((keyword) => Object.hasOwn(node, keyword));

const hasPlainKeywordsOnly = (node: Node): boolean =>
  Object.keys(node).every(
    (keyword) =>
      PLAIN_KEYWORDS.has(keyword) ||
      keyword.startsWith('x-') ||
      (keyword === 'required' && typeof node[keyword] === 'boolean'),
  );

/** The shape of a schema: references followed, unions as branches, recursion cut off. */
export function readShapeFrom(schemas: Schemas, { node: start, pointer }: Located): Reading {
  const { version } = schemas;
  const isJsonSchema = version === '3.1' || version === '3.2';
  let budget = BUDGET;

  const typesOf = (node: Node, values: readonly unknown[] | undefined): readonly TypeName[] => {
    const type = own(node, 'type');
    const named = (Array.isArray(type) ? type : type === 'file' ? ['string'] : [type]).filter(isTypeName);
    const nullable = own(node, version === '2.0' ? 'x-nullable' : 'nullable') === true && !isJsonSchema;
    if (named.length > 0) return nullable && !named.includes('null') ? [...named, 'null'] : named;
    if (values !== undefined) return [...new Set(values.map(typeOf))];
    // Text can only become what these keywords speak of by becoming an object or a list.
    if (isNode(own(node, 'properties'))) return ['object'];
    return own(node, 'items') === undefined ? [] : ['array'];
  };

  const valuesOf = (node: Node): readonly unknown[] | undefined => {
    if (isJsonSchema && Object.hasOwn(node, 'const')) return [node['const']];
    const values = own(node, 'enum');
    return Array.isArray(values) ? values : undefined;
  };

  /** What the keywords of one schema object say of the value itself. */
  const readValue = (node: Node): Reading => {
    const values = valuesOf(node);
    const format = textOf(own(node, 'format')) ?? (isBinary(node) ? 'binary' : undefined);
    return {
      shape: {
        types: typesOf(node, values),
        ...whereDefined('format', format),
        ...whereDefined('enum', values),
      },
      plain:
        hasPlainKeywordsOnly(node) &&
        (format === undefined || CAST_FORMATS.has(format)) &&
        (values ?? []).every(isPrimitive),
    };
  };

  /** The keywords of one schema object, without what it joins. */
  const readKeywords = (node: Node, at: Pointer, trail: readonly unknown[]): Reading => {
    const value = readValue(node);
    return hasAny(node, WITHIN) ? readWithin(node, at, trail, value) : value;
  };

  /** What the keywords of one schema object say of what is in the value. */
  const readWithin = (node: Node, at: Pointer, trail: readonly unknown[], value: Reading): Reading => {
    const shape: { -readonly [Name in keyof Shape]: Shape[Name] } = { ...value.shape };
    let { plain } = value;
    const shapeOf = (schema: unknown, place: Pointer): Shape => {
      const reading = read(schema, place, trail);
      plain &&= reading.plain;
      return reading.shape;
    };
    const items = own(node, 'items');
    if (items !== undefined) shape.items = shapeOf(items, memberOf(at, 'items'));
    const prefix = isJsonSchema ? listOf(own(node, 'prefixItems')) : [];
    if (prefix.length > 0)
      shape.prefixItems = prefix.map((schema, index) => shapeOf(schema, memberOf(at, 'prefixItems', index)));
    const properties = Object.entries(nodeOf(own(node, 'properties')));
    if (properties.length > 0)
      shape.properties = Object.fromEntries(
        properties.map(([name, schema]) => [name, shapeOf(schema, memberOf(at, 'properties', name))]),
      );
    const additional = own(node, 'additionalProperties');
    if (additional === false) shape.additional = false;
    if (isNode(additional)) shape.additional = shapeOf(additional, memberOf(at, 'additionalProperties'));
    return { shape, plain: plain && additional !== false };
  };

  const readBranches = (
    node: Node,
    at: Pointer,
    trail: readonly unknown[],
    base: Shape,
  ): Shape | undefined => {
    const branches = ['oneOf', 'anyOf'].flatMap((keyword) =>
      listOf(own(node, keyword)).map(
        (value, index) => read(value, memberOf(at, keyword, index), trail).shape,
      ),
    );
    if (branches.every(saysNothing)) return undefined;
    const { anyOf: _, ...alone } = base;
    return { types: [], anyOf: branches.map((branch) => join(alone, branch)) };
  };

  const readNode = (node: Node, at: Pointer, trail: readonly unknown[]): Reading => {
    const reference = referenceOf(node);
    const target = reference === undefined ? undefined : schemas.target(at, reference);
    const referred = target === undefined ? undefined : read(schemas.at(target), target, trail);
    if (reference !== undefined && !isJsonSchema) return referred ?? CUT;
    const keywords = readKeywords(node, at, trail);
    const joined = listOf(own(node, 'allOf')).map((value, index) =>
      read(value, memberOf(at, 'allOf', index), trail),
    );
    const base = [...(referred ? [referred] : []), ...joined].reduce(
      (shape, part) => join(shape, part.shape),
      keywords.shape,
    );
    const branches = readBranches(node, at, trail, base);
    return {
      shape: branches === undefined ? base : join(base, branches),
      plain: keywords.plain && (reference === undefined || referred?.plain === true),
    };
  };

  const read = (node: unknown, at: Pointer, trail: readonly unknown[]): Reading => {
    budget -= 1;
    if (budget < 0 || trail.length > DEPTH || trail.includes(node)) return CUT;
    if (!isNode(node)) return { shape: ANYTHING, plain: node === true };
    if (hasAny(node, BESIDE)) return readNode(node, at, [...trail, node]);
    return hasAny(node, WITHIN) ? readWithin(node, at, [...trail, node], readValue(node)) : readValue(node);
  };

  return read(start, pointer, []);
}

/** The shape of the schema at a pointer. */
export const readShape = (schemas: Schemas, pointer: Pointer): Reading =>
  readShapeFrom(schemas, locatedAt(schemas, pointer));

/** A default, and the schema object that names it. */
export interface Default {
  readonly value: unknown;
  readonly node: Node;
  readonly pointer: Pointer;
}

/** `default` of a schema, or of what it refers to or joins. */
export function readDefault(schemas: Schemas, { node, pointer }: Located, depth = 0): Default | undefined {
  if (!isNode(node) || depth > DEPTH) return undefined;
  const reference = referenceOf(node);
  const ignoresSiblings = reference !== undefined && (schemas.version === '2.0' || schemas.version === '3.0');
  if (!ignoresSiblings && own(node, 'default') !== undefined)
    return { value: node['default'], node, pointer };
  const target = reference === undefined ? undefined : schemas.target(pointer, reference);
  if (target !== undefined) return readDefault(schemas, locatedAt(schemas, target), depth + 1);
  for (const [index, part] of listOf(own(node, 'allOf')).entries()) {
    const place = memberOf(pointer, 'allOf', index);
    const found = readDefault(schemas, { node: part, pointer: place }, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether null can be anywhere in values of a shape, as far as it says. */
export const speaksOfNull = ({
  types,
  enum: values,
  items,
  prefixItems,
  properties,
  additional,
  anyOf,
}: Shape): boolean =>
  types.includes('null') ||
  values?.includes(null) === true ||
  [items, additional, ...(prefixItems ?? []), ...Object.values(properties ?? {}), ...(anyOf ?? [])].some(
    (part) => part !== undefined && part !== false && speaksOfNull(part),
  );
