import type { Answer, BodyOf, CookiesOf, HeadersOf, PathOf, QueryOf, Untyped } from '../operations.ts';
import type { Claims } from './claims.ts';
import type { TriggerHttp } from './http.ts';

/** Which operation was called. */
export interface TriggerOperation {
  readonly id: string;
  readonly method: string;
  readonly template: string;
}

/** This one execution of the process. */
export interface TriggerRun {
  /** Sorts by time. The same each time that a worker starts the run. */
  readonly id: string;
  /**
   * Aborted when the run is over its time, is cancelled or cut off, or when the caller goes away before an answer; of a polled run, callers
   * may go away.
   */
  readonly signal: AbortSignal;
  /** Adds a line to the log of the run: up to 1,000 of 8,192 characters, and 262,144 characters in all. */
  log(message: string): void;
  /** Named results beside the answer, kept with the run as JSON of up to a mebibyte. The caller of a polled run sees them. */
  readonly outputs: Record<string, unknown>;
}

/** What a process receives: everything about the call, cast and checked. Its members cannot be set. */
export interface Trigger<Op = Untyped> {
  /** Path parameters, cast. */
  readonly path: PathOf<Op>;
  /** Every declared query parameter: its value, else its default, else null. */
  readonly query: QueryOf<Op>;
  /** Every declared header parameter, by the document's spelling: its value, else its default, else null. */
  readonly headers: HeadersOf<Op>;
  /** Every declared cookie parameter: its value, else its default, else null. */
  readonly cookies: CookiesOf<Op>;
  /** The body, parsed and checked; undefined where an optional one was not sent. */
  readonly body: BodyOf<Op>;
  /** Claims of the caller; null without authentication, and of callers of whom no more than the name is known. */
  readonly claims: Claims | null;
  /** Name of the caller; null without authentication. */
  readonly username: string | null;
  readonly operation: TriggerOperation;
  /** The call as HTTP saw it. */
  readonly http: TriggerHttp;
  readonly run: TriggerRun;
  /** Whether the caller sent this parameter, rather than the document's default or null filling it. */
  supplied(name: string): boolean;
  /**
   * The intermediate return: the caller gets this answer now, and the process goes on. What it returns later is not sent.
   *
   * @throws {Error} when the caller has its answer already.
   */
  respond(answer: Answer<Op>): void;
}
