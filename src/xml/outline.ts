import type { Pointer, Schemas, TypeName } from '../document/operation.ts';
import { memberOf, unescapeSegment } from '../problem/pointer.ts';

export type NodeType = 'element' | 'attribute' | 'text' | 'cdata' | 'none';

/** An XML Object, as far as it is well-formed. */
export interface XmlWords {
  readonly name?: string;
  readonly namespace?: string;
  readonly prefix?: string;
  readonly nodeType?: NodeType;
  readonly attribute?: boolean;
  readonly wrapped?: boolean;
}

/** What reading and writing XML need to know of schemas that a value has to fit, all or one of them. Children are named, not followed. */
export interface Outline {
  /** The schemas themselves. */
  readonly pointers: readonly Pointer[];
  readonly xml: XmlWords;
  /** Whether the name in `xml` is that of a schema referred to, which may serve several properties. */
  readonly isNameShared: boolean;
  /** Name of the component that describes the value. */
  readonly component: string | undefined;
  readonly types: ReadonlySet<TypeName>;
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, readonly Pointer[]>;
  readonly required: ReadonlySet<string>;
  /** Empty where nothing is said of other properties. */
  readonly additional: readonly Pointer[];
  /** By index. */
  readonly prefixItems: ReadonlyMap<number, readonly Pointer[]>;
  readonly items: readonly Pointer[];
}

/** The outline of a value that has to fit these schemas. None at all: nothing is known. */
export type OutlineOf = (pointers: readonly Pointer[]) => Outline;

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (node: Node, name: string): unknown => (Object.hasOwn(node, name) ? node[name] : undefined);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const entriesOf = (value: unknown): readonly string[] => (isNode(value) ? Object.keys(value) : []);

const NODE_TYPES: readonly unknown[] = ['element', 'attribute', 'text', 'cdata', 'none'] satisfies NodeType[];

const isNodeType = (value: unknown): value is NodeType => NODE_TYPES.includes(value);

const TYPES: readonly unknown[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

const isTypeName = (value: unknown): value is TypeName => TYPES.includes(value);

/** How JAXB says that a name is inferred; generators of documents leave it in them. */
const INFERRED = '##default';

function wordsOf(value: unknown): XmlWords {
  if (!isNode(value)) return {};
  const text = (name: string): string | undefined => {
    const found = own(value, name);
    return typeof found === 'string' && found !== '' && found !== INFERRED ? found : undefined;
  };
  const [name, namespace, prefix] = [text('name'), text('namespace'), text('prefix')];
  const nodeType = own(value, 'nodeType');
  return {
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    ...(prefix !== undefined && { prefix }),
    ...(isNodeType(nodeType) && { nodeType }),
    ...(own(value, 'attribute') === true && { attribute: true }),
    ...(own(value, 'wrapped') === true && { wrapped: true }),
  };
}

const COMPONENT = /#\/(?:components\/schemas|definitions)\/([^/]+)$/;

const componentOf = (pointer: Pointer): string | undefined => {
  const [, name] = COMPONENT.exec(pointer) ?? [];
  return name === undefined ? undefined : unescapeSegment(name);
};

const typeOf = (value: unknown): TypeName => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' || typeof value === 'string' ? (typeof value as TypeName) : 'object';
};

/** Schemas joined into one outline, before the rest is left out. */
const BUDGET = 1000;

const COMBINING = ['allOf', 'oneOf', 'anyOf'];
const CONDITIONAL = ['if', 'then', 'else'];

/** An outline while it is put together. */
interface Draft {
  readonly types: Set<TypeName>;
  readonly properties: Map<string, Pointer[]>;
  readonly required: Set<string>;
  readonly additional: Pointer[];
  readonly prefixItems: Map<number, Pointer[]>;
  readonly items: Pointer[];
}

const append = <Key>(lists: Map<Key, Pointer[]>, key: Key, pointer: Pointer): void => {
  lists.set(key, [...(lists.get(key) ?? []), pointer]);
};

function addTypes({ types }: Draft, node: Node): void {
  const type = own(node, 'type');
  const named = (Array.isArray(type) ? type : type === 'file' ? ['string'] : [type]).filter(isTypeName);
  const values = Object.hasOwn(node, 'const') ? [node['const']] : listOf(own(node, 'enum'));
  for (const name of named.length > 0 ? named : values.map(typeOf)) types.add(name);
  if (own(node, 'nullable') === true || own(node, 'x-nullable') === true) types.add('null');
  if (named.length > 0) return;
  if (isNode(own(node, 'properties')) || isNode(own(node, 'additionalProperties'))) types.add('object');
  if (own(node, 'items') !== undefined || listOf(own(node, 'prefixItems')).length > 0) types.add('array');
}

