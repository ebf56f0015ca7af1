import { type Call, type Parts, tellOf } from './call.ts';
import { letGo } from './hold.ts';
import type { HeaderLine, HttpResponse } from './http/message.ts';
import { type Kept, keepEarly, performKept } from './kept.ts';
import { keyOf, newRun, replay, unavailable } from './keyed.ts';
import { Problem } from './problem/problem.ts';
import { toResponse } from './runs/answer.ts';
import { mismatched } from './runs/key.ts';
import { isOutcome, type RunState } from './runs/record.ts';
import type { KeptRun, NewRun, RunKey, Snapshot } from './runs/store.ts';

/** What a polled operation is polled by. */
export interface Polling {
  /** Milliseconds that the caller waits. */
  readonly wait: number;
  readonly retry: number;
  readonly key: string | null;
  /** Whether the caller asked for it. */
  readonly isAsked: boolean;
  /** Path under which a run is asked for, of a call to a path. */
  readonly urlOf: (path: string, id: string) => string;
  /** What a worker makes the trigger of. */
  readonly toSnapshot: (call: Call, parts: Parts) => Snapshot;
}

/** Seconds after which it may be worth asking again: the longer it takes, the more. */
export const retryAfter = (started: number): HeaderLine => {
  const seconds = Math.floor((Date.now() - started) / 10_000);
  return ['retry-after', String(Math.min(Math.max(seconds, 1), 30))];
};

/** Word of a run that has no result yet. */
function accepted(
  { id, state, started }: { readonly id: string; readonly state: RunState; readonly started: number },
  statusUrl: string,
  lines: readonly HeaderLine[],
): HttpResponse {
  const body = JSON.stringify({ id, status: state, statusUrl });
  const headers: HeaderLine[] = [
    ['content-type', 'application/json'],
    ['content-length', String(Buffer.byteLength(body))],
    ['location', statusUrl],
    retryAfter(started),
    ['cache-control', 'no-store'],
    ...lines,
  ];
  return { status: 202, headers, body };
}

/** What a promise gives in time; null where it takes longer. */
function inWindow<Value>(ms: number, work: Promise<Value>): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Keeps the answer of a run and its end. */
async function keepAll(call: Call, id: string, kept: Kept): Promise<void> {
  await call.ledger.store.finish(id, await keepEarly(call, id, kept));
}

/** Executes a run in this process, and gives its answer when that is kept. */
async function runHere(call: Call, parts: Parts, run: NewRun): Promise<HttpResponse> {
  const { ledger, observers, request } = call;
  const kept = performKept(call, parts, run.id);
  const all = keepAll(call, run.id, kept);
  ledger.track(
    all.catch((error) => observers.onError(error, { operation: run.operation, run: run.id, request })),
  );
  return kept.answered;
}

/** Waits for the answer of a run that somebody else executes. */
async function awaitThere({ ledger: { store } }: Call, id: string, ms: number): Promise<HttpResponse | null> {
  if (ms === 0) return null;
  const run = await store.whenAnswered(id, ms);
  return run === null || run === 'expired' || run.answer === null ? null : toResponse(run.answer);
}

/** What a call gets that has the key of a run: what that run's caller got, or gets. */
function join(call: Call, run: KeptRun, key: RunKey, statusUrl: string): HttpResponse {
  if (run.fingerprint !== key.fingerprint) return tellOf(call, mismatched());
  if (run.answer === null && !isOutcome(run.state))
    return accepted(run, statusUrl, [['idempotency-replayed', 'true']]);
  const given = replay(run, key);
  return given instanceof Problem ? tellOf(call, given) : given;
}

const APPLIED: HeaderLine = ['preference-applied', 'respond-async'];

/** Runs a process whether or not the caller waits for it, and says where the result will be when that takes longer. */
export async function performPolled(call: Call, parts: Parts, polling: Polling): Promise<HttpResponse> {
  const { store } = call.ledger;
  const { wait, retry, urlOf, toSnapshot } = polling;
  const key = keyOf(call, parts, polling.key);
  const snapshot = store.queues ? toSnapshot(call, parts) : null;
  const run = newRun(call, parts, { key, snapshot, retry });
  try {
    const taken = await store.begin(run);
    if (taken !== null || store.queues) letGo(parts.body);
    if (taken !== null && key !== null) return join(call, taken, key, urlOf(taken.path, taken.id));
  } catch (error) {
    letGo(parts.body);
    throw unavailable(error);
  }
  const answer = store.queues
    ? await awaitThere(call, run.id, wait).catch(() => null)
    : await inWindow(wait, runHere(call, parts, run));
  const state = store.queues ? 'queued' : 'running';
  return answer ?? accepted({ ...run, state }, urlOf(run.path, run.id), polling.isAsked ? [APPLIED] : []);
}
