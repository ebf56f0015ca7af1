import { isOutcome } from './record.ts';
import { fits, PAGE } from './records.ts';
import type { KeptRun, NewRun, RunEnd, RunStore, StoredAnswer, StoreHost } from './store.ts';

/** How much is kept in memory, and for how long. */
export interface MemoryOptions {
  /** Milliseconds that a run is kept for when it has ended. */
  readonly age: number;
  /** Runs that are kept, and as many that go on: more are not begun. */
  readonly most: number;
  /** Bytes of all that is kept of runs that have ended. */
  readonly bytes: number;
}

interface Entry {
  run: KeptRun;
  key: string | null;
  /** When it has ended. */
  size: number;
}

const toKept = ({ key, snapshot, retry, ...run }: NewRun): KeptRun => ({
  ...run,
  state: 'running',
  finished: null,
  log: [],
  outputs: {},
  error: null,
  answer: null,
  fingerprint: key?.fingerprint ?? null,
});

/** What an answer takes, about. */
function answerSize(answer: StoredAnswer | null): number {
  if (answer === null) return 0;
  const { body, headers } = answer;
  const ofBody = body === null ? 0 : typeof body === 'string' ? body.length : body.byteLength;
  return ofBody + 100 * headers.length;
}

/** What a run takes that has ended, about. */
function sizeOf({ answer, log, outputs }: KeptRun): number {
  const ofLog = log.reduce((sum, line) => sum + line.length, 0);
  const ofOutputs = Object.keys(outputs).length === 0 ? 0 : JSON.stringify(outputs).length;
  return 500 + ofLog + ofOutputs + answerSize(answer);
}

const NOT_HERE = new TypeError(
  'Runs that are kept in memory have no workers: they are executed where they are accepted.',
);

/** Ids of runs that were kept, so that whoever asks for one learns that it is gone. */
function createExpired(most: number): { add(id: string): void; has(id: string): boolean } {
  const ids = new Set<string>();
  return {
    add: (id) => {
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > most && oldest !== undefined) ids.delete(oldest);
    },
    has: (id) => ids.has(id),
  };
}

/** Keeps runs in this process, as many as it may, each for some time after it has ended. None of them survives the process. */
export function createMemoryStore({ age, most, bytes }: MemoryOptions): RunStore {
  // In order of their begin; those that ended go first when there are too many.
  const entries = new Map<string, Entry>();
  const ended = new Map<string, Entry>();
  const keys = new Map<string, Entry>();
  const waiting = new Map<string, Set<() => void>>();
  const expired = createExpired(10 * most);
  let host: StoreHost | null = null;
  let size = 0;

  const freeKeyOf = (entry: Entry): void => {
    if (entry.key !== null && keys.get(entry.key) === entry) keys.delete(entry.key);
    entry.key = null;
  };

  const drop = (entry: Entry): void => {
    const { id } = entry.run;
    size -= entry.size;
    entries.delete(id);
    ended.delete(id);
    freeKeyOf(entry);
    expired.add(id);
  };

  const isOver = (now: number, { run }: Entry): boolean =>
    ended.size > most || size > bytes || (run.finished ?? now) + age <= now;

  /** Those that ended first are first. */
  const sweep = (): void => {
    const now = Date.now();
    for (const entry of ended.values()) {
      if (!isOver(now, entry)) break;
      drop(entry);
    }
  };

  const wake = (id: string): void => {
    for (const one of waiting.get(id) ?? []) one();
  };

  const end = (id: string, changed: Partial<KeptRun>, keepsKey: boolean): boolean => {
    const entry = entries.get(id);
    if (entry === undefined || isOutcome(entry.run.state)) return false;
    entry.run = { ...entry.run, ...changed, ...(entry.run.answer !== null && { answer: entry.run.answer }) };
    if (!keepsKey) freeKeyOf(entry);
    ended.set(id, entry);
    entry.size = sizeOf(entry.run);
    size += entry.size;
    wake(id);
    sweep();
    return true;
  };

  const get = (id: string): KeptRun | 'expired' | null => {
    sweep();
    return entries.get(id)?.run ?? (expired.has(id) ? 'expired' : null);
  };

  const isEnded = (run: KeptRun | 'expired' | null): boolean =>
    run === null || run === 'expired' || isOutcome(run.state);

  const isAnswered = (run: KeptRun | 'expired' | null): boolean =>
    isEnded(run) || (run as KeptRun).answer !== null;

  const whenWoken = (id: string, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const wakers = waiting.get(id) ?? new Set();
      const done = (): void => {
        clearTimeout(timer);
        wakers.delete(done);
        if (wakers.size === 0) waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waiting.set(id, wakers.add(done));
    });

  return {
    queues: false,
    open: async (given) => {
      host = given;
    },
    begin: async (run) => {
      sweep();
      const taken = run.key === null ? undefined : keys.get(run.key.scope);
      if (taken !== undefined) return taken.run;
      if (entries.size - ended.size >= most)
        throw new RangeError(`${most} runs go on that are kept in memory.`);
      const entry: Entry = { run: toKept(run), key: run.key?.scope ?? null, size: 0 };
      entries.set(run.id, entry);
      if (entry.key !== null) keys.set(entry.key, entry);
      return null;
    },
    answer: async (id, answer) => {
      const entry = entries.get(id);
      if (entry === undefined || isOutcome(entry.run.state) || entry.run.answer !== null) return;
      entry.run = { ...entry.run, answer };
      wake(id);
    },
    finish: async (id, { outcome, finished, log, outputs, error, answer, keepsKey }: RunEnd) =>
      end(
        id,
        { state: outcome, finished, log, outputs, error, ...(answer !== null && { answer }) },
        keepsKey,
      ),
    freeKey: async (id) => {
      const entry = entries.get(id);
      if (entry !== undefined) freeKeyOf(entry);
    },
    get: async (id) => get(id),
    whenAnswered: async (id, ms) => {
      const run = get(id);
      if (isAnswered(run)) return run;
      await whenWoken(id, ms);
      return get(id);
    },
    cancel: async (id) => {
      if (isEnded(get(id))) return false;
      const progress = host?.progress(id) ?? null;
      host?.end(id, 'cancelled');
      return end(id, { state: 'cancelled', finished: Date.now(), ...progress }, false);
    },
    list: async (filter) => {
      sweep();
      const runs = [...entries.values()].map(({ run }) => run).reverse();
      return runs.filter((run) => fits(run, filter)).slice(0, filter.limit ?? PAGE);
    },
    work: () => Promise.reject(NOT_HERE),
    close: async () => {
      for (const id of [...waiting.keys()]) wake(id);
    },
  };
}
