import type { HttpRequest } from './http/message.ts';
import type { Outcome } from './runs/record.ts';

/** A call, as telemetry is told of it. */
export interface CalledRequest {
  readonly request: HttpRequest;
  /** Id of the operation; null where the call led to none. */
  readonly operation: string | null;
  /** Path template with the base path in front, `/v1/pets/{petId}`; null where there is no operation. */
  readonly route: string | null;
}

/** How the answer to a call was sent. */
export interface CallEnd {
  /** HTTP status. */
  readonly status: number;
  /** Code of the problem that was answered; null where it was none. */
  readonly problem: string | null;
  /** Whether it was sent as a whole, or broke off because the caller left (`aborted`), or its stream failed (`broken`). */
  readonly sent: 'whole' | 'aborted' | 'broken';
}

/** A run that begins. */
export interface BegunRun {
  /** Id of the run, made when it is first looked at. To be looked at before the run is over: nobody knows an id that is made later. */
  readonly id: string;
  /** Id of the operation. */
  readonly operation: string;
}

/** What became of a run. */
export interface RunEnding {
  readonly outcome: Outcome;
  /** HTTP status of the answer. */
  readonly status: number;
}

/** What is told of one run. */
export interface RunTelemetry {
  /** Does the work at once, and once, within whatever the process and all that it waits for shall find around it. */
  within(work: () => void): void;
  /** Something went wrong that nobody foresaw. */
  failed(error: unknown): void;
  ended(ending: RunEnding): void;
}

/** What is told of one call. */
export interface CallTelemetry {
  /** Does the work at once, and once, within whatever all that serves the call shall find around it. Called again for each chunk of a stream. */
  within(work: () => void): void;
  /** Its process begins. The run may go on when the call has ended. */
  run(begun: BegunRun): RunTelemetry;
  /** Something went wrong that nobody foresaw. */
  failed(error: unknown): void;
  /** Header fields, names in lower case, by which a worker that executes its run can tell whose run it is. */
  carried(): Readonly<Record<string, string>>;
  /** The answer is with the server, or a stream at its end. */
  ended(end: CallEnd): void;
}

/**
 * Those who are told of the calls and runs of an API as they go on, such as `openTelemetry()` gives them. What they throw is written to the
 * console, and changes no answer.
 */
export interface Telemetry {
  /** A call has been led to its operation. Calls that the host application goes on with are not told of. */
  call(called: CalledRequest): CallTelemetry;
  /** A worker begins a run. `request` is what was kept of its call, with the fields that {@link CallTelemetry.carried} gave. */
  run(begun: BegunRun, request: HttpRequest): RunTelemetry;
}
