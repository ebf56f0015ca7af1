import type { Arbitrary } from 'fast-check';
import type { Pointer, Schemas } from '../../document/operation.ts';
import { type Decisions, type Facets, gather } from '../../mock/facets.ts';
import { listOf, type Node, own } from '../../mock/node.ts';
import type { FastCheck } from './sift.ts';

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
}

/** Levels down to which optional members are made, and below which there is nothing, however required. */
export const FULL = 4;
export const DEEPEST = 12;

/** Items and members that there are at most, however many are asked for. */
export const MOST = 50;

export const UNDECIDED: Decisions = new Map();

export const nodesOf = ({ list }: Facets): readonly Node[] => list.map(({ node }) => node);

export const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

export const numbersIn = (nodes: readonly Node[], name: string): readonly number[] =>
  nodes.map((node) => own(node, name)).filter((value) => typeof value === 'number');

export const textsIn = (nodes: readonly Node[], name: string): readonly string[] =>
  nodes.map((node) => own(node, name)).filter((value) => typeof value === 'string');

/** Whether an object may hold no members but those that are named. */
export const isClosed = (nodes: readonly Node[]): boolean =>
  nodes.some(
    (node) => own(node, 'additionalProperties') === false || own(node, 'unevaluatedProperties') === false,
  );

export const isUnique = (nodes: readonly Node[]): boolean =>
  nodes.some((node) => own(node, 'uniqueItems') === true);

/** The values that are listed, by all that list some; null where none does. */
export function listedIn(nodes: readonly Node[]): readonly unknown[] | null {
  const lists = nodes.flatMap((node): (readonly unknown[])[] => {
    if (Object.hasOwn(node, 'const')) return [[own(node, 'const')]];
    return Array.isArray(own(node, 'enum')) ? [listOf(own(node, 'enum'))] : [];
  });
  const [first, ...others] = lists;
  return first === undefined
    ? null
    : first.filter((value) => others.every((list) => list.some((one) => same(one, value))));
}

/** Whether the server alone writes a value, so that no request holds it. */
export const isForeign = (schemas: Schemas, pointers: readonly Pointer[]): boolean =>
  gather(schemas, pointers, UNDECIDED).list.some(({ node }) => own(node, 'readOnly') === true);
