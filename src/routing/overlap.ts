import { commonText } from './common-text.ts';
import { type Grammar, oneOf } from './grammar.ts';
import { compileFit, literalOf, type Segment, setOf } from './segment.ts';
import { commonSetText, sampleSet, setGrammar, takesAll } from './text-set.ts';

const sampleOf = ({ literals, slots }: Segment): string =>
  slots.length === 0
    ? literals.join('')
    : literals.map((literal, index) => literal + (slots[index] ? sampleSet(slots[index].set) : '')).join('');

const literalGrammar = (literal: string, caseSensitive: boolean): Grammar => ({
  sequence: Array.from(literal, (char) => oneOf(caseSensitive ? char : char + char.toUpperCase())),
});

const segmentGrammar = ({ literals, slots, caseSensitive }: Segment): Grammar => ({
  sequence: literals.flatMap((literal, index) => {
    const slot = slots[index];
    return [literalGrammar(literal, caseSensitive), ...(slot ? [setGrammar(slot.set)] : [])];
  }),
});

/** Whether the first and the last literals of two segments let them have a text in common. */
const edgesAgree = (a: Segment, b: Segment): boolean => {
  const [startA = '', startB = ''] = [a.literals[0], b.literals[0]];
  const [endA = '', endB = ''] = [a.literals.at(-1), b.literals.at(-1)];
  return (
    (startA.startsWith(startB) || startB.startsWith(startA)) && (endA.endsWith(endB) || endB.endsWith(endA))
  );
};

/** A decoded text that fits both segments; null where none does. */
export function overlap(a: Segment, b: Segment): string | null {
  if (a.key === b.key) return sampleOf(a);
  const [literalA, literalB] = [literalOf(a), literalOf(b)];
  if (literalA === '' || literalB === '' || (literalA !== null && literalB !== null)) return null;
  if (!edgesAgree(a, b)) return null;
  const [setA, setB] = [setOf(a), setOf(b)];
  if (setA && takesAll(setA)) return sampleOf(b);
  if (setB && takesAll(setB)) return sampleOf(a);
  if (setA && setB) return commonSetText(setA, setB);
  const literal = literalA ?? literalB;
  if (literal !== null && a.caseSensitive)
    return [a, b].every((segment) => compileFit(segment)(literal, literal)) ? literal : null;
  return commonText(segmentGrammar(a), segmentGrammar(b), sampleOf(a));
}
