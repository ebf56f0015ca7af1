import type { ContentCoding } from './body/inflate.ts';
import type { BodyParser } from './body/parser.ts';
import type { ErrorContext } from './process/execution.ts';
import type { ShapeProblem } from './response/problem.ts';
import type { CheckMode, ResponseRules } from './response/rules.ts';
import type { Serializer } from './response/serializer.ts';
import type { KeyRule } from './runs/key.ts';
import type { EndedRun } from './runs/record.ts';
import type { RunStore } from './runs/store.ts';
import type { ScopeRule } from './security/authorize.ts';
import type { Cors } from './security/cors/setup.ts';
import type { Logger } from './security/policy/journal.ts';
import type { Policy } from './security/policy/policy.ts';
import type { CreateLimiter } from './security/policy/throttle.ts';
import type { Authenticator } from './security/principal.ts';
import type { Protocols } from './security/protocol.ts';
import type { TrustProxy } from './security/trust.ts';
import type { Telemetry } from './telemetry.ts';

/** Where references may lead. */
export interface ReferenceOptions {
  /** Hosts from which `http:` and `https:` references may be read. Default none. */
  readonly hosts?: readonly string[];
  /** Folder that file references have to stay under. Default: the folder of the root document. */
  readonly folder?: string;
}

/** What a request may cost. */
export interface LimitOptions {
  /** Bytes of a body, those of a compressed one when it is inflated. Default 1 MiB. */
  readonly body?: number;
  /** Bytes of one file of a multipart body. Default: as many as the body. */
  readonly file?: number;
  /** Bytes of all parts of a multipart body that are no files. Default 1 MiB. */
  readonly text?: number;
  /** Parts of a multipart body. Default 1,000. */
  readonly parts?: number;
  /** Bytes of one item of a sequence: a line of JSON Lines, an event. Default 1 MiB. */
  readonly item?: number;
}

/**
 * What may be said of one operation beside its process, in place of what is said of all.
 *
 * @example
 * const processes = { importPets: { process: importPets, limits: { body: 100_000_000 }, contentEncodings: ['gzip'] } };
 */
export interface OperationOptions {
  /** What a request may cost. */
  readonly limits?: LimitOptions;
  /** Whether callers wait for the result (`wait`), or get word of where it will be when it takes longer (`poll`). */
  readonly mode?: Mode;
  /** Milliseconds that the process may take before its run is aborted, up to 2³¹−1; 0 for no limit. */
  readonly timeout?: number;
  /** Milliseconds that a caller waits for the result of a polled run before it gets 202, up to 2³¹−1. */
  readonly wait?: number;
  /** What becomes of the header field `Idempotency-Key`. */
  readonly idempotency?: KeyRule;
  /**
   * How many more times a polled run may be started when the worker that runs it is lost: a whole number from 0 (default) to 100. Only for
   * a process that may run twice, and where runs are executed by workers.
   */
  readonly retry?: number;
  /** Content codings in which the body may come. */
  readonly contentEncodings?: readonly ContentCoding[];
  /** What becomes of an `Accept` that none of the declared media types fits: the first of them (`lenient`), or 406 (`strict`). */
  readonly accept?: 'lenient' | 'strict';
  /** Whether answers are checked against the document. */
  readonly responses?: CheckMode | ResponseRules;
  /** Protocols that calls may come over. */
  readonly protocols?: Protocols;
  /** Whether a caller needs all scopes that the operation lists, or any one. */
  readonly scopes?: ScopeRule;
}

/** Whether the callers of an operation wait for its result, or ask for it later. */
export type Mode = 'wait' | 'poll';

/** Where runs are kept, and how many. */
export interface RunsOptions {
  /** Where runs are kept that somebody may ask for later. Default: in the memory of this process. `count`, `bytes`, and `age` of such runs are its affair. */
  readonly store?: RunStore;
  /** Path of the runs, under the base path of the API. Default `/runs`. */
  readonly path?: string;
  /** Runs that nobody may ask for later, and that are listed for operators. In memory. Default 1,000. */
  readonly history?: number;
  /** Runs in memory that somebody may ask for later, and as many that go on: more are refused. Default 10,000. */
  readonly count?: number;
  /** Milliseconds that a run in memory is kept for when it has ended. Default one hour. */
  readonly age?: number;
  /** Bytes of all that is kept of runs in memory that somebody may ask for later. Default 64 MiB. */
  readonly bytes?: number;
  /** Bytes that an answer may have that is kept. Default 10 MiB. */
  readonly answerBytes?: number;
}

