import type { HttpRequest } from './http/message.ts';
import { toConsole } from './observers.ts';
import type {
  BegunRun,
  CallEnd,
  CalledRequest,
  CallTelemetry,
  RunEnding,
  RunTelemetry,
  Telemetry,
} from './telemetry.ts';

/** What is given in spite of whoever throws. */
function orElse<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work();
  } catch (error) {
    toConsole(error);
    return otherwise;
  }
}

/** Does some work within something else, and in any case; gives what the work gives, or throws what it throws. */
export type Within = <T>(work: () => T) => T;

export const simply: Within = (work) => work();

/** The work as it was done, for whoever does not give its value on. */
function withinOf({ within }: { within(work: () => void): void }): Within {
  return <T>(work: () => T): T => {
    const done: (() => T)[] = [];
    const attempt = (): void => {
      if (done.length > 0) return;
      try {
        const value = work();
        done.push(() => value);
      } catch (error) {
        done.push(() => {
          throw error;
        });
      }
    };
    orElse(() => within(attempt), undefined);
    attempt();
    return (done[0] as () => T)();
  };
}

/** A run that is told of, come what may. */
export interface ToldRun {
  readonly within: Within;
  readonly failed: (error: unknown) => void;
  readonly ended: (ending: RunEnding) => void;
}

/** A call that is told of, come what may. */
export interface ToldCall {
  readonly within: Within;
  readonly run: (begun: BegunRun) => ToldRun;
  readonly failed: (error: unknown) => void;
  readonly carried: () => Readonly<Record<string, string>>;
  readonly ended: (end: CallEnd) => void;
}

/** Telemetry that never throws. */
export interface Told {
  readonly call: (called: CalledRequest) => ToldCall;
  readonly run: (begun: BegunRun, request: HttpRequest) => ToldRun;
}

const nothing = (): void => undefined;

const NO_RUN: ToldRun = { within: simply, failed: nothing, ended: nothing };

const NO_CALL: ToldCall = {
  within: simply,
  run: () => NO_RUN,
  failed: nothing,
  carried: () => ({}),
  ended: nothing,
};

const guardRun = (run: RunTelemetry): ToldRun => ({
  within: withinOf({ within: (work) => run.within(work) }),
  failed: (error) => orElse(() => run.failed(error), undefined),
  ended: (ending) => orElse(() => run.ended(ending), undefined),
});

const guardCall = (call: CallTelemetry): ToldCall => ({
  within: withinOf({ within: (work) => call.within(work) }),
  run: (begun) => orElse(() => guardRun(call.run(begun)), NO_RUN),
  failed: (error) => orElse(() => call.failed(error), undefined),
  carried: () => orElse(() => call.carried(), {}),
  ended: (end) => orElse(() => call.ended(end), undefined),
});

/** Telemetry that breaks must not break answers. */
export const guardTelemetry = (telemetry: Telemetry): Told => ({
  call: (called) => orElse(() => guardCall(telemetry.call(called)), NO_CALL),
  run: (begun, request) => orElse(() => guardRun(telemetry.run(begun, request)), NO_RUN),
});
