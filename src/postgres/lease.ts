import type { StoreHost } from '../runs/store.ts';
import type { Database } from './database.ts';
import { fromText, toJson, toText } from './text.ts';

/** The runs of this process, which it has to say again and again that it still runs. */
export interface Lease {
  /** From when on it is this process's run, by `performance.now()`. */
  add(id: string, attempt: number, since: number): void;
  remove(id: string, attempt: number): void;
  /** At which attempt it is this process's; undefined where it is not. */
  attemptOf(id: string): number | undefined;
  /** It was cancelled elsewhere. */
  cancelled(id: string): void;
  /** Whether a run that is not this process's was cancelled lately: it may have become so meanwhile. */
  wasCancelled(id: string): boolean;
  start(): void;
  stop(): void;
}

/** How often in the time of a lease it is looked whether one runs out, and at every which look all are renewed. */
const TICKS = 12;
const RENEWING = 4;

interface Held {
  readonly attempt: number;
  /** By `performance.now()`. After that others may take it. */
  until: number;
  log: string;
  outputs: string;
}

/** Of the runs of all machines, those that were cancelled last. */
const MOST_REMEMBERED = 1000;

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > MOST_REMEMBERED && oldest !== undefined) ids.delete(oldest);
}

interface Lost {
  readonly id: string;
  readonly state: string | null;
}

type Told = readonly [id: string, held: Held, log: string | null, outputs: string | null];

/** What became of a run in the meantime, as far as nobody has been told yet. A run that cannot say so is renewed all the same. */
function news(host: StoreHost, id: string, held: Held): Told {
  try {
    const { log, outputs } = host.progress(id) ?? {};
    const lines = log === undefined ? held.log : toJson(log);
    const results = outputs === undefined ? held.outputs : toJson(outputs);
    return [id, held, lines === held.log ? null : lines, results === held.outputs ? null : results];
  } catch {
    return [id, held, null, null];
  }
}

export function createLease(database: Database, worker: string, lease: number, host: StoreHost): Lease {
  const { runs } = database.names;
  const statement = `with mine as (
      select * from unnest($3::text[], $4::int[], $5::text[], $6::text[]) as mine (id, attempt, log, outputs)
    ), renewed as (
      update ${runs} as run set lease_until = now() + $2 * interval '1 millisecond',
        log = coalesce(mine.log::json, run.log), outputs = coalesce(mine.outputs::json, run.outputs)
      from mine where run.id = mine.id and run.attempt = mine.attempt and run.worker = $1 and run.state = 'running'
      returning run.id
    )
    select mine.id, run.state from mine left join ${runs} as run on run.id = mine.id
    where not exists (select from renewed where renewed.id = mine.id)`;
  const all = new Map<string, Held>();
  const lately = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let stopped = false;
  let count = 0;

  const drop = (id: string, held: Held, state: string | null): void => {
    if (all.get(id) !== held) return;
    all.delete(id);
    host.end(id, state === 'cancelled' ? 'cancelled' : 'interrupted');
  };

  async function renew(): Promise<void> {
    const told = [...all].map(([id, held]) => news(host, id, held));
    const until = performance.now() + lease;
    const lost = await database.query<Lost & Record<string, unknown>>(statement, [
      worker,
      lease,
      told.map(([id]) => toText(id)),
      told.map(([, { attempt }]) => attempt),
      told.map(([, , log]) => log),
      told.map(([, , , outputs]) => outputs),
    ]);
    const states = new Map(lost.map(({ id, state }) => [fromText(id), state]));
    for (const [id, held, log, outputs] of told) {
      const state = states.get(id);
      if (state !== undefined) drop(id, held, state);
      else Object.assign(held, { until, log: log ?? held.log, outputs: outputs ?? held.outputs });
    }
  }

  /** A lease that is about to run out may be taken by others: the run ends here first, and whether it did is found when it is to be kept. */
  const fence = (): void => {
    const now = performance.now();
    for (const [id, { until }] of all) if (until <= now + lease / TICKS) host.end(id, 'interrupted');
  };

  const tick = (): void => {
    fence();
    count += 1;
    if (count % RENEWING === 0) renewAll();
  };

  const renewAll = (): void => {
    if (busy || all.size === 0) return;
    busy = true;
    renew()
      .catch((error: unknown) => {
        if (!stopped) host.report(error);
      })
      .finally(() => {
        busy = false;
      });
  };

  return {
    add: (id, attempt, since) => {
      all.set(id, { attempt, until: since + lease, log: '[]', outputs: '{}' });
    },
    remove: (id, attempt) => {
      if (all.get(id)?.attempt === attempt) all.delete(id);
    },
    attemptOf: (id) => all.get(id)?.attempt,
    cancelled: (id) => {
      const held = all.get(id);
      if (held === undefined) remember(lately, id);
      else drop(id, held, 'cancelled');
    },
    wasCancelled: (id) => lately.has(id),
    start: () => {
      timer = setInterval(tick, lease / TICKS).unref();
    },
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
