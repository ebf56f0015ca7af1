import { type Execution, errorText, runOf } from './process/execution.ts';
import type { PastRun } from './runs/history.ts';
import type { RunRecord } from './runs/record.ts';

const NO_LINES: readonly string[] = [];
const NO_OUTPUTS: Readonly<Record<string, unknown>> = Object.freeze({});

/** A run that is over. What its process still does changes nothing of it. */
export function toPast(execution: Execution): PastRun {
  const { run, id, operation, caller, started, finished, ending, status } = execution;
  return {
    id: run?.id ?? id,
    operation,
    caller,
    started,
    finished,
    outcome: ending ?? 'failed',
    status,
    log: run === null ? NO_LINES : [...run.lines],
    outputs: run === null ? NO_OUTPUTS : { ...run.outputs },
    error: errorText(execution),
  };
}

/** A run that goes on in this process. */
export function toRunning(execution: Execution): RunRecord {
  const { operation, caller, started, status } = execution;
  const { id, lines, outputs } = runOf(execution);
  return {
    id,
    operation,
    caller,
    state: 'running',
    started: new Date(started),
    finished: null,
    outcome: null,
    status: status === 0 ? null : status,
    log: [...lines],
    outputs: { ...outputs },
    error: null,
  };
}
