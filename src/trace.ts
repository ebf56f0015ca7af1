import type { Call } from './call.ts';
import {
  isHeard,
  type Notes,
  noted,
  published,
  REQUESTS,
  type RequestMessage,
  STEPS,
  type Step,
  type StepMessage,
} from './channels.ts';
import { guardTelemetry, simply, type Told, type ToldCall } from './guard-telemetry.ts';
import { type HttpRequest, isStreamed } from './http/message.ts';
import { splitTarget } from './http/target.ts';
import { watchStream } from './http/watch.ts';
import type { BindOptions } from './options.ts';
import { Problem } from './problem/problem.ts';
import { type Serve, serve } from './serve.ts';
import { withServerTiming } from './server-timing.ts';
import type { CallEnd } from './telemetry.ts';
import { type DoStep, traceCall } from './trace-call.ts';
import { createRunTrace, type RunTrace } from './trace-run.ts';
import { unmatched, type Walked } from './walk.ts';

/** One call that is told of as it is served. */
export interface Trace {
  readonly step: DoStep;
  readonly serve: Serve;
  /** To be told of the problem that is answered. */
  readonly refused: (problem: Problem) => void;
  /** To be told of the request as it is seen through proxies. */
  readonly seen: (request: HttpRequest) => HttpRequest;
  /** Does all of the call. `isLast`: nobody else answers what the API has no path for. */
  readonly around: (work: () => Walked | Promise<Walked>, isLast: boolean) => Walked | Promise<Walked>;
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

const messageOf = (method: string, durations: Durations, runs: RunTrace): RequestMessage => ({
  method,
  operation: null,
  route: null,
  get run() {
    return runs.id();
  },
  status: null,
  problem: null,
  durations,
  duration: null,
});

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
  const message = messageOf(given.method, durations, runs);
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

  /** Tells when a stream has come to its end. All of any other answer goes to the server with its head. */
  const untilSent = (response: Walked): Walked => {
    const { body } = response;
    if (call === null) return response;
    if (!isStreamed(body)) {
      ended(request.signal?.aborted ? 'aborted' : 'whole');
      return response;
    }
    const watch = {
      within: call.within,
      ended: (isWhole: boolean) => ended(isWhole ? 'whole' : isBroken ? 'broken' : 'aborted'),
    };
    return { ...response, body: watchStream(body, watch) };
  };

  const answered = (response: Walked, isLast: boolean): Walked => {
    const total = performance.now() - began;
    message.duration = total;
    isAnswered = true;
    if (response[unmatched] && !isLast) return response;
    message.status = response.status;
    call ??= told?.call({ request, operation: null, route: null }) ?? null;
    return untilSent(isTimed ? withServerTiming(response, durations, total) : response);
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
      const telling = { step, run: runs.run, refused, failed, ended: runs.ended, carried };
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
  const message = messageOf(operation.method, durations, runs);
  message.operation = operation.id;
  return traceCall(call, {
    ...runs,
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
