import { randomBytes } from 'node:crypto';

/** How a process ended: it returned, it threw, or it ran out of time. */
export type Ending = 'succeeded' | 'failed' | 'timed-out';

/** What is known of one execution of a process when it has ended and its caller is answered. */
export interface RunRecord {
  /** Sorts by time. */
  readonly id: string;
  /** Id of the operation. */
  readonly operation: string;
  /** Name of the caller; null without authentication. */
  readonly caller: string | null;
  readonly started: Date;
  readonly finished: Date;
  /** A process that returns has succeeded, whatever the status; one that throws has failed. */
  readonly outcome: Ending;
  /** HTTP status that the caller got. */
  readonly status: number;
  readonly log: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What was thrown; null where nothing was. */
  readonly error: unknown;
}

/** One execution of a process, as long as it goes on. */
export interface Run {
  readonly id: string;
  /** Aborted when the run is over its time, or when the caller goes away before an answer. */
  readonly signal: AbortSignal;
  readonly outputs: Record<string, unknown>;
  readonly lines: readonly string[];
  log(message: string): void;
  abort(reason: Error): void;
  /** Lets the run go on when the caller goes away. */
  detach(): void;
}

/** Milliseconds since 1970 in nine digits of base 36, so that ids sort by time; then 80 random bits. */
const createRunId = (now: number): string =>
  `${now.toString(36).padStart(9, '0')}${randomBytes(10).toString('hex')}`;

/** Aborts with the caller, until that is not asked for any more. */
function follow(caller: AbortSignal | undefined, controller: AbortController): () => void {
  const abort = (): void => controller.abort(caller?.reason);
  if (caller?.aborted) abort();
  else caller?.addEventListener('abort', abort, { once: true });
  return () => caller?.removeEventListener('abort', abort);
}

export function createRun(started: number, caller: AbortSignal | undefined): Run {
  const id = createRunId(started);
  const lines: string[] = [];
  const controller = new AbortController();
  const detach = follow(caller, controller);
  return {
    id,
    lines,
    outputs: {},
    signal: controller.signal,
    log: (message) => {
      lines.push(message);
    },
    abort: (reason) => controller.abort(reason),
    detach,
  };
}
