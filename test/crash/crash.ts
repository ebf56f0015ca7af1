import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeBundle } from '../bundle.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { hangUp } from './call.ts';
import { type Callers, createCallers, type Reading } from './callers.ts';
import { readJournal } from './journal.ts';
import { judge } from './judge.ts';
import { type Machines, PLACES, startMachines } from './machines.ts';
import { planOf, type Round, randomOf, type Sizes, type Wish } from './plan.ts';

/** What it was, in numbers, and what happened that must not. */
export interface Verdict {
  readonly counts: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

const CLIENTS = 12;
const LEASE = 1500;

/** Milliseconds after a server is back in which somebody may still hold what broke. */
const AFTER = 1000;

async function eachOf<T>(all: readonly T[], most: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const one = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: most }, one));
}

/** When a server was away. */
interface Absences {
  readonly isAway: () => boolean;
  readonly wasAway: (from: number, to: number) => boolean;
  during(work: () => Promise<void>): Promise<void>;
}

function createAbsences(): Absences {
  const all: { readonly from: number; to: number }[] = [];
  const wasAway = (from: number, to: number): boolean =>
    all.some((absence) => from <= absence.to + AFTER && to >= absence.from);
  return {
    isAway: () => wasAway(Date.now(), Date.now()),
    wasAway,
    during: async (work) => {
      const absence = { from: Date.now(), to: Number.POSITIVE_INFINITY };
      all.push(absence);
      await work();
      absence.to = Date.now();
    },
  };
}

interface Stage {
  readonly postgres: Postgres;
  readonly machines: Machines;
  readonly callers: Callers;
  readonly absences: Absences;
}

/** Calls are made, and a process is killed while they are. Where the database goes away, half of them are made meanwhile. */
async function play({ postgres, machines, callers, absences }: Stage, round: Round): Promise<boolean> {
  const { wishes, away } = round;
  const half = away === null ? wishes.length : wishes.length >> 1;
  const begin = (some: readonly Wish[]): Promise<void> => eachOf(some, CLIENTS, callers.begin);
  const begun = [begin(wishes.slice(0, half))];
  await sleep(round.delay);
  await machines.kill(round.victim, round.lag);
  const meanwhile = async (): Promise<void> => {
    begun.push(begin(wishes.slice(half)));
    await sleep(away ?? 0);
  };
  const { restart } = postgres;
  const isLeaving = away !== null && restart !== null;
  if (isLeaving) await absences.during(() => restart(meanwhile));
  else await meanwhile();
  await Promise.all(begun);
  return isLeaving;
}

async function readAll(callers: Callers, ids: ReadonlySet<string>): Promise<Map<string, Reading | null>> {
  const last = new Map<string, Reading | null>();
  await eachOf([...ids], CLIENTS, async (id) => void last.set(id, await callers.read(id)));
  return last;
}

async function playAll(stage: Stage, sizes: Sizes, file: string): Promise<Verdict> {
  const { machines, callers } = stage;
  const began = performance.now();
  let restarts = 0;
  await machines.ready();
  for (const round of planOf(sizes, PLACES)) if (await play(stage, round)) restarts += 1;
  await callers.settled();
  const ids = new Set([...callers.accepted.map(({ id }) => id), ...readJournal(file).keys()]);
  const last = await readAll(callers, ids);
  await callers.askForNone();
  await machines.stop();
  const journal = readJournal(file);
  const { accepted, atOnce, counts } = callers;
  const starts = [...journal.values()].reduce((sum, run) => sum + run.starts.length, 0);
  const states = [...last.values()].map((reading) => /"status":"([a-z-]+)"/.exec(reading?.status ?? '')?.[1]);
  const count = (state: string): number => states.filter((one) => one === state).length;
  return {
    counts: {
      seed: sizes.seed,
      runs: ids.size,
      accepted: accepted.length,
      atOnce: atOnce.length,
      kills: sizes.rounds,
      restarts,
      starts,
      again: starts - journal.size,
      succeeded: count('succeeded'),
      failed: count('failed'),
      interrupted: count('interrupted'),
      ...counts,
      seconds: Math.round((performance.now() - began) / 1000),
    },
    wrong: judge({ accepted, atOnce, journal, last }),
  };
}

/** Has runs begun and executed by processes that are killed all the time, and looks whether what is promised of runs holds. */
export async function crash(sizes: Sizes): Promise<Verdict> {
  const generated = new URL('./generated/', import.meta.url);
  mkdirSync(generated, { recursive: true });
  const bundle = await writeBundle(generated, [
    ['bind', 'index.ts'],
    ['fail', 'index.ts'],
    ['reply', 'index.ts'],
    ['toNodeListener', 'doors/node.ts'],
    ['postgresRuns', 'postgres/index.ts'],
  ]);
  const postgres = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'opbind-crash-'));
  const file = join(folder, 'journal');
  writeFileSync(file, '');
  const wrong: string[] = [];
  const tell = (what: string): void => void wrong.push(what);
  const absences = createAbsences();
  const machines = startMachines(
    {
      bundle,
      connectionString: postgres.url,
      schema: `crash${randomUUID().replaceAll('-', '')}`,
      lease: LEASE,
      concurrency: 2,
      file,
    },
    absences.isAway,
    tell,
  );
  const random = randomOf(sizes.seed + 1);
  const callers = createCallers({ machines, random, wasAway: absences.wasAway, tell });
  try {
    const verdict = await playAll({ postgres, machines, callers, absences }, sizes, file);
    return { ...verdict, wrong: [...wrong, ...verdict.wrong] };
  } finally {
    machines.killAll();
    hangUp();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
