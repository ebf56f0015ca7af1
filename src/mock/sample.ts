import type { Pointer, Schemas } from '../document/operation.ts';
import type { Check, SchemaIssue } from '../problem/issue.ts';
import { unescapeSegment } from '../problem/pointer.ts';
import { listOf, type Node, own } from './node.ts';
import type { Sample } from './sampler.ts';
import { unfold } from './unfold.ts';

/** Times that a value is made up before the best one so far has to do. */
const ATTEMPTS = 8;

/** Misfits of one place after which what is around it is tried otherwise, too. */
const ENOUGH = 3;

const segmentsOf = (pointer: string): readonly string[] => pointer.split('/').slice(1);

/** All items of a list are made up alike, so what is said of one is said of the first. */
function placeOf(pointer: string, value: unknown): string {
  let at = '';
  let node = value;
  for (const segment of segmentsOf(pointer)) {
    const name = unescapeSegment(segment);
    at += Array.isArray(node) ? '/0' : `/${segment}`;
    node = Array.isArray(node)
      ? listOf(node)[Number(name)]
      : (node as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  }
  return at;
}

const parentOf = (place: string): string => place.slice(0, place.lastIndexOf('/'));

function miss(misfits: Map<string, number>, place: string): void {
  const times = (misfits.get(place) ?? 0) + 1;
  misfits.set(place, times);
  if (times > ENOUGH && place !== '') miss(misfits, parentOf(place));
}

const issuesOf = (check: Check, value: unknown): readonly SchemaIssue[] => {
  try {
    return check(value) ?? [];
  } catch {
    // No check can be made of the schema; whoever checks answers will be told so.
    return [];
  }
};

/** What the document gives as the whole value needs nobody to make it up. */
const makeUp = (unfolded: Node | 'none', sample: Sample): unknown => {
  if (unfolded === 'none') return {};
  return Object.hasOwn(unfolded, 'example') ? own(unfolded, 'example') : sample(unfolded);
};

interface Attempt {
  readonly value: unknown;
  readonly issues: readonly SchemaIssue[];
}

/** Null where nothing could be made: the package may be missing where the document gives a value that does not fit. */
function attempt(make: () => unknown, check: Check): Attempt | null {
  try {
    const value = make();
    return { value, issues: issuesOf(check, value) };
  } catch {
    return null;
  }
}

/**
 * Makes up values for schemas: what the document gives for them, and openapi-sampler for the rest. A value that does not fit its
 * schema is made up anew, with less of what the document gives and of what it does not ask for at the places that do not fit.
 */
export const compileSample =
  (schemas: Schemas, checkOf: (schema: Pointer) => Check, sample: Sample): ((schema: Pointer) => unknown) =>
  (pointer) => {
    const check = checkOf(pointer);
    const misfits = new Map<string, number>();
    const first = unfold(schemas, pointer);
    const value = makeUp(first, sample);
    let best: Attempt = { value, issues: issuesOf(check, value) };
    let last: Attempt | null = first === 'none' ? null : best;
    for (let attempts = 1; attempts < ATTEMPTS && last !== null && last.issues.length > 0; attempts += 1) {
      const { issues, value: unfit } = last;
      for (const place of new Set(issues.map((issue) => placeOf(issue.pointer, unfit)))) miss(misfits, place);
      last = attempt(() => makeUp(unfold(schemas, pointer, misfits), sample), check);
      if (last !== null && last.issues.length < best.issues.length) best = last;
    }
    return best.value;
  };
