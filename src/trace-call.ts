import type { BoundOperation, Call } from './call.ts';
import type { Step } from './channels.ts';
import { Problem } from './problem/problem.ts';
import type { Execution } from './process/execution.ts';
import type { BegunRun } from './telemetry.ts';

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

type Steps = Pick<
  BoundOperation,
  'checkProtocol' | 'authorize' | 'govern' | 'readParameters' | 'readBody' | 'process' | 'toResponse'
>;

/** The rooms of an operation, each telling of what it does. */
function traceSteps(to: BoundOperation, { step, run, refused }: Telling): Steps {
  const { checkProtocol, authorize, govern, readParameters, readBody, process, toResponse } = to;
  return {
    checkProtocol: checkProtocol && ((request) => step('gate', () => checkProtocol(request))),
    authorize: authorize && ((request) => step('authorize', () => authorize(request))),
    govern: govern && ((request, caller) => step('govern', () => govern(request, caller))),
    readParameters: (call, issues) => step('parameters', () => readParameters(call, issues)),
    readBody: (...body) => step('body', () => readBody(...body)),
    process: (trigger) => {
      const begun: BegunRun = {
        operation: to.operation.id,
        get id() {
          return trigger.run.id;
        },
      };
      return step('process', () => run(begun, () => process(trigger)));
    },
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
    to: { ...to, ...traceSteps(to, telling) },
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
