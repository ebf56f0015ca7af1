import type { Call } from './call.ts';
import { isHeard, type Notes, noted, published, REQUESTS, STEPS } from './channels.ts';
import { guardTelemetry, simply, type Told, type ToldCall, type Within } from './guard-telemetry.ts';
import { type HttpRequest, isStreamed } from './http/message.ts';
import { splitTarget } from './http/target.ts';
import { watchStream } from './http/watch.ts';
import type { RequestMessage, Step, StepMessage } from './messages.ts';
import type { BindOptions } from './options.ts';
import { Problem } from './problem/problem.ts';
import { type Serve, serve } from './serve.ts';
import { withServerTiming } from './server-timing.ts';
import type { CallEnd } from './telemetry.ts';
import { type DoStep, traceCall } from './trace-call.ts';
import { createRunTrace, type RunTrace } from './trace-run.ts';
import { type IsLast, passable, unmatched, type Walked } from './walk.ts';

/** One call that is told of as it is served. */
export interface Trace {
  readonly step: DoStep;
  readonly serve: Serve;
  /** To be told of the problem that is answered. */
  readonly refused: (problem: Problem) => void;
  /** To be told of the request as it is seen through proxies. */
  readonly seen: (request: HttpRequest) => HttpRequest;
  /** Does all of the call. `isLast`: whether others are asked for what the API has no operation for. */
  readonly around: (work: () => Walked | Promise<Walked>, isLast: IsLast) => Walked | Promise<Walked>;
}

/** Those who are told of calls, if anybody is. */
export interface Tracing {
  /** Whether anybody is told now. */
  readonly isOn: () => boolean;
  readonly begin: (request: HttpRequest) => Trace;
  /** A call that was written down, made again for a worker to execute its run. */
  readonly again: (call: Call) => Call;
}

/** Who is told of all calls. */
interface Listeners {
  readonly told: Told | null;
  readonly isTimed: boolean;
}

type Durations = Partial<Record<Step, number>>;

const messageOf = (method: string, durations: Durations): RequestMessage => ({
  method,
  operation: null,
  route: null,
  run: null,
  status: null,
  problem: null,
  durations,
  duration: null,
});

/** Whoever listens is told of the run by its id, which is made only then. */
const named =
  (message: RequestMessage, run: RunTrace['run']): RunTrace['run'] =>
  (begun, work) => {
    if (isHeard()) message.run = begun.id;
    return run(begun, work);
  };

/** Does steps, notes how long each took, and tells whoever listens. */
function compileStep(request: RequestMessage, durations: Durations): DoStep {
  return <T>(name: Step, work: () => T): T => {
    const began = performance.now();
    const message: StepMessage = { step: name, request, duration: null, problem: null };
    const over = (): void => {
      message.duration = performance.now() - began;
      durations[name] = (durations[name] ?? 0) + message.duration;
    };
    const notes: Notes<T> = {
      done: (result) => {
        over();
        if (result instanceof Problem) message.problem = result.code;
      },
      failed: (error) => {
        over();
        message.error = error;
      },
    };
    return STEPS.hasSubscribers ? published(STEPS, message, work, notes) : noted(work, notes);
  };
}

const UNNOTED: Notes<unknown> = { done: () => undefined, failed: () => undefined };

/** Whether somebody else is asked for the answer. */
const isElsewhere = (response: Walked, isLast: IsLast): boolean =>
  (response[unmatched] === true && isLast !== true) || (response[passable] === true && isLast === 'shared');

interface Sending {
  readonly within: Within;
  readonly isGone: () => boolean;
  readonly isBroken: () => boolean;
  readonly ended: (sent: CallEnd['sent']) => void;
}

/** An answer that tells when it is sent: a stream at its end, any other when the server has it. */
function untilSent(response: Walked, { within, isGone, isBroken, ended }: Sending): Walked {
  const { body } = response;
  if (!isStreamed(body)) {
    ended(isGone() ? 'aborted' : 'whole');
    return response;
  }
  const whenBroken = (): CallEnd['sent'] => (isBroken() ? 'broken' : 'aborted');
  const watch = { within, ended: (isWhole: boolean) => ended(isWhole ? 'whole' : whenBroken()) };
  return { ...response, body: watchStream(body, watch) };
}

function beginTrace(given: HttpRequest, { told, isTimed }: Listeners): Trace {
  const began = performance.now();
  const durations: Durations = {};
  let request = given;
  let call: ToldCall | null = null;
  let isAnswered = false;
  let isBroken = false;
  const runs = createRunTrace(
    (begun) => call?.run(begun) ?? null,
    (error) => call?.failed(error),
  );
  const message = messageOf(given.method, durations);
  const step = compileStep(message, durations);

  const refused = ({ code }: Problem): void => {
    if (!isAnswered) message.problem = code;
  };

  const failed = (error: unknown): void => {
    isBroken = isAnswered;
    runs.failed(error);
  };

  const carried = (): Readonly<Record<string, string>> => call?.carried() ?? {};

  const ended = (sent: CallEnd['sent']): void => {
    call?.ended({ status: message.status ?? 0, problem: message.problem, sent });
    call = null;
  };

  const answered = (response: Walked, isLast: IsLast): Walked => {
    const total = performance.now() - began;
    message.duration = total;
    isAnswered = true;
    if (isElsewhere(response, isLast)) return response;
    message.status = response.status;
    const head = isTimed ? withServerTiming(response, durations, total) : response;
    call ??= told?.call({ request, operation: null, route: null }) ?? null;
    if (call === null) return head;
    const isGone = (): boolean => request.signal?.aborted ?? false;
    return untilSent(head, { within: call.within, isGone, isBroken: () => isBroken, ended });
  };

  return {
    step,
    refused,
    seen: (forwarded) => {
      request = forwarded;
      return forwarded;
    },
    serve: (served) => {
      const operation = served.to.operation.id;
      const route = served.to.routeOf(splitTarget(request.url).path);
      Object.assign(message, { operation, route });
      call = told?.call({ request, operation, route }) ?? null;
      const telling = { step, run: named(message, runs.run), refused, failed, ended: runs.ended, carried };
      return (call?.within ?? simply)(() => serve(traceCall(served, telling)));
    },
    around: (work, isLast) => {
      const all = (): Walked | Promise<Walked> => {
        const response = work();
        return response instanceof Promise
          ? response.then((given) => answered(given, isLast))
          : answered(response, isLast);
      };
      return REQUESTS.hasSubscribers ? published(REQUESTS, message, all, UNNOTED) : all();
    },
  };
}

/** A worker has no caller to answer: only the run is told of, and its steps. */
function traceAgain(call: Call, { told }: Listeners): Call {
  const { operation } = call.to;
  const runs = createRunTrace(
    (begun) => told?.run(begun, call.request) ?? null,
    () => undefined,
  );
  const durations: Durations = {};
  const message = messageOf(operation.method, durations);
  message.operation = operation.id;
  return traceCall(call, {
    ...runs,
    run: named(message, runs.run),
    step: compileStep(message, durations),
    refused: () => undefined,
    carried: () => ({}),
  });
}

/** Who is told of the calls of an API, by its options and by whoever listens to the channels. */
export function createTracing({ telemetry, serverTiming = false }: BindOptions): Tracing {
  const listeners: Listeners = {
    told: telemetry === undefined ? null : guardTelemetry(telemetry),
    isTimed: serverTiming,
  };
  const isAlways = listeners.told !== null || serverTiming;
  return {
    isOn: () => isAlways || isHeard(),
    begin: (request) => beginTrace(request, listeners),
    again: (call) => traceAgain(call, listeners),
  };
}
