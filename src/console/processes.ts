import { type Api, inspecting, source } from '../api.ts';
import { unavailable } from '../begin.ts';
import type { Reply } from '../http/reply.ts';
import { refuse } from '../problem/problem.ts';
import { reply } from '../process/reply.ts';
import type { Process } from '../processes.ts';
import type { RunFilter } from '../runs/record.ts';
import type { Trigger } from '../trigger/trigger.ts';
import { type NamedApis, toApiDetails, toApiName } from './apis.ts';
import type { Asset } from './assets.ts';
import { type Changes, createChanges } from './changes.ts';
import type { Pages } from './pages.ts';
import { createPulse, type Pace } from './pulse.ts';
import { toRunDetails, toRunRow } from './rows.ts';
import { toTryDocument } from './try-document.ts';
import type { Overview, RunPage } from './words.ts';

/** What a console is made of. */
export interface Parts {
  readonly apis: NamedApis;
  readonly pages: Pages;
  readonly path: string;
  readonly cancels: boolean;
  /** Streams of events that may be open. */
  readonly streams: number;
  readonly pace: Pace;
  /** Aborted when the console closes. */
  readonly closing: AbortSignal;
}

/** A trigger of the console's own document. */
interface Looking extends Pick<Trigger, 'username' | 'http'> {
  readonly path: { readonly api: string; readonly run: string; readonly file: string };
  readonly query: {
    readonly operation: string | null;
    readonly caller: string | null;
    readonly state: RunFilter['state'] | null;
    readonly before: string | null;
    readonly limit: number;
  };
  readonly headers: Readonly<Record<string, string | null>>;
}

const HTML = 'text/html; charset=utf-8';

const html = (page: string): Reply => reply(200, page, { contentType: HTML });

const json = (value: unknown): Reply => reply(200, value, { contentType: 'application/json' });

/** What a store gives, where it is within reach. */
const asked = <Value>(given: Promise<Value>): Promise<Value> =>
  given.catch((cause: unknown) => {
    throw unavailable(cause);
  });

const overview = ({ apis, cancels, pages }: Parts, { username }: Looking): Overview => ({
  user: username ?? '',
  apis: [...apis].map(([name, api]) => toApiName(name, api)),
  cancels,
  hasReference: pages.reference !== null,
});

/** One more than is shown says whether there are more. */
async function listRuns(api: Api, { query }: Looking): Promise<RunPage> {
  const { operation, caller, state, before, limit } = query;
  const filter: RunFilter = {
    ...(operation && { operation }),
    ...(caller && { caller }),
    ...(state && { state }),
    ...(before && { before }),
    limit: limit + 1,
  };
  const runs = await asked(api.runs.list(filter));
  return { runs: runs.slice(0, limit).map(toRunRow), hasMore: runs.length > limit, now: Date.now() };
}

async function getRun(api: Api, id: string): Promise<Reply> {
  const run = await asked(api.runs.get(id));
  if (run === null)
    throw refuse('route-not-found', { detail: 'There is no run of this id, or it is too long ago.' });
  return json(toRunDetails(run));
}

/** Whatever a browser is made to send by a page of another origin is nobody's wish. */
const FROM_HERE: readonly (string | null | undefined)[] = [null, undefined, 'same-origin', 'none'];

async function cancelRun(api: Api, { path, headers }: Looking): Promise<Reply> {
  if (!FROM_HERE.includes(headers['Sec-Fetch-Site']))
    throw refuse('access-denied', { detail: 'Runs are cancelled from the page of the console.' });
  return json({ isCancelled: await asked(api.runs.cancel(path.run)) });
}

const TOO_MANY = 'As many pages as may be are told of changes. Ask for the runs themselves.';

/** Opens streams of events, as many as may be. */
function compileFollow({ streams, pace, closing }: Parts): (api: Api, changes: Changes) => Reply {
  let open = 0;
  return (api, { listen }) => {
    if (open >= streams) throw refuse('rate-limited', { detail: TOO_MANY, headers: { 'retry-after': 30 } });
    open += 1;
    const over = (): void => {
      open -= 1;
    };
    const pulse = createPulse({ listen, until: [closing, api[inspecting]().stopping], over }, pace);
    // Proxies keep events back until there are enough of them, unless they are told not to.
    return reply(200, pulse, { headers: { 'x-accel-buffering': 'no' } });
  };
}

/** An API whose document is there to be published: that of one that was compiled may have to be loaded. */
async function withDocument(api: Api): Promise<Api> {
  await api[source].ready();
  return api;
}

/** The processes of the console's own operations. */
export function createProcesses(parts: Parts): Readonly<Record<string, Process>> {
  const { apis, pages, path: base } = parts;
  const changes = new Map([...apis].map(([name, api]) => [name, createChanges(api)]));
  const follow = compileFollow(parts);
  const file = (files: ReadonlyMap<string, Asset>, { path, http }: Looking): Promise<Reply> => {
    const asset = files.get(path.file);
    if (asset === undefined) throw refuse('route-not-found');
    return asset.answer(String(http.headers['accept-encoding'] ?? ''));
  };
  const of =
    (process: (api: Api, looking: Looking) => unknown) =>
    (looking: Looking): unknown =>
      process(apis.get(looking.path.api) as Api, looking);
  const processes: Record<string, (looking: Looking) => unknown> = {
    'console.page': () => html(pages.page),
    'console.asset': (looking) => file(pages.assets, looking),
    'console.overview': (looking) => json(overview(parts, looking)),
    'console.api': of((api, { path }) => json(toApiDetails(path.api, api))),
    'console.document': of(async (api) => json(toTryDocument(await withDocument(api)))),
    'console.events': of((api, { path }) => follow(api, changes.get(path.api) as Changes)),
    'console.runs': of(async (api, looking) => json(await listRuns(api, looking))),
    'console.run': of((api, { path }) => getRun(api, path.run)),
  };
  if (base !== '/')
    processes['console.enter'] = () =>
      reply(308, undefined, { headers: { location: `${base.slice(base.lastIndexOf('/') + 1)}/` } });
  const { reference } = pages;
  if (reference !== null) {
    processes['console.reference'] = () => html(reference);
    processes['console.swaggerUi'] = (looking) => file(pages.swaggerUi, looking);
  }
  if (parts.cancels) processes['console.cancel'] = of(cancelRun);
  // The document of the console says what each of them receives.
  return processes as unknown as Readonly<Record<string, Process>>;
}
