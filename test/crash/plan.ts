/** What a client asks for. */
export interface Wish {
  readonly operation: 'once' | 'again';
  /** How its process answers: as it ends, before it ends, or with a problem. */
  readonly kind: 'plain' | 'early' | 'fails';
  /** How long its process takes. */
  readonly ms: number;
  /** Tells its starts apart from those of other wishes. */
  readonly tag: string;
  /** Idempotency key, if it has one. */
  readonly key: string | null;
  /** Whether the call is made once more later, where it has a key. */
  readonly isRepeated: boolean;
}

/** A process that is killed while so many calls are being made. */
export interface Round {
  readonly wishes: readonly Wish[];
  /** Milliseconds before somebody is killed. */
  readonly delay: number;
  /** Which of the processes, and how many milliseconds after it has begun a run. */
  readonly victim: number;
  readonly lag: number;
  /** For how many milliseconds PostgreSQL is away in this round; null where it is not. */
  readonly away: number | null;
}

/** How much is done. */
export interface Sizes {
  readonly runs: number;
  readonly rounds: number;
  readonly seed: number;
}

export type Random = () => number;

/** Mulberry32: the same numbers for the same seed. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

const KINDS = ['plain', 'plain', 'early', 'early', 'fails'] as const;

function wishOf(random: Random, tag: string): Wish {
  const hasKey = random() < 0.4;
  return {
    operation: random() < 0.5 ? 'once' : 'again',
    kind: KINDS[between(random, 0, KINDS.length - 1)] ?? 'plain',
    ms: between(random, 5, 200),
    tag,
    key: hasKey ? `key-${tag}` : null,
    isRepeated: hasKey && random() < 0.5,
  };
}

/** Who is killed when, and what is asked for meanwhile. The same for the same sizes. */
export function planOf({ runs, rounds, seed }: Sizes, processes: number): readonly Round[] {
  const random = randomOf(seed);
  return Array.from({ length: rounds }, (_, index) => {
    const [first, last] = [Math.floor((runs * index) / rounds), Math.floor((runs * (index + 1)) / rounds)];
    return {
      wishes: Array.from({ length: last - first }, (_, wish) => wishOf(random, `w${first + wish}`)),
      delay: between(random, 0, 250),
      victim: between(random, 0, processes - 1),
      lag: between(random, 0, 60),
      away: index === Math.floor(rounds / 2) ? between(random, 300, 1500) : null,
    };
  });
}
