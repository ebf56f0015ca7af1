import type { Accepted, AtOnce, Reading } from './callers.ts';
import type { Noted } from './journal.ts';

/** All that is known when it is over. */
export interface Evidence {
  readonly accepted: readonly Accepted[];
  readonly atOnce: readonly AtOnce[];
  readonly journal: ReadonlyMap<string, Noted>;
  /** As each run that was accepted or started reads at the end. */
  readonly last: ReadonlyMap<string, Reading | null>;
}

/** How many times a run may be started. */
const MOST: Readonly<Record<string, number>> = { once: 1, again: 6 };

/** Milliseconds that a call may have been on its way before it was a run. */
const ON_ITS_WAY = 2000;

interface Status {
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly result?: { readonly nonce?: string };
}

const ENDS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'interrupted']);

const parse = (reading: Reading | null | undefined): Status | null =>
  reading == null ? null : (JSON.parse(reading.status) as Status);

const stateOf = (evidence: Evidence, id: string): string => parse(evidence.last.get(id))?.status ?? 'unknown';

/** What is wrong with each of some things, for those with which something is. */
const each = <T>(all: Iterable<T>, wrong: (one: T) => string | null): readonly string[] =>
  [...all].flatMap((one) => wrong(one) ?? []);

function lost(evidence: Evidence): readonly string[] {
  return each(evidence.last.keys(), (id) => {
    const state = stateOf(evidence, id);
    return ENDS.has(state) ? null : `run ${id} is lost: ${state}`;
  });
}

const startedTooOften = ({ journal }: Evidence): readonly string[] =>
  each(journal.values(), ({ id, operation, starts }) =>
    starts.length <= (MOST[operation] ?? 0)
      ? null
      : `run ${id} of ${operation} started ${starts.length} times`,
  );

/** A run that may be started once, and was cut off, has been interrupted. */
const cutOff = (evidence: Evidence): readonly string[] =>
  each(evidence.journal.values(), ({ id, operation, ends }) =>
    operation === 'again' || ends.length > 0 || stateOf(evidence, id) === 'interrupted'
      ? null
      : `run ${id} came to no end, and is ${stateOf(evidence, id)}`,
  );

/** What succeeded or failed by itself has come to its end, and its result is of one of its starts. */
const unfounded = (evidence: Evidence): readonly string[] =>
  each(evidence.last, ([id, reading]) => {
    const status = parse(reading);
    if (status === null || status.status === 'interrupted') return null;
    const { starts = [], ends = [] } = evidence.journal.get(id) ?? {};
    if (ends.length === 0) return `run ${id} ${status.status} without an end`;
    if (!starts.some((nonce) => reading?.result?.includes(nonce))) return `run ${id} has another’s result`;
    return null;
  });

/** What is answered as a run ends is of a start that came to its end. */
const unfinished = (evidence: Evidence): readonly string[] =>
  each(evidence.accepted, ({ id, wish }) => {
    const result = evidence.last.get(id)?.result ?? null;
    if (wish.kind === 'early' || result === null) return null;
    const isEnded = evidence.journal.get(id)?.ends.some((nonce) => result.includes(nonce)) ?? false;
    return isEnded ? null : `run ${id} has the result of a start that came to no end`;
  });

const changed = ({ accepted, last }: Evidence): readonly string[] =>
  each(accepted, ({ id, ended, early }) => {
    const now = last.get(id);
    if (early !== null && early !== now?.result) return `run ${id} had ${early} early, has ${now?.result}`;
    if (ended === null) return null;
    return ended.status === now?.status && ended.result === now.result
      ? null
      : `run ${id} was ${JSON.stringify(ended)}, is ${JSON.stringify(now)}`;
  });

/** Whoever was answered at once got what a process gave. */
const madeUp = ({ atOnce, journal }: Evidence): readonly string[] => {
  const given = new Set([...journal.values()].flatMap(({ starts }) => starts));
  return each(atOnce, ({ nonce, wish }) =>
    given.has(nonce) ? null : `${wish.tag} got ${nonce || 'nothing'}`,
  );
};

/** A key has one run at a time; it is free again only when that was interrupted. */
function shared(evidence: Evidence): readonly string[] {
  const { accepted, journal, last } = evidence;
  const keyed = new Map(
    accepted.flatMap(({ wish }) => (wish.key === null ? [] : [[wish.tag, new Set<string>()]])),
  );
  for (const { id, wish } of accepted) keyed.get(wish.tag)?.add(id);
  for (const { id, tag } of journal.values()) keyed.get(tag)?.add(id);
  return each(keyed, ([tag, ids]) => {
    const runs = [...ids].sort().map((id) => parse(last.get(id)));
    const isInTurn = runs.every((run, index) => {
      const before = runs[index - 1];
      if (before === undefined) return true;
      if (before?.status !== 'interrupted' || run === null) return false;
      return Date.parse(run.startedAt) + ON_ITS_WAY >= Date.parse(before.finishedAt);
    });
    return isInTurn ? null : `the key of ${tag} has ${ids.size} runs: ${runs.map((run) => run?.status)}`;
  });
}

const LAWS = [lost, startedTooOften, cutOff, unfounded, unfinished, changed, madeUp, shared];

/** What happened that must not. */
export const judge = (evidence: Evidence): readonly string[] => LAWS.flatMap((law) => law(evidence));
