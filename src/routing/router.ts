import type { Operation } from '../document/operation.ts';
import { once } from '../http/once.ts';
import { compilePick, PLAIN } from './partition.ts';
import { createPathReader, type ReadPaths, type RoutingOptions } from './route-path.ts';
import { explainMisfit } from './segment.ts';
import { buildTree, type Leaf, type Node } from './tree.ts';
import { createWalk, type Walk } from './walk.ts';

export type { RoutingOptions } from './route-path.ts';

/** An operation, and what a match of it gives. */
export interface Route<T> {
  readonly operation: Operation;
  readonly target: T;
}

/** What a method and a path lead to. */
export type Match<T> =
  /** `values`: raw texts of the path parameters, in the order of the template. */
  | { readonly kind: 'found'; readonly target: T; readonly values: readonly string[] }
  /** The path fits under other methods. */
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  /** `reason` where the path came near: `{id} is not an integer`. */
  | { readonly kind: 'none'; readonly reason: string | null }
  /** A segment of the path is not percent-encoded UTF-8. */
  | { readonly kind: 'malformed' };

export interface Router<T> {
  /** `path` is the path of the request target as sent, without query. */
  find(method: string, path: string): Match<T>;
}

type Found<T> = Extract<Match<T>, { kind: 'found' }>;

/** The routes of one method. */
interface Table<T> {
  readonly method: string;
  readonly root: Node<T>;
  /** Matches of the routes without parameters, by the whole path. */
  readonly statics: ReadonlyMap<string, Found<T>>;
  /** Lengths of their paths: of most others, no more has to be asked. */
  readonly lengths: ReadonlySet<number>;
}

const SLASH = 47;

const NOTHING: Match<never> = Object.freeze({ kind: 'none', reason: null });
const MALFORMED: Match<never> = Object.freeze({ kind: 'malformed' });
const NO_VALUES: readonly string[] = Object.freeze([]);

const staticPath = (leaf: Leaf<unknown>): string | null => {
  const literals = leaf.segments.map((segment) => segment.literals.join(''));
  return leaf.values.length === 0 && literals.every((text) => PLAIN.test(text))
    ? `/${literals.join('/')}`
    : null;
};

const compileTable = <T>(method: string, routes: readonly Route<T>[], readPaths: ReadPaths): Table<T> => {
  const paths = routes.flatMap(({ operation, target }) =>
    readPaths(operation).map((path) => ({ path, target })),
  );
  const { root, leaves } = buildTree(paths);
  const statics = new Map<string, Found<T>>();
  for (const leaf of leaves) {
    const path = staticPath(leaf);
    if (path !== null)
      statics.set(path, Object.freeze({ kind: 'found', target: leaf.target, values: NO_VALUES }));
  }
  return { method, root, statics, lengths: new Set(Array.from(statics.keys(), ({ length }) => length)) };
};

/** The routes of a method that a path may lead to, read when the first such path comes: to read many takes a while. */
type PickTable<T> = (path: string) => Table<T>;

const compileTables = <T>(
  routes: readonly Route<T>[],
  options: RoutingOptions,
): ReadonlyMap<string, PickTable<T>> => {
  const methods = new Map<string, Route<T>[]>();
  for (const route of routes) {
    const own = methods.get(route.operation.method);
    if (own === undefined) methods.set(route.operation.method, [route]);
    else own.push(route);
  }
  const readPaths = createPathReader(options);
  const pickOf = (method: string): PickTable<T> => {
    const pick = once(() =>
      compilePick(methods.get(method) ?? [], options, (some) => compileTable(method, some, readPaths)),
    );
    return (path) => pick()(path);
  };
  return new Map([...methods.keys()].sort().map((method) => [method, pickOf(method)]));
};

/** The tables that answer each method. HEAD is answered by GET where nothing declares it (RFC 9110 §9.3.2). */
const tablesByMethod = <T>(
  tables: ReadonlyMap<string, PickTable<T>>,
): ReadonlyMap<string, readonly PickTable<T>[]> => {
  const byMethod = new Map([...tables].map(([method, pick]) => [method, [pick]]));
  return byMethod.set('HEAD', [...(byMethod.get('HEAD') ?? []), ...(byMethod.get('GET') ?? [])]);
};

const withImplied = (methods: readonly string[]): readonly string[] => {
  const implied = methods.includes('GET') ? ['HEAD', 'OPTIONS'] : ['OPTIONS'];
  return Object.freeze([...new Set([...methods, ...implied])].sort());
};

/** Why the path at hand misses the route that it comes nearest to; null where it comes near none. */
const explainNearest = <T>(walk: Walk<T>, tables: readonly Table<T>[]): string | null => {
  for (const { root } of tables) {
    for (const [level, segment] of (walk.find(root, 'nears')?.segments ?? []).entries()) {
      const reason = explainMisfit(segment, walk.textAt(level), walk.rawAt(level));
      if (reason !== null) return reason;
    }
  }
  return null;
};

/** Prepares the search among operations. Whatever their order, the same path finds the same one. */
export function compileRouter<T>(routes: readonly Route<T>[], options: RoutingOptions): Router<T> {
  const tables = compileTables(routes, options);
  const byMethod = tablesByMethod(tables);
  const walk = createWalk<T>(options);
  const refusals = new Map<string, Match<never>>();

  const findIn = ({ statics, lengths, root }: Table<T>, path: string): Found<T> | null => {
    const found = lengths.has(path.length) ? statics.get(path) : undefined;
    if (found !== undefined) return found;
    const leaf = walk.find(root, 'fits');
    return leaf && { kind: 'found', target: leaf.target, values: walk.values(leaf) };
  };

  const refuseMethod = (methods: readonly string[]): Match<never> => {
    const key = methods.join();
    const refusal = refusals.get(key) ?? Object.freeze({ kind: 'method', allow: withImplied(methods) });
    refusals.set(key, refusal);
    return refusal;
  };

  const refuse = (path: string, own: readonly PickTable<T>[]): Match<never> => {
    const all = [...tables.values()].map((pick) => pick(path));
    const methods = all.filter((table) => findIn(table, path) !== null).map(({ method }) => method);
    if (methods.length > 0) return refuseMethod(methods);
    if (walk.isMalformed()) return MALFORMED;
    const reason = explainNearest(walk, [...own.map((pick) => pick(path)), ...all]);
    return reason === null ? NOTHING : { kind: 'none', reason };
  };

  return {
    find: (method, path) => {
      if (path.charCodeAt(0) !== SLASH) return NOTHING;
      const own = byMethod.get(method) ?? [];
      walk.begin(path);
      for (const pick of own) {
        const found = findIn(pick(path), path);
        if (found !== null) return found;
      }
      return refuse(path, own);
    },
  };
}
