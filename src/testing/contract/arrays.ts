import type { Arbitrary } from 'fast-check';
import type { Facets } from '../../mock/facets.ts';
import { itemsOf, prefixOf } from '../../mock/members.ts';
import { own } from '../../mock/node.ts';
import { lengthsOf } from '../../mock/text.ts';
import { isUnique, nodesOf, same } from './keywords.ts';
import { FULL, type Making, MOST, type Values } from './making.ts';

/** Items beyond those that have to be there. */
const MORE = 3;

/** Makes the arrays that fit some schemas. */
export function createArrays({ fc, place }: Making) {
  const itemsWithin = (
    items: Arbitrary<unknown>,
    facets: Facets,
    minLength: number,
    maxLength: number,
  ): Arbitrary<unknown[]> => {
    const nodes = nodesOf(facets);
    const asked = Number(nodes.some((node) => own(node, 'contains') !== undefined));
    const bounds = { minLength: Math.min(maxLength, Math.max(minLength, asked)), maxLength };
    return isUnique(nodes) ? fc.uniqueArray(items, { ...bounds, comparator: same }) : fc.array(items, bounds);
  };

  return (facets: Facets, depth: number): Values => {
    const { least, most } = lengthsOf(nodesOf(facets), 'minItems', 'maxItems', MOST);
    const prefix = prefixOf(facets.list)
      .slice(0, most)
      .map((pointers) => place(pointers, depth + 1));
    const first = prefix.filter((one) => one !== null);
    if (first.length < prefix.length) return least === 0 ? fc.constant([]) : null;
    const items = place(itemsOf(facets.list), depth + 1);
    const minLength = Math.max(0, least - first.length);
    if (items === null && minLength > 0) return null;
    const room = Math.max(0, most - first.length);
    const maxLength = Math.min(room, minLength + (depth >= FULL ? 0 : MORE));
    const rest =
      items === null ? fc.constant<unknown[]>([]) : itemsWithin(items, facets, minLength, maxLength);
    return first.length === 0
      ? rest
      : fc.tuple(fc.tuple(...first), rest).map(([head, tail]) => [...head, ...tail]);
  };
}
