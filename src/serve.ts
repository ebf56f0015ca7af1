import { mismatched, type Walked } from './api.ts';
import type { BodyContent, ReadBody } from './body/read.ts';
import { createHold, type Hold } from './hold.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from './http/message.ts';
import type { ParameterValues, ReadParameters } from './parameters/read.ts';
import type { Issue } from './problem/issue.ts';
import { Problem, refuse } from './problem/problem.ts';
import {
  answered,
  createExecution,
  type Execution,
  execute,
  type Observers,
  report,
  respond,
  runOf,
} from './process/execution.ts';
import { inTime } from './process/in-time.ts';
import type { Process } from './processes.ts';
import type { Refuse } from './response/acceptable.ts';
import type { ToResponse } from './response/answer.ts';
import { ResponseMismatch } from './response/mismatch.ts';
import { problemResponse } from './response/problem.ts';
import type { Tell } from './response/tell.ts';
import { ANONYMOUS, type Authorize, type Identified } from './security/authorize.ts';
import type { Share } from './security/cors/share.ts';
import type { OperationCors } from './security/cors.ts';
import type { Govern } from './security/policy/govern.ts';
import type { Journal, OpenJournal } from './security/policy/journal.ts';
import type { Principal } from './security/principal.ts';
import type { CheckProtocol } from './security/protocol.ts';
import { createTrigger } from './trigger/create.ts';
import type { TriggerOperation } from './trigger/trigger.ts';

/** An operation, and what each room made of it when the API was bound. */
export interface BoundOperation {
  readonly operation: TriggerOperation;
  /** Refuses what comes over the wrong protocol; null where both are allowed. */
  readonly checkProtocol: CheckProtocol | null;
  /** What pages of other origins may do with it; null where those are not spoken of. */
  readonly cors: OperationCors | null;
  readonly authorize: Authorize | null;
  /** Whether policies let the caller in, and count the call; null where none has anything to say. */
  readonly govern: Govern | null;
  /** Begins to note a call that a policy logs; null where none does. */
  readonly openJournal: OpenJournal | null;
  readonly readParameters: ReadParameters;
  readonly readBody: ReadBody;
  readonly process: Process;
  readonly toResponse: ToResponse<Execution>;
  /** Refuses what it could answer only in media types that the caller does not accept; null where it never does. */
  readonly refuse: Refuse | null;
  /** Milliseconds that its process may take, and its authenticators; 0 for no limit. */
  readonly timeout: number;
}

/** A call of a bound operation. */
export interface Call {
  readonly request: HttpRequest;
  readonly query: string;
  /** Raw texts of the path parameters. */
  readonly path: readonly string[];
  readonly to: BoundOperation;
  readonly observers: Observers;
  readonly tell: Tell;
  /** What is noted of the call, if anything is. */
  readonly journal?: Journal | null;
}

/** An answer with what browsers need to know of it, where pages of other origins are spoken of. */
export function shareBy(
  share: Share | undefined,
  request: HttpRequest,
  response: Walked | Promise<Walked>,
): Walked | Promise<Walked> {
  if (share === undefined) return response;
  return response instanceof Promise
    ? response.then((given) => share(given, request))
    : share(response, request);
}

/** Says a problem to the caller of an operation. */
const tellOf = ({ tell, request, to }: Call, problem: Problem): HttpResponse =>
  tell(problem, request, to.operation.id);

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

function send(call: Call, execution: Execution, hold: Hold | null, answer: unknown): HttpResponse {
  const given = toResponse(call, execution, answer);
  const response = hold === null ? given : hold.keep(given);
  answered(execution, response.status);
  return response;
}

function run(
  call: Call,
  parameters: ParameterValues,
  body: BodyContent,
  caller: Principal | null,
): HttpResponse | Promise<HttpResponse> {
  const { request, to, observers } = call;
  const { operation, process, timeout } = to;
  const hold = body.close === undefined ? null : createHold(body.close);
  const execution = createExecution({
    request,
    operation: operation.id,
    caller: caller?.name ?? null,
    observers,
    over: hold === null ? null : hold.over,
  });
  const trigger = createTrigger({
    request,
    operation,
    parameters,
    body,
    caller,
    run: () => runOf(execution),
    respond: (answer) => respond(execution, answer),
  });
  const answer = execute(execution, process, trigger, timeout);
  return answer instanceof Promise
    ? answer.then((given) => send(call, execution, hold, given))
    : send(call, execution, hold, answer);
}

