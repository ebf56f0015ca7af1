import { isNode, listOf, type Node, own } from '../document/node.ts';
import { below, type Place, type TypeAt, untold } from './place.ts';
import { arrayOf, atom, type TypeText, textOf } from './text.ts';

/** Writes the types of arrays. Since 3.1 the first items may have schemas of their own. */
export function createListType(
  isJsonSchema: boolean,
  typeAt: TypeAt,
): (node: Node, place: Place) => TypeText {
  const itemsOf = (node: Node, place: Place): TypeText =>
    isNode(own(node, 'items')) ? typeAt({ ...below(place, 'items'), isListed: true }) : untold(place);

  /** First items, those beyond `minItems` optional, and what may follow. */
  const tupleOf = (node: Node, prefix: readonly unknown[], place: Place): TypeText => {
    const least = own(node, 'minItems');
    const most = own(node, 'maxItems');
    const first = prefix.map((_, index) => {
      const { parts, operator } = typeAt({ ...below(place, 'prefixItems', index), isListed: true });
      const text = textOf({ parts, operator });
      if (typeof least === 'number' && index < least) return text;
      return operator === null ? `${text}?` : `(${text})?`;
    });
    const isClosed = own(node, 'items') === false || (typeof most === 'number' && most <= prefix.length);
    return atom(
      `[${[...first, ...(isClosed ? [] : [`...${textOf(arrayOf(itemsOf(node, place)))}`])].join(', ')}]`,
    );
  };

  const listType = (node: Node, place: Place): TypeText => {
    const prefix = isJsonSchema ? listOf(own(node, 'prefixItems')) : [];
    return prefix.length > 0 ? tupleOf(node, prefix, place) : arrayOf(itemsOf(node, place));
  };

  return listType;
}
