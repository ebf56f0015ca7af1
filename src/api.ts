import type { OperationInfo } from './describe.ts';
import type { HttpRequest, HttpResponse } from './http/message.ts';
import type { Inspection } from './inspection.ts';
import type { Runs } from './ledger.ts';
import type { Finding } from './problem/finding.ts';
import type { ResponseMismatch } from './response/mismatch.ts';
import type { Explanation } from './routing/explain.ts';
import type { RouteInfo } from './routing/table.ts';
import type { StoreHost, Worker, WorkOptions } from './runs/store.ts';
import type { Access } from './security/policy/access.ts';

/** Which operation a method and a URL lead to, why, and who may call it. */
export interface Explained extends Explanation {
  /** Null where no bound operation fits. */
  readonly access: Access | null;
}

/** How an API is closed. */
export interface CloseOptions {
  /** Milliseconds that runs may take to their end. Default 10,000. */
  readonly grace?: number;
}

/** A bound API. Doors take it; in memory, `handle` answers a request directly. */
export interface Api {
  /** Answers a request. Undefined where the API has no such path, so that a host application can go on. Never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /** The operations that have a process. */
  readonly operations: readonly OperationInfo[];
  /** The route table: those first that go first where several fit a URL. */
  readonly routes: readonly RouteInfo[];
  /** Rules that the document breaks without harm. */
  readonly warnings: readonly Finding[];
  /** The document to publish: the one that was bound, less the operations without a process. */
  readonly document: unknown;
  /** Which operation answers a URL, why, and which rule decides who may call it. */
  explain(method: string, url: string): Explained;
  /** Compiles all checks now rather than on their first use. */
  warmup(): Promise<void>;
  /** The runs of its processes. */
  readonly runs: Runs;
  /**
   * Executes runs that wait in the store, until the worker is stopped or the API is closed.
   *
   * @throws {TypeError} where runs are kept in memory, which no other process could put one into, and for a concurrency that is no whole
   * number from 1 to 1,000. As a rejection; so is the error of a store that is out of reach, or closed.
   */
  work(options?: WorkOptions): Promise<Worker>;
  /**
   * Stops gracefully: calls that would begin a run get 503, runs that go on may end, and after `grace` milliseconds (default 10,000) those
   * that still go on are cut off. Runs that wait in a store are left to other workers. Lets go of timers and connections then, some seconds
   * after `grace` at most. Does so once, however often it is called.
   */
  close(options?: CloseOptions): Promise<void>;
  /** @internal */
  readonly [walk]: Walk;
  /** @internal */
  readonly [enforcing]: () => Api;
  /** @internal */
  readonly [hosting]: StoreHost;
  /** @internal */
  readonly [inspecting]: () => Inspection;
}

/** Marks the answer to a request that the API has no path for, which a host application may answer itself. */
export const unmatched: unique symbol = Symbol('opbind.unmatched');

/** Under this name an {@link Api} has its {@link Walk}, which spares doors a promise where there is nothing to wait for. */
export const walk: unique symbol = Symbol('opbind.walk');

/** Under this name an {@link Api} gives another one of the same document, processes and options, whose answers are enforced. */
export const enforcing: unique symbol = Symbol('opbind.enforcing');

/** Under this name an {@link Api} has what its store of runs asks of it. */
export const hosting: unique symbol = Symbol('opbind.hosting');

/** Under this name an {@link Api} shows itself to whoever runs it. */
export const inspecting: unique symbol = Symbol('opbind.inspecting');

/** Marks an answer that stands in the place of one that does not fit the document. */
export const mismatched: unique symbol = Symbol('opbind.mismatched');

export type Walked = HttpResponse & {
  readonly [unmatched]?: true;
  readonly [mismatched]?: ResponseMismatch;
};

/** One request through the rooms. Never throws, never rejects, answers once; synchronous where nothing has to be waited for. */
export type Walk = (request: HttpRequest) => Walked | Promise<Walked>;
