import type { Grammar } from './grammar.ts';

/** A state of an automaton goes on over one of some characters (null: any), or is a choice of states. */
interface Step {
  readonly chars: string | null;
  readonly to: State;
}
interface Choice {
  readonly states: readonly State[];
}
type State = Step | Choice;

const END: Choice = { states: [] };

// More pairs of places than this are not compared one by one; then two languages count as having a text in common.
const MOST_PAIRS = 100_000;

const compileState = (grammar: Grammar, to: State): State => {
  if ('chars' in grammar) return { chars: grammar.chars, to };
  if ('either' in grammar) return { states: grammar.either.map((part) => compileState(part, to)) };
  if ('sequence' in grammar)
    return grammar.sequence.reduceRight((next, part) => compileState(part, next), to);
  const states = [to];
  const loop = { states };
  states.push(compileState(grammar.many, loop));
  return loop;
};

/** Where a text may have led: the steps from there, and whether it may end. */
interface Place {
  readonly steps: readonly Step[];
  readonly ends: boolean;
}

const placeOf = (states: readonly State[]): Place => {
  const reached = new Set(states);
  for (const state of reached) if ('states' in state) for (const next of state.states) reached.add(next);
  return { steps: [...reached].filter((state) => 'chars' in state), ends: reached.has(END) };
};

const follow = ({ steps }: Place, char: string): Place =>
  placeOf(steps.filter(({ chars }) => chars === null || chars.includes(char)).map(({ to }) => to));

const takesAny = ({ steps }: Place): boolean => steps.some(({ chars }) => chars === null);

/** Characters that stand for all: each that a step names, and one that none names where both places take any. */
const alphabetOf = (a: Place, b: Place): ReadonlySet<string> => {
  const named = new Set([...a.steps, ...b.steps].flatMap(({ chars }) => Array.from(chars ?? '')));
  let other = 'x';
  while (named.has(other)) other = String.fromCharCode(other.charCodeAt(0) + 1);
  return takesAny(a) && takesAny(b) ? new Set([other, ...named]) : named;
};

interface Pair {
  readonly a: Place;
  readonly b: Place;
  readonly text: string;
}

/** A shortest text that is in both languages; null when they have none in common, `doubt` when it takes too long to find out. */
export function commonText(a: Grammar, b: Grammar, doubt: string): string | null {
  const ids = new Map<Step, number>();
  const idOf = (step: Step): number => {
    const id = ids.get(step) ?? ids.size;
    ids.set(step, id);
    return id;
  };
  const keyOf = ({ steps }: Place): string => steps.map(idOf).sort().join();
  const queue: Pair[] = [
    { a: placeOf([compileState(a, END)]), b: placeOf([compileState(b, END)]), text: '' },
  ];
  const seen = new Set<string>();
  for (const pair of queue) {
    if (pair.a.ends && pair.b.ends) return pair.text;
    const key = `${keyOf(pair.a)} ${keyOf(pair.b)}`;
    if (seen.has(key)) continue;
    if (seen.add(key).size > MOST_PAIRS) return doubt;
    for (const char of alphabetOf(pair.a, pair.b)) {
      const next = { a: follow(pair.a, char), b: follow(pair.b, char), text: pair.text + char };
      if ((next.a.steps.length > 0 || next.a.ends) && (next.b.steps.length > 0 || next.b.ends))
        queue.push(next);
    }
  }
  return null;
}
