import type { HttpRequest } from '../http/message.ts';
import { releaseUnsent } from '../http/release.ts';
import { isReply } from '../http/reply.ts';
import { isRefusal, Problem, refuse } from '../problem/problem.ts';
import { isPromise } from './promise.ts';
import { causesOf } from './record-report.ts';
import { createRun, type Outcome, type Run } from './run.ts';
import { isTold } from './told.ts';

/** What went wrong unexpectedly, and where. */
export interface ErrorContext {
  /** Id of the operation. */
  readonly operation: string;
  /** Id of the run. */
  readonly run: string;
  readonly request: HttpRequest;
}

/** Those who are told what happens. */
export interface Observers {
  readonly onError: (error: unknown, context: ErrorContext) => void;
  /** Told of each execution when its process has ended and its caller is answered. */
  readonly onEnd: (execution: Execution) => void;
}

/** What is fixed about an execution when it begins. */
interface Beginning {
  readonly request: HttpRequest;
  /** Id of the operation. */
  readonly operation: string;
  readonly caller: string | null;
  readonly observers: Observers;
  /** Id of its run, where that has one already. */
  readonly id?: string | null;
  /** Whether it goes on without its caller from the beginning. */
  readonly detached?: boolean;
  /** Called when the process has ended and its caller is answered. */
  readonly over?: (() => void) | null;
  /** Called when the process has returned, also one that was not waited for any longer. */
  readonly left?: ((execution: Execution) => void) | null;
}

/** One execution of a process: its work, and the one answer that its caller gets. Only this room writes to it. */
export interface Execution extends Beginning {
  readonly id: string | null;
  readonly started: number;
  run: Run | null;
  answer: unknown;
  settle: ((answer: unknown) => void) | null;
  /** Whether it goes on without its caller, who has an answer already. */
  detached: boolean;
  ending: Outcome | null;
  error: unknown;
  finished: number;
  /** HTTP status of the answer; 0 until there is one. */
  status: number;
}

const PENDING: unique symbol = Symbol('pending');

export const createExecution = ({
  request,
  operation,
  caller,
  observers,
  id = null,
  detached = false,
  over = null,
  left = null,
}: Beginning): Execution => ({
  request,
  operation,
  caller,
  observers,
  id,
  over,
  left,
  started: Date.now(),
  run: null,
  answer: PENDING,
  settle: null,
  detached,
  ending: null,
  error: null,
  finished: 0,
  status: 0,
});

/** The run of an execution, made when somebody asks for it. */
export function runOf(execution: Execution): Run {
  const { id, started, detached, request } = execution;
  execution.run ??= createRun(id, started, detached ? undefined : request.signal);
  return execution.run;
}

/** Tells of something that the caller is not told of. */
export function report(execution: Execution, error: unknown): void {
  const { observers, operation, request } = execution;
  observers.onError(error, { operation, run: runOf(execution).id, request });
}

/** The text of what was thrown, for whoever looks at runs; null where nothing was. A thing thrown may hold half the program. */
export function errorText({ error }: Execution): string | null {
  if (error === null) return null;
  try {
    if (isReply(error)) return `The process threw a reply with status ${error.status}.`;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'Something was thrown that cannot be written down.';
  }
}

/** The caller has gone before the end of the answer: a run that goes on may as well end, unless its answer is kept for later. */
export function abandon({ run, id, detached }: Execution): void {
  if (id === null || !detached) run?.abort(new Error('The caller has gone.'));
}

/** A run is over, and told of, when its process has ended and its caller is answered, whichever comes last. */
function close(execution: Execution): void {
  if (execution.ending === null || execution.status === 0) return;
  execution.over?.();
  execution.observers.onEnd(execution);
}

function end(execution: Execution, ending: Outcome, error: unknown): void {
  execution.ending = ending;
  execution.error = error;
  execution.finished = Date.now();
  close(execution);
}

/** Notes what the caller got. */
export function answered(execution: Execution, status: number): void {
  execution.status = status;
  close(execution);
}

/** Tells of the records of an answer that failed for reasons that nobody foresaw. */
export function reportRecords(execution: Execution, answer: unknown): void {
  for (const cause of causesOf(answer).values()) report(execution, cause);
}

/** Whether its caller has an answer, or is about to get it. */
export const isAnswered = ({ answer }: Execution): boolean => answer !== PENDING;

function give(execution: Execution, answer: unknown): boolean {
  if (execution.answer !== PENDING) return false;
  execution.answer = answer;
  execution.settle?.(answer);
  reportRecords(execution, answer);
  return true;
}

