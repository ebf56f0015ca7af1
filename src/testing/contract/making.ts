import type { Arbitrary } from 'fast-check';
import type { Pointer, Schemas } from '../../document/operation.ts';
import { type Decisions, gather } from '../../mock/facets.ts';
import { own } from '../../mock/node.ts';
import type { FastCheck } from './sift.ts';
import type { MakeTexts } from './texts.ts';

/** Null: nothing fits that could be made. */
export type Values = Arbitrary<unknown> | null;

/** What values are made with, those of members within those around them. */
export interface Making {
  readonly fc: FastCheck;
  readonly schemas: Schemas;
  /** Whether texts are of letters, digits, `-` and `_` where nothing else is asked for, and there is no null: in header fields and cookies. */
  readonly plain: boolean;
  /** Values that fit all of some schemas, this deep within a whole. */
  readonly place: (pointers: readonly Pointer[], depth: number) => Values;
  readonly anything: () => Arbitrary<unknown>;
  readonly texts: MakeTexts;
}

/** Levels down to which optional members are made, and below which there is nothing, however required. */
export const FULL = 4;
export const DEEPEST = 12;

/** Items and members that there are at most, however many are asked for. */
export const MOST = 50;

export const UNDECIDED: Decisions = new Map();

/** Whether the server alone writes a value, so that no request holds it. */
export const isForeign = (schemas: Schemas, pointers: readonly Pointer[]): boolean =>
  gather(schemas, pointers, UNDECIDED).list.some(({ node }) => own(node, 'readOnly') === true);
