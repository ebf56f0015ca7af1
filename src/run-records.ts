import { type Execution, errorText, runOf } from './process/execution.ts';
import { NO_LINES, NO_OUTPUTS, type PastRun } from './runs/history.ts';
import type { RunRecord } from './runs/record.ts';

/** Writes down a run that is over. What its process still does changes nothing of it. */
export function writePast(past: PastRun, execution: Execution): PastRun {
  const { run, id, operation, caller, started, finished, ending, status } = execution;
  past.id = run?.id ?? id;
  past.operation = operation;
  past.caller = caller;
  past.started = started;
  past.finished = finished;
  past.outcome = ending ?? 'failed';
  past.status = status;
  past.log = run === null || run.lines.length === 0 ? NO_LINES : [...run.lines];
  past.outputs = run === null ? NO_OUTPUTS : { ...run.outputs };
  past.error = errorText(execution);
  return past;
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
