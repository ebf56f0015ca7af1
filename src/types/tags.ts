import { isNode, referenceOf } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import {
  defaultMappingOf,
  endOf,
  mappingOf,
  nameIn,
  tagOf,
  unionOf,
  valuesOf,
} from '../schema/discriminator.ts';
import { atom, keyOf, quote, type TypeText, textOf, UNKNOWN, union } from './text.ts';

/** Tags that lead from a discriminator to a branch: those that are mapped to it, else its name. */
function tagsTo(schemas: Schemas, pointer: Pointer, branch: Pointer): readonly string[] {
  const target = endOf(schemas, branch);
  const mapped = mappingOf(schemas, pointer).flatMap(([tag, to]) => (to === target ? [tag] : []));
  if (mapped.length > 0) return mapped;
  const name = nameIn(referenceOf(schemas.at(branch)) ?? '');
  return name === undefined ? [] : [name];
}

/**
 * What a discriminator adds to a branch of its union: the property with the tags of the branch, by which TypeScript tells the branches
 * apart. Nothing where the branch says so itself.
 */
export function tagType(schemas: Schemas, pointer: Pointer, branch: Pointer): TypeText {
  const property = tagOf(schemas.at(pointer));
  const node = schemas.at(branch);
  if (property === undefined || !isNode(node)) return UNKNOWN;
  const target = endOf(schemas, branch);
  const isFurther =
    unionOf(schemas.at(target)) !== undefined || target === defaultMappingOf(schemas, pointer);
  if (isFurther || valuesOf(schemas, target, property) !== undefined) return UNKNOWN;
  const tags = tagsTo(schemas, pointer, branch);
  return tags.length === 0
    ? UNKNOWN
    : atom(`{ ${keyOf(property)}: ${textOf(union(tags.map((tag) => atom(quote(tag)))))} }`);
}
