import type { BoundOperation, Call } from './call.ts';
import type { Step } from './messages.ts';
import { Problem } from './problem/problem.ts';
import type { Execution } from './process/execution.ts';
import type { BegunRun } from './telemetry.ts';
import type { Trigger } from './trigger/trigger.ts';

/** Does some work of a call, and tells of it. */
export type DoStep = <T>(name: Step, work: () => T) => T;

/** What is told of a call by the rooms that it goes through. */
export interface Telling {
  readonly step: DoStep;
  /** The process begins: it is the work. */
  readonly run: <T>(begun: BegunRun, work: () => T) => T;
  /** The answer is a problem. */
  readonly refused: (problem: Problem) => void;
  readonly failed: (error: unknown) => void;
  readonly ended: (execution: Execution) => void;
  readonly carried: () => Readonly<Record<string, string>>;
}

// A class, for one is made per call: an object literal with getters costs a hundred times as much in V8.
class BegunProcess implements BegunRun {
  readonly operation: string;
  readonly #trigger: Trigger;

  constructor(operation: string, trigger: Trigger) {
    this.operation = operation;
    this.#trigger = trigger;
  }

  get id(): string {
    return this.#trigger.run.id;
  }
}

/** The same operation, each of whose rooms tells of what it does. */
function traceOperation(to: BoundOperation, { step, run, refused }: Telling): BoundOperation {
  const { checkProtocol, authorize, govern, readParameters, readBody, process, toResponse } = to;
  return {
    ...to,
    checkProtocol: checkProtocol && ((request) => step('gate', () => checkProtocol(request))),
    authorize: authorize && ((request) => step('authorize', () => authorize(request))),
    govern: govern && ((request, caller) => step('govern', () => govern(request, caller))),
    readParameters: (call, issues) => step('parameters', () => readParameters(call, issues)),
    readBody: (request, issues, keepsBytes) => step('body', () => readBody(request, issues, keepsBytes)),
    process: (trigger) =>
      step('process', () => run(new BegunProcess(to.operation.id, trigger), () => process(trigger))),
    toResponse: (answer, execution) => {
      if (answer instanceof Problem) refused(answer);
      return step('answer', () => toResponse(answer, execution));
    },
  };
}

/** The same call, which tells of what becomes of it. */
export function traceCall(call: Call, telling: Telling): Call {
  const { to, observers } = call;
  const { failed, ended, carried } = telling;
  return {
    ...call,
    to: traceOperation(to, telling),
    observers: {
      onError: (error, context) => {
        failed(error);
        observers.onError(error, context);
      },
      onEnd: (execution) => {
        ended(execution);
        observers.onEnd(execution);
      },
    },
    carried,
  };
}
