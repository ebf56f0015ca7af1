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

const isLength = ({ code }: SchemaIssue): boolean => code === 'max-length' || code === 'min-length';

/** Lengths of bytes are told as such. */
const inBytes = (issue: SchemaIssue): SchemaIssue =>
  isLength(issue) ? { ...issue, message: issue.message.replace('character', 'byte') } : issue;

/**
 * Pushes what a check has against a value. Whether it has nothing is given back.
 *
 * @param isBytes Whether bytes stand at a pointer, which the check sees as a text.
 */
export function runCheck(
  check: Check | null,
  value: unknown,
  issues: Issue[],
  isBytes: (pointer: string) => boolean = () => value instanceof Uint8Array,
): boolean {
  const found = check === null ? null : check(checkable(value));
  if (found === null) return true;
  for (const issue of found) issues.push(inBody(isBytes(issue.pointer) ? inBytes(issue) : issue));
  return false;
}

/** Both checks as one. */
export const bothChecks =
  (first: Check, second: Check): Check =>
  (value) => {
    const issues = [...(first(value) ?? []), ...(second(value) ?? [])];
    return issues.length === 0 ? null : issues;
  };
