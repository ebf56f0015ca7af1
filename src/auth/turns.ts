/** Lets work be done a little at a time. What is not wanted any more before its turn comes is `gone`, what is too much is `full`. */
export type TakeTurns = <Result>(
  work: () => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result | 'gone' | 'full'>;

export interface TurnsOptions {
  /** How much is done at a time. */
  readonly atOnce: number;
  /** How much may wait. */
  readonly waiting: number;
}

type Turn = 'now' | 'gone';

/** What comes when as much as may is waiting already is not done. */
export function createTurns({ atOnce, waiting }: TurnsOptions): TakeTurns {
  const queue = new Set<(turn: Turn) => void>();
  let busy = 0;
  const wait = (signal: AbortSignal | undefined): Promise<Turn> =>
    new Promise((resolve) => {
      const leaveQueue = (): void => settle('gone');
      const settle = (turn: Turn): void => {
        queue.delete(settle);
        signal?.removeEventListener('abort', leaveQueue);
        resolve(turn);
      };
      queue.add(settle);
      signal?.addEventListener('abort', leaveQueue, { once: true });
    });
  const leave = (): void => {
    const [next] = queue;
    if (next === undefined) busy -= 1;
    else next('now');
  };
  return async (work, signal) => {
    if (signal?.aborted) return 'gone';
    if (busy < atOnce) busy += 1;
    else if (queue.size >= waiting) return 'full';
    else if ((await wait(signal)) === 'gone') return 'gone';
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
