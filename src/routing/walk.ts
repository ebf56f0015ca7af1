import { fold } from '../http/fold.ts';
import type { RoutingOptions } from './route-path.ts';
import type { Leaf, Node } from './tree.ts';

/** A segment of the path at hand. */
interface Text {
  raw: string;
  /** Decoded; null where it cannot be. */
  text: string | null;
  /** Decoded, and folded where case does not count. */
  literal: string;
  /** Whether no segment comes after it. */
  last: boolean;
}

/** A walk through segment trees along one path at a time. */
export interface Walk<T> {
  /** Takes up a path. */
  begin(path: string): void;
  /** The first route in the order of precedence that fits; or that fits but for types. */
  find(root: Node<T>, by: 'fits' | 'nears'): Leaf<T> | null;
  /** Whether a segment was met that cannot be decoded. */
  isMalformed(): boolean;
  /** Raw values of the parameters of a route that fits. */
  values(leaf: Leaf<T>): readonly string[];
  /** Decoded text of a segment that was met. */
  textAt(level: number): string;
  /** The same as sent. */
  rawAt(level: number): string;
}

const createText = (): Text => ({ raw: '', text: '', literal: '', last: true });

const decode = (raw: string): string | null => {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
};

/** What comes after a literal segment. Most nodes have none, or one. */
function afterLiteral<T>({ literals, literal, afterLiteral }: Node<T>, text: string): Node<T> | null {
  if (literals.size < 2) return text === literal ? afterLiteral : null;
  return literals.get(text) ?? null;
}

const hasChildren = (node: Node<unknown>): boolean => node.literals.size > 0 || node.branches.length > 0;

/** Prepares a walk through trees. It keeps its place between calls and is used by one request at a time. */
export function createWalk<T>(options: RoutingOptions): Walk<T> {
  const texts: Text[] = [];
  const nodes: Node<T>[] = [];
  const cursors: number[] = [];
  let path = '';
  let end = 0;
  let next = 0;
  let known = 0;
  let encoded = false;
  let malformed = false;

  const begin = (target: string): void => {
    path = target;
    end =
      options.trailingSlash === 'ignore' && path.length > 1 && path.endsWith('/')
        ? path.length - 1
        : path.length;
    next = 1;
    known = 0;
    encoded = path.indexOf('%') !== -1;
    malformed = false;
  };

  const read = (text: Text): void => {
    const slash = path.indexOf('/', next);
    text.last = slash < 0 || slash >= end;
    text.raw = path.slice(next, text.last ? end : slash);
    text.text = encoded ? decode(text.raw) : text.raw;
    text.literal = options.caseSensitive ? (text.text ?? '') : fold(text.text ?? '');
    next = slash + 1;
    known++;
    malformed ||= text.text === null;
  };

  /** The segment at a level, which is the last one met or the one after it. */
  const reach = (level: number): Text => {
    let text = texts[level];
    if (text === undefined) {
      text = createText();
      texts[level] = text;
    }
    if (level === known) read(text);
    return text;
  };

  /** The next node below that a segment leads to, among those whose routes go before `bound`. */
  const step = (
    node: Node<T>,
    level: number,
    segment: Text,
    by: 'fits' | 'nears',
    bound: number,
  ): Node<T> | null => {
    const { text, raw, literal } = segment;
    if (text === null) return null;
    let cursor = cursors[level] ?? 0;
    if (cursor < 0) {
      cursor = 0;
      cursors[level] = cursor;
      const child = afterLiteral(node, literal);
      if (child !== null && child.order < bound) return child;
    }
    for (;;) {
      const branch = node.branches[cursor];
      if (branch === undefined || branch.node.order >= bound) return null;
      cursor += 1;
      cursors[level] = cursor;
      if (branch[by](text, raw)) return branch.node;
    }
  };

  // A node is visited once at most: a search costs no more than the templates that begin like the path.
  const find = (root: Node<T>, by: 'fits' | 'nears'): Leaf<T> | null => {
    let best: Leaf<T> | null = null;
    let bound = Number.POSITIVE_INFINITY;
    let level = 0;
    nodes[0] = root;
    cursors[0] = -1;
    while (level >= 0) {
      const segment = reach(level);
      const node: Node<T> | null = step(nodes[level] ?? root, level, segment, by, bound);
      if (node === null) {
        level -= 1;
      } else if (!segment.last) {
        if (!hasChildren(node)) continue;
        level += 1;
        nodes[level] = node;
        cursors[level] = -1;
      } else if (node.leaf !== null && node.leaf.order < bound) {
        best = node.leaf;
        bound = best.order;
      }
    }
    return best;
  };

  const textAt = (level: number): string => texts[level]?.text ?? '';
  const rawAt = (level: number): string => texts[level]?.raw ?? '';

  const values = (leaf: Leaf<T>): readonly string[] => {
    const found: string[] = [];
    for (const { level, take } of leaf.values) {
      if (take === null) found.push(rawAt(level));
      else for (const value of take(textAt(level), rawAt(level))) found.push(value);
    }
    return found;
  };

  return { begin, find, isMalformed: () => malformed, values, textAt, rawAt };
}
