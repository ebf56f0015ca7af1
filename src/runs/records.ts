import { isOutcome, type RunFilter, type RunRecord } from './record.ts';
import type { KeptRun } from './store.ts';

/** A kept run as its record tells of it. */
export function toRecord(run: KeptRun): RunRecord {
  const { id, operation, caller, state, started, finished, log, outputs, error, answer } = run;
  return {
    id,
    operation,
    caller,
    state,
    started: new Date(started),
    finished: finished === null ? null : new Date(finished),
    outcome: isOutcome(state) ? state : null,
    status: answer?.status ?? null,
    log,
    outputs,
    error,
  };
}

/** Runs of a page of which nothing is said. */
export const PAGE = 100;

/** Whether a run is one of those that are asked for. */
export const fits = (
  run: Pick<RunRecord, 'id' | 'operation' | 'caller' | 'state'> & { readonly started: number | Date },
  { operation, caller, state, since, until, before }: RunFilter,
): boolean =>
  (operation === undefined || run.operation === operation) &&
  (caller === undefined || run.caller === caller) &&
  (state === undefined || run.state === state) &&
  (since === undefined || Number(run.started) >= since.getTime()) &&
  (until === undefined || Number(run.started) < until.getTime()) &&
  (before === undefined || run.id < before);

/** One page of the runs of all places, the latest first. */
export function merge(filter: RunFilter, ...places: readonly (readonly RunRecord[])[]): readonly RunRecord[] {
  const runs = places.flat().filter((run) => fits(run, filter));
  return runs.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, filter.limit ?? PAGE);
}
