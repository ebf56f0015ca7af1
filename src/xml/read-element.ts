import type { SchemaIssue } from '../problem/issue.ts';
import { memberOf, segment } from '../problem/pointer.ts';
import type { CastText } from './cast-text.ts';
import { isBlank, trimBlank } from './characters.ts';
import type { LookUp, Place } from './look-up.ts';
import { ATTRIBUTE_SIGN, TEXT_MEMBER } from './members.ts';
import { decodeName, isNamed } from './names.ts';
import type { Outline, OutlineOf } from './outline.ts';
import { XSI } from './scope.ts';
import { canBeArray, canBeObject, canBeScalar, isFree, itemOf, nameOf, nodeTypeOf, slotOf } from './slots.ts';
import type { XmlAttribute, XmlElement } from './tree.ts';

/** A list of a million bad items is no use to anyone. */
const MOST_ISSUES = 20;

const isOfInstance = ({ prefix, namespace }: XmlAttribute): boolean =>
  namespace === XSI || (namespace === undefined && prefix === 'xsi');

/** `xml:lang`, `xsi:type` and the like say something of the document, not of the value. */
const isIgnored = (attribute: XmlAttribute): boolean => attribute.prefix === 'xml' || isOfInstance(attribute);

const isNil = ({ attributes }: XmlElement): boolean =>
  attributes.some(
    (attribute) =>
      isOfInstance(attribute) &&
      attribute.local === 'nil' &&
      ['true', '1'].includes(trimBlank(attribute.value)),
  );

const textOf = ({ children }: XmlElement): string =>
  children.reduce<string>((text, child) => (typeof child === 'string' ? text + child : text), '');

const hasElements = ({ children }: XmlElement): boolean =>
  children.some((child) => typeof child !== 'string');

const pointerTo = (pointer: string, { path, slot }: Place): string =>
  memberOf(pointer, ...path, slot.property);

type Members = Record<string, unknown>;

