import type { Call, Parts } from './call.ts';
import type { HttpResponse } from './http/message.ts';
import { gather, perform } from './perform.ts';
import { type Execution, errorText, isCutOff, report, runOf } from './process/execution.ts';
import { createLatch } from './process/latch.ts';
import { toStored } from './runs/answer.ts';
import { toPlain } from './runs/outputs.ts';
import type { RunEnd, StoredAnswer } from './runs/store.ts';

/** A run that is kept, and goes on whether or not anybody waits. */
export interface Detached {
  /** The whole answer; an intermediate return gives it before the end. */
  readonly answered: Promise<HttpResponse>;
  readonly ended: Promise<RunEnd>;
}

/**
 * Whether the same call is not to be made again: it has an answer that is no failure of the server, an intermediate return for one; or its
 * process may be at work. Who cancels a run has decided otherwise.
 */
const keepsKey = ({ ledger }: Call, execution: Execution, answer: StoredAnswer | null): boolean => {
  if (execution.ending === 'cancelled') return false;
  const isDone = answer !== null && answer.status < 500;
  return isDone || (isCutOff(execution) && ledger.holdsKey(execution));
};

/** What became of an execution, as it is kept. */
export function toRunEnd(call: Call, execution: Execution, answer: StoredAnswer | null): RunEnd {
  const { ending, finished } = execution;
  const { lines, outputs } = runOf(execution);
  return {
    outcome: ending ?? 'failed',
    finished: finished === 0 ? Date.now() : finished,
    log: [...lines],
    outputs: toPlain(outputs, (error) => report(execution, error)),
    error: errorText(execution),
    answer,
    keepsKey: keepsKey(call, execution, answer),
  };
}

/** Runs a process whose answer is kept, as soon as there is one. Neither promise rejects. */
export function performDetached(call: Call, parts: Parts, id: string): Detached {
  const { ledger, to } = call;
  const over = createLatch();
  const whole = createLatch();
  const { execution, response } = perform(call, parts, to.timeout, {
    id,
    whole: whole.opened,
    over: over.open,
  });
  const answered = Promise.resolve(response).then(async (given) => {
    const answer = await gather(call, execution, given);
    whole.open();
    // An intermediate return is kept before anybody learns of it. Most answers come with the end, and are kept with it.
    if (execution.ending === null)
      await ledger.store.answer(id, toStored(answer)).catch((error) => report(execution, error));
    return answer;
  });
  const ended = answered.then(async (answer) => {
    await over.opened;
    return toRunEnd(call, execution, toStored(answer));
  });
  return { answered, ended };
}
