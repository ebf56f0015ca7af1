import { isNode, listOf, type Node, nodeOf, own, textOf as stringOf } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { isBinary, isTypeName } from '../document/shape.ts';
import { commentOf } from './comment.ts';
import { createListType } from './list-type.ts';
import type { Loops } from './loops.ts';
import { createObjectType } from './object-type.ts';
import { below, isComposed, type Place, untold } from './place.ts';
import { declaredBy, guarantees, isBareRequirement, requiredBy, textsIn } from './required.ts';
import { isWrittenOut, type Side, type Sides } from './side.ts';
import { targetOf } from './subschemas.ts';
import { tagType } from './tags.ts';
import {
  atom,
  intersection,
  isUnknown,
  literalOf,
  NEVER,
  NULL,
  quote,
  type TypeText,
  textOf,
  UNKNOWN,
  union,
} from './text.ts';

export interface SchemaTypesOptions {
  readonly schemas: Schemas;
  readonly sides: Sides;
  readonly loops: Loops;
  /** How a type that has a name is called, from outside or from within its own declaration. */
  readonly nameOf: (pointer: Pointer, side: Side, isWithin: boolean) => string;
  /** Type of texts and numbers of a format, by sides. */
  readonly scalarOf: (
    type: 'string' | 'number' | 'integer',
    format: string | undefined,
    side: Side,
  ) => TypeText;
}

/** Writes the type of the schema at a pointer. */
export interface SchemaTypes {
  /** Of a schema that stands in an operation, or within another. */
  readonly of: (pointer: Pointer, side: Side) => TypeText;
  /** Of a schema that has a name, written out. */
  readonly declare: (pointer: Pointer, side: Side) => TypeText;
  /** Comment of what is declared with a schema. */
  readonly remarkOf: (pointer: Pointer) => string;
}

/** Schemas that one type writes out at most: alternatives that refer to the same schema double what it takes at each level. */
const MOST_WRITTEN_OUT = 1000;