/** The intermediate return. An answer that is yet to come would be one that nothing waits for, nor bounds in time. */
export function respond(execution: Execution, answer: unknown): void {
  if (isPromise(answer)) {
    answer.then(undefined, () => undefined);
    throw new TypeError('The answer of an intermediate return has to be there: await it first.');
  }
  if (!give(execution, answer)) throw new Error('The caller of this run has its answer already.');
  execution.detached = true;
  execution.run?.detach();
}

/** Whether it was thrown only for the caller, and not because something went wrong. */
export const isAnswer = (thrown: unknown): boolean =>
  isTold(thrown) && !(thrown instanceof Problem && thrown.cause !== undefined);

/** What went wrong: a refusal of ours says it to callers only. */
const reasonOf = (error: unknown): unknown =>
  isTold(error) && error instanceof Problem && isRefusal(error) && error.cause !== undefined
    ? error.cause
    : error;

/** What the caller of a failed process is told: what was thrown for it, else nothing but the id of the run. */
function failed(execution: Execution, error: unknown): void {
  const wasAnswered = isAnswered(execution);
  const isReported = wasAnswered || !isAnswer(error);
  // Whoever is told of the error and whoever keeps the run have to know the same id.
  if (isReported) runOf(execution);
  end(execution, 'failed', reasonOf(error));
  if (isReported) report(execution, reasonOf(error));
  if (wasAnswered) return;
  give(execution, isTold(error) ? error : refuse('process-failed', { run: runOf(execution).id }));
}

function succeeded(execution: Execution, answer: unknown): void {
  end(execution, 'succeeded', null);
  if (give(execution, answer)) return;
  if (answer !== execution.answer) reportRecords(execution, answer);
  releaseUnsent(answer);
}

/** Whether it ended before its process returned. */
export const isCutOff = ({ ending }: Execution): boolean =>
  ending !== null && ending !== 'succeeded' && ending !== 'failed';

/** Ends a run before its process does. What the process does after that is its own affair. */
function cutOff(execution: Execution, ending: Outcome, why: string, problem: (run: string) => Problem): void {
  const run = runOf(execution);
  end(execution, ending, null);
  run.abort(new Error(why));
  give(execution, problem(run.id));
}

const timedOut = (execution: Execution): void =>
  cutOff(execution, 'timed-out', 'The run took longer than it may.', (run) =>
    refuse('process-timeout', { run }),
  );

/** Ends a run that goes on, for somebody asked for that. False where it has ended. */
export function cancel(execution: Execution): boolean {
  if (execution.ending !== null) return false;
  cutOff(execution, 'cancelled', 'The run was cancelled.', (run) => refuse('run-cancelled', { run }));
  return true;
}

/** Ends a run that goes on, for this process cannot go on with it. False where it has ended. */
export function interrupt(execution: Execution, why: string): boolean {
  if (execution.ending !== null) return false;
  cutOff(execution, 'interrupted', why, (run) => refuse('run-interrupted', { run }));
  return true;
}

/** Waits for a process that does not return at once, as long as it may take. What comes after that is ignored. */
function wait(execution: Execution, result: Promise<unknown>, timeout: number): Promise<unknown> {
  const timer = timeout > 0 ? setTimeout(timedOut, timeout, execution) : undefined;
  const settled =
    (then: (execution: Execution, value: unknown) => void) =>
    (value: unknown): void => {
      clearTimeout(timer);
      if (execution.ending === null) then(execution, value);
      else releaseUnsent(value);
      execution.left?.(execution);
    };
  result.then(settled(succeeded), settled(failed));
  return execution.answer === PENDING
    ? new Promise((resolve) => {
        execution.settle = resolve;
      })
    : Promise.resolve(execution.answer);
}

/**
 * Runs a process. What comes back is the answer for the caller, which an intermediate return gives before the process ends.
 * Never throws and never rejects; stays synchronous where the process does.
 *
 * @param timeout Milliseconds that the process may take; 0 for no limit.
 */
export function execute<T>(
  execution: Execution,
  process: (trigger: T) => unknown,
  trigger: T,
  timeout: number,
): unknown {
  try {
    const result = process(trigger);
    // A promise of ours settles once and later, whatever another one does.
    if (isPromise(result)) return wait(execution, Promise.resolve(result), timeout);
    succeeded(execution, result);
  } catch (error) {
    failed(execution, error);
  }
  execution.left?.(execution);
  return execution.answer;
}
