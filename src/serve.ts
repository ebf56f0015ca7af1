import type { BodyContent } from './body/read.ts';
import { type Call, stopping, type Terms, tellOf } from './call.ts';
import { letGo } from './hold.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from './http/message.ts';
import type { Ledger } from './ledger.ts';
import type { ParameterValues } from './parameters/read.ts';
import type { Issue } from './problem/issue.ts';
import { Problem, refuse } from './problem/problem.ts';
import { inTime } from './process/in-time.ts';
import { createRunId } from './process/run.ts';
import { problemResponse } from './response/problem.ts';
import type { Tell } from './response/tell.ts';
import { ANONYMOUS, type Authorize, type Identified } from './security/authorize.ts';
import type { Share } from './security/cors/share.ts';
import type { Govern } from './security/policy/govern.ts';
import type { Journal } from './security/policy/journal.ts';
import type { Walked } from './walk.ts';

const shareLate = (share: Share, request: HttpRequest, response: Promise<Walked>): Promise<Walked> =>
  response.then((given) => share(given, request));

/** An answer with what browsers need to know of it, where pages of other origins are spoken of. */
export function shareBy(
  share: Share | undefined,
  request: HttpRequest,
  response: Walked | Promise<Walked>,
): Walked | Promise<Walked> {
  if (share === undefined) return response;
  return response instanceof Promise ? shareLate(share, request, response) : share(response, request);
}

// What waits is in functions of its own from here on: one that makes a closure costs a call memory also where it does not get that far.

/** A call that was let in, and what was read of it so far. */
interface Entered {
  readonly call: Call;
  readonly caller: Identified;
  readonly terms: Terms | null;
  readonly parameters: ParameterValues;
  readonly issues: readonly Issue[];
}

/** Runs what was called, where all that was read is as the document says. */
function proceed(
  { call, caller, terms, parameters, issues }: Entered,
  content: BodyContent | Problem,
): HttpResponse | Promise<HttpResponse> {
  const { to, ledger } = call;
  if (content instanceof Problem)
    return tellOf(call, issues.length > 0 ? refuse('request-invalid', { errors: issues }) : content);
  call.journal?.body(content.bytes);
  if (issues.length === 0 && (to.isAlways || !ledger.isStopped()))
    return to.perform(call, { parameters, body: content, caller }, terms);
  letGo(content);
  return tellOf(call, issues.length > 0 ? refuse('request-invalid', { errors: issues }) : stopping());
}

const proceedLate = (entered: Entered, content: Promise<BodyContent | Problem>): Promise<HttpResponse> =>
  content.then((read) => proceed(entered, read));

function readNow(call: Call, caller: Identified, terms: Terms | null): HttpResponse | Promise<HttpResponse> {
  const { request, to } = call;
  const issues: Issue[] = [];
  const parameters = to.readParameters(call, issues);
  const body = to.readBody(request, issues, terms?.keepsBytes);
  const entered = { call, caller, terms, parameters, issues };
  return body instanceof Promise ? proceedLate(entered, body) : proceed(entered, body);
}

const readLate = (waiting: Promise<void>, ...entering: Parameters<typeof readNow>): Promise<HttpResponse> =>
  waiting.then(() => readNow(...entering));

function read(call: Call, caller: Identified, terms: Terms | null): HttpResponse | Promise<HttpResponse> {
  const waiting = call.to.ready();
  return waiting === null ? readNow(call, caller, terms) : readLate(waiting, call, caller, terms);
}

/** Whoever is known may be told that the answer is of no use to him; nothing is read or done for it. */
function enter(call: Call, caller: Identified): HttpResponse | Promise<HttpResponse> {
  const { request, query, to } = call;
  const refused = to.refuse === null ? null : to.refuse(request);
  if (refused !== null) return tellOf(call, refused);
  const terms = to.readTerms(request, query);
  return terms instanceof Problem ? tellOf(call, terms) : read(call, caller, terms);
}

