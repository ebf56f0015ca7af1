import type { Pointer } from '../document/operation.ts';
import { escapeText, toCdata } from './characters.ts';
import { ATTRIBUTE_SIGN, TEXT_MEMBER } from './members.ts';
import { encodeName, type XmlName } from './names.ts';
import { createOutlineOf, type Outline, type OutlineOf } from './outline.ts';
import { type Plain, toPlain } from './plain.ts';
import type { XmlOptions } from './read.ts';
import { ROOT_SCOPE, type Scope } from './scope.ts';
import { isFree, itemNameOf, itemOf, nameOf, nodeTypeOf, type Slot, slotOf, slotsOf } from './slots.ts';
import { checked, createTag } from './tag.ts';
import { DEEPEST } from './well-formed.ts';

/** Value → XML text. @throws {TypeError} for what cannot be written. */
export type WriteXml = (value: unknown) => string;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** Names of what nothing names. */
const ROOT = 'response';
const ITEM = 'item';

/** One node of an element. */
type Node =
  | { readonly kind: 'attribute'; readonly name: XmlName; readonly text: string }
  | { readonly kind: 'text' | 'cdata'; readonly text: string }
  | { readonly kind: 'element'; readonly name: XmlName; readonly outline: Outline; readonly plain: Plain };

type Members = ReadonlyMap<string, unknown>;

const NULL: Plain = { kind: 'null' };

const isNothing = ({ kind }: Plain): boolean => kind === 'nothing' || kind === 'null';

function textOf(plain: Plain): string {
  if (plain.kind !== 'text')
    throw new TypeError('A list or an object cannot be an attribute or a text in XML.');
  return plain.text;
}

const elementNode = (name: XmlName, outline: Outline, plain: Plain): Node => ({
  kind: 'element',
  name,
  outline,
  plain: plain.kind === 'nothing' ? NULL : plain,
});

/** The nodes that a value is written as, by its outline. */
function createNodesOf(outlineOf: OutlineOf) {
  const known = new WeakMap<Outline, readonly Slot[]>();

  const slotsWithin = (outline: Outline, trail: readonly Outline[]): readonly Slot[] => {
    if (trail.length > 0) return slotsOf(outline, outlineOf, trail);
    const slots = known.get(outline) ?? slotsOf(outline, outlineOf);
    known.set(outline, slots);
    return slots;
  };

  /** Items of a list, each a node. A list within a list has an element. */
  const itemNodes = (
    items: readonly unknown[],
    list: Outline,
    nameAt: (item: Outline) => XmlName,
  ): readonly Node[] =>
    items.map((value, index): Node => {
      const item = itemOf(list, outlineOf, index);
      const nodeType = nodeTypeOf(item);
      const plain = toPlain(value);
      return nodeType === 'text' || nodeType === 'cdata'
        ? { kind: nodeType, text: isNothing(plain) ? '' : textOf(plain) }
        : elementNode(nameAt(item), item, plain);
    });

  /** An element for each item where the schema speaks of no list. */
  const elementNodes = ({ name, value }: Slot, plain: Plain): readonly Node[] =>
    plain.kind === 'list' && !value.types.has('array')
      ? plain.items.map((item) => elementNode(name, value, toPlain(item)))
      : [elementNode(name, value, plain)];

  const slotNodes = (slot: Slot, value: unknown, trail: readonly Outline[]): readonly Node[] => {
    const plain = toPlain(value);
    const { kind, name, value: outline } = slot;
    const isElement = kind === 'element' || kind === 'list';
    if (plain.kind === 'nothing') return [];
    if (plain.kind === 'null')
      return isElement && (outline.nullable || isFree(outline)) ? [elementNode(name, outline, plain)] : [];
    if (kind === 'attribute') return [{ kind, name, text: textOf(plain) }];
    if (kind === 'text' || kind === 'cdata') return [{ kind, text: textOf(plain) }];
    if (kind === 'list' && plain.kind === 'list')
      return itemNodes(plain.items, outline, (item) => itemNameOf(outline, item, slot.property));
    if (kind === 'group' && plain.kind === 'members') return memberNodes(plain.members, outline, trail);
    return elementNodes(slot, plain);
  };

  /** A member that the schema does not name. */
  const otherNodes = (name: string, value: unknown, outline: Outline): readonly Node[] => {
    const plain = toPlain(value);
    if (name === TEXT_MEMBER && plain.kind === 'text') return [{ kind: 'text', text: plain.text }];
    if (name.startsWith(ATTRIBUTE_SIGN) && plain.kind === 'text')
      return [
        {
          kind: 'attribute',
          name: { local: encodeName(name.slice(ATTRIBUTE_SIGN.length)) },
          text: plain.text,
        },
      ];
    const slot = slotOf(name, outlineOf(outline.additional), outlineOf);
    return slotNodes({ ...slot, name: { local: encodeName(name) } }, value, []);
  };

  const memberNodes = (members: Members, outline: Outline, trail: readonly Outline[]): readonly Node[] => [
    ...slotsWithin(outline, trail).flatMap((slot) =>
      slotNodes(slot, members.get(slot.property), [...trail, outline]),
    ),
    ...[...members]
      .filter(([name]) => !outline.properties.has(name))
      .flatMap(([name, value]) => otherNodes(name, value, outline)),
  ];

  return (outline: Outline, plain: Plain, itemName: string): readonly Node[] => {
    if (plain.kind === 'list')
      return itemNodes(plain.items, outline, (item) => itemNameOf(outline, item, itemName));
    if (plain.kind === 'members') return memberNodes(plain.members, outline, []);
    return plain.kind === 'text' ? [{ kind: 'text', text: plain.text }] : [];
  };
}

