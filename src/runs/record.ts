export const RUN_STATES = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'interrupted',
] as const;

/** How it stands with a run: it waits for a worker, it goes on, or it has ended. */
export type RunState = (typeof RUN_STATES)[number];

/** How a run ended: it returned, threw, ran out of time, was cancelled, or was cut off with the process that ran it. */
export type Outcome = Exclude<RunState, 'queued' | 'running'>;

export const isOutcome = (state: RunState): state is Outcome => state !== 'queued' && state !== 'running';

/** What is known of one execution of a process. */
export interface RunRecord {
  /** Sorts by time. */
  readonly id: string;
  /** Id of the operation. */
  readonly operation: string;
  /** Name of the caller; null without authentication. */
  readonly caller: string | null;
  readonly state: RunState;
  /** When it was accepted. */
  readonly started: Date;
  /** Null as long as it goes on. */
  readonly finished: Date | null;
  /** A process that returns has succeeded, whatever the status; one that throws has failed. Null as long as it goes on. */
  readonly outcome: Outcome | null;
  /** HTTP status of its answer; null until there is one. */
  readonly status: number | null;
  /** Lines that the process wrote to `run.log`. */
  readonly log: readonly string[];
  /** Named results that the process left in `run.outputs`. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What was thrown, as `onRun` is told of it; elsewhere its text. Null where nothing was. */
  readonly error: unknown;
}

/** The record of a run that is over. */
export interface EndedRun extends RunRecord {
  readonly finished: Date;
  readonly outcome: Outcome;
  readonly status: number;
}

/** Which runs are listed: those of which all that is said holds. */
export interface RunFilter {
  readonly operation?: string;
  readonly caller?: string;
  readonly state?: RunState;
  /** Accepted then or later. */
  readonly since?: Date;
  /** Accepted before then. */
  readonly until?: Date;
  /** Id of the last run of the page before: the runs before it are listed. */
  readonly before?: string;
  /** Runs of a page, 1 to 1,000. Default 100. */
  readonly limit?: number;
}
