import { simply, type ToldRun } from './guard-telemetry.ts';
import { type Execution, isAnswer } from './process/execution.ts';
import type { BegunRun } from './telemetry.ts';

/** The run of a call, if one begins, and what goes wrong around it. */
export interface RunTrace {
  readonly run: <T>(begun: BegunRun, work: () => T) => T;
  readonly failed: (error: unknown) => void;
  readonly ended: (execution: Execution) => void;
}

/**
 * @param begin Tells that a run begins; null where nobody is told.
 * @param failedElsewhere Tells of what goes wrong while no run goes on.
 */
export function createRunTrace(
  begin: (begun: BegunRun) => ToldRun | null,
  failedElsewhere: (error: unknown) => void,
): RunTrace {
  let told: ToldRun | null = null;
  let last: { readonly error: unknown } | null = null;

  // What ends a run is told of by the end, and by whoever reports it; in which order depends on who waits.
  const failed = (error: unknown): void => {
    if (last !== null && last.error === error) return;
    last = { error };
    if (told === null) failedElsewhere(error);
    else told.failed(error);
  };

  return {
    run: (begun, work) => {
      told = begin(begun);
      return (told?.within ?? simply)(work);
    },
    failed,
    ended: ({ ending, error, status }) => {
      if (ending === null) return;
      if (ending === 'failed' && !isAnswer(error)) failed(error);
      told?.ended({ outcome: ending, status });
      told = null;
    },
  };
}
