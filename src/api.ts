import type { BoundProcess } from './assign.ts';
import type { LoadedDocument } from './document/loaded.ts';
import type { Operation } from './document/operation.ts';
import type { Inspection } from './inspection.ts';
import type { Runs } from './ledger.ts';
import type { OperationInfo } from './operation-info.ts';
import type { Untyped } from './operations.ts';
import type { BindOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import type { Processes } from './processes.ts';
import type { Explanation } from './routing/explain.ts';
import type { RoutingOptions } from './routing/router.ts';
import type { RouteInfo } from './routing/table.ts';
import type { Worker, WorkOptions } from './runs/store.ts';
import type { Access } from './security/policy/access.ts';
import type { Servable } from './servable.ts';

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

/** Options of an API that is replaced. What becomes of runs stays as it was. An option that is undefined is one that is not given any more. */
export type ReplaceOptions = {
  readonly [Name in Exclude<keyof BindOptions, 'runs' | 'onRun'>]?: BindOptions[Name] | undefined;
};

/** What `combine` makes of several APIs, and `createConsole` of one or more: it is served, looked at and closed, as an {@link Api} is. */
export interface Combined extends Servable {
  /** The operations that have a process. */
  readonly operations: readonly OperationInfo[];
  /** The route table: those first that go first where several fit a URL. */
  readonly routes: readonly RouteInfo[];
  /** Which operation answers a URL, why, and which rule decides who may call it. */
  explain(method: string, url: string): Explained;
  /** Compiles all checks now rather than on their first use. */
  warmup(): Promise<void>;
  /**
   * Stops gracefully: calls that would begin a run get 503, runs that go on may end, and after `grace` milliseconds (default 10,000) those
   * that still go on are cut off. Runs that wait in a store are left to other workers. Lets go of timers and connections then, some seconds
   * after `grace` at most. Does so once, however often it is called.
   */
  close(options?: CloseOptions): Promise<void>;
  /** @internal */
  readonly [routed]: readonly Routed[];
}

/** A bound API. Doors take it; in memory, `handle` answers a request directly. */
export interface Api extends Combined {
  /** Rules that the document breaks without harm. */
  readonly warnings: readonly Finding[];
  /** The document to publish: the one that was bound, less the operations without a process. */
  readonly document: unknown;
  /** The runs of its processes. */
  readonly runs: Runs;
  /**
   * Serves another document, other processes, or both, from one request to the next: whatever began before ends on what it began on. Its runs
   * stay, and can be asked for as long as the operation that they are of is there. Several calls take effect in their order.
   *
   * @param document What is to be served now, as for `bind`.
   * @param processes All of its processes.
   * @param options Options that change; the others stay as they were. Where `policies` or `limiter` change, their counts begin anew.
   * @throws {SetupError} with all findings, and {TypeError} where the API is closed; as rejections. What was served goes on being served.
   * @example
   * await api.replace('petstore.yaml', { ...processes, deletePet });
   */
  replace<Operations = Untyped>(
    document: string | URL | object,
    processes: Processes<NoInfer<Operations>>,
    options?: ReplaceOptions,
  ): Promise<void>;
  /**
   * Executes runs that wait in the store, until the worker is stopped or the API is closed.
   *
   * @throws {TypeError} where runs are kept in memory, which no other process could put one into, and for a concurrency that is no whole
   * number from 1 to 1,000. As a rejection; so is the error of a store that is out of reach, or closed.
   */
  work(options?: WorkOptions): Promise<Worker>;
  /** @internal */
  readonly [enforcing]: () => Api;
  /** @internal */
  readonly [inspecting]: () => Inspection;
  /** @internal */
  readonly [source]: Source;
}

/** What an {@link Api} was made of, for tests that hold it to its document. */
export interface Source {
  readonly loaded: LoadedDocument;
  readonly options: BindOptions;
  readonly bound: readonly BoundProcess[];
  /** Operations that the document answers, in place of a process. */
  readonly mocked: readonly Operation[];
  /** Whether calls may be answered 202, with word of a run that goes on. */
  readonly canPoll: boolean;
  /** Loads what of the document is not loaded yet; null where that is nothing. */
  readonly ready: () => Promise<void> | null;
}

/** What combining APIs needs to know of each. */
export interface Routed {
  readonly operations: readonly Operation[];
  readonly options: RoutingOptions;
}

/** Under this name an {@link Api} gives another one of the same document, processes and options, whose answers are enforced. */
export const enforcing: unique symbol = Symbol('opbind.enforcing');

/** Under this name an {@link Api} has what combining it with others needs to know. */
export const routed: unique symbol = Symbol('opbind.routed');

/** Under this name an {@link Api} shows itself to whoever runs it. */
export const inspecting: unique symbol = Symbol('opbind.inspecting');

/** Under this name an {@link Api} has its {@link Source}. */
export const source: unique symbol = Symbol('opbind.source');
