import type { BoundOperation } from './call.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from './http/message.ts';
import { release } from './http/release.ts';
import { splitTarget, type Target } from './http/target.ts';
import type { Ledger } from './ledger.ts';
import { type Problem, refuse } from './problem/problem.ts';
import type { Observers } from './process/execution.ts';
import type { Tell } from './response/tell.ts';
import type { Match, Router } from './routing/router.ts';
import { readPreflight } from './security/cors/preflight.ts';
import type { CompiledCors, OperationCors } from './security/cors.ts';
import type { Forward } from './security/proxy.ts';
import { broken, type Serve, shareBy } from './serve.ts';
import type { Trace, Tracing } from './trace.ts';
import { passable, unmatched, type Walk, type Walked } from './walk.ts';

/** An operation without a process, and what answers in the place of one, if anything does. */
export interface IdleOperation {
  readonly id: string;
  readonly mock: (() => BoundOperation) | null;
  readonly cors: () => OperationCors | null;
}

export interface Corridor {
  readonly bound: Router<() => BoundOperation>;
  /** Operations without a process; null where those are as good as not there. */
  readonly unbound: Router<IdleOperation> | null;
  /** Sees through proxies; null where none is trusted. */
  readonly forward: Forward | null;
  readonly cors: CompiledCors | null;
  readonly observers: Observers;
  readonly ledger: Ledger;
  readonly tell: Tell;
  readonly serve: Serve;
}

type NotFound = Exclude<Match<() => BoundOperation>, { readonly kind: 'found' }>;

/** An answer that another API may know better. */
const pass = (response: HttpResponse): Walked => ({ ...response, [passable]: true });

const MALFORMED = 'The path holds a percent sign that begins no escape, or escapes that are no UTF-8.';

/** The reason that is known of the paths that come near. */
function missing(nears: readonly (Match<unknown> | undefined)[]): Problem {
  const [reason] = nears.flatMap((near) =>
    near?.kind === 'none' && near.reason !== null ? [near.reason] : [],
  );
  return refuse('route-not-found', reason === undefined ? {} : { detail: reason });
}

/** What is answered where a path has no operation, or none of the method. */
function refuseTarget(
  { tell }: Corridor,
  request: HttpRequest,
  nears: readonly (Match<unknown> | undefined)[],
): Walked {
  if (nears.some((near) => near?.kind === 'malformed'))
    return tell(refuse('url-malformed', { detail: MALFORMED }), request, null);
  const allow = nears.flatMap((near) => (near?.kind === 'method' ? near.allow : []));
  if (allow.length === 0)
    return {
      ...tell(missing(nears), request, null),
      [unmatched]: true,
    };
  const line: HeaderLine = ['allow', [...new Set(allow)].join(', ')];
  return pass(
    request.method === 'OPTIONS'
      ? { status: 204, headers: [line], body: null }
      : tell(refuse('method-not-allowed', { headers: [line] }), request, null),
  );
}

/** What is answered where no bound operation is called. */
function elsewhere(
  corridor: Corridor,
  request: HttpRequest,
  { path, query }: Target,
  match: NotFound,
): Walked | Promise<Walked> {
  const { unbound, cors, observers, ledger, tell, serve } = corridor;
  const nears = [match, unbound?.find(request.method, path)];
  const idle = nears.find((near) => near?.kind === 'found');
  if (idle === undefined) return shareBy(cors?.share, request, refuseTarget(corridor, request, nears));
  const { id, mock, cors: corsOf } = idle.target;
  return mock === null
    ? shareBy(
        corsOf()?.share,
        request,
        pass(tell(refuse('not-implemented', { detail: `${id} has no process.` }), request, id)),
      )
    : serve({ request, query, path: idle.values, to: mock(), observers, ledger, tell });
}

/** What a preflight needs to know of the operation that it asks for. */
type Asked = Pick<BoundOperation, 'cors' | 'checkProtocol'>;

