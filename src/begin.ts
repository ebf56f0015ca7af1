import { type Call, type Parts, stopping } from './call.ts';
import { letGo } from './hold.ts';
import type { HeaderLine, HttpResponse } from './http/message.ts';
import { splitTarget } from './http/target.ts';
import { type Problem, refuse } from './problem/problem.ts';
import { createRunId } from './process/run.ts';
import { toResponse } from './runs/answer.ts';
import { anotherCall, fingerprintOf, inFlight, scopeOf } from './runs/key.ts';
import type { KeptRun, NewRun, RunKey, Snapshot } from './runs/store.ts';
import { writeValues } from './runs/values.ts';
import { ownerOf } from './security/owner.ts';

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
    scope: scopeOf(to.operation.id, ownerOf(caller), key),
    fingerprint: fingerprintOf(request, writeValues([path, query]), content),
  };
}

/** What is said of a run beside its call. */
interface Said {
  readonly key: RunKey | null;
  readonly snapshot: Snapshot | null;
  readonly retry: number;
}

/** A run that is about to begin. */
export function newRun({ request, to }: Call, { caller }: Parts, said: Said): NewRun {
  const started = Date.now();
  return {
    id: createRunId(started),
    operation: to.operation.id,
    caller: caller.principal?.name ?? null,
    owner: ownerOf(caller),
    path: splitTarget(request.url).path,
    started,
    ...said,
  };
}

/** A store that is out of reach keeps nothing, so nothing is begun either. */
export const unavailable = (cause: unknown): Problem =>
  refuse('runs-unavailable', { cause, headers: [['retry-after', '1']] });

/** Has a run kept; the run that has its key already, where there is one. Throws a Problem where nothing can be kept, or begun any more. */
export async function begin({ ledger }: Call, { body }: Parts, run: NewRun): Promise<KeptRun | null> {
  try {
    const taken = await ledger.store.begin(run);
    if (taken !== null) letGo(body);
    if (taken !== null || run.snapshot !== null || !ledger.isStopped()) return taken;
    await ledger.store.cancel(run.id);
  } catch (error) {
    letGo(body);
    throw unavailable(error);
  }
  letGo(body);
  throw stopping();
}

export const REPLAYED: HeaderLine = ['idempotency-replayed', 'true'];

/** The answer that a call with the same key got; a refusal where it was another call, or has none yet. */
export function replay(run: KeptRun, key: RunKey): HttpResponse | Problem {
  if (run.fingerprint !== key.fingerprint) return anotherCall();
  const { answer } = run;
  if (answer === null || answer.status >= 500) return inFlight();
  const response = toResponse(answer);
  return { ...response, headers: [...response.headers, REPLAYED] };
}
