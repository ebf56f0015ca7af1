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
}

/** Milliseconds since 1970 in nine digits of base 36, so that ids sort by time; then 80 random bits. */
const createRunId = (now: number): string =>
  `${now.toString(36).padStart(9, '0')}${randomBytes(10).toString('hex')}`;

/** The abort signal of a run: its own, and the caller's as long as there is one. */
function createSignal(caller: AbortSignal | undefined): AbortController {
  const controller = new AbortController();
  if (caller?.aborted) controller.abort(caller.reason);
  else caller?.addEventListener('abort', () => controller.abort(caller.reason), { once: true });
  return controller;
}

export function createRun(started: number, caller: AbortSignal | undefined): Run {
  const id = createRunId(started);
  const lines: string[] = [];
  const controller = createSignal(caller);
  return {
    id,
    lines,
    outputs: {},
    signal: controller.signal,
    log: (message) => {
      lines.push(message);
    },
    abort: (reason) => controller.abort(reason),
  };
}
