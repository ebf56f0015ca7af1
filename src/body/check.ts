import type { Check, Issue, SchemaIssue } from '../problem/issue.ts';
import { asCharacters } from './bytes.ts';

/** A valid value → the same with the defaults of its schema filled in. */
export type Fill = (value: unknown) => unknown;

export const inBody = ({ pointer, code, message }: SchemaIssue): Issue => ({
  in: 'body',
  pointer,
  code,
  message,
});

const checkable = (value: unknown): unknown => (value instanceof Uint8Array ? asCharacters(value) : value);

/** Pushes what a check has against a value. Whether it has nothing is given back. */
export function runCheck(check: Check | null, value: unknown, issues: Issue[]): boolean {
  const found = check === null ? null : check(checkable(value));
  if (found === null) return true;
  for (const issue of found) issues.push(inBody(issue));
  return false;
}

/** Both checks as one. */
export const bothChecks =
  (first: Check, second: Check): Check =>
  (value) => {
    const issues = [...(first(value) ?? []), ...(second(value) ?? [])];
    return issues.length === 0 ? null : issues;
  };
