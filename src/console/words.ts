/** What the console's server tells its page, as JSON. */

import type { RunState } from '../runs/record.ts';

/** The console, and the APIs that it shows. */
export interface Overview {
  /** Name of who looks. */
  readonly user: string;
  readonly apis: readonly ApiName[];
  /** Whether runs may be cancelled. */
  readonly cancels: boolean;
  /** Whether there is an API reference. */
  readonly hasReference: boolean;
}

export interface ApiName {
  /** By which it is asked for. */
  readonly name: string;
  /** Of its document. */
  readonly title: string;
  readonly version: string;
}

export interface OperationRow {
  readonly id: string;
  readonly method: string;
  /** With its base path. */
  readonly path: string;
  readonly summary: string;
  readonly isDeprecated: boolean;
  /** Null where it has no process. */
  readonly serving: ServingRow | null;
}

export interface ServingRow {
  readonly mode: 'wait' | 'poll';
  /** Milliseconds; 0 for no limit. */
  readonly timeout: number;
  /** What is asked for: `api_key, or oauth with all of read, write`; `nothing`. */
  readonly credentials: string;
  /** Which rule decides who may call, in one sentence. */
  readonly reason: string;
  readonly isHttpsOnly: boolean;
}

export interface WarningRow {
  readonly code: string;
  /** `/paths/~1pets/get`, with file and line where they are known. */
  readonly place: string;
  readonly message: string;
  readonly mend: string | null;
}

/** One API. */
export interface ApiDetails extends ApiName {
  readonly operations: readonly OperationRow[];
  readonly warnings: readonly WarningRow[];
}

/** One line of a list of runs. */
export interface RunRow {
  readonly id: string;
  readonly operation: string;
  readonly caller: string | null;
  readonly state: RunState;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Null as long as it goes on. */
  readonly finished: number | null;
  /** Of its answer; null until there is one. */
  readonly status: number | null;
  /** First line of its error; null where there is none. */
  readonly error: string | null;
}

export interface RunPage {
  readonly runs: readonly RunRow[];
  /** Whether there are older ones. */
  readonly hasMore: boolean;
  /** Milliseconds since 1970, by the clock of the server. */
  readonly now: number;
}

/** One run, with all that is known of it. */
export interface RunDetails extends RunRow {
  readonly log: readonly string[];
  /** Names and values, each as text. */
  readonly outputs: readonly (readonly [name: string, value: string])[];
  /** All of the error. */
  readonly errorText: string | null;
  readonly now: number;
}
