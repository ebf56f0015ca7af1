import type { ProblemCode } from '../problem/codes.ts';
import { Problem } from '../problem/problem.ts';

/** What a {@link fail} may say beside its message. */
export interface FailOptions {
  /** HTTP status of the problem, 400 to 599. Default 500. */
  readonly status?: number;
  /** Stable code of the problem, for callers to tell it by. Default `process-failed`. */
  readonly code?: ProblemCode | (string & {});
  /** Kept for `onError`, never sent. */
  readonly cause?: unknown;
}

/**
 * The error to throw where a run cannot succeed and its caller may know why. Unlike the message of any other error, this one is sent,
 * as the `detail` of a problem.
 *
 * @param message What went wrong, in words for the caller.
 * @param options Status, code and cause.
 * @returns A {@link Problem}; nothing happens before it is thrown.
 * @throws {TypeError} if the status is no whole number from 400 to 599.
 * @see RFC 9457
 * @example
 * if (stock === 0) throw fail('The last one was just sold.', { status: 409, code: 'out-of-stock' });
 */
export function fail(message: string, options: FailOptions = {}): Problem {
  const { status = 500, code = 'process-failed', cause } = options;
  return new Problem(code, { status, detail: message, cause });
}
