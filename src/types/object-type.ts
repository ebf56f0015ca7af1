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

interface Member {
  readonly name: string;
  readonly type: TypeText;
}

/** Writes the types of objects. */
export function createObjectType(
  { sides, remarkOf }: ObjectTypeOptions,
  typeAt: TypeAt,
): (node: Node, place: Place) => TypeText {
  const memberText = ({ name, type }: Member, place: Place, isRequired: boolean): readonly string[] => {
    const { pointer } = inMember(place, 'properties', name);
    const presence = sides.presenceOf(pointer, isRequired, place.side);
    if (presence === 'absent') return [];
    const modifier = sides.isReadOnly(pointer) ? 'readonly ' : '';
    const mark = presence === 'optional' ? '?' : '';
    return [`${remarkOf(pointer)}${modifier}${keyOf(name)}${mark}: ${textOf(type)}`];
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
  const withRest = (rest: TypeText, named: readonly Member[], texts: readonly string[]): TypeText => {
    const types = named.map(({ type }) => type);
    const isWider = types.some((type) => textOf(type) !== textOf(rest));
    const mayLack = texts.length > 0 ? [atom('undefined')] : [];
    const all = isWider ? union([rest, ...types, ...mayLack]) : union([rest, ...mayLack]);
    return objectOf([...texts, `[key: string]: ${textOf(all)}`]);
  };

  /** Names that the schema requires without saying what they are: one that is joined of others leaves that to these. */
  const unnamedIn = (node: Node, place: Place, names: readonly string[]): readonly string[] => {
    if (isComposed(node)) return [];
    const excused = sides.excused(place.pointer, place.side);
    return textsIn(own(node, 'required')).filter((name) => !names.includes(name) && !excused.has(name));
  };

  const objectType = (node: Node, place: Place): TypeText => {
    const required = new Set([...textsIn(own(node, 'required')), ...place.required]);
    const names = Object.keys(nodeOf(own(node, 'properties')));
    const named = names.map((name) => ({ name, type: typeAt(inMember(place, 'properties', name)) }));
    const rest = restType(node, place);
    const unnamed = textOf(rest ?? untold(place));
    const texts = [
      ...named.flatMap((member) => memberText(member, place, required.has(member.name))),
      ...unnamedIn(node, place, names).map((name) => `${keyOf(name)}: ${unnamed}`),
    ];
    if (rest !== null) return withRest(rest, named, texts);
    const isOpen = own(node, 'additionalProperties') !== false;
    const saysNothing = texts.length === 0 && names.length === 0 && isOpen;
    if (!saysNothing) return objectOf(texts);
    return isComposed(node) ? UNKNOWN : atom(place.side === 'cast' ? '{ [key: string]: string }' : UNNAMED);
  };

  return objectType;
}
