import type { Outcome } from '../../src/runs/record.ts';
import type { KeptRun, NewRun, RunEnd, StoreHost, TakenRun } from '../../src/runs/store.ts';

/** When runs of tests begin and end. */
export const BEGAN: number = Date.now() - 2000;
export const ENDED: number = BEGAN + 333;

/** How a run ended, if nothing else is said. */
export const endOf = (end: Partial<RunEnd> = {}): RunEnd => ({
  outcome: 'succeeded',
  finished: ENDED,
  log: ['done'],
  outputs: { count: 1 },
  error: null,
  answer: { status: 200, headers: [['content-type', 'text/plain']], body: 'hello' },
  keepsKey: true,
  ...end,
});

let count = 0;

/** Ids that sort by the time at which they were made. */
export const nextId = (): string => {
  count += 1;
  return `run-${String(Date.now()).padStart(15, '0')}-${String(count).padStart(6, '0')}`;
};

/** A run that is begun here, if nothing else is said. */
export const newRun = (run: Partial<NewRun> = {}): NewRun => ({
  id: nextId(),
  operation: 'importPets',
  caller: 'ann',
  owner: 'owner of ann',
  path: '/imports',
  started: BEGAN,
  key: null,
  snapshot: null,
  retry: 0,
  ...run,
});

export interface TestHost extends StoreHost {
  readonly executed: TakenRun[];
  readonly ended: (readonly [id: string, outcome: Outcome])[];
  readonly errors: unknown[];
}

export interface TestHostOptions {
  readonly operations?: readonly string[];
  readonly execute?: (run: TakenRun) => Promise<RunEnd>;
  readonly progress?: StoreHost['progress'];
}

/** A host that writes down what it is asked for. A run that it is told to end ends at once. */
export function createHost({
  operations = ['importPets'],
  execute,
  progress,
}: TestHostOptions = {}): TestHost {
  const going = new Map<string, (end: RunEnd) => void>();
  const executed: TakenRun[] = [];
  const ended: (readonly [string, Outcome])[] = [];
  const errors: unknown[] = [];
  const run = async (taken: TakenRun): Promise<RunEnd> => {
    executed.push(taken);
    const cut = new Promise<RunEnd>((resolve) => going.set(taken.id, resolve));
    const end = await Promise.race([cut, execute?.(taken) ?? endOf()]);
    going.delete(taken.id);
    return end;
  };
  return {
    operations,
    executed,
    ended,
    errors,
    execute: run,
    end: (id, outcome) => {
      ended.push([id, outcome]);
      going.get(id)?.(endOf({ outcome, answer: null, keepsKey: false }));
      return going.delete(id);
    },
    progress: progress ?? (() => null),
    report: (error) => void errors.push(error),
  };
}

/** Waits until something holds; after ten seconds it will not. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('It has not come about in ten seconds.');
}

export const stateOf = (run: KeptRun | 'expired' | null): string | undefined =>
  run === 'expired' ? run : run?.state;
