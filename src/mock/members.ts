import type { Pointer } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import type { Facet } from './facets.ts';
import { isNode, listOf, nodeOf, own } from './node.ts';

const isSchema = (value: unknown): boolean => isNode(value) || typeof value === 'boolean';

const at = (facets: readonly Facet[], keyword: string): readonly Pointer[] =>
  facets.filter(({ node }) => isSchema(own(node, keyword))).map(({ pointer }) => memberOf(pointer, keyword));

/** Schemas of the properties that are named; all that hold for one are listed together. */
export function propertiesOf(facets: readonly Facet[]): ReadonlyMap<string, readonly Pointer[]> {
  const properties = new Map<string, readonly Pointer[]>();
  for (const { pointer, node } of facets) {
    for (const name of Object.keys(nodeOf(own(node, 'properties')))) {
      properties.set(name, [...(properties.get(name) ?? []), memberOf(pointer, 'properties', name)]);
    }
  }
  return properties;
}

export const requiredOf = (facets: readonly Facet[]): ReadonlySet<string> =>
  new Set(
    facets
      .flatMap(({ node }) => listOf(own(node, 'required')))
      .filter((name): name is string => typeof name === 'string'),
  );

/** Schemas of properties that are not named. */
export const additionalOf = (facets: readonly Facet[]): readonly Pointer[] =>
  at(facets, 'additionalProperties');

/** Schemas of the items after those that have one of their own. */
export const itemsOf = (facets: readonly Facet[]): readonly Pointer[] => [
  ...at(facets, 'items'),
  ...at(facets, 'contains'),
];

/** Schemas of the first items, which before 2020-12 were a list of `items`. */
export function prefixOf(facets: readonly Facet[]): readonly (readonly Pointer[])[] {
  const prefix: (readonly Pointer[])[] = [];
  for (const { pointer, node } of facets) {
    for (const keyword of ['prefixItems', 'items']) {
      for (const index of listOf(own(node, keyword)).keys())
        prefix[index] = [...(prefix[index] ?? []), memberOf(pointer, keyword, index)];
    }
  }
  return prefix;
}
