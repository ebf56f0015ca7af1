import { begin, keyOf, newRun, REPLAYED, replay } from './begin.ts';
import { type Call, type Parts, tellOf } from './call.ts';
import { performDetached } from './detached.ts';
import { letGo } from './hold.ts';
import type { HeaderLine, HttpResponse } from './http/message.ts';
import { Problem } from './problem/problem.ts';
import { toResponse } from './runs/answer.ts';
import { isOutcome } from './runs/record.ts';
import { acceptedResponse, problemOf } from './runs/status.ts';
import type { KeptRun, NewRun, RunKey, Snapshot } from './runs/store.ts';

/** What a polled operation is polled by. */
export interface Polling {
  /** Milliseconds that the caller waits. */
  readonly wait: number;
  readonly retry: number;
  readonly key: string | null;
  /** Whether the caller asked for it. */
  readonly isAsked: boolean;
  /** Whether a worker executes it. */
  readonly isQueued: boolean;
  /** Path under which a run is asked for, of a call to a path. */
  readonly urlOf: (path: string, id: string) => string;
  /** What a worker makes the trigger of. */
  readonly toSnapshot: (call: Call, parts: Parts) => Snapshot;
}

/** What a promise gives in time; null where it takes longer. */
function inWindow<Value>(ms: number, work: Promise<Value>): Promise<Value | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Executes a run in this process. */
function runHere(call: Call, parts: Parts, { id, operation }: NewRun): Promise<HttpResponse> {
  const { ledger, observers, request } = call;
  const { answered, ended } = performDetached(call, parts, id);
  const kept = ended.then((end) => ledger.store.finish(id, end));
  ledger.track(kept.catch((error) => observers.onError(error, { operation, run: id, request })));
  return answered;
}

/** What its caller gets of a run that may have ended, or have an answer. */
function told(call: Call, run: KeptRun): HttpResponse | null {
  if (run.answer !== null) return toResponse(run.answer);
  return isOutcome(run.state) ? tellOf(call, problemOf(run)) : null;
}

/** What a call gets that has the key of a run: what that run's caller got, or gets. */
function join(call: Call, run: KeptRun, key: RunKey, statusUrl: string): HttpResponse {
  if (run.fingerprint === key.fingerprint && run.answer === null && !isOutcome(run.state))
    return acceptedResponse(run, statusUrl, [REPLAYED]);
  const given = replay(run, key);
  return given instanceof Problem ? tellOf(call, given) : given;
}

const QUEUED = {
  state: 'queued',
  finished: null,
  log: [],
  outputs: {},
  error: null,
  answer: null,
  fingerprint: null,
} as const;

const APPLIED: HeaderLine = ['preference-applied', 'respond-async'];

/** Waits for a run that others execute. A store that is away for a moment has the run all the same. */
async function waitThere(call: Call, run: NewRun, ms: number): Promise<KeptRun> {
  const { store } = call.ledger;
  const queued: KeptRun = { ...run, ...QUEUED };
  if (ms === 0) return queued;
  try {
    const found = await store.whenAnswered(run.id, ms);
    return found === null || found === 'expired' ? queued : found;
  } catch {
    return queued;
  }
}

/** Runs a process whether or not the caller waits for it, and says where the result will be when that takes longer. */
export async function performPolled(call: Call, parts: Parts, polling: Polling): Promise<HttpResponse> {
  const { wait, retry, urlOf, toSnapshot, isQueued } = polling;
  const key = keyOf(call, parts, polling.key);
  const snapshot = isQueued ? toSnapshot(call, parts) : null;
  const run = newRun(call, parts, { key, snapshot, retry });
  const statusUrl = urlOf(run.path, run.id);
  const lines = polling.isAsked ? [APPLIED] : [];
  const taken = await begin(call, parts, run);
  if (taken !== null && key !== null) return join(call, taken, key, urlOf(taken.path, taken.id));
  if (!isQueued) {
    const answer = await inWindow(wait, runHere(call, parts, run));
    return answer ?? acceptedResponse({ ...run, state: 'running' }, statusUrl, lines);
  }
  letGo(parts.body);
  const there = await waitThere(call, run, wait);
  return told(call, there) ?? acceptedResponse(there, statusUrl, lines);
}
