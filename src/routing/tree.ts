import { once } from '../http/once.ts';
import { comparePrecedence, type RoutePath } from './route-path.ts';
import {
  compileFit,
  compileNear,
  compileTake,
  type Fit,
  literalOf,
  type Segment,
  setOf,
  type Take,
} from './segment.ts';

/** What comes after some segments. */
export interface Node<T> {
  /** Place of the first route below, in the order of precedence. */
  readonly order: number;
  readonly literals: Map<string, Node<T>>;
  /** The first of the literals, and what comes after it: where it is the only one, comparing costs less than looking it up. */
  literal: string | null;
  afterLiteral: Node<T> | null;
  /** By key of the segment. */
  readonly parameters: Map<string, Node<T>>;
  /** The same, in the order of precedence. */
  readonly branches: Branch<T>[];
  leaf: Leaf<T> | null;
}

/** A segment with parameters, and what comes after it. */
export interface Branch<T> {
  readonly fits: Fit;
  /** Whether a text fits but for the types of the parameters. */
  readonly nears: Fit;
  readonly node: Node<T>;
}

/** A route at the end of its path. */
export interface Leaf<T> {
  readonly order: number;
  readonly target: T;
  readonly segments: readonly Segment[];
  /** Where values come from: levels of the path, and how they are cut; null for the whole segment. */
  readonly values: readonly { readonly level: number; readonly take: Take | null }[];
}

const createNode = <T>(order: number): Node<T> => ({
  order,
  literals: new Map(),
  literal: null,
  afterLiteral: null,
  parameters: new Map(),
  branches: [],
  leaf: null,
});

const createLeaf = <T>(order: number, target: T, segments: readonly Segment[]): Leaf<T> => ({
  order,
  target,
  segments,
  values: segments.flatMap((segment, level) =>
    literalOf(segment) === null
      ? [{ level, take: setOf(segment) === null ? compileTake(segment) : null }]
      : [],
  ),
});

/** How texts are held against a segment. That they come near is asked only where nothing fits. */
const compileBranch = (segment: Segment): Pick<Branch<never>, 'fits' | 'nears'> => {
  const near = once(() => compileNear(segment));
  return { fits: compileFit(segment), nears: (text, raw) => near()(text, raw) };
};

/** The node after a segment; a new one where no route has gone that way. */
const grow = <T>(node: Node<T>, segment: Segment, order: number): Node<T> => {
  const literal = literalOf(segment);
  const known = literal === null ? node.parameters.get(segment.key) : node.literals.get(literal);
  if (known !== undefined) return known;
  const next = createNode<T>(order);
  if (literal !== null) {
    if (node.literals.size === 0) {
      node.literal = literal;
      node.afterLiteral = next;
    }
    node.literals.set(literal, next);
  } else {
    node.parameters.set(segment.key, next);
    node.branches.push({ ...compileBranch(segment), node: next });
  }
  return next;
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareRoutes = (a: RoutePath, b: RoutePath): number =>
  comparePrecedence(a.segments, b.segments) ||
  compareText(a.path, b.path) ||
  compareText(a.operation.pointer, b.operation.pointer);

/** A segment tree, and its leaves in the order of precedence. */
export interface Tree<T> {
  readonly root: Node<T>;
  readonly leaves: readonly Leaf<T>[];
}

/** The segment tree of routes, the same for whatever order of the document. */
export function buildTree<T>(routes: readonly { readonly path: RoutePath; readonly target: T }[]): Tree<T> {
  const root = createNode<T>(0);
  const leaves: Leaf<T>[] = [];
  for (const { path, target } of routes.toSorted((a, b) => compareRoutes(a.path, b.path))) {
    let node = root;
    for (const segment of path.segments) node = grow(node, segment, leaves.length);
    if (node.leaf !== null) continue;
    node.leaf = createLeaf(leaves.length, target, path.segments);
    leaves.push(node.leaf);
  }
  return { root, leaves };
}
