import type { Version } from '../document/operation.ts';
import type { Facet } from './facets.ts';
import { listOf, type Node, own } from './node.ts';
import { asType, typesOf } from './types.ts';

const sameAs =
  (value: unknown) =>
  (other: unknown): boolean =>
    value === other || JSON.stringify(value) === JSON.stringify(other);

/** The values that one schema allows; null where it names none. */
const allowedBy = (node: Node): readonly unknown[] | null => {
  if (Object.hasOwn(node, 'const')) return [own(node, 'const')];
  const values = listOf(own(node, 'enum'));
  return values.length === 0 ? null : values;
};

const examplesIn = (node: Node): readonly unknown[] =>
  [own(node, 'example'), ...listOf(own(node, 'examples')).slice(0, 1), own(node, 'default')].filter(
    (value) => value !== undefined,
  );

/** An object that a part gives as its example says nothing of the other parts. */
const isWhole = ({ joined }: Facet, value: unknown, facets: readonly Facet[]): boolean =>
  !joined ||
  typeof value !== 'object' ||
  facets.filter(({ node }) => own(node, 'properties') !== undefined).length <= 1;

const nullLast = (a: unknown, b: unknown): number => Number(a === null) - Number(b === null);

/** The value that a document itself gives for some schemas: an example, a default, or one of those allowed; undefined where it gives none that can be right. */
export function knownValue(facets: readonly Facet[], version: Version, withExamples: boolean): unknown {
  const types = typesOf(
    facets.map(({ node }) => node),
    version,
  );
  const allowed = facets.map(({ node }) => allowedBy(node)).filter((values) => values !== null);
  const given = withExamples
    ? facets.flatMap((facet) => examplesIn(facet.node).filter((value) => isWhole(facet, value, facets)))
    : [];
  return [...given, ...(allowed[0] ?? []).toSorted(nullLast)]
    .map((value) => (allowed.length > 0 && types === null ? value : asType(value, types)))
    .find((value) => value !== undefined && allowed.every((values) => values.some(sameAs(value))));
}
