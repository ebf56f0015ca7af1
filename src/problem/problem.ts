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

const isFailure = (status: number): boolean => Number.isInteger(status) && status >= 400 && status <= 599;

/** Where each code of opbind's own has its heading. */
const DOCS = 'https://opbind.dev/problems#';

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
  readonly code: string;
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly Issue[];
  readonly headers: readonly HeaderLine[];
  readonly run: string | undefined;

  constructor(code: ProblemCode | (string & {}), options: ProblemOptions = {}) {
    const entry = entryOf(code);
    const title = options.title ?? entry?.title ?? code;
    const status = options.status ?? entry?.status ?? 500;
    super(options.detail ?? title, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (!isFailure(status))
      throw new TypeError(
        `The status of a problem has to be a whole number from 400 to 599, not ${String(status)}.`,
      );
    this.type = options.type ?? (entry === undefined ? 'about:blank' : DOCS + code);
    this.status = status;
    this.title = title;
    this.detail = options.detail;
    this.errors = options.errors ?? [];
    this.headers = options.headers === undefined ? NO_HEADERS : toHeaderLines(options.headers);
    this.run = options.run;
  }
}

class Refusal extends Problem {}

/** Whether a problem is a refusal of ours, and not the answer of a process. */
export const isRefusal = (problem: Problem): boolean => problem instanceof Refusal;

/** A refusal of ours: a {@link Problem} that costs no stack trace, for its cause is the request and not the code. */
export function refuse(code: ProblemCode, options?: ProblemOptions): Problem {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return new Refusal(code, options);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