/** A document may name a property `__proto__`; it becomes a member of its own. */
function setOwn(target: Members, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that a group stands for, made where it is not there yet. */
function groupAt(outermost: Members, path: readonly string[]): Members {
  let target = outermost;
  for (const name of path) {
    const inner = Object.hasOwn(target, name) ? target[name] : undefined;
    const members = isMembers(inner) ? inner : {};
    if (members !== inner) setOwn(target, name, members);
    target = members;
  }
  return target;
}

const pushTo = <Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void => {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
};

type Push = (pointer: string, code: string, message: string) => void;

const REPEATED = ['repeated', 'Must be given once.'] as const;
const ELEMENTS_WITHIN = ['type', 'Must be a text without elements.'] as const;
const TEXT_WITHIN = ['type', 'Must have no text between its elements.'] as const;

/** What reading one body needs of the schemas. Everything is found when it is first asked for, and kept. */
export interface Tools {
  readonly outlineOf: OutlineOf;
  readonly lookUpOf: (outline: Outline) => LookUp;
  readonly castOf: (outline: Outline) => CastText;
}

/** Reads the value of an element. */
export type ReadElement = (element: XmlElement, outline: Outline, pointer: string) => unknown;

export function createReadElement(
  { outlineOf, lookUpOf, castOf }: Tools,
  issues: SchemaIssue[],
): ReadElement {
  const push: Push = (pointer, code, message) => {
    if (issues.length < MOST_ISSUES) issues.push({ pointer, code, message });
  };

  const cast: (text: string, outline: Outline, pointer: string) => unknown = (text, outline, pointer) =>
    issues.length < MOST_ISSUES ? castOf(outline)(text, pointer, issues) : undefined;

  const readScalar: ReadElement = (element, outline, pointer) => {
    if (hasElements(element)) return push(pointer, ...ELEMENTS_WITHIN);
    return cast(textOf(element), outline, pointer);
  };

  const readItem = (element: XmlElement, list: Outline, index: number, pointer: string): unknown =>
    readElement(element, itemOf(list, outlineOf, index), pointer + segment(index));

  /** The elements of a list without an element of its own. One alone may be the value itself, where the schema allows that too. */
  const readList = (elements: readonly XmlElement[], list: Outline, pointer: string): unknown => {
    const [only] = elements;
    if (only !== undefined && elements.length === 1) {
      if (isNil(only) && list.nullable && !itemOf(list, outlineOf, 0).nullable) return null;
      if (canBeScalar(list) || canBeObject(list)) return readElement(only, list, pointer);
    }
    return elements.map((element, index) => readItem(element, list, index, pointer));
  };

  /** The items within the element of a list. Some may be texts (3.2). */
  const readItems: ReadElement = (element, list, pointer) => {
    const items: unknown[] = [];
    for (const child of element.children) {
      let item = itemOf(list, outlineOf, items.length);
      const isText = ['text', 'cdata'].includes(nodeTypeOf(item));
      if (typeof child === 'string') {
        if (isText) items.push(cast(child, item, pointer + segment(items.length)));
        else if (!isBlank(child)) push(pointer, ...TEXT_WITHIN);
        continue;
      }
      if (isText) {
        items.push('');
        item = itemOf(list, outlineOf, items.length);
      }
      const place = pointer + segment(items.length);
      if (item.xml.name !== undefined && !item.isNameShared && !isNamed(nameOf(item, ''), child))
        push(place, 'unknown', `Must be an element <${nameOf(item, '').local}>.`);
      items.push(readElement(child, item, place));
    }
    return items;
  };

  const readPlace = ({ slot }: Place, elements: readonly XmlElement[], pointer: string): unknown => {
    const [first] = elements;
    if (slot.kind === 'list' || first === undefined) return readList(elements, slot.value, pointer);
    if (elements.length > 1) return push(pointer, ...REPEATED);
    return readElement(first, slot.value, pointer);
  };

  /** What no schema names: each value by itself, or all as a list where there are several. */
  const readOthers = (elements: readonly XmlElement[], outline: Outline, pointer: string): unknown => {
    const slot = slotOf('', outlineOf(outline.additional), outlineOf);
    const [first] = elements;
    if (slot.kind === 'list') return readList(elements, slot.value, pointer);
    return first !== undefined && elements.length === 1
      ? readElement(first, slot.value, pointer)
      : elements.map((element, index) => readElement(element, slot.value, pointer + segment(index)));
  };

  const readAttribute = (
    members: Members,
    attribute: XmlAttribute,
    outline: Outline,
    pointer: string,
  ): void => {
    const place = lookUpOf(outline).attribute(attribute);
    if (place === undefined && isIgnored(attribute)) return;
    const additional = outlineOf(outline.additional);
    const sign = nodeTypeOf(additional) === 'attribute' ? '' : ATTRIBUTE_SIGN;
    const name = place?.slot.property ?? sign + decodeName(attribute.local);
    const target = groupAt(members, place?.path ?? []);
    const at = place === undefined ? pointer + segment(name) : pointerTo(pointer, place);
    if (Object.hasOwn(target, name)) push(at, ...REPEATED);
    else setOwn(target, name, cast(attribute.value, place?.slot.value ?? additional, at));
  };

  const readText = (members: Members, element: XmlElement, outline: Outline, pointer: string): void => {
    const text = textOf(element);
    const place = lookUpOf(outline).text;
    if (isBlank(text) && (place === undefined || hasElements(element))) return;
    if (place === undefined) {
      setOwn(members, TEXT_MEMBER, cast(text, outlineOf(outline.additional), pointer + segment(TEXT_MEMBER)));
      return;
    }
    const { value, required, property } = place.slot;
    // Nothing at all is an empty text only where there has to be one.
    if (text === '' && !(required && value.types.has('string'))) return;
    setOwn(groupAt(members, place.path), property, cast(text, value, pointerTo(pointer, place)));
  };

  const readObject = (element: XmlElement, outline: Outline, pointer: string): Members => {
    const members: Members = {};
    for (const attribute of element.attributes) readAttribute(members, attribute, outline, pointer);
    const found = new Map<Place, XmlElement[]>();
    const others = new Map<string, XmlElement[]>();
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      const place = lookUpOf(outline).element(child);
      if (place === undefined) pushTo(others, decodeName(child.local), child);
      else pushTo(found, place, child);
    }
    for (const [place, elements] of found)
      setOwn(
        groupAt(members, place.path),
        place.slot.property,
        readPlace(place, elements, pointerTo(pointer, place)),
      );
    readText(members, element, outline, pointer);
    for (const [name, elements] of others)
      if (Object.hasOwn(members, name)) push(pointer + segment(name), ...REPEATED);
      else setOwn(members, name, readOthers(elements, outline, pointer + segment(name)));
    return members;
  };

  const readFree: ReadElement = (element, outline, pointer) =>
    hasElements(element) || element.attributes.some((attribute) => !isIgnored(attribute))
      ? readObject(element, outline, pointer)
      : textOf(element);

  const readElement: ReadElement = (element, outline, pointer) => {
    if (isNil(element)) return null;
    if (isFree(outline)) return readFree(element, outline, pointer);
    const isStructured =
      hasElements(element) || element.attributes.some((attribute) => !isIgnored(attribute));
    const isScalar = canBeScalar(outline);
    if (canBeObject(outline) && (isStructured || !(isScalar || canBeArray(outline))))
      return readObject(element, outline, pointer);
    if (canBeArray(outline) && (hasElements(element) || !isScalar))
      return readItems(element, outline, pointer);
    return readScalar(element, outline, pointer);
  };

  return readElement;
}
