import type { SentResponse } from './messages.ts';

type Settle = (response: SentResponse | undefined) => void;

/** The requests that a thread is answering. */
export interface Pending {
  /** A request begins; to be told when it is over: its answer is out, or nobody wants it any more. */
  began(): () => void;
  wait(id: number): Promise<SentResponse | undefined>;
  settle(id: number, response: SentResponse): void;
  /** There will be no more answers. */
  abandon(): void;
  /** Resolves when no request is left. */
  empty(): Promise<void>;
}

export function createPending(): Pending {
  const pending = new Map<number, Settle>();
  let inFlight = 0;
  let idle = (): void => undefined;
  return {
    began: () => {
      inFlight += 1;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        inFlight -= 1;
        if (inFlight === 0) idle();
      };
    },
    wait: (id) => new Promise((resolve) => pending.set(id, resolve)),
    settle: (id, response) => {
      pending.get(id)?.(response);
      pending.delete(id);
    },
    abandon: () => {
      for (const settle of pending.values()) settle(undefined);
      pending.clear();
    },
    empty: () =>
      new Promise((resolve) => {
        idle = resolve;
        if (inFlight === 0) resolve();
      }),
  };
}
