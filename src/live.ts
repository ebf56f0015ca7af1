import type { Execution } from './process/execution.ts';

/** The executions that go on in this process. */
export interface Live {
  add(execution: Execution): void;
  delete(execution: Execution): void;
  find(id: string): Execution | null;
  list(): readonly Execution[];
  /** Resolves when none goes on, at the latest after so many milliseconds. */
  whenIdle(ms: number): Promise<void>;
}

/** @param began Called whenever one begins. */
export function createLive(began: () => void): Live {
  const executions = new Set<Execution>();
  let idle: (() => void) | null = null;
  return {
    add: (execution) => {
      executions.add(execution);
      began();
    },
    delete: (execution) => {
      executions.delete(execution);
      if (executions.size === 0) idle?.();
    },
    find: (id) => {
      // A run whose id nobody has asked for is not asked for by its id.
      for (const execution of executions) if ((execution.run?.id ?? execution.id) === id) return execution;
      return null;
    },
    list: () => [...executions],
    whenIdle: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        idle = () => {
          clearTimeout(timer);
          resolve();
        };
        if (executions.size === 0) idle();
      }),
  };
}