/** How an API is bound. */
export interface BindOptions {
  /** Path in front of every path of the document, in place of those of its servers; `''` for none. */
  readonly basePath?: string;
  /** What becomes of two operations that one URL fits both: an error (default), or OpenAPI's rule that the more concrete path wins. */
  readonly collisions?: 'strict' | 'concrete-first';
  /** Whether literal text of paths is compared with its case. Default true. */
  readonly caseSensitive?: boolean;
  /** Whether `/pets/` is another path than `/pets`. Default `strict`: it is. */
  readonly trailingSlash?: 'strict' | 'ignore';
  /** How operations without a process are answered: 501 (default), as if they were not there, or from the document's examples and schemas. */
  readonly unbound?: 'not-implemented' | 'not-found' | 'mock';
  /** Who checks the credentials of each security scheme, by the scheme's name. */
  readonly authenticators?: Readonly<Record<string, Authenticator>>;
  /** Whether a caller needs all scopes that an operation lists, or any one. To be said where an operation lists several. */
  readonly scopes?: ScopeRule;
  /** Whether operations that ask for no credentials are closed, rather than open to everybody. Default false. */
  readonly requireSecurity?: boolean;
  /** Protocols that calls may come over: others get 403. Default `both`. */
  readonly protocols?: Protocols;
  /** Proxies whose word is taken for protocol, address, host and certificate of their callers. Default none: what they say is ignored. */
  readonly trustProxy?: TrustProxy;
  /** Origins whose pages may call the API from a browser. Default none. */
  readonly cors?: Cors;
  /** Rules beside the document: who may make which calls, how often, and what is logged of them. */
  readonly policies?: readonly Policy[];
  /** Makes what counts calls for the limits of policies. Default: they are counted in the memory of this process. */
  readonly limiter?: CreateLimiter;
  /** Where policies log calls, and errors go that no `onError` is told of. Default: the console. */
  readonly logger?: Logger;
  /** Whether a query parameter that the document does not declare is let pass (default) or refused. */
  readonly unknownQuery?: 'ignore' | 'reject';
  /** What an int64 parameter becomes: a number that is exact or refused (default), a bigint, or its digits. */
  readonly int64?: 'number' | 'bigint' | 'string';
  /** What a request may cost, in bytes and in parts. Default 1 MiB of a body; what is beyond gets 413. */
  readonly limits?: LimitOptions;
  /** Content codings in which bodies may come; what they inflate to counts for the limit. Default none: they are refused with 415. */
  readonly contentEncodings?: readonly ContentCoding[];
  /** Readers of bodies by media type, beside and in place of the known ones. */
  readonly parsers?: Readonly<Record<string, BodyParser>>;
  /** Whether members that a body lacks are filled with the defaults of its schema. Default true. */
  readonly bodyDefaults?: boolean;
  /** What becomes of `readOnly` members in a request: let pass (default) or refused. */
  readonly readOnly?: 'allow' | 'refuse';
  /** Makes what tests the patterns of schemas, in place of `RegExp`: an engine that takes linear time, for one. */
  readonly regexp?: (pattern: string) => { test(text: string): boolean };
  /** Writers of answers by media type, beside and in place of the known ones. */
  readonly serializers?: Readonly<Record<string, Serializer>>;
  /** What becomes of an `Accept` that none of the declared media types fits: the first of them (`lenient`, default), or 406 (`strict`). */
  readonly accept?: 'lenient' | 'strict';
  /** Whether answers are checked against the document: not (`off`, default), told to `onError` (`report`), or replaced by a 500 too (`enforce`). */
  readonly responses?: CheckMode | ResponseRules;
  /** Makes of a problem what callers see: other texts, other members, another shape. */
  readonly problems?: ShapeProblem;
  /** Checks of string formats, beside and in place of the known ones. */
  readonly formats?: Readonly<Record<string, RegExp | ((value: string) => boolean)>>;
  /** Milliseconds that a process may take before its run is aborted; 0 for no limit. Default 60,000; of operations that are polled, no limit. */
  readonly timeout?: number;
  /** Whether callers wait for results (`wait`, default), or get word of where one will be when it takes longer (`poll`). */
  readonly mode?: Mode;
  /** Milliseconds that callers wait for the result of a polled run before they get 202. Default 500. */
  readonly wait?: number;
  /** What becomes of the header field `Idempotency-Key` of calls that may change something: `honour` (default), `require` or `ignore`. */
  readonly idempotency?: KeyRule;
  /** Where runs are kept: a store, or how many are kept in memory, and under which path callers ask for them. */
  readonly runs?: RunStore | RunsOptions | undefined;
  /** Told of every run when it is over. */
  readonly onRun?: (record: EndedRun) => void;
  /** Told of everything that went wrong unexpectedly. Default: written to `logger`, else to the console. */
  readonly onError?: (error: unknown, context: ErrorContext) => void;
  /** Told of calls and runs as they go on: `openTelemetry()` of `opbind/opentelemetry`, for one. */
  readonly telemetry?: Telemetry;
  /** Whether answers say in `Server-Timing` how long each step took. Default false: it tells callers what takes time, and so what is there. */
  readonly serverTiming?: boolean;
  /** Where references of the document may lead. Default: files under its own folder, and no hosts. */
  readonly references?: ReferenceOptions;
}

const isStore = (runs: RunStore | RunsOptions): runs is RunStore => 'begin' in runs;

/** The option `runs` as an object, whichever of its two forms was given. */
export const runsOptionsOf = ({ runs = {} }: BindOptions): RunsOptions =>
  isStore(runs) ? { store: runs } : runs;