function read(call: Call, caller: Principal | null): HttpResponse | Promise<HttpResponse> {
  const { request, to } = call;
  const issues: Issue[] = [];
  const parameters = to.readParameters(call, issues);
  const body = to.readBody(request, issues);
  const next = (content: BodyContent | Problem): HttpResponse | Promise<HttpResponse> => {
    if (!(content instanceof Problem)) call.journal?.body(content.bytes);
    if (issues.length > 0) {
      if (!(content instanceof Problem) && content.close !== undefined) createHold(content.close).over();
      return tellOf(call, refuse('request-invalid', { errors: issues }));
    }
    return content instanceof Problem ? tellOf(call, content) : run(call, parameters, content, caller);
  };
  return body instanceof Promise ? body.then(next) : next(body);
}

/** Whoever is known may be told that the answer is of no use to him; nothing is read or done for it. */
function enter(call: Call, caller: Principal | null): HttpResponse | Promise<HttpResponse> {
  const refused = call.to.refuse?.(call.request) ?? null;
  return refused === null ? read(call, caller) : tellOf(call, refused);
}

const addLines = (response: HttpResponse, lines: readonly HeaderLine[]): HttpResponse => ({
  ...response,
  headers: [...response.headers, ...lines],
});

/** A caller that policies let in. What they count is told with every answer. */
function govern(call: Call, caller: Identified): HttpResponse | Promise<HttpResponse> {
  const { to, request, journal } = call;
  journal?.caller(caller.principal?.name ?? null);
  if (to.govern === null) return enter(call, caller.principal);
  const next = (lines: readonly HeaderLine[] | Problem): HttpResponse | Promise<HttpResponse> => {
    if (lines instanceof Problem) return tellOf(call, lines);
    const response = enter(call, caller.principal);
    if (lines.length === 0) return response;
    return response instanceof Promise
      ? response.then((one) => addLines(one, lines))
      : addLines(response, lines);
  };
  const lines = to.govern(request, caller);
  return lines instanceof Promise ? inTime(lines, to.timeout).then(next) : next(lines);
}

function authorize(call: Call): HttpResponse | Promise<HttpResponse> {
  const { to, request } = call;
  if (to.authorize === null) return govern(call, ANONYMOUS);
  const next = (caller: Identified | Problem): HttpResponse | Promise<HttpResponse> =>
    caller instanceof Problem ? tellOf(call, caller) : govern(call, caller);
  const caller = to.authorize(request);
  return caller instanceof Promise ? inTime(caller, to.timeout).then(next) : next(caller);
}

/** A call over the wrong protocol is not even asked who it is from: its credentials are in the open already. */
function admit(call: Call): HttpResponse | Promise<HttpResponse> {
  const refused = call.to.checkProtocol?.(call.request) ?? null;
  return refused === null ? authorize(call) : tellOf(call, refused);
}

/** A problem as it is to be told; null where it cannot be written. */
function tryTo(tell: Tell, problem: Problem, request: HttpRequest, operation: string): HttpResponse | null {
  try {
    return tell(problem, request, operation);
  } catch {
    return null;
  }
}

const causeOf = (error: unknown): unknown =>
  error instanceof Problem && error.cause !== undefined ? error.cause : error;

/** Something of ours or of an authenticator broke. Nobody is let in, and the caller learns no more than an id. */
export function broken(
  { tell, observers }: Pick<Call, 'tell' | 'observers'>,
  request: HttpRequest,
  operation: string,
  error: unknown,
): HttpResponse {
  const told = error instanceof Problem ? tryTo(tell, error, request, operation) : null;
  if (told !== null && !(error instanceof Problem && error.cause !== undefined)) return told;
  const execution = createExecution({ request, operation, caller: null, observers });
  report(execution, causeOf(error));
  if (told !== null) return told;
  const problem = refuse('process-failed', { run: runOf(execution).id });
  return tryTo(tell, problem, request, operation) ?? problemResponse(problem);
}

function trySafely(call: Call): HttpResponse | Promise<HttpResponse> {
  const failed = (error: unknown): HttpResponse => broken(call, call.request, call.to.operation.id, error);
  try {
    const response = admit(call);
    return response instanceof Promise ? response.catch(failed) : response;
  } catch (error) {
    return failed(error);
  }
}

/** The answer to a call, with what browsers need to know of it. */
const shared = (call: Call): Walked | Promise<Walked> =>
  shareBy(call.to.cors?.share, call.request, trySafely(call));

/** The answer to a call, and word of it where a policy logs it. */
export function serve(call: Call): Walked | Promise<Walked> {
  const journal = call.to.openJournal?.(call.request) ?? null;
  if (journal === null) return shared(call);
  const told = (response: Walked): Walked => {
    journal.end(response);
    return response;
  };
  const response = shared({ ...call, journal });
  return response instanceof Promise ? response.then(told) : told(response);
}
