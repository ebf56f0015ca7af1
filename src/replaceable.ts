import { type Api, enforcing, inspecting, type ReplaceOptions, routed, source } from './api.ts';
import { checkNames } from './check-names.ts';
import { createHost, type Hosted } from './host.ts';
import { once } from './http/once.ts';
import type { Ledger } from './ledger.ts';
import type { Processes } from './processes.ts';
import { toHandle } from './servable.ts';
import type { Walk } from './walk.ts';
import { createWorkers, type Workers } from './workers.ts';

type Shown = typeof routed | typeof inspecting | typeof source;

type Changing = 'operations' | 'routes' | 'warnings' | 'document' | 'explain' | 'warmup';

/** What a document, processes and options were bound to: what of an API changes when it is replaced. */
export interface Bound extends Pick<Api, Changing | Shown> {
  /** The way of a request through it. */
  readonly walk: Walk;
  /** The same with its answers enforced. */
  readonly enforced: () => Bound;
  /** What runs are executed with. */
  readonly hosted: Hosted;
}

/** Binds anew. Rejects where that cannot be bound. */
export type Rebind = (
  document: string | URL | object,
  processes: Processes,
  options: ReplaceOptions,
) => Promise<Bound>;

/** Milliseconds that runs may take to their end when the API is closed. */
const GRACE = 10_000;

/** Timers of Node run out at once where they are given more. */
const LONGEST_GRACE = 2 ** 31 - 1;

function readGrace(grace: number): number {
  if (typeof grace === 'number' && grace >= 0) return Math.min(grace, LONGEST_GRACE);
  throw new TypeError('close: grace has to be a number of milliseconds, of 0 or more.');
}

function checkReplaced({ isStopping }: Ledger, options: object): void {
  if (isStopping()) throw new TypeError('replace: the API is closed. Bind another one.');
  if ('runs' in options || 'onRun' in options)
    throw new TypeError('replace: runs and onRun stay what bind was given. Leave them out.');
}

/** What of an API stays, whatever it is replaced by. */
interface Staying extends Pick<Api, 'replace'> {
  readonly ledger: Ledger;
  readonly workers: Workers;
}

/** All that changes is asked of what is bound now. */
function toApi(staying: Staying, now: () => Bound): Api {
  const { ledger, workers, replace } = staying;
  return {
    get operations() {
      return now().operations;
    },
    get routes() {
      return now().routes;
    },
    get warnings() {
      return now().warnings;
    },
    get document() {
      return now().document;
    },
    explain: (method, url) => now().explain(method, url),
    handle: toHandle((request, isLast) => now().walk(request, isLast)),
    warmup: () => now().warmup(),
    replace,
    runs: ledger.runs,
    work: async (options = {}) => {
      checkNames('work', options, ['concurrency']);
      return workers.begin(options);
    },
    close: async (options = {}) => {
      checkNames('close', options, ['grace']);
      await ledger.stop(readGrace(options.grace ?? GRACE));
    },
    [inspecting]: () => now()[inspecting](),
    get [source]() {
      return now()[source];
    },
    get [routed]() {
      return now()[routed];
    },
    [enforcing]: once(() => toApi(staying, () => now().enforced())),
  };
}

const knowsAll = ({ operations }: Hosted, { operations: wanted }: Hosted): boolean =>
  [...wanted.keys()].every((id) => operations.has(id));

/** An API that serves what is bound first, until it is replaced. Opens the store of its runs. */
export async function createReplaceable(ledger: Ledger, first: Bound, rebind: Rebind): Promise<Api> {
  let current = first;
  let turn: Promise<void> = Promise.resolve();
  const workers = createWorkers(ledger);
  const host = createHost(ledger, () => current.hosted);

  async function swap(...[document, processes, options]: Parameters<Rebind>): Promise<void> {
    checkReplaced(ledger, options);
    const next = await rebind(document, processes, options);
    checkReplaced(ledger, options);
    const before = current.hosted;
    current = next;
    if (!knowsAll(before, next.hosted)) await workers.renew().catch(host.report);
  }

  const replace: Api['replace'] = (document, processes, options) => {
    const swapped = turn.then(() => swap(document, processes as Processes, options ?? {}));
    turn = swapped.catch(() => undefined);
    return swapped;
  };

  await ledger.store.open(host);
  return toApi({ ledger, workers, replace }, () => current);
}
