import type { Arbitrary } from 'fast-check';

export type FastCheck = typeof import('fast-check');

/** Values tried out to see how many fit. */
const TRIED = 60;
const TRIED_HARD = 1_000;

/** The share that has to fit for a filter to come to an end soon. */
const ENOUGH = 0.2;

/** The same each time: what can be made of a document must not depend on a seed. */
const SEED = 1;

/**
 * The values that fit. Where few do, those that were found are all there are; null where none was. A filter that could go on for ever is
 * never made.
 */
export function sift<Value>(
  fc: FastCheck,
  values: Arbitrary<Value>,
  fits: (value: Value) => boolean,
): Arbitrary<Value> | null {
  const tried = fc.sample(values, { numRuns: TRIED, seed: SEED });
  const fitting = tried.filter(fits);
  if (fitting.length >= TRIED * ENOUGH) return values.filter(fits);
  const more =
    fitting.length > 0 ? fitting : fc.sample(values, { numRuns: TRIED_HARD, seed: SEED }).filter(fits);
  return more.length === 0 ? null : fc.constantFrom(...more);
}

/** One of several, where there are any. */
export const anyOf = <Value>(
  fc: FastCheck,
  all: readonly (Arbitrary<Value> | null)[],
): Arbitrary<Value> | null => {
  const possible = all.filter((one) => one !== null);
  const [first] = possible;
  return first === undefined ? null : possible.length === 1 ? first : fc.oneof(...possible);
};
