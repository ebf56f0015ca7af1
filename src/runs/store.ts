import type { HeaderLine } from '../http/message.ts';
import type { Outcome, RunFilter, RunState } from './record.ts';

export type { RunFilter } from './record.ts';

/** A whole answer, as it is kept to be given again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string | Uint8Array | null;
}

/** What a worker needs to make the trigger of a run again. */
export interface Snapshot {
  /** Survives JSON. Holds no credentials. */
  readonly data: unknown;
  /** The body as it came; null without one. */
  readonly body: Uint8Array | null;
}

/** Whom an idempotency key belongs to, and what it was first used for. */
export interface RunKey {
  /** Tells the keys of all callers and operations apart. */
  readonly scope: string;
  /** Tells requests apart that have the same key. */
  readonly fingerprint: string;
}

/** A run that is about to begin. */
export interface NewRun {
  readonly id: string;
  /** Id of the operation. */
  readonly operation: string;
  /** Name of the caller, for people to read. */
  readonly caller: string | null;
  /** Tells callers apart; null for an anonymous one. */
  readonly owner: string | null;
  /** Path of the call, without its query. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly key: RunKey | null;
  /** For a worker to execute it; null where whoever begins it executes it too. */
  readonly snapshot: Snapshot | null;
  /** How many more times it may be started when the process that runs it is lost. */
  readonly retry: number;
}

/** A run as a store keeps it. */
export interface KeptRun {
  readonly id: string;
  readonly operation: string;
  readonly caller: string | null;
  readonly owner: string | null;
  readonly path: string;
  readonly state: RunState;
  readonly started: number;
  /** Milliseconds since 1970; null as long as it goes on. */
  readonly finished: number | null;
  readonly log: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly error: string | null;
  /** Null until there is one, and where it was cancelled or cut off. */
  readonly answer: StoredAnswer | null;
  /** Of its idempotency key; null without one. */
  readonly fingerprint: string | null;
}

/** What became of a run. */
export interface RunEnd {
  readonly outcome: Outcome;
  readonly finished: number;
  readonly log: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly error: string | null;
  readonly answer: StoredAnswer | null;
  /** Whether its idempotency key stays taken, so that the same call gets this answer again. */
  readonly keepsKey: boolean;
}

/** A run that a worker has taken, to be executed now. */
export interface TakenRun {
  readonly id: string;
  readonly operation: string;
  readonly caller: string | null;
  readonly started: number;
  readonly snapshot: Snapshot;
}

/** What a store asks of the API whose runs it keeps. */
export interface StoreHost {
  /** Ids of the operations that it can execute. */
  readonly operations: readonly string[];
  /** Executes a run. Never rejects. */
  execute(run: TakenRun): Promise<RunEnd>;
  /** Ends a run that goes on in this process; false where there is none. */
  end(id: string, outcome: 'cancelled' | 'interrupted'): boolean;
  /** Log lines and outputs so far, of a run that goes on in this process; null where there is none. */
  progress(id: string): Pick<RunEnd, 'log' | 'outputs'> | null;
  /** Is told of what goes wrong with nobody waiting for it. */
  report(error: unknown): void;
}

/** How a machine works. */
export interface WorkOptions {
  /** Runs at a time: a whole number from 1 to 1,000. Default 4. */
  readonly concurrency?: number;
}

/** A machine that works, until it is told to stop. */
export interface Worker {
  /** Takes no more runs, and waits for those that go on; after `grace` milliseconds they are cut off. Default 10,000. */
  stop(options?: { readonly grace?: number }): Promise<void>;
}

/**
 * Where runs are kept that somebody may ask for later: the runs of operations that are polled, and of calls with an idempotency key.
 *
 * Whatever it does is atomic, among all machines that share it. What `begin`, `get` and `cancel` reject with is told to callers as 503, and
 * what `answer` and `finish` reject with to `onError`.
 */
export interface RunStore {
  /** Whether runs are executed by workers, and need a snapshot. */
  readonly queues: boolean;
  /** Makes ready. Called once, when the API is bound. */
  open(host: StoreHost): Promise<void>;
  /**
   * Keeps a new run: queued where it has a snapshot, else running in this process. Nothing is kept where another run has its key
   * already: that one is given.
   */
  begin(run: NewRun): Promise<KeptRun | null>;
  /** Keeps the answer of a run that goes on. It stays the answer of the run, whatever comes later. */
  answer(id: string, answer: StoredAnswer): Promise<void>;
  /** Keeps how a run ended. False where it had ended before, or is not this process's any more: nothing is changed then. */
  finish(id: string, end: RunEnd): Promise<boolean>;
  /** Lets go of the idempotency key of a run. */
  freeKey(id: string): Promise<void>;
  get(id: string): Promise<KeptRun | 'expired' | null>;
  /** The run when it has an answer or has ended, at the latest after so many milliseconds. */
  whenAnswered(id: string, ms: number): Promise<KeptRun | 'expired' | null>;
  /** Ends a run that is queued or goes on, wherever that is. False where there is none such. */
  cancel(id: string): Promise<boolean>;
  /** The latest first. */
  list(filter: RunFilter): Promise<readonly KeptRun[]>;
  /** Executes queued runs in this process. */
  work(options: WorkOptions): Promise<Worker>;
  /** Lets go of timers and connections. */
  close(): Promise<void>;
}