export function createSchemaTypes({
  schemas,
  sides,
  loops,
  nameOf,
  scalarOf,
}: SchemaTypesOptions): SchemaTypes {
  const isJsonSchema = schemas.version >= '3.1';
  const nullable = schemas.version === '2.0' ? 'x-nullable' : 'nullable';
  const isNullable = (node: Node): boolean => !isJsonSchema && own(node, nullable) === true;

  const remarkOf = (pointer: Pointer): string => {
    const node = nodeOf(schemas.at(pointer));
    return commentOf({
      description: stringOf(own(node, 'description')) ?? stringOf(own(node, 'title')),
      format: stringOf(own(node, 'format')),
      default: own(node, 'default'),
      deprecated: own(node, 'deprecated') === true,
    });
  };

  // References

  let writtenOut = 0;

  /** A schema in the place of one that refers to it. */
  const inPlace = (target: Pointer, place: Place, write: (at: Place) => TypeText): TypeText => {
    if (place.trail.includes(target) || writtenOut >= MOST_WRITTEN_OUT) return UNKNOWN;
    writtenOut += 1;
    return write({ ...place, pointer: target, trail: [...place.trail, target] });
  };

  /** Whether a reference says no more than that the type is itself. */
  const saysItself = (target: Pointer, { side, home, isListed }: Place): boolean =>
    home !== null &&
    !isListed &&
    !isWrittenOut(side) &&
    loops.areTied(home, target) &&
    (home === target || loops.isChoiceOf(target, home));

  const refer = (target: Pointer, place: Place): TypeText => {
    const { side, home } = place;
    if (saysItself(target, place)) return UNKNOWN;
    if (isWrittenOut(side))
      return sides.differs(target, side)
        ? inPlace(target, place, typeAt)
        : refer(target, { ...place, side: 'client' });
    return atom(nameOf(target, side, home !== null && loops.areTied(home, target)));
  };

  /** A schema that another is joined of: where both lead to each other, without its alternatives. */
  const join = (place: Place): TypeText => {
    const { pointer, home, isListed } = place;
    const node = schemas.at(pointer);
    const target = isNode(node) ? targetOf(schemas, node, pointer) : undefined;
    const isKnotted =
      target !== undefined &&
      home !== null &&
      !isListed &&
      (home === target || loops.areKnotted(home, target));
    if (!isKnotted) return typeAt(place);
    const { oneOf: _, anyOf: __, $ref: ___, ...alone } = nodeOf(schemas.at(target));
    return inPlace(target, place, (at) => typeOf(alone, at));
  };

  // All of it

  const valuesOf = (node: Node): readonly unknown[] | undefined => {
    if (isJsonSchema && Object.hasOwn(node, 'const')) return [node['const']];
    const values = own(node, 'enum');
    return Array.isArray(values) && values.length > 0 ? values : undefined;
  };

  const typesOf = (node: Node): readonly string[] => {
    const type = own(node, 'type');
    const named = (Array.isArray(type) ? type : [type]).filter((one) => isTypeName(one) || one === 'file');
    if (named.length > 0) return named;
    if (
      ['properties', 'additionalProperties', 'patternProperties'].some((keyword) =>
        isNode(own(node, keyword)),
      )
    )
      return ['object'];
    if (own(node, 'items') !== undefined || own(node, 'prefixItems') !== undefined) return ['array'];
    return !isComposed(node) && textsIn(own(node, 'required')).length > 0 ? ['object'] : [];
  };

  const formatOf = (node: Node): string | undefined =>
    stringOf(own(node, 'format')) ?? (isBinary(node) ? 'binary' : undefined);

  const objectType = createObjectType({ sides, remarkOf }, (place) => typeAt(place));
  const listType = createListType(isJsonSchema, (place) => typeAt(place));

  const typeNamed = (type: string, node: Node, place: Place): TypeText => {
    if (type === 'object') return objectType(node, place);
    if (type === 'array') return listType(node, place);
    if (type === 'file') return scalarOf('string', 'binary', place.side);
    if (type === 'string' || type === 'number' || type === 'integer')
      return scalarOf(type, formatOf(node), place.side);
    return atom(type);
  };

  /** What a schema says without what it joins and chooses from. */
  const ownType = (node: Node, place: Place): TypeText => {
    const values = valuesOf(node);
    const types = typesOf(node);
    if (values !== undefined) return union(values.map(literalOf));
    return types.length === 0 ? UNKNOWN : union(types.map((type) => typeNamed(type, node, place)));
  };

  const joined = (node: Node, place: Place, required: readonly string[]): readonly TypeText[] =>
    listOf(own(node, 'allOf')).flatMap((part, index) =>
      isBareRequirement(part) ? [] : [join({ ...below(place, 'allOf', index), isPart: true, required })],
    );

  /** One of the alternatives; nothing is said where one of them says nothing. */
  const chosen = (node: Node, place: Place): readonly TypeText[] =>
    ['oneOf', 'anyOf'].flatMap((keyword) => {
      const branches = listOf(own(node, keyword));
      if (branches.length === 0) return [];
      return [union(branches.map((_, index) => branchType(keyword, index, place)))];
    });

  const branchType = (keyword: string, index: number, place: Place): TypeText => {
    const at = { ...below(place, keyword, index), isPart: true };
    const node = schemas.at(at.pointer);
    const target = isNode(node) ? targetOf(schemas, node, at.pointer) : undefined;
    if (target !== undefined && saysItself(target, at)) return NEVER;
    return intersection([tagType(schemas, place.pointer, at.pointer), typeAt(at)]);
  };

  const compose = (node: Node, place: Place): TypeText => {
    const required = [...requiredBy(node), ...place.required];
    const type = intersection([
      ownType(node, place),
      ...joined(node, place, required),
      ...chosen(node, place),
    ]);
    if (!isComposed(node)) return type;
    const declared = declaredBy(node);
    const excused = sides.excused(place.pointer, place.side);
    const missing = [...new Set(requiredBy(node))].filter(
      (name) => !declared.includes(name) && !excused.has(name) && !guarantees(schemas, place.pointer, name),
    );
    return missing.length === 0 || isUnknown(type)
      ? type
      : atom(`WithRequired<${textOf(type)}, ${missing.map(quote).join(' | ')}>`);
  };

  const typeOf = (node: Node, place: Place): TypeText => {
    const target = targetOf(schemas, node, place.pointer);
    const isReference = own(node, '$ref') !== undefined;
    const referred = target === undefined ? UNKNOWN : refer(target, place);
    if (isReference && !isJsonSchema) return referred;
    const type = intersection([referred, compose(node, place)]);
    if (isUnknown(type)) return place.isPart || isComposed(node) ? UNKNOWN : untold(place);
    return isNullable(node) ? union([type, NULL]) : type;
  };

  const typeAt = (place: Place): TypeText => {
    const node = schemas.at(place.pointer);
    if (node === false) return NEVER;
    if (isNode(node)) return typeOf(node, place);
    return place.isPart ? UNKNOWN : untold(place);
  };

  const write = (pointer: Pointer, side: Side, home: Pointer | null): TypeText => {
    writtenOut = 0;
    return typeAt({ pointer, side, home, isListed: false, isPart: false, required: [], trail: [] });
  };
  return {
    of: (pointer, side) => write(pointer, side, null),
    declare: (pointer, side) => write(pointer, side, pointer),
    remarkOf,
  };
}