function addChildren(draft: Draft, node: Node, pointer: Pointer): void {
  for (const name of entriesOf(own(node, 'properties')))
    append(draft.properties, name, memberOf(pointer, 'properties', name));
  for (const name of listOf(own(node, 'required'))) if (typeof name === 'string') draft.required.add(name);
  if (isNode(own(node, 'additionalProperties')))
    draft.additional.push(memberOf(pointer, 'additionalProperties'));
  // Names that were sent are not held to patterns of the document here; the schema's check does that.
  for (const pattern of entriesOf(own(node, 'patternProperties')))
    draft.additional.push(memberOf(pointer, 'patternProperties', pattern));
  listOf(own(node, 'prefixItems')).forEach((_, index) => {
    append(draft.prefixItems, index, memberOf(pointer, 'prefixItems', index));
  });
  if (isNode(own(node, 'items'))) draft.items.push(memberOf(pointer, 'items'));
}

const NOTHING = { xml: {}, isNameShared: false, component: undefined };

/** Reads outlines of schemas. Each is put together once, when it is first asked for, so that recursive schemas are no trouble. */
export function createOutlineOf(schemas: Schemas): OutlineOf {
  const ignoresSiblings = schemas.version === '2.0' || schemas.version === '3.0';

  const referred = (node: Node, pointer: Pointer): Pointer | undefined => {
    const reference = own(node, '$ref');
    return typeof reference === 'string' ? schemas.target(pointer, reference) : undefined;
  };

  /** The schemas that together describe one value. */
  const visit = (draft: Draft, start: readonly Pointer[]): void => {
    const seen = new Set(start);
    for (const pointer of seen) {
      const node = schemas.at(pointer);
      if (!isNode(node)) continue;
      const target = referred(node, pointer);
      if (target !== undefined && seen.size < BUDGET) seen.add(target);
      if (target !== undefined && ignoresSiblings) continue;
      addTypes(draft, node);
      addChildren(draft, node, pointer);
      const branches = [
        ...COMBINING.flatMap((keyword) =>
          listOf(own(node, keyword)).map((_, index) => memberOf(pointer, keyword, index)),
        ),
        ...CONDITIONAL.filter((keyword) => isNode(own(node, keyword))).map((keyword) =>
          memberOf(pointer, keyword),
        ),
      ];
      for (const branch of branches) if (seen.size < BUDGET) seen.add(branch);
    }
  };

  /** What is said of the node itself: by the schema, by what it refers to, or by the only schema that it wraps. Nearest first. */
  const chainOf = (pointer: Pointer): Pick<Outline, 'xml' | 'isNameShared' | 'component'> => {
    let xml: XmlWords = {};
    let component: string | undefined;
    let isNameShared = false;
    const seen = new Set([pointer]);
    for (const step of seen) {
      const node = schemas.at(step);
      if (!isNode(node)) break;
      component = componentOf(step) ?? component;
      const target = referred(node, step);
      const isNamed = xml.name !== undefined;
      if (target === undefined || !ignoresSiblings) xml = { ...wordsOf(own(node, 'xml')), ...xml };
      if (!isNamed && xml.name !== undefined) isNameShared = step !== pointer;
      const isWrapper = listOf(own(node, 'allOf')).length === 1 && componentOf(step) === undefined;
      const next = target ?? (isWrapper ? memberOf(step, 'allOf', 0) : undefined);
      if (next !== undefined) seen.add(next);
    }
    return { xml, isNameShared, component };
  };

  const describe = (pointers: readonly Pointer[]): Outline => {
    const draft: Draft = {
      types: new Set(),
      properties: new Map(),
      required: new Set(),
      additional: [],
      prefixItems: new Map(),
      items: [],
    };
    visit(draft, pointers);
    const [first] = pointers;
    const chain = first === undefined ? NOTHING : chainOf(first);
    return { pointers, nullable: draft.types.has('null'), ...chain, ...draft };
  };

  const known = new Map<string, Outline>();

  return (pointers) => {
    const key = pointers.join('\n');
    const outline = known.get(key) ?? describe(pointers);
    known.set(key, outline);
    return outline;
  };
}
