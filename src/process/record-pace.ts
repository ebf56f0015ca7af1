/** Waits for one thing at a time, and no longer than until a signal is aborted. One listener serves any number of waits. */
export interface Patience {
  readonly wait: <T>(promise: Promise<T>) => Promise<T>;
  readonly end: () => void;
}

export function createPatience(signal: AbortSignal | undefined): Patience {
  let giveUp: (reason: unknown) => void = () => undefined;
  const abort = (): void => giveUp(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  return {
    wait: (promise) =>
      new Promise((resolve, reject) => {
        giveUp = reject;
        promise.then(resolve, reject);
        if (signal?.aborted) abort();
      }),
    end: () => signal?.removeEventListener('abort', abort),
  };
}

/** Places for records in work. */
export interface Places {
  readonly take: (work: Promise<void>) => void;
  /** Waits until no more than some are taken. */
  readonly atMost: (count: number) => Promise<void>;
}

export function createPlaces({ wait }: Patience): Places {
  let taken = 0;
  let freed: () => void = () => undefined;
  return {
    take: (work) => {
      taken += 1;
      work.then(() => {
        taken -= 1;
        freed();
      });
    },
    atMost: async (count) => {
      while (taken > count) {
        await wait(
          new Promise<void>((resolve) => {
            freed = resolve;
          }),
        );
      }
    },
  };
}
