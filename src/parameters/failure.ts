import type { SchemaIssue } from '../problem/issue.ts';

/** Why a text is no value of its type. */
export interface Failure {
  /** Stable kind: `type`, `range`, `enum`, `malformed`, `repeated`, … */
  readonly code: string;
  /** What the text has to be, in one sentence. */
  readonly message: string;
}

export const MALFORMED: Failure = {
  code: 'malformed',
  message: 'Must be percent-encoded UTF-8 without NUL.',
};

export const REPEATED: Failure = { code: 'repeated', message: 'Must be given once.' };

/** Issues that one parameter may have; an attacker's list of a million bad items is no use to anyone. */
const MOST = 20;

/** Whether nothing more is to be learned from the rest of a value. */
export const isFull = (issues: readonly SchemaIssue[]): boolean => issues.length >= MOST;

/** Notes a failure at a pointer. */
export function fail(issues: SchemaIssue[], pointer: string, failure: Failure): undefined {
  if (!isFull(issues)) issues.push({ pointer, code: failure.code, message: failure.message });
}
