import { type Call, type Parts, tellOf } from './call.ts';
import { letGo } from './hold.ts';
import { type HeaderLine, type HttpResponse, isStreamed } from './http/message.ts';
import { splitTarget } from './http/target.ts';
import { toRunEnd } from './kept.ts';
import { perform } from './perform.ts';
import { Problem, refuse } from './problem/problem.ts';
import { report } from './process/execution.ts';
import { within } from './process/in-time.ts';
import { createRunId } from './process/run.ts';
import { copyAnswer, toResponse } from './runs/answer.ts';
import { fingerprintOf, inFlight, mismatched, scopeOf } from './runs/key.ts';
import type { KeptRun, NewRun, RunKey, Snapshot } from './runs/store.ts';
import { writeValues } from './runs/values.ts';
import { createSignal } from './signal.ts';

const REPLAYED: HeaderLine = ['idempotency-replayed', 'true'];

/** The key of a call, as a store tells keys apart; null without one. */
export function keyOf(
  { request, to }: Call,
  { parameters, body, caller }: Parts,
  key: string | null,
): RunKey | null {
  if (key === null) return null;
  const { path, query } = parameters;
  const content = body.bytes ?? (body.value === undefined ? null : writeValues(body.value));
  return {
    scope: scopeOf(to.operation.id, caller?.name ?? null, key),
    fingerprint: fingerprintOf(request, writeValues([path, query]), content),
  };
}

/** A run that is about to begin. */
export const newRun = (
  { request, to }: Call,
  { caller }: Parts,
  { key, snapshot, retry }: { key: RunKey | null; snapshot: Snapshot | null; retry: number },
): NewRun => {
  const started = Date.now();
  return {
    id: createRunId(started),
    operation: to.operation.id,
    caller: caller?.name ?? null,
    path: splitTarget(request.url).path,
    started,
    key,
    snapshot,
    retry,
  };
};

/** A store that is out of reach keeps nothing, so nothing is begun either. */
export const unavailable = (cause: unknown): Problem =>
  refuse('runs-unavailable', { cause, headers: [['retry-after', '1']] });

/** The answer that a call with the same key got; a refusal where it was another call, or has none yet. */
export function replay(run: KeptRun, key: RunKey): HttpResponse | Problem {
  if (run.fingerprint !== key.fingerprint) return mismatched();
  const { answer } = run;
  if (answer === null || answer.status >= 500) return inFlight();
  const response = toResponse(answer);
  return { ...response, headers: [...response.headers, REPLAYED] };
}

/** Milliseconds that an answer is held back until it is kept: a database may be away for long. */
const PATIENCE = 5000;

/** Runs a process for a key that nobody else has. The answer is kept before it is sent; that of a stream, when it is sent. */
async function runOnce(call: Call, parts: Parts, run: NewRun, timeout: number): Promise<HttpResponse> {
  const { ledger } = call;
  const over = createSignal();
  const { execution, response } = perform(call, parts, timeout, {
    id: run.id,
    detached: false,
    over: over.give,
  });
  const copied = copyAnswer(await response, ledger.answerBytes);
  const kept = copied.stored.then(async (answer) => {
    await over.given;
    await ledger.store.finish(run.id, toRunEnd(execution, answer));
  });
  ledger.track(kept.catch((error) => report(execution, error)));
  // An intermediate return is sent at once, and a stream as it comes.
  if (execution.ending !== null && !isStreamed(copied.response.body)) await within(PATIENCE, kept);
  return copied.response;
}

/** Runs a process at most once for a key: the same call gets the same answer again. */
export async function performOnce(
  call: Call,
  parts: Parts,
  { key: text, timeout }: { readonly key: string; readonly timeout: number },
): Promise<HttpResponse> {
  const key = keyOf(call, parts, text);
  const run = newRun(call, parts, { key, snapshot: null, retry: 0 });
  let taken: KeptRun | null;
  try {
    taken = await call.ledger.store.begin(run);
  } catch (error) {
    letGo(parts.body);
    throw unavailable(error);
  }
  if (taken === null || key === null) return runOnce(call, parts, run, timeout);
  letGo(parts.body);
  const given = replay(taken, key);
  return given instanceof Problem ? tellOf(call, given) : given;
}
