import { unavailable } from './begin.ts';
import { type BoundOperation, type Call, type Perform, tellOf } from './call.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from './http/message.ts';
import { splitTarget } from './http/target.ts';
import { Problem, refuse } from './problem/problem.ts';
import { inTime } from './process/in-time.ts';
import { toResponse } from './runs/answer.ts';
import type { RunAction } from './runs/resource.ts';
import { asResult, problemOf, type RunUrls, statusResponse } from './runs/status.ts';
import type { KeptRun } from './runs/store.ts';
import { ANONYMOUS, type Identified } from './security/authorize.ts';
import { ownerOf } from './security/owner.ts';
import type { Govern } from './security/policy/govern.ts';
import { presumeAs } from './security/presume.ts';

const UNKNOWN = 'There is no run of this id.';

/** What a store gives, where it is within reach. */
const asked = <Value>(given: Promise<Value>): Promise<Value> =>
  given.catch((error: unknown) => {
    throw unavailable(error);
  });

/** A call as it would have been made to start a run, with the credentials that it has now. */
function asStarting({ request, query }: Call, run: KeptRun, method: string): HttpRequest {
  const { headers, body, protocol = 'http', clientIp, host, clientCertificate, signal } = request;
  const url = query === '' ? run.path : `${run.path}?${query}`;
  return presumeAs(
    { method, url, headers, body, protocol, clientIp, host, clientCertificate, signal },
    request,
  );
}

/** Who asks, by what the operation of the run asks for; why not, where that is not given. */
async function identify(request: HttpRequest, to: BoundOperation): Promise<Identified | Problem> {
  const refused = to.checkProtocol?.(request) ?? null;
  if (refused !== null) return refused;
  if (to.authorize === null) return ANONYMOUS;
  return inTime(Promise.resolve(to.authorize(request)), to.patience);
}

/** What the resource needs to know of the API. */
export interface Shown {
  readonly operations: ReadonlyMap<string, () => BoundOperation>;
  /** What policies have to say of calls of the resource itself; null where they say nothing. */
  readonly govern: Govern | null;
}

/** A run, and the header lines that its answer gets. */
interface Found {
  readonly run: KeptRun;
  readonly lines: readonly HeaderLine[];
}

const unknown = (): Problem => refuse('route-not-found', { detail: UNKNOWN });

/** Who asks, and for which run; or why he does not get it. */
interface Looked {
  readonly caller: Identified;
  readonly run: KeptRun | Problem;
}

/** Only who started a run may ask for it, and only as long as he may start another. A problem where it is not known who asks. */
async function look(call: Call, id: string, operations: Shown['operations']): Promise<Looked | Problem> {
  const run = await asked(call.ledger.store.get(id));
  if (run === 'expired') return { caller: ANONYMOUS, run: refuse('run-expired', { run: id }) };
  const to = run === null ? undefined : operations.get(run.operation)?.();
  if (run === null || to === undefined) return { caller: ANONYMOUS, run: unknown() };
  const request = asStarting(call, run, to.operation.method);
  const caller = await identify(request, to);
  if (caller instanceof Problem) return caller;
  call.journal?.caller(caller.principal?.name ?? null);
  if (ownerOf(caller) !== run.owner) return { caller, run: unknown() };
  return { caller, run: to.admits?.(request, caller) === false ? refuse('access-denied') : run };
}

/** The run that a call asks for, as far as policies let it ask. Whoever asks for what is not there has asked as well. */
async function find(call: Call, id: string, { operations, govern }: Shown): Promise<Found | Problem> {
  const looked = await look(call, id, operations);
  if (looked instanceof Problem) return looked;
  const { caller, run } = looked;
  const governed = govern?.(call.request, caller) ?? [];
  const lines = await inTime(Promise.resolve(governed), call.to.patience);
  if (lines instanceof Problem) return lines;
  return run instanceof Problem ? run : { run, lines };
}

type Show = (call: Call, run: KeptRun, urls: RunUrls) => HttpResponse | Promise<HttpResponse>;

const showStatus: Show = (_call, run, urls) => statusResponse(run, urls);

const SHOW: Readonly<Record<RunAction, Show>> = {
  get: showStatus,
  result: (call, run, urls) => {
    if (run.answer !== null) return asResult(toResponse(run.answer));
    return run.finished === null ? showStatus(call, run, urls) : asResult(tellOf(call, problemOf(run)));
  },
  cancel: async (call, run, urls) => {
    await asked(call.ledger.runs.cancel(run.id));
    const after = await asked(call.ledger.store.get(run.id));
    return after === null || after === 'expired'
      ? tellOf(call, refuse('run-expired', { run: run.id }))
      : showStatus(call, after, urls);
  },
};

const urlsOf = (path: string, action: RunAction): RunUrls => {
  const own = path.replace(/\/$/, '');
  const statusUrl = action === 'result' ? own.replace(/\/result$/, '') : own;
  return { statusUrl, resultUrl: `${statusUrl}/result` };
};

/** Answers calls of the status resource. */
export function compileShow(action: RunAction, shown: Shown): Perform {
  const show = SHOW[action];
  return async (call, { parameters }) => {
    const id = String(parameters.path['run']);
    const urls = urlsOf(splitTarget(call.request.url).path, action);
    const found = await find(call, id, shown);
    if (found instanceof Problem) return tellOf(call, found);
    const response = await show(call, found.run, urls);
    return { ...response, headers: [...response.headers, ...found.lines] };
  };
}
