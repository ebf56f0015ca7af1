import type { Operation, PathParameter } from '../document/operation.ts';
import { fold } from '../http/fold.ts';
import { toTextSet } from './shape-set.ts';
import { compileSplit, cut, type Split } from './split.ts';
import type { Piece } from './template.ts';
import { describeSet, rankSet, SETS, type TextSet, takesAll } from './text-set.ts';

/** A parameter in a segment. */
export interface Slot {
  readonly name: string;
  readonly set: TextSet;
}

/** One segment of a template: literal, slot, literal, slot, …, literal. */
export interface Segment {
  /** As the template has it: `pets`, `{id}`, `{name}.{ext}`. */
  readonly label: string;
  /** The same for segments that take the same texts. */
  readonly key: string;
  /** Place in the order of precedence: 0 literal, 1 part literal, then parameters, the narrower the lower. */
  readonly rank: number;
  /** Decoded, and folded where case does not count. One more than there are slots. */
  readonly literals: readonly string[];
  readonly slots: readonly Slot[];
  readonly caseSensitive: boolean;
}

const PART_LITERAL = 1;

/** Rank and key of a segment. The key of a literal is never that of another kind of segment. */
const classify = (literals: readonly string[], slots: readonly Slot[]): Pick<Segment, 'rank' | 'key'> => {
  const [slot, second] = slots;
  if (slot === undefined) return { rank: 0, key: `=${literals[0]}` };
  if (second === undefined && literals.every((text) => text === ''))
    return { rank: rankSet(slot.set), key: slot.set.key };
  return { rank: PART_LITERAL, key: JSON.stringify([literals, slots.map(({ set }) => set.key)]) };
};

/** A segment without parameters. */
export function createLiteral(text: string, caseSensitive: boolean): Segment {
  const literals = [caseSensitive ? text : fold(text)];
  return { label: text, ...classify(literals, []), literals, slots: [], caseSensitive };
}

/** A path parameter of an operation, by its name. */
export const parameterInPath = (
  operation: Pick<Operation, 'inPath' | 'parameters'>,
  name: string,
): PathParameter | undefined =>
  (operation.inPath ?? operation.parameters).find((other) => other.in === 'path' && other.name === name);

/** Reads one segment of an operation's template. */
export function createSegment(
  pieces: readonly Piece[],
  operation: Operation,
  caseSensitive: boolean,
): Segment {
  const literals: string[] = [];
  const slots: Slot[] = [];
  let literal = '';
  for (const piece of pieces) {
    if ('text' in piece) {
      literal += caseSensitive ? piece.text : fold(piece.text);
      continue;
    }
    const { name } = piece;
    slots.push({ name, set: toTextSet(parameterInPath(operation, name)) });
    literals.push(literal);
    literal = '';
  }
  literals.push(literal);
  const label = pieces.map((piece) => ('text' in piece ? piece.text : `{${piece.name}}`)).join('');
  return { label, ...classify(literals, slots), literals, slots, caseSensitive };
}

/** The text of a segment without parameters; null for others. */
export const literalOf = (segment: Segment): string | null =>
  segment.rank === 0 ? (segment.literals[0] ?? '') : null;

/** The set of a segment that is one parameter and nothing else; null for others. */
export const setOf = (segment: Segment): TextSet | null =>
  segment.rank > PART_LITERAL ? (segment.slots[0]?.set ?? null) : null;

/** Whether the text of a segment, given decoded and raw, fits. */
export type Fit = (text: string, raw: string) => boolean;

const splitTyped = ({ literals, slots, caseSensitive }: Segment): Split =>
  compileSplit(
    literals,
    slots.map(({ set }) => set),
    caseSensitive,
  );

/** As if every parameter were a string. */
const splitUntyped = ({ literals, slots, caseSensitive }: Segment): Split =>
  compileSplit(
    literals,
    slots.map(() => SETS.string),
    caseSensitive,
  );

const isFilled: Fit = (text) => text !== '';

const fitLiteral = (literal: string, caseSensitive: boolean): Fit =>
  caseSensitive ? (text) => text === literal : (text) => fold(text) === literal;

export function compileFit(segment: Segment): Fit {
  const literal = literalOf(segment);
  if (literal !== null) return fitLiteral(literal, segment.caseSensitive);
  const set = setOf(segment);
  if (set !== null) return takesAll(set) ? isFilled : set.accepts;
  const split = splitTyped(segment);
  return (text, raw) => split(text, raw) !== null;
}

/** Whether a text fits if the types of the parameters do not count. */
export function compileNear(segment: Segment): Fit {
  const literal = literalOf(segment);
  if (literal !== null) return fitLiteral(literal, segment.caseSensitive);
  const split = splitUntyped(segment);
  return (text, raw) => split(text, raw) !== null;
}

/** Raw texts of the parameters of a segment that fits. */
export type Take = (text: string, raw: string) => readonly string[];

export function compileTake(segment: Segment): Take {
  if (setOf(segment) !== null) return (_text, raw) => [raw];
  const split = splitTyped(segment);
  return (text, raw) => cut(text, raw, split(text, raw) ?? []);
}

/** Which parameter refuses its part of a text that nears: `{id} is not an integer`. Null where the text fits. */
export function explainMisfit(segment: Segment, text: string, raw: string): string | null {
  if (segment.slots.length === 0 || compileFit(segment)(text, raw)) return null;
  const places = splitUntyped(segment)(text, raw) ?? [];
  const refuses = ({ set }: Slot, slot: number): boolean =>
    !set.accepts(text.slice(places[2 * slot], places[2 * slot + 1]));
  const slot = segment.slots.find(refuses);
  return slot === undefined ? null : `{${slot.name}} is not ${describeSet(slot.set)}`;
}
