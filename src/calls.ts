import { inNextTurn } from './http/next-turn.ts';

/** Calls that are not answered at once, as many as there are now. */
export interface Calls {
  began(): void;
  ended(): void;
  /** Resolves when there are none and their answers are with the server, at the latest after so many milliseconds. */
  whenNone(ms: number): Promise<void>;
}

export function createCalls(): Calls {
  const waiting = new Set<() => void>();
  let count = 0;
  return {
    began: () => {
      count += 1;
    },
    ended: () => {
      count -= 1;
      if (count === 0) for (const wake of waiting) wake();
    },
    whenNone: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          waiting.delete(look);
          // The door has yet to write what was answered last.
          inNextTurn(resolve);
        }
        function look(): void {
          if (count === 0) done();
        }
        waiting.add(look);
        look();
      }),
  };
}
