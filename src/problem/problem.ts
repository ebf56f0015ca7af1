import { type HeadersInput, toHeaderLines } from '../http/header-lines.ts';
import type { HeaderLine } from '../http/message.ts';
import { entryOf, type ProblemCode } from './codes.ts';
import type { Issue } from './issue.ts';

/** What a {@link Problem} may say beside its code. */
export interface ProblemOptions {
  /** HTTP status, 400 to 599. Default: the status of the code, or 500 for a code of your own. */
  readonly status?: number;
  /** URI of a page about the kind of problem. Default: the heading of opbind's own codes, else `about:blank`. */
  readonly type?: string;
  /** Short title of the kind of problem. Default: the title of the code. */
  readonly title?: string;
  /** What is wrong this time; sent to the caller. */
  readonly detail?: string;
  /** What is wrong with which value. */
  readonly errors?: readonly Issue[];
  /** Header fields of the answer. */
  readonly headers?: HeadersInput;
  /** Id of the run that failed, for the caller to ask about. */
  readonly run?: string;
  /** Kept for `onError`, never sent. */
  readonly cause?: unknown;
}

const NO_HEADERS: readonly HeaderLine[] = [];
const NO_ISSUES: readonly Issue[] = [];

const isFailure = (status: number): boolean => Number.isInteger(status) && status >= 400 && status <= 599;

type Writable = { -readonly [Member in keyof Problem]: Problem[Member] };

/** What a problem says, beside what any error has. */
function write(problem: Writable, code: string, options: ProblemOptions): void {
  const entry = entryOf(code);
  const status = options.status ?? entry?.status ?? 500;
  if (!isFailure(status))
    throw new TypeError(
      `The status of a problem has to be a whole number from 400 to 599, not ${String(status)}.`,
    );
  problem.code = code;
  problem.type = options.type ?? entry?.type ?? 'about:blank';
  problem.status = status;
  problem.title = options.title ?? entry?.title ?? code;
  problem.detail = options.detail;
  problem.errors = options.errors ?? NO_ISSUES;
  problem.headers = options.headers === undefined ? NO_HEADERS : toHeaderLines(options.headers);
  problem.run = options.run;
}

const messageOf = (code: string, { detail, title }: ProblemOptions): string =>
  detail ?? title ?? entryOf(code)?.title ?? code;

/**
 * An answer that says what went wrong, sent as `application/problem+json`. Throw it from a process, or return it.
 *
 * @throws {TypeError} if the status is no whole number from 400 to 599, or a header is none that can be sent.
 * @see RFC 9457
 * @example
 * throw new Problem('out-of-stock', { status: 409, detail: 'The last one was just sold.' });
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  declare readonly code: string;
  declare readonly type: string;
  declare readonly status: number;
  declare readonly title: string;
  declare readonly detail: string | undefined;
  declare readonly errors: readonly Issue[];
  declare readonly headers: readonly HeaderLine[];
  declare readonly run: string | undefined;

  constructor(code: ProblemCode | (string & {}), options: ProblemOptions = {}) {
    super(messageOf(code, options), options.cause === undefined ? undefined : { cause: options.cause });
    write(this, code, options);
  }
}

/** What refusals inherit: that they are problems, and which. */
const REFUSAL: Problem = Object.create(Problem.prototype, {
  name: { value: 'Problem' },
});

/** Whether a problem is a refusal of ours, and not the answer of a process. */
export const isRefusal = (problem: Problem): boolean => Object.getPrototypeOf(problem) === REFUSAL;

const NO_OPTIONS: ProblemOptions = {};

/**
 * A refusal of ours: a {@link Problem} without a stack trace, for its cause is the request and not the code. The constructor of errors would
 * look for one, and cost more than all else of it.
 */
export function refuse(code: ProblemCode, options: ProblemOptions = NO_OPTIONS): Problem {
  const refusal: Writable = Object.create(REFUSAL);
  refusal.message = messageOf(code, options);
  write(refusal, code, options);
  if (options.cause !== undefined) refusal.cause = options.cause;
  return refusal;
}
