import { mismatched, type Walked } from './api.ts';
import { type Call, type Parts, tellOf } from './call.ts';
import { createHold, type Hold } from './hold.ts';
import type { HttpResponse } from './http/message.ts';
import { Problem, refuse } from './problem/problem.ts';
import {
  answered,
  createExecution,
  type Execution,
  execute,
  isCutOff,
  report,
  respond,
  runOf,
} from './process/execution.ts';
import { ResponseMismatch } from './response/mismatch.ts';
import { createTrigger } from './trigger/create.ts';

/** How a process is to be run. */
export interface Performing {
  /** Id of the run, where it is kept; null where nobody will ask for it. */
  readonly id: string | null;
  /** Whether it goes on without its caller. */
  readonly detached: boolean;
  /** Called when the run is over and answered. */
  readonly over: (() => void) | null;
}

/** A process that was begun. */
export interface Performance {
  readonly execution: Execution;
  readonly response: HttpResponse | Promise<HttpResponse>;
}

const SIMPLY: Performing = { id: null, detached: false, over: null };

/** An answer that cannot be sent is an error of the process, and its caller learns no more than that. */
function toResponse(call: Call, execution: Execution, answer: unknown): Walked {
  try {
    return call.to.toResponse(answer, execution);
  } catch (error) {
    const reason = error instanceof Problem ? error.cause : error;
    report(execution, reason);
    const response = tellOf(call, refuse('response-invalid', { run: runOf(execution).id }));
    return reason instanceof ResponseMismatch ? { ...response, [mismatched]: reason } : response;
  }
}

function send(call: Call, execution: Execution, hold: Hold | null, answer: unknown): HttpResponse {
  const given = toResponse(call, execution, answer);
  const response = hold === null ? given : hold.keep(given);
  answered(execution, response.status);
  return response;
}

/** What is told when a run is over: whoever holds its body, and whoever waits for it. */
const joined = (hold: Hold | null, over: (() => void) | null): (() => void) | null => {
  if (hold === null || over === null) return hold?.over ?? over;
  return () => {
    hold.over();
    over();
  };
};

/** The key of a run that was cut off is free when its process has really returned: until then it may be at work. */
function freeKey({ ledger }: Call, execution: Execution, id: string): void {
  if (isCutOff(execution)) ledger.track(ledger.store.freeKey(id).catch((error) => report(execution, error)));
}

/**
 * Runs the process of an operation, and makes a response of what it gives.
 *
 * @param timeout Milliseconds that it may take; 0 for no limit.
 */
export function perform(
  call: Call,
  { parameters, body, caller }: Parts,
  timeout: number,
  performing: Performing,
): Performance {
  const { request, to, observers, ledger } = call;
  const { operation, process } = to;
  const { id, detached, over } = performing;
  const hold = body.close === undefined ? null : createHold(body.close);
  const execution = createExecution({
    request,
    operation: operation.id,
    caller: caller?.name ?? null,
    observers,
    id,
    detached,
    over: joined(hold, over),
    left: id === null ? null : (ended) => freeKey(call, ended, id),
  });
  const trigger = createTrigger({
    request,
    operation,
    parameters,
    body,
    caller,
    run: () => runOf(execution),
    respond: (answer) => respond(execution, answer),
  });
  const answer = execute(execution, process, trigger, timeout);
  if (!(answer instanceof Promise)) return { execution, response: send(call, execution, hold, answer) };
  ledger.live.add(execution);
  return { execution, response: answer.then((given) => send(call, execution, hold, given)) };
}

/** The usual way: the caller waits as long as the process takes, or may take. */
export const performNow = (call: Call, parts: Parts, timeout: number): HttpResponse | Promise<HttpResponse> =>
  perform(call, parts, timeout, SIMPLY).response;
