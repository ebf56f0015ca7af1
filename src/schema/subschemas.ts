import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import type { DispatchOf } from './dispatch.ts';
import { isNode } from './node.ts';

const SINGLE = ['additionalProperties', 'items', 'if', 'then', 'else'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas'];

const within = (parent: unknown, pointer: Pointer): readonly Pointer[] =>
  typeof parent === 'object' && parent !== null
    ? Object.keys(parent).map((name) => memberOf(pointer, name))
    : [];

/** Schemas that a schema holds against a value or what is in it, where a default of theirs could be filled. */
function subschemasOf(schemas: Schemas, pointer: Pointer, dispatchOf: DispatchOf): readonly Pointer[] {
  const node = schemas.at(pointer);
  if (!isNode(node)) return [];
  const target = typeof node['$ref'] === 'string' ? schemas.target(pointer, node['$ref']) : undefined;
  if (target !== undefined && schemas.version < '3.1') return [target];
  const places = (keyword: string): Pointer => memberOf(pointer, keyword);
  return [
    ...(target === undefined ? [] : [target]),
    ...SINGLE.filter((keyword) => isNode(node[keyword])).map(places),
    ...LISTS.filter((keyword) => Array.isArray(node[keyword])).flatMap((keyword) =>
      within(node[keyword], places(keyword)),
    ),
    ...MAPS.filter((keyword) => isNode(node[keyword])).flatMap((keyword) =>
      within(node[keyword], places(keyword)),
    ),
    ...(dispatchOf(pointer)?.cases ?? []).flatMap(({ destination }) =>
      'pointer' in destination ? [destination.pointer] : [],
    ),
  ];
}

/** Whether a default can be met on the way down from a schema, that of the schema itself aside. */
export const compileHasDefaults = (
  schemas: Schemas,
  dispatchOf: DispatchOf,
): ((pointer: Pointer) => boolean) => {
  const without = new Set<Pointer>();
  const having = new Set<Pointer>();

  const hasDefault = (pointer: Pointer): boolean => {
    const node = schemas.at(pointer);
    return isNode(node) && Object.hasOwn(node, 'default');
  };

  return (pointer) => {
    if (having.has(pointer)) return true;
    if (without.has(pointer)) return false;
    const met = new Set([pointer]);
    for (const at of met) {
      for (const below of subschemasOf(schemas, at, dispatchOf)) {
        if (having.has(below) || hasDefault(below)) {
          having.add(pointer);
          return true;
        }
        if (!without.has(below)) met.add(below);
      }
    }
    for (const at of met) without.add(at);
    return false;
  };
};
