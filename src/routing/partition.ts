import type { Operation } from '../document/operation.ts';
import type { RoutingOptions } from './route-path.ts';

/** A segment that is the same before and after decoding. */
export const PLAIN: RegExp = /^[\w.~!$&'()*+,;=:@-]*$/;

/** What looks like more segments than it is: a query or a fragment, and a name with a slash in it. */
const ODD = /[?#]|\{[^}]*\//;

// Fewer than these are read at once sooner than they are told apart.
const WORTHWHILE = 32;

const DEEPEST = 12;

/** A route, and the segments of each of its paths, the empty one before the first slash included. */
interface Cut<Route> {
  readonly route: Route;
  readonly paths: readonly (readonly string[])[];
}

function cut<Route extends { readonly operation: Operation }>(route: Route): Cut<Route> {
  const { basePaths, template } = route.operation;
  return { route, paths: basePaths.map((basePath) => `${basePath}${template}`.split('/')) };
}

/** The level at which paths differ most. */
function levelOf(cuts: readonly Cut<unknown>[]): number {
  const met = Array.from({ length: DEEPEST }, () => new Set<string>());
  for (const { paths } of cuts)
    for (const path of paths)
      for (const [level, segment] of path.entries()) if (PLAIN.test(segment)) met[level]?.add(segment);
  const sizes = met.map(({ size }) => size);
  return sizes.indexOf(Math.max(...sizes));
}

/** The segment at a level of a path; undefined where it does not go as deep. */
function segmentAt(path: string, level: number): string | undefined {
  let from = 0;
  for (let at = 0; at < level; at += 1) {
    const slash = path.indexOf('/', from);
    if (slash < 0) return undefined;
    from = slash + 1;
  }
  const end = path.indexOf('/', from);
  return path.slice(from, end < 0 ? path.length : end);
}

/** Routes by their segment at one level. */
interface Partition<Route> {
  readonly bySegment: ReadonlyMap<string, readonly Route[]>;
  /** Those that other segments may lead to. */
  readonly others: readonly Route[];
  /** Those that end before that level. */
  readonly short: readonly Route[];
}

function partition<Route extends { readonly operation: Operation }>(
  cuts: readonly Cut<Route>[],
  level: number,
): Partition<Route> {
  const named = new Map<string, Set<Route>>();
  const others = new Set<Route>();
  const short = new Set<Route>();
  for (const { route, paths } of cuts) {
    if (ODD.test(route.operation.template)) {
      others.add(route);
      short.add(route);
      continue;
    }
    for (const { [level]: segment } of paths) {
      if (segment === undefined) short.add(route);
      else if (PLAIN.test(segment)) named.set(segment, (named.get(segment) ?? new Set()).add(route));
      else others.add(route);
    }
  }
  const bySegment = new Map([...named].map(([segment, own]) => [segment, [...new Set([...own, ...others])]]));
  return { bySegment, others: [...others], short: [...short] };
}

const OTHERS = Symbol('others');

/**
 * What is made of those of many routes to which a path may lead. They are told apart by one segment, so that few have to be read for a request.
 *
 * @param make Called with some of the routes when a path first may lead to them.
 */
export function compilePick<Route extends { readonly operation: Operation }, Made>(
  routes: readonly Route[],
  { caseSensitive, trailingSlash }: RoutingOptions,
  make: (routes: readonly Route[]) => Made,
): (path: string) => Made {
  let all: Made | undefined;
  const whole = (): Made => {
    all ??= make(routes);
    return all;
  };
  if (routes.length < WORTHWHILE || !caseSensitive || trailingSlash === 'ignore') return whole;
  const cuts = routes.map(cut);
  const level = levelOf(cuts);
  const { bySegment, others, short } = partition(cuts, level);
  const made = new Map<string | typeof OTHERS | undefined, Made>();

  const makeOnce = (key: string | typeof OTHERS | undefined, some: readonly Route[]): Made => {
    const known = made.get(key) ?? make(some);
    made.set(key, known);
    return known;
  };

  return (path) => {
    // Encoded, a text may be another than it looks.
    if (path.includes('%')) return whole();
    const segment = segmentAt(path, level);
    const before = made.get(segment);
    if (before !== undefined) return before;
    if (segment === undefined) return makeOnce(undefined, short);
    const own = bySegment.get(segment);
    return own === undefined ? makeOnce(OTHERS, others) : makeOnce(segment, own);
  };
}
