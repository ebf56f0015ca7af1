import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { isNode, listOf, type Node, nodeOf, own } from './node.ts';

/** A schema that holds for a value. */
export interface Facet {
  readonly pointer: Pointer;
  readonly node: Node;
  /** Whether it came by way of allOf, or of a branch, and so may say only a part of the whole. */
  readonly joined: boolean;
}

/** Alternatives of which one has to be chosen. */
export interface Union {
  readonly pointer: Pointer;
  readonly branches: readonly Pointer[];
}

/** All schemas that hold for one value: references followed, allOf joined, unions as far as they are decided. */
export interface Facets {
  /** Outermost first. */
  readonly list: readonly Facet[];
  /** Where they were, and the references that led there. */
  readonly pointers: ReadonlySet<Pointer>;
  readonly undecided: readonly Union[];
  /** Whether one of them is `false`, so that no value fits. */
  readonly impossible: boolean;
}

/** Branches by the pointer of their union. */
export type Decisions = ReadonlyMap<Pointer, Pointer>;

/** Schemas joined for one value, beyond which no more are looked at. */
const MOST_JOINED = 200;

const branchesAt = (pointer: Pointer, node: Node, keyword: string): readonly Pointer[] =>
  listOf(own(node, keyword)).map((_, index) => memberOf(pointer, keyword, index));

/** The schemas that the mapping of a discriminator names, each under its name. */
export function mappingOf(schemas: Schemas, { pointer, node }: Facet): ReadonlyMap<string, Pointer> {
  const mapping = nodeOf(own(nodeOf(own(node, 'discriminator')), 'mapping'));
  return new Map(
    Object.entries(mapping).flatMap(([name, to]): [string, Pointer][] => {
      if (typeof to !== 'string') return [];
      const named = memberOf('#/components/schemas', to);
      const target = schemas.at(named) === undefined ? schemas.target(pointer, to) : named;
      return target === undefined ? [] : [[name, target]];
    }),
  );
}

function unionsOf(schemas: Schemas, facet: Facet, seen: ReadonlySet<Pointer>): readonly Union[] {
  const { pointer, node } = facet;
  const unions = ['oneOf', 'anyOf']
    .map((keyword) => ({
      pointer: memberOf(pointer, keyword),
      branches: branchesAt(pointer, node, keyword),
    }))
    .filter(({ branches }) => branches.length > 0);
  if (unions.length > 0) return unions;
  // A parent whose children refer to it stands for any one of them.
  const children = [...mappingOf(schemas, facet).values()];
  return children.length === 0 || children.some((child) => seen.has(child))
    ? []
    : [{ pointer: memberOf(pointer, 'discriminator'), branches: children }];
}

/** Gathers what holds for a value that has to fit the schemas at some pointers. */
export function gather(schemas: Schemas, start: readonly Pointer[], decided: Decisions): Facets {
  const list: Facet[] = [];
  const pointers = new Set(start);
  const joined = new Set<Pointer>();
  const undecided: Union[] = [];
  let impossible = false;

  const add = (pointer: Pointer, isJoined: boolean): void => {
    if (isJoined && !pointers.has(pointer)) joined.add(pointer);
    pointers.add(pointer);
  };

  const read = (facet: Facet): void => {
    list.push(facet);
    for (const member of branchesAt(facet.pointer, facet.node, 'allOf')) add(member, true);
    // Of a condition, what fits both `if` and `then` fits the whole.
    if (own(facet.node, 'if') !== undefined && own(facet.node, 'then') !== undefined)
      for (const keyword of ['if', 'then']) add(memberOf(facet.pointer, keyword), true);
    for (const union of unionsOf(schemas, facet, pointers)) {
      const decision = decided.get(union.pointer);
      if (decision === undefined) undecided.push(union);
      else add(decision, true);
    }
  };

  for (const pointer of pointers) {
    if (pointers.size > MOST_JOINED) break;
    const node = schemas.at(pointer);
    if (node === false) impossible = true;
    if (!isNode(node)) continue;
    const isJoined = joined.has(pointer);
    const reference = own(node, '$ref') ?? own(node, '$dynamicRef');
    const target = typeof reference === 'string' ? schemas.target(pointer, reference) : undefined;
    if (target !== undefined) add(target, isJoined);
    // Before 3.1 what stands beside a reference says nothing.
    if (typeof own(node, '$ref') !== 'string' || schemas.version >= '3.1')
      read({ pointer, node, joined: isJoined });
  }
  return { list, pointers, undecided, impossible };
}
