import { memberOf, unescapeSegment } from '../problem/pointer.ts';
import type { Identifiers } from './identifiers.ts';
import { nodeOf, own, referenceOf, step } from './node.ts';
import type { Pointer, Schemas, Version } from './operation.ts';
import { fileOf, segmentsOf } from './pointer.ts';

/** The parsed files of a document by name; the root is `''`. */
export type Trees = Pick<ReadonlyMap<string, unknown>, 'get' | 'has' | 'size'>;

/** References that lead on to references, before a circle is assumed. */
const HOPS = 100;

/** References within which one more reference is looked for. */
const DETOURS = 4;

const decoded = (text: string): string => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What a JSON pointer that begins at `from` in a text leads to. */
const walk = (start: unknown, text: string, from: number): unknown => {
  let node = start;
  for (let slash = from; slash < text.length && node !== undefined; ) {
    const next = text.indexOf('/', slash + 1);
    const end = next === -1 ? text.length : next;
    node = step(node, unescapeSegment(text.slice(slash + 1, end)));
    slash = end;
  }
  return node;
};

export interface SchemasOptions {
  readonly version: Version;
  readonly trees: Trees;
  /** The file that a reference in another leads to. */
  readonly fileAt: (file: string, reference: string) => string | undefined;
  /** `$id`, `$anchor` and `$self`; null where the document has none of them. */
  readonly identifiers: Identifiers | null;
  /** Nodes that stand in no file, by pointer: what 2.0 says of forms, said as schemas. */
  readonly virtual: ReadonlyMap<Pointer, unknown>;
}

export function createSchemas({ version, trees, fileAt, identifiers, virtual }: SchemasOptions): Schemas {
  const targets = new Map<string, Map<string, Pointer | undefined>>();
  const isOne = trees.size === 1;
  /** What references lead to, which is asked for again and again. */
  const referred = new Map<Pointer, unknown>();

  const virtualAt = (pointer: Pointer): unknown => {
    for (const [root, node] of virtual) {
      if (pointer === root || pointer.startsWith(`${root}/`)) return walk(node, pointer, root.length);
    }
    return undefined;
  };

  const containers = new Map<Pointer, unknown>();

  /** Places are asked for one beside the other, so what holds them is remembered. */
  const containerAt = (pointer: Pointer): unknown => {
    const known = containers.get(pointer);
    if (known !== undefined || containers.has(pointer)) return known;
    const node = treeAt(pointer);
    containers.set(pointer, node);
    return node;
  };

  const treeAt = (pointer: Pointer): unknown => {
    const slash = pointer.lastIndexOf('/');
    const hash = pointer.indexOf('#');
    if (slash < hash) return trees.get(pointer.slice(0, hash));
    return step(containerAt(pointer.slice(0, slash)), unescapeSegment(pointer.slice(slash + 1)));
  };

  const at = (pointer: Pointer): unknown => {
    const node = referred.get(pointer) ?? treeAt(pointer);
    return node === undefined && virtual.size > 0 ? virtualAt(pointer) : node;
  };

  /** The canonical pointer of a path; a step that is missing from a reference is looked for where that leads. */
  const find = (root: Pointer, path: string, hops: number): Pointer | undefined => {
    let pointer = root;
    let node = at(root);
    for (const segment of segmentsOf(path)) {
      const reference = step(node, segment) === undefined ? referenceOf(node) : undefined;
      if (reference !== undefined) {
        const next = resolve(pointer, reference, hops + 1);
        if (next === undefined) return undefined;
        pointer = next;
        node = at(next);
      }
      node = step(node, segment);
      if (node === undefined) return undefined;
      pointer = memberOf(pointer, segment);
    }
    return node === undefined ? undefined : pointer;
  };

  const locate = (root: Pointer, fragment: string, hops: number): Pointer | undefined => {
    if (fragment !== '' && !fragment.startsWith('/')) return undefined;
    const plain = decoded(fragment);
    return find(root, plain, hops) ?? (plain === fragment ? undefined : find(root, fragment, hops));
  };

  const resolve = (base: Pointer, ref: string, hops: number): Pointer | undefined => {
    if (hops > DETOURS) return undefined;
    const hash = ref.indexOf('#');
    const uri = hash === -1 ? ref : ref.slice(0, hash);
    const fragment = hash === -1 ? '' : ref.slice(hash + 1);
    const anchored = identifiers?.anchor(base, uri, decoded(fragment));
    if (anchored !== undefined) return anchored;
    const resource = identifiers?.resource(base, uri);
    const found = resource === undefined ? undefined : locate(resource, fragment, hops);
    if (found !== undefined) return found;
    const file = fileAt(fileOf(base), uri);
    return file === undefined || !trees.has(file) ? undefined : locate(`${file}#`, fragment, hops);
  };

  /** Where the same reference leads to the same place: in one file, unless schemas are known by `$id` and the like. */
  const scopeOf = (base: Pointer): string => {
    if (identifiers !== null) return base;
    return isOne ? '' : fileOf(base);
  };

  const target = (base: Pointer, ref: string): Pointer | undefined => {
    const scope = scopeOf(base);
    const known = targets.get(scope) ?? new Map<string, Pointer | undefined>();
    if (known.has(ref)) return known.get(ref);
    const found = resolve(base, ref, 0);
    if (found !== undefined) referred.set(found, at(found));
    targets.set(scope, known.set(ref, found));
    return found;
  };

  return { version, at, target };
}

/** A node and where it stands. */
export interface Located {
  readonly node: unknown;
  readonly pointer: Pointer;
}

export const locatedAt = (schemas: Schemas, pointer: Pointer): Located => ({
  node: schemas.at(pointer),
  pointer,
});

/** A member of a node, by name. */
export const memberAt = ({ node, pointer }: Located, name: string): Located => ({
  node: own(nodeOf(node), name),
  pointer: memberOf(pointer, name),
});

/** What a node leads to, through as many references as there are; undefined where they lead nowhere or in a circle. */
export function followFrom(schemas: Schemas, from: Located): Located | undefined {
  let found = from;
  for (let hops = 0; hops <= HOPS; hops += 1) {
    const reference = referenceOf(found.node);
    if (reference === undefined) return found.node === undefined ? undefined : found;
    const pointer = schemas.target(found.pointer, reference);
    if (pointer === undefined) return undefined;
    found = { node: schemas.at(pointer), pointer };
  }
  return undefined;
}

/** What the node at a pointer leads to. */
export const follow = (schemas: Schemas, pointer: Pointer): Located | undefined =>
  followFrom(schemas, locatedAt(schemas, pointer));
