import type { BodyContent } from './body/read.ts';
import { type BoundOperation, type Call, tellOf } from './call.ts';
import { performDetached } from './detached.ts';
import { letGo } from './hold.ts';
import type { HttpRequest, HttpResponse } from './http/message.ts';
import type { Ledger } from './ledger.ts';
import type { Issue } from './problem/issue.ts';
import { Problem, refuse } from './problem/problem.ts';
import { cancel, interrupt, type Observers, runOf } from './process/execution.ts';
import type { Tell } from './response/tell.ts';
import { toStored } from './runs/answer.ts';
import { toPlain } from './runs/outputs.ts';
import type { RunEnd, StoreHost, TakenRun } from './runs/store.ts';
import { type Restored, restore } from './snapshot.ts';
import type { Tracing } from './trace.ts';

/** Stands where nobody called. */
const NO_REQUEST: HttpRequest = Object.freeze({ method: '', url: '', headers: {} });

/** What runs are executed with. */
export interface Hosted {
  readonly operations: ReadonlyMap<string, () => BoundOperation>;
  readonly observers: Observers;
  readonly tell: Tell;
  readonly tracing: Tracing;
}

/** The end of a run that was not begun. */
function failedEnd(answer: HttpResponse, error: string | null): RunEnd {
  return {
    outcome: 'failed',
    finished: Date.now(),
    log: [],
    outputs: {},
    error,
    answer: toStored(answer),
    keepsKey: false,
  };
}

/** What was written down of its call does not fit this document. */
const refusedEnd = (call: Call, problem: Problem): RunEnd =>
  failedEnd(tellOf(call, problem), problem.message);

/** The body of a call is read and checked as that of any call. */
async function readAgain(call: Call): Promise<BodyContent | Problem> {
  const issues: Issue[] = [];
  const body = await call.to.readBody(call.request, issues);
  if (body instanceof Problem || issues.length === 0) return body;
  letGo(body);
  return refuse('request-invalid', { errors: issues });
}

/** Executes a run from what was written down of its call. */
function executeRestored(
  call: Call,
  { parameters, caller }: Restored,
  body: BodyContent | Problem,
  id: string,
): Promise<RunEnd> {
  if (body instanceof Problem) return Promise.resolve(refusedEnd(call, body));
  return performDetached(call, { parameters, body, caller: { principal: caller, evidence: [] } }, id).ended;
}

const ENDINGS = {
  cancelled: (run: string) => refuse('run-cancelled', { run }),
  interrupted: (run: string) => refuse('run-interrupted', { run }),
} as const;

/** What a store of runs asks of an API, which executes them with what it has now. */
export function createHost(ledger: Ledger, now: () => Hosted): StoreHost {
  const broken = (error: unknown, run = '', operation = ''): void =>
    now().observers.onError(error, { operation, run, request: NO_REQUEST });

  /** Runs whose bodies are being read, and how they were ended meanwhile. */
  const preparing = new Map<string, 'cancelled' | 'interrupted' | null>();

  const execute = async ({ id, operation, snapshot }: TakenRun): Promise<RunEnd> => {
    const { operations, observers, tell, tracing } = now();
    const to = operations.get(operation)?.();
    if (to === undefined) throw new Error(`There is no operation ${operation} here.`);
    await to.ready();
    const restored = restore(snapshot);
    const plain: Call = { request: restored.request, query: '', path: [], to, observers, ledger, tell };
    const call = tracing.isOn() ? tracing.again(plain) : plain;
    preparing.set(id, null);
    const body = await readAgain(call).catch((error: unknown) => {
      preparing.delete(id);
      throw error;
    });
    const ended = preparing.get(id) ?? null;
    preparing.delete(id);
    if (ended === null) return executeRestored(call, restored, body, id);
    if (!(body instanceof Problem)) letGo(body);
    return { ...failedEnd(tellOf(call, ENDINGS[ended](id)), null), outcome: ended };
  };

  return {
    get operations() {
      return [...now().operations.keys()];
    },
    execute: async (run) => {
      try {
        return await execute(run);
      } catch (error) {
        broken(error, run.id, run.operation);
        const problem = refuse('process-failed', { run: run.id });
        return failedEnd(now().tell(problem, NO_REQUEST, run.operation), String(error));
      }
    },
    end: (id, outcome) => {
      const execution = ledger.live.find(id);
      if (execution === null && preparing.has(id)) preparing.set(id, outcome);
      if (execution === null) return preparing.has(id);
      return outcome === 'cancelled'
        ? cancel(execution)
        : interrupt(execution, 'This machine is stopping, or has lost the run.');
    },
    progress: (id) => {
      const execution = ledger.live.find(id);
      if (execution === null) return null;
      const { lines, outputs } = runOf(execution);
      return { log: [...lines], outputs: toPlain(outputs, () => undefined) };
    },
    report: (error) => broken(error),
  };
}
