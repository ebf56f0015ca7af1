import type { BoundOperation, Call } from './call.ts';
import { letGo } from './hold.ts';
import { keepEarly, performKept } from './kept.ts';
import type { Ledger } from './ledger.ts';
import { writable } from './outputs.ts';
import type { Issue } from './problem/issue.ts';
import { Problem, refuse } from './problem/problem.ts';
import { cancel, createExecution, interrupt, type Observers, report, runOf } from './process/execution.ts';
import type { Tell } from './response/tell.ts';
import { toStored } from './runs/answer.ts';
import type { RunEnd, StoreHost, TakenRun } from './runs/store.ts';
import { type Restored, restore } from './snapshot.ts';

export interface HostParts {
  readonly operations: ReadonlyMap<string, () => BoundOperation>;
  readonly observers: Observers;
  readonly ledger: Ledger;
  readonly tell: Tell;
}

/** The end of a run that was not begun, for what was written down of it does not fit this document. */
function refusedEnd(call: Call, problem: Problem): RunEnd {
  const answer = call.tell(problem, call.request, call.to.operation.id);
  return {
    outcome: 'failed',
    finished: Date.now(),
    log: [],
    outputs: {},
    error: problem.message,
    answer: toStored(answer),
    keepsKey: false,
  };
}

/** Executes a run from what was written down of its call. The body is read and checked as that of any call. */
async function executeRestored(call: Call, { parameters, caller }: Restored, id: string): Promise<RunEnd> {
  const issues: Issue[] = [];
  const body = await call.to.readBody(call.request, issues);
  if (body instanceof Problem) return refusedEnd(call, body);
  if (issues.length === 0) return keepEarly(call, id, performKept(call, { parameters, body, caller }, id));
  letGo(body);
  return refusedEnd(call, refuse('request-invalid', { errors: issues }));
}

/** What a store of runs asks of an API. */
export function createHost({ operations, observers, ledger, tell }: HostParts): StoreHost {
  const broken = (error: unknown, run = '', operation = ''): void => {
    const request = { method: '', url: '', headers: {} };
    const execution = createExecution({ request, operation, caller: null, observers, id: run });
    report(execution, error);
  };

  const execute = async ({ id, operation, snapshot }: TakenRun): Promise<RunEnd> => {
    const to = operations.get(operation)?.();
    if (to === undefined) throw new Error(`There is no operation ${operation} here.`);
    const restored = restore(snapshot);
    const call: Call = { request: restored.request, query: '', path: [], to, observers, ledger, tell };
    return executeRestored(call, restored, id);
  };

  return {
    operations: [...operations.keys()],
    execute: async (run) => {
      try {
        return await execute(run);
      } catch (error) {
        broken(error, run.id, run.operation);
        const error500 = tell(
          refuse('process-failed', { run: run.id }),
          { method: '', url: '', headers: {} },
          run.operation,
        );
        return {
          outcome: 'failed',
          finished: Date.now(),
          log: [],
          outputs: {},
          error: String(error),
          answer: toStored(error500),
          keepsKey: false,
        };
      }
    },
    end: (id, outcome) => {
      const execution = ledger.live.find(id);
      if (execution === null) return false;
      return outcome === 'cancelled' ? cancel(execution) : interrupt(execution);
    },
    progress: (id) => {
      const execution = ledger.live.find(id);
      if (execution === null) return null;
      const { lines, outputs } = runOf(execution);
      return { log: [...lines], outputs: writable(outputs, () => undefined) };
    },
    report: (error) => broken(error),
  };
}
