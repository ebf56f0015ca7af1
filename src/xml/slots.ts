import { encodeName, isName, splitName, type XmlName } from './names.ts';
import type { NodeType, Outline, OutlineOf } from './outline.ts';

/** Where a property of an object stands in its element. */
export interface Slot {
  readonly property: string;
  /** `list` is repeated elements, one for each item; `group` is the nodes of an object, without an element of its own. */
  readonly kind: 'attribute' | 'element' | 'text' | 'cdata' | 'list' | 'group';
  /** Of the attribute, the element or, for a list, each item. */
  readonly name: XmlName;
  /** Whether the name is that of a schema referred to; the property's own is understood too then. */
  readonly isNameShared: boolean;
  readonly value: Outline;
  readonly required: boolean;
}

/** Nothing is said of the value. */
export const isFree = ({ types, properties, additional, items, prefixItems }: Outline): boolean =>
  types.size + properties.size + additional.length + items.length + prefixItems.size === 0;

const SCALARS = ['string', 'number', 'integer', 'boolean'] as const;

export const canBeObject = ({ types }: Outline): boolean => types.has('object');

export const canBeArray = ({ types }: Outline): boolean => types.has('array');

export const canBeScalar = (outline: Outline): boolean =>
  SCALARS.some((type) => outline.types.has(type)) || !(canBeObject(outline) || canBeArray(outline));

/** Whether the value is a list, rather than a list among other things that are written as elements too. */
const isList = (outline: Outline): boolean => canBeArray(outline) && !canBeObject(outline);

/** What kind of node a schema stands for (3.2 XML Object, `nodeType`; before that `attribute` and `wrapped`). */
export function nodeTypeOf(outline: Outline): NodeType {
  const { nodeType, attribute, wrapped } = outline.xml;
  if (nodeType !== undefined) return nodeType;
  if (attribute && !isList(outline)) return 'attribute';
  return canBeArray(outline) && !wrapped ? 'none' : 'element';
}

/** The name of a node: as its schema says, else as inferred. What is no XML name is encoded. */
export function nameOf({ xml }: Outline, inferred: string): XmlName {
  const [prefix, local] = splitName(xml.name ?? '');
  const isQualified = prefix !== '' && isName(prefix) && isName(local);
  const given = isQualified ? local : (xml.name ?? inferred);
  const usual = xml.prefix ?? (isQualified ? prefix : undefined);
  return {
    local: xml.name !== undefined && isName(given) ? given : encodeName(given),
    prefix: usual !== undefined && isName(usual) && !/^xml./i.test(usual) ? usual : undefined,
    namespace: xml.namespace,
  };
}

/** The outline of the items of a list; of one at an index where lists have a beginning of their own. */
export const itemOf = ({ prefixItems, items }: Outline, outlineOf: OutlineOf, index: number): Outline =>
  outlineOf(prefixItems.get(index) ?? items);

/**
 * The name of the items of a list: as their schema says, else as the list's own if it has an element, else as inferred. Only at
 * the root, where nothing else names them, their component does.
 */
export function itemNameOf(list: Outline, item: Outline, inferred: string): XmlName {
  const isWrapped = nodeTypeOf(list) === 'element';
  return nameOf(item, (isWrapped ? list.xml.name : undefined) ?? inferred);
}

const kindOf = (outline: Outline): Slot['kind'] => {
  const nodeType = nodeTypeOf(outline);
  if (nodeType !== 'none') return nodeType;
  if (canBeArray(outline)) return 'list';
  return canBeObject(outline) ? 'group' : 'text';
};

/** Where a property stands, whose schemas are known. Within itself, a group has to be an element. */
export function slotOf(
  property: string,
  value: Outline,
  outlineOf: OutlineOf,
  { required = false, isWithin = false }: { readonly required?: boolean; readonly isWithin?: boolean } = {},
): Slot {
  const kind = isWithin && kindOf(value) === 'group' ? 'element' : kindOf(value);
  const item = kind === 'list' ? itemOf(value, outlineOf, 0) : value;
  return {
    property,
    kind,
    name: kind === 'list' ? itemNameOf(value, item, property) : nameOf(value, property),
    isNameShared: item.isNameShared,
    value,
    required,
  };
}

/** Groups within groups. */
const MOST_GROUPS = 10;

/** Two properties of one referred schema would have the same name: then each has its own. */
function toDistinct(slots: readonly Slot[]): readonly Slot[] {
  const counts = new Map<string, number>();
  for (const { name } of slots) counts.set(name.local, (counts.get(name.local) ?? 0) + 1);
  return slots.map((slot) =>
    slot.isNameShared && (counts.get(slot.name.local) ?? 0) > 1
      ? { ...slot, name: { ...slot.name, local: encodeName(slot.property) } }
      : slot,
  );
}

/** The slots of all properties, in the order of the document. `trail` holds the objects of which this one is a group. */
export function slotsOf(
  outline: Outline,
  outlineOf: OutlineOf,
  trail: readonly Outline[] = [],
): readonly Slot[] {
  const slots = [...outline.properties].map(([property, pointers]) => {
    const value = outlineOf(pointers);
    return slotOf(property, value, outlineOf, {
      required: outline.required.has(property),
      isWithin: value === outline || trail.includes(value) || trail.length >= MOST_GROUPS,
    });
  });
  return toDistinct(slots);
}
