import type { Pointer, Schemas } from '../document/operation.ts';
import type { Check, SchemaIssue } from '../problem/issue.ts';
import { listOf } from './node.ts';
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
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
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

/**
 * Makes up values for schemas: what the document gives for them, and openapi-sampler for the rest. A value that does not fit its
 * schema is made up anew, with less of what the document gives and of what it does not ask for at the places that do not fit.
 */
export const compileSample =
  (schemas: Schemas, checkOf: (schema: Pointer) => Check, sample: Sample): ((schema: Pointer) => unknown) =>
  (pointer) => {
    const check = checkOf(pointer);
    const misfits = new Map<string, number>();
    let best: { readonly value: unknown; readonly issues: number } | null = null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const unfolded = unfold(schemas, pointer, misfits);
      const value = unfolded === 'none' ? {} : sample(unfolded);
      const issues = issuesOf(check, value);
      if (best === null || issues.length < best.issues) best = { value, issues: issues.length };
      if (issues.length === 0 || unfolded === 'none') break;
      for (const place of new Set(issues.map((issue) => placeOf(issue.pointer, value)))) miss(misfits, place);
    }
    return best?.value;
  };
