import type { Pointer, Schemas } from '../document/operation.ts';
import { familyOf } from './family.ts';
import { isNode } from './node.ts';
import { memberOf } from './pointer.ts';

/** Which way a value travels: `readOnly` properties are of responses only, `writeOnly` ones of requests only. */
export type Direction = 'request' | 'response';

/** Names of the properties that a schema, or a member of its `allOf`, keeps for the other direction. */
export type ForeignNames = (pointer: Pointer) => ReadonlySet<string>;

const FOREIGN: Record<Direction, 'readOnly' | 'writeOnly'> = { request: 'readOnly', response: 'writeOnly' };

export const compileForeignNames = (schemas: Schemas, direction: Direction): ForeignNames => {
  const isForeign = (pointer: Pointer): boolean =>
    familyOf(schemas, pointer).some(({ node }) => node[FOREIGN[direction]] === true);

  return (pointer) => {
    const names = new Set<string>();
    for (const { pointer: at, node } of familyOf(schemas, pointer)) {
      const properties = isNode(node['properties']) ? Object.keys(node['properties']) : [];
      for (const name of properties) if (isForeign(memberOf(`${at}/properties`, name))) names.add(name);
    }
    return names;
  };
};
