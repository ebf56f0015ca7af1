import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { isNode, nodesOf, type SchemaNode } from './node.ts';

export interface Relative {
  readonly pointer: Pointer;
  readonly node: SchemaNode;
}

/** The schema at a pointer with all that it is joined of: what its `$ref` leads to and the members of its `allOf`, each once. */
export function familyOf(schemas: Schemas, pointer: Pointer): readonly Relative[] {
  const seen = new Set<Pointer>([pointer]);
  const family: Relative[] = [];
  for (const at of seen) {
    const node = schemas.at(at);
    if (!isNode(node)) continue;
    const target = typeof node['$ref'] === 'string' ? schemas.target(at, node['$ref']) : undefined;
    if (target !== undefined) seen.add(target);
    if (target !== undefined && schemas.version < '3.1') continue;
    family.push({ pointer: at, node });
    for (const index of nodesOf(node['allOf']).keys()) seen.add(memberOf(`${at}/allOf`, index));
  }
  return family;
}
