import { isNode } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { remembering } from '../schema/remembering.ts';
import { subschemasOf, targetOf } from './subschemas.ts';

/** How one schema stands in another: as what it joins, as what it may be, or as what its lists hold. */
type Link = 'join' | 'choice' | 'item';

interface Edge {
  readonly target: Pointer;
  readonly link: Link;
}

const LINKS: Readonly<Record<string, Link>> = {
  allOf: 'join',
  oneOf: 'choice',
  anyOf: 'choice',
  items: 'item',
  prefixItems: 'item',
};

/**
 * Which schemas lead back to themselves without a member of an object in between. TypeScript takes no such type but through an alias,
 * and through that only where a list is in between.
 */
export interface Loops {
  /** Whether two schemas lead to each other. */
  readonly areTied: (a: Pointer, b: Pointer) => boolean;
  /** Whether they do so with no list in between. */
  readonly areKnotted: (a: Pointer, b: Pointer) => boolean;
  /** Whether there is a way from one to the other by nothing but choices, which is no type at all. */
  readonly isChoiceOf: (from: Pointer, to: Pointer) => boolean;
}

export function createLoops(schemas: Schemas): Loops {
  const read = (pointer: Pointer, link: Link): readonly Edge[] => {
    const node = schemas.at(pointer);
    if (!isNode(node)) return [];
    const target = targetOf(schemas, node, pointer);
    return [
      ...(target === undefined ? [] : [{ target, link }]),
      ...subschemasOf(node, pointer).flatMap(({ keyword, pointer: at }) => {
        const own = LINKS[keyword];
        return own === undefined ? [] : read(at, link === 'item' ? link : own);
      }),
    ];
  };
  const edgesOf = remembering((pointer) => read(pointer, 'choice'));

  const reachable = (links: readonly Link[]): ((pointer: Pointer) => ReadonlySet<Pointer>) =>
    remembering((start) => {
      const found = new Set<Pointer>();
      const open = [start];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        for (const { target, link } of edgesOf(at)) {
          if (!links.includes(link) || found.has(target)) continue;
          found.add(target);
          open.push(target);
        }
      }
      return found;
    });

  const all = reachable(['join', 'choice', 'item']);
  const near = reachable(['join', 'choice']);
  const chosen = reachable(['choice']);
  return {
    areTied: (a, b) => all(a).has(b) && all(b).has(a),
    areKnotted: (a, b) => near(a).has(b) && near(b).has(a),
    isChoiceOf: (from, to) => chosen(from).has(to),
  };
}
