import { isNode, listOf, type Node, nodeOf, own } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { targetOf } from './subschemas.ts';

export const textsIn = (value: unknown): readonly string[] =>
  listOf(value).filter((one) => typeof one === 'string');

/** Names that the schema requires, and the inline ones that it is joined of. */
export const requiredBy = (node: Node): readonly string[] => [
  ...textsIn(own(node, 'required')),
  ...listOf(own(node, 'allOf')).flatMap((part) => (isNode(part) ? requiredBy(part) : [])),
];

/** Names that the schema declares, and the inline ones that it is joined of: no other has to be told that they are required. */
export const declaredBy = (node: Node): readonly string[] => [
  ...Object.keys(nodeOf(own(node, 'properties'))),
  ...listOf(own(node, 'allOf')).flatMap((part) => (isNode(part) ? declaredBy(part) : [])),
];

const SAYING_NOTHING = ['required', 'description', 'title', 'type'];

/** Whether a schema only requires members that others declare. */
export const isBareRequirement = (node: unknown): boolean =>
  isNode(node) &&
  textsIn(own(node, 'required')).length > 0 &&
  Object.keys(node).every((keyword) => SAYING_NOTHING.includes(keyword));

/** Whether each value of the schema at a pointer has a member, by what it refers to, is joined of or chooses from. */
export function guarantees(schemas: Schemas, start: Pointer, name: string): boolean {
  const known = new Map<Pointer, boolean>();

  /** What leads back to a schema that is being looked at guarantees nothing. */
  const reach = (pointer: Pointer): boolean => {
    const before = known.get(pointer);
    if (before !== undefined) return before;
    known.set(pointer, false);
    const is = look(pointer);
    known.set(pointer, is);
    return is;
  };

  const look = (pointer: Pointer): boolean => {
    const node = schemas.at(pointer);
    if (!isNode(node)) return false;
    const each = (keyword: string): readonly Pointer[] =>
      [...listOf(own(node, keyword)).keys()].map((index) => memberOf(pointer, keyword, index));
    const target = targetOf(schemas, node, pointer);
    if (target !== undefined && reach(target)) return true;
    const isOwn =
      textsIn(own(node, 'required')).includes(name) && Object.hasOwn(nodeOf(own(node, 'properties')), name);
    const isChosen = ['oneOf', 'anyOf'].some(
      (keyword) => each(keyword).length > 0 && each(keyword).every(reach),
    );
    return isOwn || isChosen || each('allOf').some(reach);
  };

  return reach(start);
}
