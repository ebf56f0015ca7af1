import type { Schemas } from '../document/operation.ts';
import type { ForeignNames } from './direction.ts';
import type { Enter } from './dynamic-scope.ts';
import { below, NO_NAMES, type Place, ruleOf, type Walk } from './keywords.ts';
import { isNode, type JsonSchema, nodesOf, type SchemaNode } from './node.ts';
import { withExclusiveBounds, withNull } from './oas30.ts';

/** What a translation needs of its surroundings. */
export interface Surroundings {
  readonly schemas: Schemas;
  readonly enter: Enter;
  readonly foreignNames: ForeignNames;
  isFormat(name: string): boolean;
  /** The schema that stands for a `$ref` or `$dynamicRef` at a place. */
  refer(place: Place, keyword: '$ref' | '$dynamicRef', reference: string): JsonSchema;
}

// A boolean `required` is of parameters and of older drafts, and says nothing of an object's properties.
const withRequired = (schema: SchemaNode, foreign: ReadonlySet<string>): SchemaNode => {
  const { required, ...rest } = schema;
  if (typeof required === 'boolean') return rest;
  if (!Array.isArray(required)) return schema;
  return { ...rest, required: [...new Set(required)].filter((name) => !foreign.has(name)) };
};

const PROTO = '__proto__';

/** Ajv passes over a property of this name; as a pattern it is seen. */
const withProto = (schema: SchemaNode): SchemaNode => {
  const { properties, patternProperties } = schema;
  if (!isNode(properties) || !Object.hasOwn(properties, PROTO)) return schema;
  const patterns = isNode(patternProperties) ? patternProperties : {};
  return { ...schema, patternProperties: { ...patterns, '^__proto__$': properties[PROTO] } };
};

const withReferences = (schema: SchemaNode, references: readonly JsonSchema[]): SchemaNode => {
  const [only] = references;
  if (references.length <= 1) return isNode(only) ? { ...schema, ...only } : schema;
  return { ...schema, allOf: [...references, ...nodesOf(schema['allOf'])] };
};

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Translates a schema and all its subschemas up to their references. */
export const compileWalk = (surroundings: Surroundings): Walk => {
  const { schemas, enter, foreignNames, isFormat, refer } = surroundings;
  const is30 = schemas.version < '3.1';

  const foreignAt = (node: SchemaNode, place: Place): ReadonlySet<string> =>
    Array.isArray(node['required']) || Array.isArray(node['allOf'])
      ? new Set([...place.foreign, ...foreignNames(place.pointer)])
      : NO_NAMES;

  const withFormat = (schema: SchemaNode): SchemaNode => {
    const { format, ...rest } = schema;
    return typeof format === 'string' && !isFormat(format) ? rest : schema;
  };

  const keywords = (node: SchemaNode, place: Place): SchemaNode => {
    const entries: [string, unknown][] = [];
    for (const keyword of Object.keys(node)) {
      const value = ruleOf(keyword)?.(node[keyword], below(place, keyword), walk);
      if (value !== undefined) entries.push([keyword, value]);
    }
    return withProto(withFormat(withRequired(Object.fromEntries(entries), place.foreign)));
  };

  const referencesIn = (node: SchemaNode, place: Place): readonly JsonSchema[] => {
    const { $ref, $dynamicRef } = node;
    const found: JsonSchema[] = [];
    if (typeof $ref === 'string') found.push(refer(place, '$ref', $ref));
    if (typeof $dynamicRef === 'string' && !is30) found.push(refer(place, '$dynamicRef', $dynamicRef));
    return found;
  };

  const walk30 = (node: SchemaNode, place: Place): JsonSchema => {
    if (typeof node['$ref'] === 'string') return refer(place, '$ref', node['$ref']);
    if (node['type'] === 'file' && schemas.version === '2.0') return true;
    const schema = withExclusiveBounds(keywords(node, { ...place, foreign: foreignAt(node, place) }));
    return node['nullable'] === true ? withNull(schema) : schema;
  };

  const walk31 = (node: SchemaNode, outer: Place): JsonSchema => {
    const scope = typeof node['$id'] === 'string' ? enter(outer.scope, outer.pointer) : outer.scope;
    const place = { ...outer, scope };
    return withReferences(
      keywords(node, { ...place, foreign: foreignAt(node, place) }),
      referencesIn(node, place),
    );
  };

  const walk: Walk = (node, place) => {
    if (typeof node === 'boolean') return node;
    if (!isNode(node)) throw new Error(`There is no schema at ${place.pointer}.`);
    if (isEmptyList(node['enum']) || isEmptyList(node['type'])) return false;
    return is30 ? walk30(node, place) : walk31(node, place);
  };
  return walk;
};
