import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Asked, call } from './call.ts';
import type { Machines } from './machines.ts';
import { between, type Random, type Wish } from './plan.ts';

/** What was read of a run, at one time. */
export interface Reading {
  readonly status: string;
  /** Status and body of its result; null where it has none. */
  readonly result: string | null;
}

/** A run that a caller was told of. */
export interface Accepted {
  readonly id: string;
  readonly wish: Wish;
  /** As it was read when it had ended first; null where it never did. */
  ended: Reading | null;
  /** A result that was there before the end. */
  early: string | null;
}

/** An answer that came instead of word of a run. */
export interface AtOnce {
  readonly wish: Wish;
  /** Of the start that gave it. */
  readonly nonce: string;
}

export interface Counts {
  polls: number;
  unavailable: number;
  broken: number;
  repeated: number;
}

export interface Callers {
  readonly accepted: readonly Accepted[];
  readonly atOnce: readonly AtOnce[];
  readonly counts: Readonly<Counts>;
  /** Makes a call until it is taken, and goes on asking for its run. */
  begin(wish: Wish): Promise<void>;
  /** Waits until everything that is asked for has ended. */
  settled(): Promise<void>;
  /** Asks for a run until it has ended. */
  read(id: string): Promise<Reading | null>;
  /** Asks for a run that there never was. */
  askForNone(): Promise<void>;
}

export interface World {
  readonly machines: Machines;
  readonly random: Random;
  /** Whether PostgreSQL was away at some time in between. */
  readonly wasAway: (from: number, to: number) => boolean;
  readonly tell: (wrong: string) => void;
}

/** Milliseconds within which a run has to come to its end. */
const LONGEST = 120_000;

const RESULT = '/result';

/** There is no result, and never will be. */
const isInterrupted = ({ status, text }: Answer): boolean =>
  status === 503 && text.includes('"code":"run-interrupted"');

const shown = ({ status, text }: Answer): string => `${status} ${text}`;

const nonceOf = (text: string): string => {
  const { nonce, detail } = JSON.parse(text) as { nonce?: string; detail?: string };
  return nonce ?? detail ?? '';
};

export function createCallers({ machines, random, wasAway, tell }: World): Callers {
  const accepted: Accepted[] = [];
  const atOnce: AtOnce[] = [];
  const counts: Counts = { polls: 0, unavailable: 0, broken: 0, repeated: 0 };
  const going = new Set<Promise<void>>();

  const told = (work: Promise<void>): Promise<void> => work.catch((error: unknown) => tell(String(error)));

  const start = (work: Promise<void>): void => {
    const done = told(work).finally(() => going.delete(done));
    going.add(done);
  };

  /** Whether there was an answer. That there was none has to have a reason. */
  function isAnswered({ method, path }: Asked, answer: Answer, expected: readonly number[]): boolean {
    const { status, from, to, isGone } = answer;
    if (typeof status === 'number' && expected.includes(status)) return true;
    if (isInterrupted(answer) && path.endsWith(RESULT)) return true;
    if (status === 503 && wasAway(from, to)) counts.unavailable += 1;
    else if (typeof status === 'string' && isGone) counts.broken += 1;
    else throw new Error(`${method} ${path} got ${shown(answer)} after ${to - from} ms`);
    return false;
  }

  /** Asks one machine after another until there is an answer. */
  async function ask(asked: Asked, expected: readonly number[]): Promise<Answer> {
    for (const until = Date.now() + LONGEST; Date.now() < until; ) {
      const machine = machines.any(random);
      const answer = machine === null ? null : await call(machine, asked);
      if (answer !== null && isAnswered(asked, answer, expected)) return answer;
      await sleep(between(random, 50, 200));
    }
    throw new Error(`${asked.method} ${asked.path} got no answer.`);
  }

  const get = (path: string, expected: readonly number[]): Promise<Answer> => {
    counts.polls += 1;
    return ask({ method: 'GET', path }, expected);
  };

  async function resultOf(id: string): Promise<string | null> {
    const answer = await get(`/runs/${id}${RESULT}`, [200, 202, 409]);
    return answer.status === 202 || isInterrupted(answer) ? null : shown(answer);
  }

  async function readOnce(id: string): Promise<Reading | null> {
    const { status, text } = await get(`/runs/${id}`, [200, 202]);
    if (status === 202) return null;
    const { resultUrl } = JSON.parse(text) as { resultUrl?: string };
    return { status: text, result: resultUrl === undefined ? null : await resultOf(id) };
  }

  async function read(id: string, meanwhile = async (): Promise<void> => undefined): Promise<Reading | null> {
    for (const until = Date.now() + LONGEST; Date.now() < until; ) {
      const reading = await readOnce(id);
      if (reading !== null) return reading;
      await meanwhile();
      await sleep(between(random, 100, 500));
    }
    return null;
  }

  async function follow(run: Accepted): Promise<void> {
    await sleep(between(random, 20, 200));
    run.ended = await read(run.id, async () => {
      if (run.wish.kind === 'early') run.early ??= await resultOf(run.id);
    });
  }

  /** Makes a call. What run it was told of is asked for from then on. */
  async function post(wish: Wish): Promise<void> {
    const { operation, kind, ms, tag, key } = wish;
    const asked: Asked = {
      method: 'POST',
      path: `/${operation}`,
      headers: key === null ? {} : { 'idempotency-key': key },
      json: { kind, ms, tag },
    };
    const { status, text } = await ask(asked, kind === 'fails' ? [202, 409] : [202, 200]);
    if (status !== 202) return void atOnce.push({ wish, nonce: nonceOf(text) });
    const { id } = JSON.parse(text) as { id: string };
    if (accepted.some((run) => run.id === id)) return;
    const run = { id, wish, ended: null, early: null };
    accepted.push(run);
    start(follow(run));
  }

  async function repeat(wish: Wish): Promise<void> {
    await sleep(between(random, 0, 2000));
    counts.repeated += 1;
    await post(wish);
  }

  return {
    accepted,
    atOnce,
    counts,
    begin: async (wish) => {
      await told(post(wish));
      if (wish.isRepeated) start(repeat(wish));
    },
    settled: async () => {
      while (going.size > 0) await Promise.all(going);
    },
    read: (id) =>
      read(id).catch((error: unknown) => {
        tell(String(error));
        return null;
      }),
    askForNone: () => told(get(`/runs/${randomUUID()}`, [404]).then(() => undefined)),
  };
}
