import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { isNode } from './node.ts';
import { remembering } from './remembering.ts';

/**
 * Where `$dynamicRef` leads: the outermost schema resource on the way here that holds the anchor (JSON Schema 2020-12 §8.2.3.2).
 * The way is known while a schema is translated, so that each scope gets its own translation and none is left to the check.
 */
export interface Scope {
  /** Equal scopes have equal keys. */
  readonly key: string;
  readonly anchors: ReadonlyMap<string, Pointer>;
}

export const NO_SCOPE: Scope = { key: '', anchors: new Map() };

// Their content is data, in which nothing is an anchor.
const DATA = new Set(['const', 'enum']);

const isResource = (node: unknown): boolean => isNode(node) && typeof node['$id'] === 'string';

const parentOf = (pointer: Pointer): Pointer => pointer.slice(0, pointer.lastIndexOf('/'));

/** The pointer of the schema resource that holds a schema: the nearest `$id` around it, else the schema itself. */
const resourceOf = (schemas: Schemas, pointer: Pointer): Pointer => {
  for (let at = pointer; ; at = parentOf(at)) {
    if (isResource(schemas.at(at))) return at;
    if (!at.includes('/', at.indexOf('#') + 1)) return pointer;
  }
};

const anchorsOf = (root: unknown, resource: Pointer): ReadonlyMap<string, Pointer> => {
  const anchors = new Map<string, Pointer>();
  const waiting: [unknown, Pointer][] = [[root, resource]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, pointer] = next;
    if (typeof node !== 'object' || node === null) continue;
    if (pointer !== resource && isResource(node)) continue;
    if (isNode(node) && typeof node['$dynamicAnchor'] === 'string')
      anchors.set(node['$dynamicAnchor'], pointer);
    for (const [name, child] of Object.entries(node))
      if (!DATA.has(name)) waiting.push([child, memberOf(pointer, name)]);
  }
  return anchors;
};

/** Scope after a schema has been entered from a scope. */
export type Enter = (scope: Scope, pointer: Pointer) => Scope;

export const compileEnter = (schemas: Schemas): Enter => {
  const anchorsIn = remembering((resource) => anchorsOf(schemas.at(resource), resource));
  const anchorsAt = remembering((pointer) => anchorsIn(resourceOf(schemas, pointer)));

  return (scope, pointer) => {
    const inner = anchorsAt(pointer);
    if ([...inner.keys()].every((name) => scope.anchors.has(name))) return scope;
    const anchors = new Map([...inner, ...scope.anchors]);
    return { key: JSON.stringify([...anchors].sort()), anchors };
  };
};
