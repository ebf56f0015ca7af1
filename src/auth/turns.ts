/** Lets work be done a little at a time. */
export type TakeTurns = <Result>(work: () => Promise<Result>) => Promise<Result | 'full'>;

export interface TurnsOptions {
  /** How much is done at a time. */
  readonly atOnce: number;
  /** How much may wait. */
  readonly waiting: number;
}

/** What comes when as much as may is waiting already is not done: it is told `full`. */
export function createTurns({ atOnce, waiting }: TurnsOptions): TakeTurns {
  const queue: (() => void)[] = [];
  let busy = 0;
  const enter = (): Promise<void> => {
    if (busy < atOnce) {
      busy += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => queue.push(resolve));
  };
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) busy -= 1;
    else next();
  };
  return async (work) => {
    if (queue.length >= waiting) return 'full';
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
