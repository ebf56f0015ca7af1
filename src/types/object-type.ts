import { isNode, type Node, nodeOf, own } from '../document/node.ts';
import type { Pointer } from '../document/operation.ts';
import { inMember, isComposed, type Place, type TypeAt, untold } from './place.ts';
import { textsIn } from './required.ts';
import type { Sides } from './side.ts';
import { atom, keyOf, objectOf, type TypeText, textOf, UNKNOWN, union } from './text.ts';

const UNNAMED = '{ [key: string]: unknown }';

export interface ObjectTypeOptions {
  readonly sides: Sides;
  readonly remarkOf: (pointer: Pointer) => string;
}

/** Writes the types of objects. */
export function createObjectType(
  { sides, remarkOf }: ObjectTypeOptions,
  typeAt: TypeAt,
): (node: Node, place: Place) => TypeText {
  const memberType = (name: string, place: Place, isRequired: boolean): readonly string[] => {
    const at = inMember(place, 'properties', name);
    const presence = sides.presenceOf(at.pointer, isRequired, place.side);
    if (presence === 'absent') return [];
    const modifier = sides.isReadOnly(at.pointer) ? 'readonly ' : '';
    const mark = presence === 'optional' ? '?' : '';
    return [`${remarkOf(at.pointer)}${modifier}${keyOf(name)}${mark}: ${textOf(typeAt(at))}`];
  };

  /** Type of members without a name of their own; null where there is none. */
  const restType = (node: Node, place: Place): TypeText | null => {
    const additional = own(node, 'additionalProperties');
    const patterns = Object.keys(nodeOf(own(node, 'patternProperties'))).map((pattern) =>
      typeAt(inMember(place, 'patternProperties', pattern)),
    );
    const isOpen = additional === true || isNode(additional);
    if (!isOpen && patterns.length === 0) return null;
    const rest = isNode(additional) ? typeAt(inMember(place, 'additionalProperties')) : untold(place);
    return union(isOpen ? [rest, ...patterns] : patterns);
  };

  /** An index signature holds for all members, so it has to allow what those with names may be. */
  const withRest = (node: Node, members: readonly string[], place: Place): TypeText => {
    const rest = restType(node, place);
    if (rest === null) return objectOf(members);
    const named = Object.keys(nodeOf(own(node, 'properties'))).map((name) =>
      typeAt(inMember(place, 'properties', name)),
    );
    const isWider = named.some((type) => textOf(type) !== textOf(rest));
    const mayLack = members.length > 0 ? [atom('undefined')] : [];
    const all = isWider ? union([rest, ...named, ...mayLack]) : union([rest, ...mayLack]);
    return objectOf([...members, `[key: string]: ${textOf(all)}`]);
  };

  const objectType = (node: Node, place: Place): TypeText => {
    const excused = sides.excused(place.pointer, place.side);
    const required = new Set([...textsIn(own(node, 'required')), ...place.required]);
    const names = Object.keys(nodeOf(own(node, 'properties')));
    const unnamed = isComposed(node)
      ? []
      : textsIn(own(node, 'required')).filter((name) => !names.includes(name) && !excused.has(name));
    const members = [
      ...names.flatMap((name) => memberType(name, place, required.has(name))),
      ...unnamed.map((name) => `${keyOf(name)}: unknown`),
    ];
    const isOpen = own(node, 'additionalProperties') !== false;
    const saysNothing =
      members.length === 0 && names.length === 0 && isOpen && restType(node, place) === null;
    if (!saysNothing) return withRest(node, members, place);
    return isComposed(node) ? UNKNOWN : atom(place.side === 'cast' ? '{ [key: string]: string }' : UNNAMED);
  };

  return objectType;
}
