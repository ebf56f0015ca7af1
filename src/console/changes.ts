import { type Api, inspecting } from '../api.ts';

/** Tells whoever listens that the runs of an API are others than they were. */
export interface Changes {
  /** Gives what ends it. */
  listen(listener: () => void): () => void;
}

/** Milliseconds between two looks at runs that other processes may execute. */
const LOOK = 2000;
const SEEN = 50;

/**
 * The changes of the runs of an API. Of those of this process it is told; where others share the store, it looks at the latest of them, for all
 * who listen together, and only as long as somebody does.
 */
export function createChanges(api: Api, pause: number = LOOK): Changes {
  const listeners = new Set<() => void>();
  let seen: string | null = null;
  let end: (() => void) | null = null;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const look = async (): Promise<void> => {
    try {
      const runs = await api.runs.list({ limit: SEEN });
      const now = runs.map(({ id, state, status }) => `${id} ${state} ${status}`).join();
      if (seen !== null && seen !== now) tell();
      seen = now;
    } catch {
      // A store that is out of reach has nothing new to tell; whoever asks it for runs learns of that.
    }
  };

  const begin = (): (() => void) => {
    const { watch, isShared } = api[inspecting]();
    const unwatch = watch(tell);
    if (!isShared) return unwatch;
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const next = (): void => {
      if (!isOver) timer = setTimeout(lookAgain, pause);
    };
    const lookAgain = (): void => void look().finally(next);
    // The first look is what later ones are compared with.
    lookAgain();
    return () => {
      isOver = true;
      clearTimeout(timer);
      unwatch();
      seen = null;
    };
  };

  return {
    listen: (listener) => {
      const own = (): void => listener();
      listeners.add(own);
      end ??= begin();
      return () => {
        if (!listeners.delete(own) || listeners.size > 0) return;
        end?.();
        end = null;
      };
    },
  };
}
