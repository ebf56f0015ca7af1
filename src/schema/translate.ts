import type { Pointer, Schemas } from '../document/operation.ts';
import { saysOlder } from './dialect.ts';
import type { Direction, Foreign } from './direction.ts';
import { tagOf, unionOf } from './discriminator.ts';
import type { Destination, Dispatch, DispatchOf } from './dispatch.ts';
import type { Enter } from './dynamic-scope.ts';
import { familyOf } from './family.ts';
import { below, NO_NAMES, type Place, ruleOf, type Walk } from './keywords.ts';
import { isNode, type JsonSchema, nodesOf, type SchemaNode } from './node.ts';
import { withExclusiveBounds, withNull } from './oas30.ts';

/** What a translation needs of its surroundings. */
export interface Surroundings {
  readonly schemas: Schemas;
  readonly enter: Enter;
  readonly foreign: Foreign;
  /** The direction in which properties of the other one are refused; null where they are let pass. */
  readonly refuses: Direction | null;
  readonly dispatchOf: DispatchOf;
  isFormat(name: string): boolean;
  /** Where a `$ref` or `$dynamicRef` at a place leads to. */
  find(place: Place, keyword: '$ref' | '$dynamicRef', reference: string): Pointer;
  /** The schema that stands for another, at a place. */
  lead(place: Place, target: Pointer): JsonSchema;
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

const REFUSED: Record<Direction, JsonSchema> = {
  request: { isReadOnly: true },
  response: { isWriteOnly: true },
};

/** Schemas, each once, with the number that a table knows them by. */
const createList = (): { readonly list: readonly JsonSchema[]; numberOf(schema: JsonSchema): number } => {
  const list: JsonSchema[] = [];
  return { list, numberOf: (schema) => list.push(schema) - 1 };
};

/** Translates a schema and all its subschemas up to their references. */
export const compileWalk = (surroundings: Surroundings): Walk => {
  const { schemas, enter, foreign, refuses, dispatchOf, isFormat, find, lead } = surroundings;
  const is30 = schemas.version < '3.1';

  const foreignAt = (node: SchemaNode, place: Place): ReadonlySet<string> =>
    Array.isArray(node['required']) || Array.isArray(node['allOf'])
      ? new Set([...place.foreign, ...foreign.names(place.pointer)])
      : NO_NAMES;

  const withFormat = (schema: SchemaNode): SchemaNode => {
    const { format, ...rest } = schema;
    return typeof format === 'string' && !isFormat(format) ? rest : schema;
  };

  /** Properties that travel the other way are refused where they are met. */
  const withRefusals = (schema: SchemaNode, place: Place): SchemaNode => {
    const { properties } = schema;
    if (refuses === null || !isNode(properties)) return schema;
    const around = below(place, 'properties');
    const refused = Object.keys(properties).filter((name) => foreign.is(below(around, name).pointer));
    if (refused.length === 0) return schema;
    const refusals = refused.map((name) => [name, REFUSED[refuses]]);
    return { ...schema, properties: Object.fromEntries([...Object.entries(properties), ...refusals]) };
  };

  /** A text that is too long for one member of an `allOf` is not held against the pattern of another. */
  const withMaxLength = (schema: SchemaNode, place: Place): SchemaNode => {
    if (schema['allOf'] === undefined && schema['$ref'] === undefined) return schema;
    const family = familyOf(schemas, place.pointer).map(({ node }) => node);
    if (!family.some((node) => typeof node['pattern'] === 'string')) return schema;
    const lengths = family.map((node) => node['maxLength']).filter((length) => typeof length === 'number');
    return lengths.length === 0 ? schema : { ...schema, maxLength: Math.min(...lengths) };
  };

  const keywords = (node: SchemaNode, place: Place): SchemaNode => {
    const entries: [string, unknown][] = [];
    for (const keyword of Object.keys(node)) {
      const value = ruleOf(keyword)?.(node[keyword], below(place, keyword), walk);
      if (value !== undefined) entries.push([keyword, value]);
    }
    const schema = withRequired(Object.fromEntries(entries), place.foreign);
    return withProto(withFormat(withRefusals(schema, place)));
  };

  const referencesIn = (node: SchemaNode, place: Place): readonly JsonSchema[] => {
    const { $ref, $dynamicRef } = node;
    const found: JsonSchema[] = [];
    if (typeof $ref === 'string') found.push(lead(place, find(place, '$ref', $ref)));
    if (typeof $dynamicRef === 'string' && !is30)
      found.push(lead(place, find(place, '$dynamicRef', $dynamicRef)));
    return found;
  };

  /** The table of a discriminator as Ajv gets it: schemas in a list, and which of them a tag means. */
  const tableOf = (
    { property, cases, missing, unknown, allowed }: Dispatch,
    toSchema: (destination: Destination) => JsonSchema,
    others: JsonSchema,
  ): SchemaNode => {
    const { list, numberOf } = createList();
    const numbers = cases.map(({ destination }) => numberOf(toSchema(destination)));
    const orRefused = (destination: Destination | null): number | null =>
      destination === null ? null : numberOf(toSchema(destination));
    const tags = {
      property,
      cases: cases.map((one, index) => [numbers[index], one.tags]),
      missing: orRefused(missing),
      unknown: orRefused(unknown),
      others: numberOf(others),
      allowed,
    };
    return { dispatch: list, tags };
  };

  /** A union as a table of its branches, where a discriminator tells them apart. */
  const withTable = (schema: SchemaNode, node: SchemaNode, place: Place): SchemaNode => {
    const union = unionOf(node);
    if (union === undefined) return schema;
    const { [union]: branches, ...rest } = schema;
    if (place.bare.has(place.pointer)) return rest;
    const dispatch = dispatchOf(place.pointer);
    if (dispatch === undefined || !Array.isArray(branches)) return schema;
    const plain = { [union]: branches };
    const toSchema = (destination: Destination): JsonSchema => {
      if (destination.to === 'self') return true;
      if (destination.to !== 'branches') return { allOf: [lead(place, destination.pointer), plain] };
      const chosen = destination.indexes.map((index) => branches[index]);
      return chosen.length === 1 ? chosen[0] : { [union]: chosen };
    };
    return { ...rest, ...tableOf(dispatch, toSchema, dispatch.objects ? { type: 'object' } : plain) };
  };

  /** A parent as a table of its children, all of which refer to it. */
  const parentTable = (node: SchemaNode, place: Place): SchemaNode | undefined => {
    if (tagOf(node) === undefined || unionOf(node) !== undefined) return undefined;
    if (place.bare.has(place.pointer)) return undefined;
    const dispatch = dispatchOf(place.pointer);
    if (dispatch === undefined) return undefined;
    const self = lead({ ...place, bare: new Set([...place.bare, place.pointer]) }, place.pointer);
    const toSchema = (destination: Destination): JsonSchema => {
      if (destination.to === 'child') return lead(place, destination.pointer);
      return destination.to === 'both' ? { allOf: [self, lead(place, destination.pointer)] } : self;
    };
    return tableOf(dispatch, toSchema, self);
  };

  const walk30 = (node: SchemaNode, place: Place): JsonSchema => {
    if (typeof node['$ref'] === 'string') return lead(place, find(place, '$ref', node['$ref']));
    if (node['type'] === 'file' && schemas.version === '2.0') return true;
    const table = parentTable(node, place);
    if (table !== undefined) return table;
    const translated = withExclusiveBounds(keywords(node, { ...place, foreign: foreignAt(node, place) }));
    const schema = withMaxLength(withTable(translated, node, place), place);
    return node['nullable'] === true ? withNull(schema) : schema;
  };

  const walk31 = (node: SchemaNode, outer: Place): JsonSchema => {
    const scope = typeof node['$id'] === 'string' ? enter(outer.scope, outer.pointer) : outer.scope;
    const place = { ...outer, scope, older: saysOlder(node) ?? outer.older };
    if (place.older && typeof node['$ref'] === 'string')
      return lead(place, find(place, '$ref', node['$ref']));
    const table = parentTable(node, place);
    if (table !== undefined) return table;
    const translated = keywords(node, { ...place, foreign: foreignAt(node, place) });
    return withMaxLength(
      withReferences(withTable(translated, node, place), referencesIn(node, place)),
      place,
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
