import type { BodyContent } from './body/read.ts';
import { type Call, type Parts, tellOf } from './call.ts';
import { createHold, type Hold } from './hold.ts';
import { type HttpResponse, isStreamed } from './http/message.ts';
import { createReply, isReply } from './http/reply.ts';
import { watchStream } from './http/watch.ts';
import { Problem, refuse } from './problem/problem.ts';
import {
  answered,
  createExecution,
  type Execution,
  execute,
  isAnswered,
  report,
  reportRecords,
  respond,
  runOf,
} from './process/execution.ts';
import { createLatch } from './process/latch.ts';
import { isTold } from './process/told.ts';
import type { Process } from './processes.ts';
import { ResponseMismatch } from './response/mismatch.ts';
import { gatherResponse } from './runs/answer.ts';
import { createTrigger, type RunAccess } from './trigger/create.ts';
import { mismatched, type Walked } from './walk.ts';

/** How a process is to be run. */
export interface Manner {
  /** Id of the run, where it is kept; null where nobody will ask for it. */
  readonly id: string | null;
  /** Of a run that goes on without its caller, to be asked for its whole answer later: resolves when there is one. Else null. */
  readonly whole: Promise<void> | null;
  /** Called when the run is over and answered. */
  readonly over: (() => void) | null;
}

/** A process that was begun. */
export interface Begun {
  readonly execution: Execution;
  readonly response: HttpResponse | Promise<HttpResponse>;
}

const SIMPLY: Manner = { id: null, whole: null, over: null };

const RUN_ACCESS: RunAccess<Execution> = { run: runOf, respond };

/** Marks the answer of a process that is a response already. */
const made: unique symbol = Symbol('opbind.made');

type Made = Walked & { readonly [made]: true };

const isMade = (answer: unknown): answer is Made =>
  typeof answer === 'object' && answer !== null && made in answer;

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

/** Lets whoever stops the server wait for a stream that is being sent. Should that break, its run has an id by then. */
function track(call: Call, execution: Execution, response: Walked): Walked {
  const { body } = response;
  if (!isStreamed(body)) return response;
  runOf(execution);
  const sent = createLatch();
  call.ledger.sends(sent.opened);
  return { ...response, body: watchStream(body, { ended: sent.open }) };
}

function send(call: Call, execution: Execution, hold: Hold | null, answer: unknown): HttpResponse {
  const isKept = execution.id !== null && execution.detached;
  const given = isKept && isMade(answer) ? answer : toResponse(call, execution, answer);
  const tracked = isKept ? given : track(call, execution, given);
  const response = hold === null ? tracked : hold.keep(tracked);
  answered(execution, response.status);
  return response;
}

/** All of an answer that is kept. One that cannot be had is an error of the process, as one that cannot be sent. */
export async function gather(
  call: Call,
  execution: Execution,
  response: HttpResponse,
): Promise<HttpResponse> {
  const { answerBytes: most, cutOff } = call.ledger;
  const run = runOf(execution);
  const signal = execution.ending === null ? run.signal : cutOff;
  try {
    return await gatherResponse(response, { most, signal });
  } catch (error) {
    report(execution, error);
    return tellOf(call, refuse('response-invalid', { run: run.id }));
  }
}

/** The same process, which is over when its whole answer is there: until then its run can be ended. */
function compileWhole(call: Call, execution: Execution, whole: Promise<void>): Process {
  const { answerBytes: most } = call.ledger;
  const { process } = call.to;
  const gathered = async (answer: unknown): Promise<HttpResponse> => {
    const { id, signal } = runOf(execution);
    const response = toResponse(call, execution, answer);
    try {
      return await gatherResponse(response, { most, signal });
    } catch (cause) {
      throw refuse('response-invalid', { run: id, cause });
    }
  };
  const returned = async (answer: unknown): Promise<unknown> => {
    if (isAnswered(execution)) {
      await whole;
      return answer;
    }
    reportRecords(execution, answer);
    return { ...(await gathered(answer)), [made]: true };
  };
  const thrown = async (error: unknown): Promise<never> => {
    if (isAnswered(execution)) await whole;
    if (isAnswered(execution) || !isTold(error) || !isReply(error)) throw error;
    const { status, headers, body } = await gathered(error);
    throw createReply(status, body ?? undefined, { headers });
  };
  return (trigger) => {
    try {
      return Promise.resolve(process(trigger)).then(returned, thrown);
    } catch (error) {
      return thrown(error);
    }
  };
}

/** What is told when a run is over: whoever holds its body, and whoever waits for it. */
const joined = (hold: Hold | null, over: (() => void) | null): (() => void) | null => {
  if (hold === null || over === null) return hold?.over ?? over;
  return () => {
    hold.over();
    over();
  };
};

const holdOf = ({ close }: BodyContent): Hold | null => (close === undefined ? null : createHold(close));

function createCallExecution(call: Call, { caller }: Parts, hold: Hold | null, manner: Manner): Execution {
  const { request, to, observers, ledger } = call;
  const { id, whole, over } = manner;
  return createExecution({
    request,
    operation: to.operation.id,
    caller: caller.principal?.name ?? null,
    observers,
    id,
    detached: whole !== null,
    over: joined(hold, over),
    left: id === null ? null : ledger.left,
  });
}

/** Runs a process, and makes a response of what it gives. */
function answer(
  call: Call,
  { parameters, body, caller }: Parts,
  process: Process,
  execution: Execution,
  hold: Hold | null,
  timeout: number,
): HttpResponse | Promise<HttpResponse> {
  const { request, to, ledger } = call;
  const parts = { request, operation: to.operation, parameters, body, caller: caller.principal };
  const trigger = createTrigger(parts, execution, RUN_ACCESS);
  const given = execute(execution, process, trigger, timeout);
  if (!(given instanceof Promise)) return send(call, execution, hold, given);
  ledger.live.add(execution);
  return given.then((late) => send(call, execution, hold, late));
}

/**
 * Runs the process of an operation, and makes a response of what it gives.
 *
 * @param timeout Milliseconds that it may take; 0 for no limit.
 */
export function perform(call: Call, parts: Parts, timeout: number, manner: Manner): Begun {
  const hold = holdOf(parts.body);
  const execution = createCallExecution(call, parts, hold, manner);
  const { process } = call.to;
  const own = manner.whole === null ? process : compileWhole(call, execution, manner.whole);
  return { execution, response: answer(call, parts, own, execution, hold, timeout) };
}

/** The usual way: the caller waits as long as the process takes, or may take. */
export function performNow(call: Call, parts: Parts, timeout: number): HttpResponse | Promise<HttpResponse> {
  const hold = holdOf(parts.body);
  const execution = createCallExecution(call, parts, hold, SIMPLY);
  return answer(call, parts, call.to.process, execution, hold, timeout);
}
