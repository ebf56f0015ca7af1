import { type Call, type Parts, tellOf } from './call.ts';
import type { HttpResponse } from './http/message.ts';
import { writable } from './outputs.ts';
import { perform } from './perform.ts';
import { refuse } from './problem/problem.ts';
import { type Execution, errorText, report, runOf } from './process/execution.ts';
import { gatherResponse, toStored } from './runs/answer.ts';
import type { RunEnd, StoredAnswer } from './runs/store.ts';
import { createSignal } from './signal.ts';

/** A run that is kept, and goes on whether or not anybody waits. */
export interface Kept {
  /** The whole answer; an intermediate return gives it before the end. */
  readonly answered: Promise<HttpResponse>;
  readonly ended: Promise<RunEnd>;
}

/** An answer of the server's own failure is no answer to keep a call from being made again. */
export const keepsKey = ({ ending }: Execution, answer: StoredAnswer | null): boolean =>
  answer !== null && answer.status < 500 && (ending === 'succeeded' || ending === 'failed');

/** What became of an execution, as it is kept. */
export function toRunEnd(execution: Execution, answer: StoredAnswer | null): RunEnd {
  const { ending, finished } = execution;
  const { lines, outputs } = runOf(execution);
  return {
    outcome: ending ?? 'failed',
    finished: finished === 0 ? Date.now() : finished,
    log: [...lines],
    outputs: writable(outputs, (error) => report(execution, error)),
    error: errorText(execution),
    answer,
    keepsKey: keepsKey(execution, answer),
  };
}

/** All of an answer. One that cannot be had is an error of the process, as one that cannot be sent. */
async function whole(call: Call, execution: Execution, given: HttpResponse): Promise<HttpResponse> {
  try {
    const { answerBytes: most, cutOff: signal } = call.ledger;
    return await gatherResponse(given, { most, signal });
  } catch (error) {
    report(execution, error);
    return tellOf(call, refuse('response-invalid', { run: runOf(execution).id }));
  }
}

/** Runs a process whose answer is kept. Neither promise rejects. */
export function performKept(call: Call, parts: Parts, id: string): Kept {
  const over = createSignal();
  const { timeout } = call.to;
  const { execution, response } = perform(call, parts, {
    id,
    detached: true,
    timeout,
    over: over.give,
    left: null,
  });
  const answered = Promise.resolve(response).then((given) => whole(call, execution, given));
  const ended = answered.then(async (answer) => {
    await over.given;
    return toRunEnd(execution, toStored(answer));
  });
  return { answered, ended };
}

/** Keeps an answer that comes before the end, and gives the end, which has the answer too. Those of most runs come together. */
export async function keepEarly(call: Call, id: string, { answered, ended }: Kept): Promise<RunEnd> {
  const { ledger, observers, request, to } = call;
  const answer = await answered;
  const end = await Promise.race([ended, new Promise<null>((resolve) => setImmediate(resolve, null))]);
  if (end !== null) return end;
  await ledger.store
    .answer(id, toStored(answer))
    .catch((error: unknown) => observers.onError(error, { operation: to.operation.id, run: id, request }));
  return ended;
}