/** The operation that answers a method at a path; null where there is none. */
function askedAt({ bound, unbound }: Corridor, method: string, path: string): Asked | null {
  const match = bound.find(method, path);
  if (match.kind === 'found') return match.target();
  const idle = unbound?.find(method, path);
  if (idle?.kind !== 'found') return null;
  const { mock, cors } = idle.target;
  return mock === null ? { cors: cors(), checkProtocol: null } : mock();
}

/** A browser asks before it sends a page's call, and without credentials: nobody is asked who it is from, and no operation is called. */
function preflight(
  corridor: Corridor,
  { answerPreflight, share }: CompiledCors,
  request: HttpRequest,
  { path, method }: { readonly path: string; readonly method: string },
): Walked {
  const { bound, unbound, tell } = corridor;
  // No operation has the empty method, so that all of them are listed.
  const nears = [bound.find('', path), unbound?.find('', path)];
  const allow = [...new Set(nears.flatMap((near) => (near?.kind === 'method' ? near.allow : [])))];
  if (allow.length === 0) return share(refuseTarget(corridor, request, nears), request);
  const asked = askedAt(corridor, method, path);
  const refused = asked?.checkProtocol?.(request) ?? null;
  if (refused !== null) return share(tell(refused, request, null), request);
  const methods = allow.filter((one) => one !== 'OPTIONS' || askedAt(corridor, one, path) !== null);
  const answer = answerPreflight(request, { allow, methods, fields: asked?.cors?.fields ?? null });
  return asked === null ? pass(answer) : answer;
}

/** HEAD has the header fields of GET and no body (RFC 9110 §9.3.2). */
function withoutBody(response: Walked): Walked {
  release(response.body);
  return { ...response, body: null };
}

/** The way of a request through the rooms, one step after the other. */
function compileAnswer(corridor: Corridor): (request: HttpRequest) => Walked | Promise<Walked> {
  const { bound, forward, cors, observers, ledger, tell, serve } = corridor;
  const route = (given: HttpRequest): Walked | Promise<Walked> => {
    const request = forward === null ? given : forward(given);
    const { path, query } = splitTarget(request.url);
    const asked = cors === null ? null : readPreflight(request);
    if (cors !== null && asked !== null) return preflight(corridor, cors, request, { path, method: asked });
    const match = bound.find(request.method, path);
    return match.kind === 'found'
      ? serve({ request, query, path: match.values, to: match.target(), observers, ledger, tell })
      : elsewhere(corridor, request, { path, query }, match);
  };
  const safely = (request: HttpRequest): Walked | Promise<Walked> => {
    try {
      return route(request);
    } catch (error) {
      return shareBy(cors?.share, request, broken(corridor, request, '', error));
    }
  };
  return (request) => {
    const response = safely(request);
    if (request.method !== 'HEAD') return response;
    return response instanceof Promise ? response.then(withoutBody) : withoutBody(response);
  };
}

/** The same corridor for one call that is traced. Member by member: a copy of the rest would cost more than all of these. */
function traced(corridor: Corridor, { step, serve, seen, refused }: Trace): Corridor {
  const { bound, unbound, forward, cors, observers, ledger, tell } = corridor;
  return {
    bound: { find: (method, path) => step('find', () => bound.find(method, path)) },
    unbound,
    forward: forward && ((given) => seen(forward(given))),
    cors,
    observers,
    ledger,
    tell: (problem, request, operation) => {
      refused(problem);
      return tell(problem, request, operation);
    },
    serve,
  };
}

/** The way of a request through the rooms. Whether anybody watches is asked once for each. */
export function compileWalk(corridor: Corridor, tracing: Tracing): Walk {
  const answer = compileAnswer(corridor);
  return (request, isLast = false) => {
    if (!tracing.isOn()) return answer(request);
    const trace = tracing.begin(request);
    return trace.around(() => compileAnswer(traced(corridor, trace))(request), isLast);
  };
}
