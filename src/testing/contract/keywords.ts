import type { Facets } from '../../mock/facets.ts';
import { listOf, type Node, own } from '../../mock/node.ts';

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