const addLines = (response: HttpResponse, lines: readonly HeaderLine[]): HttpResponse => ({
  ...response,
  headers: [...response.headers, ...lines],
});

/** What policies count is told with every answer. */
function enterCounted(
  call: Call,
  caller: Identified,
  lines: readonly HeaderLine[] | Problem,
): HttpResponse | Promise<HttpResponse> {
  if (lines instanceof Problem) return tellOf(call, lines);
  const response = enter(call, caller);
  if (lines.length === 0) return response;
  return response instanceof Promise
    ? response.then((one) => addLines(one, lines))
    : addLines(response, lines);
}

function count(call: Call, caller: Identified, govern: Govern): HttpResponse | Promise<HttpResponse> {
  const lines = govern(call.request, caller);
  return lines instanceof Promise
    ? inTime(lines, call.to.patience).then((late) => enterCounted(call, caller, late))
    : enterCounted(call, caller, lines);
}

/** A caller that policies let in. */
function govern(call: Call, caller: Identified): HttpResponse | Promise<HttpResponse> {
  call.journal?.caller(caller.principal?.name ?? null);
  return call.to.govern === null ? enter(call, caller) : count(call, caller, call.to.govern);
}

const governKnown = (call: Call, caller: Identified | Problem): HttpResponse | Promise<HttpResponse> =>
  caller instanceof Problem ? tellOf(call, caller) : govern(call, caller);

function identify(call: Call, authorize: Authorize): HttpResponse | Promise<HttpResponse> {
  const caller = authorize(call.request);
  return caller instanceof Promise
    ? inTime(caller, call.to.patience).then((late) => governKnown(call, late))
    : governKnown(call, caller);
}

function authorize(call: Call): HttpResponse | Promise<HttpResponse> {
  return call.to.authorize === null ? govern(call, ANONYMOUS) : identify(call, call.to.authorize);
}

/** A call over the wrong protocol is not even asked who it is from: its credentials are in the open already. */
function admit(call: Call): HttpResponse | Promise<HttpResponse> {
  const { to, ledger } = call;
  const refused = to.checkProtocol === null ? null : to.checkProtocol(call.request);
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

const failed = (call: Call, error: unknown): HttpResponse =>
  broken(call, call.request, call.to.operation.id, error);

const catchLate = (call: Call, response: Promise<HttpResponse>): Promise<HttpResponse> =>
  response.catch((error: unknown) => failed(call, error));

function trySafely(call: Call): HttpResponse | Promise<HttpResponse> {
  try {
    const response = admit(call);
    return response instanceof Promise ? catchLate(call, response) : response;
  } catch (error) {
    return failed(call, error);
  }
}

/** The answer to a call, with what browsers need to know of it. */
function shared(call: Call): Walked | Promise<Walked> {
  const { cors } = call.to;
  return cors === null ? trySafely(call) : shareBy(cors.share, call.request, trySafely(call));
}

/** The answer to a call that a policy logs, and word of it. */
function noted(call: Call, journal: Journal): Walked | Promise<Walked> {
  const told = (response: Walked): Walked => {
    journal.end(response);
    return response;
  };
  const response = shared({ ...call, journal });
  return response instanceof Promise ? response.then(told) : told(response);
}

function logged(call: Call): Walked | Promise<Walked> {
  const { openJournal } = call.to;
  const journal = openJournal === null ? null : openJournal(call.request);
  return journal === null ? shared(call) : noted(call, journal);
}

/** Answers a call of an operation. */
export type Serve = (call: Call) => Walked | Promise<Walked>;

function serveLate({ calls }: Ledger, response: Promise<Walked>): Promise<Walked> {
  calls.began();
  return response.then((answered) => {
    calls.ended();
    return answered;
  });
}

/** Serves a call. Who stops the server waits for those that are not answered at once. */
export const serve: Serve = (call) => {
  const response = logged(call);
  return response instanceof Promise ? serveLate(call.ledger, response) : response;
};