type NodesOf = ReturnType<typeof createNodesOf>;

/** Writes one element, and all within it, to the end of a text. */
type WriteElement = (name: XmlName, outline: Outline, plain: Plain, outer: Scope, itemName: string) => void;

function createWriteElement(nodesOf: NodesOf, written: string[]): WriteElement {
  /** The objects around a place. */
  const around = new Set<object>();

  const writeNode = (node: Node, scope: Scope): void => {
    if (node.kind === 'text') written.push(escapeText(checked(node.text)));
    if (node.kind === 'cdata') written.push(toCdata(checked(node.text)));
    if (node.kind === 'element') writeElement(node.name, node.outline, node.plain, scope, node.name.local);
  };

  const writeContent: WriteElement = (name, outline, plain, outer, itemName) => {
    const tag = createTag(name, outer);
    const nodes = nodesOf(outline, plain, itemName);
    if (plain.kind === 'null') tag.setNil();
    for (const node of nodes) if (node.kind === 'attribute') tag.setAttribute(node.name, node.text);
    const content = nodes.filter(({ kind }) => kind !== 'attribute');
    written.push(tag.toStart(), content.length === 0 ? '/>' : '>');
    for (const node of content) writeNode(node, tag.scope);
    if (content.length > 0) written.push(tag.end);
  };

  let depth = 0;

  const writeElement: WriteElement = (name, outline, plain, outer, itemName) => {
    const source = 'source' in plain ? plain.source : null;
    if (source !== null && around.has(source))
      throw new TypeError('A value that holds itself cannot be written as XML.');
    if (depth >= DEEPEST)
      throw new TypeError(`A value nested deeper than ${DEEPEST} levels cannot be written as XML.`);
    depth += 1;
    if (source !== null) around.add(source);
    writeContent(name, outline, plain, outer, itemName);
    if (source !== null) around.delete(source);
    depth -= 1;
  };

  return writeElement;
}

/** What the items of a list at the root are called, where their schema does not say it. */
const rootItemName = (root: Outline, outlineOf: OutlineOf): string =>
  itemOf(root, outlineOf, 0).component ?? root.xml.name ?? root.component ?? ITEM;

/**
 * Compiles the writing of XML answers. The root is named by the schema, by its component, or `response`.
 *
 * @param schema Null where the document gives none.
 *
 * @see OpenAPI 3.2 §4.26 XML Object
 */
export function compileWriteXml(schema: Pointer | null, { schemas }: Pick<XmlOptions, 'schemas'>): WriteXml {
  const outlineOf = createOutlineOf(schemas);
  const nodesOf = createNodesOf(outlineOf);
  const root = outlineOf(schema === null ? [] : [schema]);
  const name = nameOf(root, root.component ?? ROOT);
  const itemName = rootItemName(root, outlineOf);

  return (value) => {
    const written = [DECLARATION];
    const plain = toPlain(value);
    if (plain.kind === 'nothing') throw new TypeError('undefined cannot be written as XML.');
    createWriteElement(nodesOf, written)(name, root, plain, ROOT_SCOPE, itemName);
    return written.join('');
  };
}
