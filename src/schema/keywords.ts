import type { Pointer } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import type { Scope } from './dynamic-scope.ts';
import { NOBODY } from './inheritance.ts';
import { isNode, type JsonSchema } from './node.ts';

/** Where a schema is, and what its surroundings say of it. */
export interface Place {
  readonly pointer: Pointer;
  readonly scope: Scope;
  /** Names of properties that need not be there, for they travel the other way. */
  readonly foreign: ReadonlySet<string>;
  /** Schemas that speak of the same object and whose discriminator has led here, so that it is not asked again. */
  readonly bare: ReadonlySet<Pointer>;
  /** Whether the dialect is an older one, to which nothing beside a `$ref` counts. */
  readonly older: boolean;
}

export type Walk = (node: unknown, place: Place) => JsonSchema;

/** The value of one keyword, its subschemas walked. A value of the wrong type is left as it is: Ajv names it. */
type Rule = (value: unknown, place: Place, walk: Walk) => unknown;

export const NO_NAMES: ReadonlySet<string> = new Set();

export const below = (place: Place, name: string | number): Place => ({
  ...place,
  pointer: memberOf(place.pointer, name),
});

const asWritten: Rule = (value) => value;

const schema: Rule = (value, place, walk) => walk(value, { ...place, foreign: NO_NAMES, bare: NOBODY });

// allOf speaks of the same object as the schema around it: what is foreign or bare there is so here.
const sameObject: Rule = (value, place, walk) => walk(value, place);

const listOf =
  (rule: Rule): Rule =>
  (value, place, walk) =>
    Array.isArray(value) ? value.map((item, index) => rule(item, below(place, index), walk)) : value;

const mapOf =
  (rule: Rule): Rule =>
  (value, place, walk) =>
    isNode(value)
      ? Object.fromEntries(
          Object.keys(value).map((name) => [name, rule(value[name], below(place, name), walk)]),
        )
      : value;

const schemaOr =
  (list: Rule): Rule =>
  (value, place, walk) =>
    (Array.isArray(value) ? list : schema)(value, place, walk);

const KEYWORDS: readonly (readonly [rule: Rule, keywords: string])[] = [
  [asWritten, 'type enum const format pattern required dependentRequired uniqueItems multipleOf'],
  [asWritten, 'minimum exclusiveMinimum maximum exclusiveMaximum minLength maxLength'],
  [asWritten, 'minItems maxItems minContains maxContains minProperties maxProperties'],
  [schema, 'additionalProperties propertyNames unevaluatedProperties'],
  [schema, 'contains additionalItems unevaluatedItems not if then else'],
  [listOf(schema), 'prefixItems anyOf oneOf'],
  [listOf(sameObject), 'allOf'],
  [schemaOr(listOf(schema)), 'items'],
  [mapOf(schema), 'properties patternProperties dependentSchemas'],
  [mapOf(schemaOr(asWritten)), 'dependencies'],
];

const RULES: ReadonlyMap<string, Rule> = new Map(
  KEYWORDS.flatMap(([rule, keywords]) =>
    keywords.split(' ').map((keyword): [string, Rule] => [keyword, rule]),
  ),
);

/** The rule of a keyword that is checked. All others are annotations, vendor keys or OpenAPI's own words, and never reach Ajv. */
export const ruleOf = (keyword: string): Rule | undefined => RULES.get(keyword);
