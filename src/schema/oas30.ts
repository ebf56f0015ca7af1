import type { SchemaNode } from './node.ts';

const exclusiveBound = (
  schema: SchemaNode,
  bound: 'minimum' | 'maximum',
  keyword: 'exclusiveMinimum' | 'exclusiveMaximum',
): SchemaNode => {
  const { [keyword]: exclusive, [bound]: limit, ...rest } = schema;
  if (typeof exclusive !== 'boolean') return schema;
  if (limit === undefined) return rest;
  return { ...rest, [exclusive ? keyword : bound]: limit };
};

/** Draft 4's boolean `exclusiveMinimum` and `exclusiveMaximum` as bounds of their own. */
export const withExclusiveBounds = (schema: SchemaNode): SchemaNode =>
  exclusiveBound(exclusiveBound(schema, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum');

const COMPOSING = ['allOf', 'anyOf', 'oneOf', 'not', 'const', 'dispatch'];

/**
 * A translated schema, and null beside it.
 *
 * Strictly, 3.0.4 lets `nullable` act on `type` alone, so that an `enum` or `allOf` beside it still refuses null. Who writes it
 * there means null to be allowed, and type generators read it so; refusing would contradict the types a process is written against.
 */
export const withNull = (schema: SchemaNode): SchemaNode => {
  if (COMPOSING.some((keyword) => Object.hasOwn(schema, keyword)))
    return { anyOf: [{ type: 'null' }, schema] };
  const { type, enum: values } = schema;
  return {
    ...schema,
    ...(type === undefined ? {} : { type: [...new Set([type, 'null'].flat())] }),
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
};
