/** Those who want to know that something about the runs has changed, and look themselves what that is. */
export interface Watchers {
  /** Gives what ends it. */
  add(listener: () => void): () => void;
  tell(): void;
}

export function createWatchers(): Watchers {
  const listeners = new Set<() => void>();
  return {
    add: (listener) => {
      // The same function twice is two listeners.
      const own = (): void => listener();
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}
