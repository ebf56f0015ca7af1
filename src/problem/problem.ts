import type { HeaderLine } from '../http/message.ts';
import { PROBLEM_CODES, type ProblemCode } from './codes.ts';
import type { Issue } from './issue.ts';

/** What a {@link Problem} may say beside its code. */
export interface ProblemOptions {
  /** HTTP status, 400 to 599. Default: the status of the code, or 500 for a code of your own. */
  readonly status?: number;
  /** Short title of the kind of problem. Default: the title of the code. */
  readonly title?: string;
  /** What is wrong this time; sent to the caller. */
  readonly detail?: string;
  /** What is wrong with which value. */
  readonly errors?: readonly Issue[];
  /** Header lines of the answer. */
  readonly headers?: readonly HeaderLine[];
  /** Id of the run that failed, for the caller to ask about. */
  readonly run?: string;
  /** Kept for `onError`, never sent. */
  readonly cause?: unknown;
}

const known = (code: string): { status: number; title: string } | undefined =>
  Object.hasOwn(PROBLEM_CODES, code) ? PROBLEM_CODES[code as ProblemCode] : undefined;

/**
 * An answer that says what went wrong, sent as `application/problem+json`. Throw it from a process, or return it.
 *
 * @see RFC 9457
 * @example
 * throw new Problem('out-of-stock', { status: 409, detail: 'The last one was just sold.' });
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly Issue[];
  readonly headers: readonly HeaderLine[];
  readonly run: string | undefined;

  constructor(code: ProblemCode | (string & {}), options: ProblemOptions = {}) {
    const entry = known(code);
    const title = options.title ?? entry?.title ?? code;
    super(options.detail ?? title, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? entry?.status ?? 500;
    this.title = title;
    this.detail = options.detail;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? [];
    this.run = options.run;
  }
}

/** A refusal of ours: a {@link Problem} that costs no stack trace, for its cause is the request and not the code. */
export function refuse(code: ProblemCode, options?: ProblemOptions): Problem {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const problem = new Problem(code, options);
  Error.stackTraceLimit = limit;
  return problem;
}
