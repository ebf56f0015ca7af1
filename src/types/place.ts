import { listOf, type Node, own } from '../document/node.ts';
import type { Pointer } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import type { Side } from './side.ts';
import { atom, type TypeText, UNKNOWN } from './text.ts';

/** Where a type is being written. */
export interface Place {
  readonly pointer: Pointer;
  readonly side: Side;
  /** The schema whose declaration this is part of, with no member of an object in between; null where there is none. */
  readonly home: Pointer | null;
  /** Whether a list is between that and this. */
  readonly isListed: boolean;
  /** Whether this is part of what a schema is joined of, or chooses from. */
  readonly isPart: boolean;
  /** Names that a schema around this one requires of the same object. */
  readonly required: readonly string[];
  /** Schemas that are written out here rather than referred to. */
  readonly trail: readonly Pointer[];
}

/** Writes the type of the schema at a place. */
export type TypeAt = (place: Place) => TypeText;

/** Within a schema. */
export const below = (place: Place, ...names: readonly (string | number)[]): Place => ({
  ...place,
  pointer: memberOf(place.pointer, ...names),
  isPart: false,
  required: [],
});

/** Within a member of an object, whose type TypeScript looks at only when it is asked for. */
export const inMember = (place: Place, ...names: readonly (string | number)[]): Place => ({
  ...below(place, ...names),
  home: null,
  isListed: false,
});

/** Where nothing is said. A text that is cast stays a text then. */
export const untold = ({ side }: Place): TypeText => (side === 'cast' ? atom('string') : UNKNOWN);

const COMPOSING = ['allOf', 'oneOf', 'anyOf'];

/** Whether a schema is joined of others, or chooses from them. */
export const isComposed = (node: Node): boolean =>
  COMPOSING.some((keyword) => listOf(own(node, keyword)).length > 0);
