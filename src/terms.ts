import type { BoundOperation, Perform, Terms } from './call.ts';
import { performOnce } from './keyed.ts';
import type { BindOptions, Mode, OperationOptions } from './options.ts';
import { performNow } from './perform.ts';
import { type Polling, performPolled } from './poll.ts';
import { Problem } from './problem/problem.ts';
import { compileReadKey, type KeyRule } from './runs/key.ts';
import { compileAsked } from './runs/prefer.ts';

const TIMEOUT = 60_000;
const WAIT = 500;

/** How the runs of an operation go, whoever asks. */
export interface RunRules {
  readonly mode: Mode;
  /** Milliseconds that a process may take; 0 for no limit. */
  readonly timeout: number;
  /** Milliseconds that the caller of a polled run waits. */
  readonly wait: number;
  readonly retry: number;
  readonly idempotency: KeyRule;
  /** Whether callers are known to send keys: it is said what becomes of them. */
  readonly speaksOfKeys: boolean;
}

type Said = Pick<OperationOptions, 'mode' | 'timeout' | 'wait' | 'retry' | 'idempotency'>;

/** What changes nothing may be called again without a key (RFC 9110 §9.2.1; QUERY, by its draft). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** What is said beside a process goes before what its document says, and that before what is said of all. */
export function readRunRules(method: string, own: Said, ofDocument: Said, options: BindOptions): RunRules {
  // What is undefined is not said.
  const mode = own.mode ?? ofDocument.mode ?? options.mode ?? 'wait';
  const timeout = own.timeout ?? ofDocument.timeout ?? options.timeout;
  const idempotency = own.idempotency ?? ofDocument.idempotency ?? options.idempotency;
  return {
    mode,
    timeout: timeout ?? (mode === 'poll' ? 0 : TIMEOUT),
    wait: own.wait ?? ofDocument.wait ?? options.wait ?? WAIT,
    retry: own.retry ?? ofDocument.retry ?? 0,
    idempotency: idempotency ?? (SAFE.has(method) ? 'ignore' : 'honour'),
    speaksOfKeys: idempotency !== undefined && idempotency !== 'ignore',
  };
}

/** What the runs of an operation are performed with. */
export interface RunContext extends Pick<Polling, 'urlOf' | 'toSnapshot'> {
  /** Whether callers may ask for runs later. */
  readonly canPoll: boolean;
  /** Whether runs are executed by workers. */
  readonly queues: boolean;
  /** Whether the document declares a query parameter `timeout`. */
  readonly declaresTimeout: boolean;
}

/** Reads what a call asks of its run. Most ask for nothing. */
export function compileTerms(rules: RunRules, context: RunContext): BoundOperation['readTerms'] {
  const { canPoll, queues, declaresTimeout } = context;
  const readAsked = compileAsked(declaresTimeout);
  const readKey = compileReadKey(rules.idempotency);
  const isPolled = rules.mode === 'poll';
  const usual: Terms | null = isPolled ? { asked: null, key: null, isPolled, keepsBytes: queues } : null;
  return (request, query) => {
    const asked = readAsked(request, query);
    const key = readKey === null ? null : readKey(request);
    if (asked === null && key === null) return usual;
    if (asked instanceof Problem) return asked;
    if (key instanceof Problem) return key;
    const polled = isPolled || (canPoll && asked?.async === true);
    return { asked, key, isPolled: polled, keepsBytes: key !== null || (isPolled && queues) };
  };
}

/** Timers of Node run out at once where they are given more. */
const LONGEST = 2 ** 31 - 1;

/** A caller may shorten the time of a run, and not lengthen it. */
const shortened = (timeout: number, asked: number | null): number => {
  if (asked === null) return timeout;
  return Math.max(1, Math.min(asked, timeout === 0 ? LONGEST : timeout));
};

/** Performs the calls of an operation as its rules say, and as a call asks within them. */
export function compilePerform(rules: RunRules, { urlOf, toSnapshot, queues }: RunContext): Perform {
  const { timeout, wait, retry, mode } = rules;
  // Whoever waits holds a connection, however long its run may take.
  const longestWait = Math.max(wait, timeout === 0 ? TIMEOUT : timeout);
  return (call, parts, terms) => {
    if (terms === null) return performNow(call, parts, timeout);
    const { asked, key, isPolled } = terms;
    const askedWait = asked?.wait ?? null;
    if (isPolled)
      return performPolled(call, parts, {
        wait: Math.min(askedWait ?? wait, longestWait),
        retry,
        key,
        isAsked: asked?.async === true,
        // Of other operations nobody may be there who works.
        isQueued: queues && mode === 'poll',
        urlOf,
        toSnapshot,
      });
    const limit = shortened(timeout, askedWait);
    return key === null ? performNow(call, parts, limit) : performOnce(call, parts, { key, timeout: limit });
  };
}
