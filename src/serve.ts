import type { BodyContent } from './body/read.ts';
import { type Call, stopping, type Terms, tellOf } from './call.ts';
import { letGo } from './hold.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from './http/message.ts';
import type { Issue } from './problem/issue.ts';
import { Problem, refuse } from './problem/problem.ts';
import { inTime } from './process/in-time.ts';
import { createRunId } from './process/run.ts';
import { problemResponse } from './response/problem.ts';
import type { Tell } from './response/tell.ts';
import { ANONYMOUS, type Identified } from './security/authorize.ts';
import type { Share } from './security/cors/share.ts';
import type { Walked } from './walk.ts';

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

function readNow(call: Call, caller: Identified, terms: Terms | null): HttpResponse | Promise<HttpResponse> {
  const { request, to } = call;
  const issues: Issue[] = [];
  const parameters = to.readParameters(call, issues);
  const body = to.readBody(request, issues, terms?.keepsBytes);
  const next = (content: BodyContent | Problem): HttpResponse | Promise<HttpResponse> => {
    if (!(content instanceof Problem)) call.journal?.body(content.bytes);
    if (issues.length > 0) {
      if (!(content instanceof Problem)) letGo(content);
      return tellOf(call, refuse('request-invalid', { errors: issues }));
    }
    if (content instanceof Problem) return tellOf(call, content);
    if (!call.ledger.isStopped() || to.isAlways)
      return to.perform(call, { parameters, body: content, caller }, terms);
    letGo(content);
    return tellOf(call, stopping());
  };
  return body instanceof Promise ? body.then(next) : next(body);
}

function read(call: Call, caller: Identified, terms: Terms | null): HttpResponse | Promise<HttpResponse> {
  const waiting = call.to.ready();
  return waiting === null ? readNow(call, caller, terms) : waiting.then(() => readNow(call, caller, terms));
}

/** Whoever is known may be told that the answer is of no use to him; nothing is read or done for it. */
function enter(call: Call, caller: Identified): HttpResponse | Promise<HttpResponse> {
  const { request, query, to } = call;
  const refused = to.refuse?.(request) ?? null;
  if (refused !== null) return tellOf(call, refused);
  const terms = to.readTerms(request, query);
  return terms instanceof Problem ? tellOf(call, terms) : read(call, caller, terms);
}

const addLines = (response: HttpResponse, lines: readonly HeaderLine[]): HttpResponse => ({
  ...response,
  headers: [...response.headers, ...lines],
});

/** A caller that policies let in. What they count is told with every answer. */
function govern(call: Call, caller: Identified): HttpResponse | Promise<HttpResponse> {
  const { to, request, journal } = call;
  journal?.caller(caller.principal?.name ?? null);
  if (to.govern === null) return enter(call, caller);
  const next = (lines: readonly HeaderLine[] | Problem): HttpResponse | Promise<HttpResponse> => {
    if (lines instanceof Problem) return tellOf(call, lines);
    const response = enter(call, caller);
    if (lines.length === 0) return response;
    return response instanceof Promise
      ? response.then((one) => addLines(one, lines))
      : addLines(response, lines);
  };
  const lines = to.govern(request, caller);
  return lines instanceof Promise ? inTime(lines, to.patience).then(next) : next(lines);
}

function authorize(call: Call): HttpResponse | Promise<HttpResponse> {
  const { to, request } = call;
  if (to.authorize === null) return govern(call, ANONYMOUS);
  const next = (caller: Identified | Problem): HttpResponse | Promise<HttpResponse> =>
    caller instanceof Problem ? tellOf(call, caller) : govern(call, caller);
  const caller = to.authorize(request);
  return caller instanceof Promise ? inTime(caller, to.patience).then(next) : next(caller);
}

/** A call over the wrong protocol is not even asked who it is from: its credentials are in the open already. */
function admit(call: Call): HttpResponse | Promise<HttpResponse> {
  const { to, ledger } = call;
  const refused = to.checkProtocol?.(call.request) ?? null;
  if (refused !== null) return tellOf(call, refused);
  return ledger.isStopping() && !to.isAlways ? tellOf(call, stopping()) : authorize(call);
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
  const run = createRunId(Date.now());
  observers.onError(causeOf(error), { operation, run, request });
  if (told !== null) return told;
  const problem = refuse('process-failed', { run });
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
function logged(call: Call): Walked | Promise<Walked> {
  const journal = call.to.openJournal?.(call.request) ?? null;
  if (journal === null) return shared(call);
  const told = (response: Walked): Walked => {
    journal.end(response);
    return response;
  };
  const response = shared({ ...call, journal });
  return response instanceof Promise ? response.then(told) : told(response);
}

/** Answers a call of an operation. */
export type Serve = (call: Call) => Walked | Promise<Walked>;

/** Serves a call. Who stops the server waits for those that are not answered at once. */
export const serve: Serve = (call) => {
  const response = logged(call);
  if (!(response instanceof Promise)) return response;
  const { calls } = call.ledger;
  calls.began();
  return response.then((answered) => {
    calls.ended();
    return answered;
  });
};
