import { checkDefault } from '../document/default.ts';
import { isNode, listOf, nodeOf, own } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { locatedAt } from '../document/schemas.ts';
import { readDefault } from '../document/shape.ts';
import { memberOf } from '../problem/pointer.ts';
import { compileForeign } from '../schema/direction.ts';
import { remembering } from '../schema/remembering.ts';
import { subschemasOf, targetOf } from './subschemas.ts';

/**
 * For whom a type is written: for clients, who see both ways; for processes, who receive a body, with defaults filled in (`request`),
 * a body in parts (`parts`) or a parameter (`cast`), and who answer.
 */
export type Side = 'client' | 'request' | 'parts' | 'cast' | 'answer';

/** Sides whose types are written out where they differ, rather than named. */
export const isWrittenOut = (side: Side): boolean => side === 'cast' || side === 'parts';

const isReceived = (side: Side): boolean => side === 'request' || side === 'parts';

/** How a member of an object stands in its type. */
export type Presence = 'required' | 'optional' | 'absent';

/** What the sides make of a schema. */
export interface Sides {
  readonly presenceOf: (member: Pointer, isRequired: boolean, side: Side) => Presence;
  readonly isReadOnly: (schema: Pointer) => boolean;
  /** Names of properties that need not be there though a schema requires them. */
  readonly excused: (schema: Pointer, side: Side) => ReadonlySet<string>;
  /** Whether a schema, or one that it leads to, has another type for a side than for clients. */
  readonly differs: (schema: Pointer, side: Side) => boolean;
}

export interface SideOptions {
  /** Whether members that a body lacks are filled with the defaults of their schemas. */
  readonly bodyDefaults: boolean;
  /** Whether a schema alone, without those within it, becomes something else than clients write. */
  readonly isOther: (pointer: Pointer, side: Side) => boolean;
}

const NONE: ReadonlySet<string> = new Set();

export function createSides(schemas: Schemas, { bodyDefaults, isOther }: SideOptions): Sides {
  const inRequests = compileForeign(schemas, 'request');
  const inAnswers = compileForeign(schemas, 'response');

  /** Null fills a member where it is a value like any other. */
  const isFilled = remembering((member): boolean => {
    const found = bodyDefaults ? readDefault(schemas, locatedAt(schemas, member)) : undefined;
    if (found === undefined || checkDefault(found.node, found.value) !== null) return false;
    const values = own(found.node, 'enum');
    return found.value !== null || !Array.isArray(values) || values.includes(null);
  });

  const presenceOf: Sides['presenceOf'] = (member, isRequired, side) => {
    if (side === 'answer' && inAnswers.is(member)) return 'absent';
    if (isReceived(side) && inRequests.is(member)) return 'optional';
    return isRequired || (isReceived(side) && isFilled(member)) ? 'required' : 'optional';
  };

  const hasOtherMembers = (pointer: Pointer, side: Side): boolean => {
    const node = nodeOf(schemas.at(pointer));
    const required = listOf(own(node, 'required'));
    return Object.keys(nodeOf(own(node, 'properties'))).some((name) => {
      const member = memberOf(pointer, 'properties', name);
      const isRequired = required.includes(name);
      return presenceOf(member, isRequired, side) !== presenceOf(member, isRequired, 'client');
    });
  };

  /** Whether a schema differs without what it refers to, and what that is. */
  const look = (
    pointer: Pointer,
    side: Side,
  ): { readonly differs: boolean; readonly targets: readonly Pointer[] } => {
    const node = schemas.at(pointer);
    if (!isNode(node)) return { differs: side === 'cast', targets: [] };
    const target = targetOf(schemas, node, pointer);
    const within = subschemasOf(node, pointer).map((one) => look(one.pointer, side));
    const alone = isOther(pointer, side) || (side !== 'cast' && hasOtherMembers(pointer, side));
    return {
      differs: alone || within.some(({ differs }) => differs),
      targets: [...(target === undefined ? [] : [target]), ...within.flatMap(({ targets }) => targets)],
    };
  };

  const lookAt = {
    client: () => ({ differs: false, targets: [] }),
    request: remembering((pointer) => look(pointer, 'request')),
    answer: remembering((pointer) => look(pointer, 'answer')),
    parts: remembering((pointer) => look(pointer, 'parts')),
    cast: remembering((pointer) => look(pointer, 'cast')),
  };

  const search = (start: Pointer, side: Side): boolean => {
    const seen = new Set([start]);
    for (const pointer of seen) {
      const { differs, targets } = lookAt[side](pointer);
      if (differs) return true;
      for (const target of targets) seen.add(target);
    }
    return false;
  };

  const searched = {
    client: () => false,
    request: remembering((pointer) => search(pointer, 'request')),
    answer: remembering((pointer) => search(pointer, 'answer')),
    parts: remembering((pointer) => search(pointer, 'parts')),
    cast: remembering((pointer) => search(pointer, 'cast')),
  };

  return {
    presenceOf,
    isReadOnly: inRequests.is,
    excused: (schema, side) => {
      if (isReceived(side)) return inRequests.names(schema);
      return side === 'answer' ? inAnswers.names(schema) : NONE;
    },
    differs: (schema, side) => searched[side](schema),
  };
}
