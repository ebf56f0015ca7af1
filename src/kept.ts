import { type Call, type Parts, tellOf } from './call.ts';
import type { HttpResponse } from './http/message.ts';
import { writable } from './outputs.ts';
import { perform } from './perform.ts';
import { refuse } from './problem/problem.ts';
import { type Execution, errorText, isCutOff, report, runOf } from './process/execution.ts';
import { gatherResponse, toStored } from './runs/answer.ts';
import type { RunEnd, StoredAnswer } from './runs/store.ts';
import { createSignal } from './signal.ts';

/** A run that is kept, and goes on whether or not anybody waits. */
export interface Kept {
  /** The whole answer; an intermediate return gives it before the end. */
  readonly answered: Promise<HttpResponse>;
  readonly ended: Promise<RunEnd>;
}

/** A failure of the server is no answer to keep a call from being made again. A process that is not waited for any longer is. */
const keepsKey = (execution: Execution, answer: StoredAnswer | null): boolean =>
  isCutOff(execution) || (answer !== null && answer.status < 500);

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
  const { execution, response } = perform(call, parts, call.to.timeout, {
    id,
    detached: true,
    over: over.give,
  });
  const answered = Promise.resolve(response).then((given) => whole(call, execution, given));
  const ended = answered.then(async (answer) => {
    await over.given;
    return toRunEnd(execution, toStored(answer));
  });
  return { answered, ended };
}
