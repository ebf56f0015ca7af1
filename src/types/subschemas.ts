import { isNode, listOf, type Node, nodeOf, own, referenceOf, textOf } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';

/** A schema within another. */
export interface Subschema {
  readonly pointer: Pointer;
  readonly keyword: string;
}

const MAPS = ['properties', 'patternProperties'];
const LISTS = ['allOf', 'oneOf', 'anyOf', 'prefixItems'];
const SINGLE = ['items', 'additionalProperties'];

/** The schemas that the types of a schema are made of, without what it refers to. */
export function subschemasOf(node: Node, pointer: Pointer): readonly Subschema[] {
  return [
    ...MAPS.flatMap((keyword) =>
      Object.keys(nodeOf(own(node, keyword))).map((name) => ({
        keyword,
        pointer: memberOf(pointer, keyword, name),
      })),
    ),
    ...LISTS.flatMap((keyword) =>
      [...listOf(own(node, keyword)).keys()].map((index) => ({
        keyword,
        pointer: memberOf(pointer, keyword, index),
      })),
    ),
    ...SINGLE.filter((keyword) => isNode(own(node, keyword))).map((keyword) => ({
      keyword,
      pointer: memberOf(pointer, keyword),
    })),
  ];
}

/** Where a schema refers to; undefined where it does not, or leads nowhere. A dynamic reference is taken for a plain one. */
export function targetOf(schemas: Schemas, node: Node, pointer: Pointer): Pointer | undefined {
  const reference = referenceOf(node) ?? textOf(own(node, '$dynamicRef'));
  return reference === undefined ? undefined : schemas.target(pointer, reference);
}
