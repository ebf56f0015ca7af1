import type { Pointer, Schemas } from '../document/operation.ts';

/** An object of the document. Read with {@link own}: its names come from outside. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: Node = Object.freeze({});

export const nodeOf = (value: unknown): Node => (isNode(value) ? value : NOTHING);

export const own = (node: Node, name: string): unknown =>
  Object.hasOwn(node, name) ? node[name] : undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const HOPS = 100;

/** Where the references at a pointer lead in the end; as far as they lead, where that is nowhere or a circle. */
export function throughReferences(schemas: Schemas, pointer: Pointer): Pointer {
  let at = pointer;
  for (let hops = 0; hops < HOPS; hops += 1) {
    const reference = own(nodeOf(schemas.at(at)), '$ref');
    const target = typeof reference === 'string' ? schemas.target(at, reference) : undefined;
    if (target === undefined) return at;
    at = target;
  }
  return at;
}

/** The object at a pointer through its references; an empty one where there is none. */
export const nodeAt = (schemas: Schemas, pointer: Pointer): Node =>
  nodeOf(schemas.at(throughReferences(schemas, pointer)));
