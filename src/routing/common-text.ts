import type { Grammar } from './grammar.ts';

/** States of an automaton: a step over one character, a choice, or the end. */
type State = Step | Fork | 'end';
interface Step {
  readonly chars: string | null;
  readonly to: State;
}
interface Fork {
  readonly choices: State[];
}

const compileState = (grammar: Grammar, next: State): State => {
  if ('chars' in grammar) return { chars: grammar.chars, to: next };
  if ('either' in grammar) return { choices: grammar.either.map((part) => compileState(part, next)) };
  if ('sequence' in grammar) return grammar.sequence.reduceRight((to, part) => compileState(part, to), next);
  const loop: Fork = { choices: [next] };
  loop.choices.push(compileState(grammar.many, loop));
  return loop;
};

/** What is reached without a character. */
const reach = (from: State): readonly (Step | 'end')[] => {
  const reached = new Set<State>([from]);
  for (const state of reached) {
    if (state !== 'end' && 'choices' in state) for (const choice of state.choices) reached.add(choice);
  }
  return [...reached].filter((state): state is Step | 'end' => state === 'end' || 'chars' in state);
};

const commonChar = (a: string | null, b: string | null): string | undefined => {
  if (a === null) return b === null ? 'x' : Array.from(b)[0];
  return Array.from(a).find((char) => b === null || b.includes(char));
};

interface Pair {
  readonly a: State;
  readonly b: State;
  readonly text: string;
}

/** A shortest text that is in both languages; null when they have none in common. */
export function commonText(a: Grammar, b: Grammar): string | null {
  const queue: Pair[] = [{ a: compileState(a, 'end'), b: compileState(b, 'end'), text: '' }];
  const seen = new Map<State, Set<State>>();
  for (const pair of queue) {
    const partners = seen.get(pair.a) ?? new Set();
    if (partners.has(pair.b)) continue;
    seen.set(pair.a, partners.add(pair.b));
    const others = reach(pair.b);
    for (const step of reach(pair.a)) {
      if (step === 'end' && others.includes('end')) return pair.text;
      for (const other of others) {
        const char = step === 'end' || other === 'end' ? undefined : commonChar(step.chars, other.chars);
        if (step !== 'end' && other !== 'end' && char !== undefined) {
          queue.push({ a: step.to, b: other.to, text: pair.text + char });
        }
      }
    }
  }
  return null;
}
