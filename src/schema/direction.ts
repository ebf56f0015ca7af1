import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { familyOf } from './family.ts';
import { isNode } from './node.ts';
import { remembering } from './remembering.ts';

/** Which way a value travels: `readOnly` properties are of responses only, `writeOnly` ones of requests only. */
export type Direction = 'request' | 'response';

/** What a schema keeps for the other direction. */
export interface Foreign {
  /** Names of the properties that a schema, or a member of its `allOf`, keeps for the other direction. */
  readonly names: (pointer: Pointer) => ReadonlySet<string>;
  /** Whether the schema at a pointer is for the other direction itself. */
  readonly is: (pointer: Pointer) => boolean;
}

const FOREIGN: Record<Direction, 'readOnly' | 'writeOnly'> = { request: 'readOnly', response: 'writeOnly' };

export const compileForeign = (schemas: Schemas, direction: Direction): Foreign => {
  const is = remembering((pointer): boolean =>
    familyOf(schemas, pointer).some(({ node }) => node[FOREIGN[direction]] === true),
  );

  return {
    is,
    names: (pointer) => {
      const names = new Set<string>();
      for (const { pointer: at, node } of familyOf(schemas, pointer)) {
        const properties = isNode(node['properties']) ? Object.keys(node['properties']) : [];
        for (const name of properties) if (is(memberOf(`${at}/properties`, name))) names.add(name);
      }
      return names;
    },
  };
};
