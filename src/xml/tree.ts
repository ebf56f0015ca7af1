import type { X2jOptions, XMLParser } from 'fast-xml-parser';
import { requireHere } from '../http/require-here.ts';
import { decodeReferences } from './characters.ts';
import { decodeName, type SentName, splitName } from './names.ts';
import { namespaceOf, ROOT_SCOPE, type Scope } from './scope.ts';
import { type Fault, MARK, readSound } from './well-formed.ts';

// Hosts that never see XML should not pay for the parser: hence `require`.
const loadParser = (): typeof import('fast-xml-parser') =>
  typeof require === 'function' ? require('fast-xml-parser') : requireHere()('fast-xml-parser');

export interface XmlAttribute extends SentName {
  readonly value: string;
}

export interface XmlElement extends SentName {
  /** Without declarations of namespaces. */
  readonly attributes: readonly XmlAttribute[];
  /** Texts and elements in turn: no two texts stand side by side, and none is empty. */
  readonly children: readonly (XmlElement | string)[];
}

/** Of the parser, with `preserveOrder`: an object whose first member is the name of the node, beside its attributes. */
type ParsedNode = Readonly<Record<string, unknown>>;

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const PREFIX = '@';

// The path of each element, which the parser would write down, is as long as the names of all around it.
const OPTIONS: X2jOptions = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: PREFIX,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  jPath: false,
  onDangerousProperty: (name) => name,
};

let parser: XMLParser | null = null;

function parse(text: string): readonly ParsedNode[] {
  parser ??= new (loadParser().XMLParser)(OPTIONS);
  return parser.parse(text) as readonly ParsedNode[];
}

const nodesIn = (value: unknown): readonly ParsedNode[] => (Array.isArray(value) ? value : []);

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const nameOf = (node: ParsedNode): string => Object.keys(node).find((name) => name !== ATTRIBUTES) ?? '';

/** Character data of a node; null for an element. References in CDATA are text (XML 1.0 §2.7). */
function characterData(node: ParsedNode, name: string): string | null {
  if (name === TEXT) return decodeReferences(textIn(node[TEXT])) ?? '';
  return name === CDATA ? nodesIn(node[CDATA]).reduce((text, part) => text + textIn(part[TEXT]), '') : null;
}

/** Attributes in the order of the document, values normalised (XML 1.0 §3.3.3). */
const attributesOf = (node: ParsedNode): readonly (readonly [name: string, value: string])[] =>
  Object.entries(node[ATTRIBUTES] ?? {}).map(([name, value]) => [
    name.slice(PREFIX.length),
    decodeReferences(textIn(value).replace(/[\t\n\r]/g, ' ')) ?? '',
  ]);

const declaredPrefix = (name: string): string | null =>
  name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice('xmlns:'.length) : null;

function scopeWithin(outer: Scope, attributes: ReturnType<typeof attributesOf>): Scope {
  const bindings = new Map<string, string>();
  for (const [name, value] of attributes) {
    const prefix = declaredPrefix(name);
    if (prefix !== null && prefix !== 'xml') bindings.set(prefix, value);
  }
  return bindings.size === 0 ? outer : { bindings, outer };
}

function toAttribute([name, value]: readonly [string, string], scope: Scope): XmlAttribute {
  const [prefix, local] = splitName(name);
  // An attribute without a prefix is in no namespace (Namespaces in XML §6.2).
  return { local, prefix, namespace: prefix === '' ? '' : namespaceOf(scope, prefix), value };
}

function toChildren(nodes: readonly ParsedNode[], scope: Scope): readonly (XmlElement | string)[] {
  const children: (XmlElement | string)[] = [];
  let text = '';
  for (const node of nodes) {
    const name = nameOf(node);
    const data = characterData(node, name);
    if (data !== null) text += data;
    else {
      if (text !== '') children.push(text);
      text = '';
      children.push(toElement(node, name, scope));
    }
  }
  if (text !== '') children.push(text);
  return children;
}

function toElement(node: ParsedNode, name: string, outer: Scope): XmlElement {
  const attributes = attributesOf(node);
  const scope = scopeWithin(outer, attributes);
  const [prefix, local] = splitName(name.startsWith(MARK) ? name.slice(MARK.length) : name);
  return {
    local,
    prefix,
    namespace: prefix === '' ? (namespaceOf(scope, '') ?? '') : namespaceOf(scope, prefix),
    attributes: attributes
      .filter(([attribute]) => declaredPrefix(attribute) === null)
      .map((attribute) => toAttribute(attribute, scope)),
    children: toChildren(nodesIn(node[name]), scope),
  };
}

/** Whether a member would change a prototype when the value is merged into another. */
function isPoisoned({ local, attributes, children }: XmlElement): boolean {
  const isConstructor = decodeName(local) === 'constructor';
  const isPoison = (name: string): boolean => name === '__proto__' || (isConstructor && name === 'prototype');
  const elements = children.filter((child) => typeof child !== 'string');
  return (
    [...attributes, ...elements].some((named) => isPoison(decodeName(named.local))) ||
    elements.some(isPoisoned)
  );
}

const POISONED: Fault = { fault: 'A name could change a prototype (__proto__)' };

/** XML text → its root element, with namespaces resolved; or why it is none that can be read. */
export function readTree(text: string): XmlElement | Fault {
  const sound = readSound(text);
  if ('fault' in sound) return sound;
  const [root] = toChildren(parse(sound.text), ROOT_SCOPE).filter((child) => typeof child !== 'string');
  if (root === undefined) return { fault: 'There is no root element' };
  return decodeName(root.local) === '__proto__' || isPoisoned(root) ? POISONED : root;
}
