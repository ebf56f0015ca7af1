/**
 * What a check may spend. A union of schemas that refer to themselves is checked in time that doubles with each level of a value, so that
 * half a kilobyte could keep a server busy for minutes. A check may cost no more than the size of its value is worth.
 */
export interface Budget {
  /** Begins the check of a value. */
  begin(value: unknown): void;
  /** Takes off what a call of a referenced schema costs. Throws {@link Overspent} where that is more than the check may cost. */
  spend(cost: number): void;
}

/** A check costs more than its value is worth. */
export class Overspent extends RangeError {
  override readonly name = 'Overspent';
}

const MOST_NODES = 1_000_000;

const isTree = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

/** Values within a value. Counting ends somewhere also where the value holds itself. */
export function countNodes(value: unknown): number {
  const waiting = [value];
  let nodes = 0;
  for (let next = waiting.pop(); next !== undefined && nodes < MOST_NODES; next = waiting.pop()) {
    nodes += 1;
    if (isTree(next)) for (const child of Object.values(next)) waiting.push(child);
  }
  return nodes;
}

/** @param base What every check may spend. @param perNode What it may spend for each value within its value, which is counted when the base is spent. */
export function createBudget(base: number, perNode: number): Budget {
  let left = 0;
  let counted: unknown;
  return {
    begin(value) {
      left = base;
      counted = value;
    },
    spend(cost) {
      left -= cost;
      if (left >= 0) return;
      left += perNode * countNodes(counted);
      counted = undefined;
      if (left < 0) throw new Overspent('The check costs more than its value is worth.');
    },
  };
}
