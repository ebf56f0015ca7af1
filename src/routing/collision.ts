import type { Operation } from '../document/operation.ts';
import type { Finding } from '../problem/finding.ts';
import { type Collision, toFinding } from './collision-finding.ts';
import { overlap } from './overlap.ts';
import { comparePrecedence, createPathReader, type RoutePath, type RoutingOptions } from './route-path.ts';
import { literalOf, type Segment } from './segment.ts';

// Where everything collides, nobody reads on. This also bounds what such a document costs.
const MOST_FINDINGS = 1000;

/** What comes after some segments. */
interface Stem {
  readonly literals: Map<string, Branch>;
  readonly parameters: Map<string, Branch>;
  readonly ends: RoutePath[];
}

interface Branch {
  readonly segment: Segment;
  readonly stem: Stem;
}

/** Two stems that one path leads to, and its last segment on the way there. */
interface Meeting {
  readonly a: Stem;
  readonly b: Stem;
  readonly text: string;
  readonly before: Meeting | null;
}

const createStem = (): Stem => ({ literals: new Map(), parameters: new Map(), ends: [] });

/** What comes after one more segment. */
const grow = (stem: Stem, segment: Segment): Stem => {
  const branches = literalOf(segment) === null ? stem.parameters : stem.literals;
  const known = branches.get(segment.key);
  if (known !== undefined) return known.stem;
  const branch = { segment, stem: createStem() };
  branches.set(segment.key, branch);
  return branch.stem;
};

const plant = (root: Stem, path: RoutePath): void => {
  path.segments.reduce(grow, root).ends.push(path);
};

type TakePair = (a: Branch, b: Branch) => void;

/** Two branches of one stem that may have a text in common; of each two, and of each with itself. Different literals never have. */
const eachPairWithin = ({ literals, parameters }: Stem, take: TakePair): void => {
  const own = [...parameters.values()];
  literals.forEach((literal) => {
    take(literal, literal);
    for (const parameter of own) take(literal, parameter);
  });
  own.forEach((parameter, index) => {
    for (const other of own.slice(index)) take(parameter, other);
  });
};

/** Branches of two stems that may have a text in common. */
const eachPairBetween = (a: Stem, b: Stem, take: TakePair): void => {
  a.literals.forEach((literal, key) => {
    const same = b.literals.get(key);
    if (same !== undefined) take(literal, same);
    b.parameters.forEach((parameter) => void take(literal, parameter));
  });
  a.parameters.forEach((parameter) => {
    b.literals.forEach((literal) => void take(parameter, literal));
    b.parameters.forEach((other) => void take(parameter, other));
  });
};

function* endPairs({ a, b }: Meeting): Generator<readonly [RoutePath, RoutePath]> {
  for (const [index, first] of a.ends.entries()) {
    for (const second of a === b ? b.ends.slice(index + 1) : b.ends) yield [first, second];
  }
}

/** Most paths end where no other one does. */
const hasEndPairs = ({ a, b }: Meeting): boolean =>
  a === b ? a.ends.length > 1 : a.ends.length > 0 && b.ends.length > 0;

const textsOf = (meeting: Meeting): readonly string[] => {
  const texts: string[] = [];
  for (let at = meeting; at.before !== null; at = at.before) texts.push(at.text);
  return texts.reverse();
};

/** Every two paths that one URL fits and no segment decides between. Walks the tree in pairs, only where both ways are open. */
function* meet(root: Stem, decides: (a: Segment, b: Segment) => boolean): Generator<Collision> {
  const open: Meeting[] = [{ a: root, b: root, text: '', before: null }];
  const openWithin = (before: Meeting): void => {
    const take: TakePair = (a, b) => {
      const text = decides(a.segment, b.segment) ? null : overlap(a.segment, b.segment);
      if (text !== null) open.push({ a: a.stem, b: b.stem, text, before });
    };
    if (before.a === before.b) eachPairWithin(before.a, take);
    else eachPairBetween(before.a, before.b, take);
  };
  for (let meeting = open.pop(); meeting !== undefined; meeting = open.pop()) {
    if (hasEndPairs(meeting)) {
      for (const [a, b] of endPairs(meeting)) {
        if (a.operation !== b.operation) yield { a, b, texts: textsOf(meeting) };
      }
    }
    openWithin(meeting);
  }
}

const DECIDES = {
  strict: (): boolean => false,
  'concrete-first': (a: Segment, b: Segment): boolean => a.rank !== b.rank,
};

/** The same, method by method. */
function* meetByMethod(
  operations: readonly Operation[],
  mode: keyof typeof DECIDES,
  options: RoutingOptions,
): Generator<Collision> {
  const roots = new Map<string, Stem>();
  const readPaths = createPathReader(options);
  for (const operation of operations) {
    const root = roots.get(operation.method) ?? createStem();
    roots.set(operation.method, root);
    for (const path of readPaths(operation)) plant(root, path);
  }
  for (const root of roots.values()) yield* meet(root, DECIDES[mode]);
}

/** Meetings that are looked at before all operations are taken to meet. */
const MOST_MEETINGS = 10_000;

/** Operations that share a URL with another of their method, whatever decides between them; null where there are too many. No other can collide. */
export function findMeeting(
  operations: readonly Operation[],
  options: RoutingOptions,
): ReadonlySet<Operation> | null {
  const meeting = new Set<Operation>();
  let count = 0;
  for (const { a, b } of meetByMethod(operations, 'strict', options)) {
    meeting.add(a.operation).add(b.operation);
    count += 1;
    if (count > MOST_MEETINGS) return null;
  }
  return meeting;
}

/**
 * Operations of one method that some URL fits together: a finding for every two of them, in the order of the document.
 * Where very many collide it is a thousand of them.
 */
export function findCollisions(
  operations: readonly Operation[],
  mode: 'strict' | 'concrete-first',
  options: RoutingOptions,
): readonly Finding[] {
  const places = new Map(operations.map((operation, place) => [operation, place]));
  const placeOf = ({ operation }: RoutePath): number => places.get(operation) ?? 0;
  const found = new Map<number, Finding>();
  for (const { a, b, texts } of meetByMethod(operations, mode, options)) {
    const [early, late] = placeOf(a) < placeOf(b) ? [a, b] : [b, a];
    const key = placeOf(early) * operations.length + placeOf(late);
    if (found.has(key)) continue;
    if (found.size === MOST_FINDINGS) break;
    const turn = comparePrecedence(late.segments, early.segments) < 0;
    found.set(key, toFinding({ a: turn ? late : early, b: turn ? early : late, texts }));
  }
  return [...found].sort(([a], [b]) => a - b).map(([, finding]) => finding);
}
