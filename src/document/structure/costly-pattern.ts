/** One piece of a pattern, and how often it may stand there. */
interface Piece {
  readonly text: string;
  /** Of a group. */
  readonly alternatives: readonly (readonly Piece[])[] | null;
  readonly least: number;
  readonly most: number;
}

type Alternatives = NonNullable<Piece['alternatives']>;

/** Repetitions from which on a group is tried too often. */
const MANY = 10;

const LONGEST = 2_000;

const QUANTIFIER = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y;
const PLAIN = /\[(?:\\.|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\.|[^()|]/suy;
const GROUP = /\((?:\?:|\?<[A-Za-z_]\w*>)?/y;

const matchAt = (form: RegExp, pattern: string, at: number): RegExpExecArray | null => {
  form.lastIndex = at;
  return form.exec(pattern);
};

const timesOf = ([text, least = '', comma = '', most = '']: RegExpExecArray): readonly [number, number] => {
  if (text.startsWith('*')) return [0, Number.POSITIVE_INFINITY];
  if (text.startsWith('+')) return [1, Number.POSITIVE_INFINITY];
  if (text.startsWith('?')) return [0, 1];
  if (comma === '') return [Number(least), Number(least)];
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)];
};

/** Reads as much of a pattern's grammar as nested repetition needs; undefined where there is more to it. */
function readPattern(pattern: string): Alternatives | undefined {
  let at = 0;

  const readGroup = (): Alternatives | undefined => {
    const opening = matchAt(GROUP, pattern, at);
    if (opening === null) return undefined;
    at += opening[0].length;
    // A lookaround, or flags.
    if (pattern[at] === '?') return undefined;
    const alternatives = readAlternatives();
    if (alternatives === undefined || pattern[at] !== ')') return undefined;
    at += 1;
    return alternatives;
  };

  const readPiece = (): Piece | undefined => {
    const start = at;
    const plain = matchAt(PLAIN, pattern, at);
    const alternatives = plain === null ? readGroup() : null;
    if (alternatives === undefined) return undefined;
    if (plain !== null) at += plain[0].length;
    const text = pattern.slice(start, at);
    const quantifier = matchAt(QUANTIFIER, pattern, at);
    if (quantifier === null) return { text, alternatives, least: 1, most: 1 };
    at += quantifier[0].length;
    const [least, most] = timesOf(quantifier);
    return { text, alternatives, least, most };
  };

  const readAlternatives = (): Alternatives | undefined => {
    const alternatives: Piece[][] = [[]];
    while (at < pattern.length && pattern[at] !== ')') {
      if (pattern[at] === '|') {
        at += 1;
        alternatives.push([]);
        continue;
      }
      const piece = readPiece();
      if (piece === undefined) return undefined;
      alternatives.at(-1)?.push(piece);
    }
    return alternatives;
  };

  const alternatives = readAlternatives();
  return at === pattern.length ? alternatives : undefined;
}

/** The pieces of a sequence, those of groups that only hold together among them. */
const flat = (sequence: readonly Piece[]): readonly Piece[] =>
  sequence.flatMap((piece) => {
    const [only, ...others] = piece.alternatives ?? [];
    const isLoose = only !== undefined && others.length === 0 && piece.least === 1 && piece.most === 1;
    return isLoose ? flat(only) : [piece];
  });

/** Whether one text can be cut into what a repeated group holds in many ways. */
const isAmbiguous = (alternatives: Alternatives): boolean => {
  const [only, ...others] = alternatives;
  if (only === undefined) return false;
  if (others.length > 0) {
    // (a|aa)
    const letters = new Set(alternatives.flat().map(({ text }) => text));
    const isPlain = alternatives
      .flat()
      .every(({ alternatives: inner, most }) => inner === null && most === 1);
    return isPlain && letters.size === 1 && new Set(alternatives.map(({ length }) => length)).size > 1;
  }
  const pieces = flat(only);
  const needed = pieces.filter(({ least }) => least > 0);
  const unbounded = (piece: Piece): boolean =>
    piece.alternatives === null && piece.most === Number.POSITIVE_INFINITY;
  if (needed.length === 0) return pieces.some(unbounded);
  return needed.every(unbounded) && new Set(needed.map(({ text }) => text)).size === 1;
};

const isCostlyIn = (alternatives: Alternatives, isFollowed: boolean): boolean =>
  alternatives.some((sequence) =>
    sequence.some(({ alternatives: inner, most }, index) => {
      if (inner === null) return false;
      const isLast = index === sequence.length - 1 && !isFollowed;
      // What nothing follows cannot fail after it has taken what it can.
      return (most >= MANY && !isLast && isAmbiguous(inner)) || isCostlyIn(inner, !isLast || most > 1);
    }),
  );

/**
 * Whether a pattern plainly repeats what is repeated: `(a+)+`, `(.*){10}`, `(x+x+)+`, `(a|aa)+`, each with something behind it. JavaScript's engine
 * tries all ways to cut a text, whose number doubles with each letter. That it finds none does not make a pattern safe.
 */
export const isCostly = (pattern: string): boolean => {
  // Nothing is repeated twice without a group that is. A longer pattern could be nested deeper than the stack.
  if (pattern.length > LONGEST || !/\)[*+{]/.test(pattern)) return false;
  const alternatives = readPattern(pattern);
  return alternatives !== undefined && isCostlyIn(alternatives, false);
};
