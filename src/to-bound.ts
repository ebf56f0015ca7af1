import { inspecting, routed, source } from './api.ts';
import type { Assigned } from './assign.ts';
import { createCompileOperation } from './compile-operation.ts';
import { compileWalk } from './corridor.ts';
import { publish } from './document/publish.ts';
import { withAccess } from './explain.ts';
import { checksAnswers, findLacking } from './find-lacking.ts';
import { inSlices } from './http/in-slices.ts';
import { once } from './http/once.ts';
import { inspect } from './inspect.ts';
import { type Extras, routingOf } from './judge.ts';
import { observersOf } from './observers.ts';
import { toOperationInfo } from './operation-info.ts';
import type { BindOptions } from './options.ts';
import { type Finding, SetupError } from './problem/finding.ts';
import type { Observers } from './process/execution.ts';
import { createRunId } from './process/run.ts';
import type { ReadDocument } from './read-document.ts';
import type { Bound } from './replaceable.ts';
import { enforcingOwn, enforcing as enforcingRules } from './response/rules.ts';
import { compileTell, type Tell } from './response/tell.ts';
import { compileExplain } from './routing/explain.ts';
import { compileRouter } from './routing/router.ts';
import { readTable } from './routing/table.ts';
import { serve } from './serve.ts';
import { createTracing } from './trace.ts';
import type { Walk } from './walk.ts';

/** How problems are told. One that cannot be shaped is an error of the API. */
const tellOf = ({ problems }: BindOptions, observers: Observers): Tell =>
  compileTell({
    shape: problems ?? null,
    failed: (error, request, operation) =>
      observers.onError(error, { operation: operation ?? '', run: createRunId(Date.now()), request }),
  });

/** The same processes, with answers enforced where an operation says something of its own. */
const enforcingAll = ({ bound, ...rest }: Assigned): Assigned => ({
  ...rest,
  bound: bound.map(({ options, ...one }) => {
    const responses = enforcingOwn(options.responses);
    return { ...one, options: responses === undefined ? options : { ...options, responses } };
  }),
});

/** How answers are checked is looked up in the document when an operation is first called. */
function afterLoading({ ready }: ReadDocument, walk: Walk): Walk {
  let isReady = false;
  return (...call) => {
    if (isReady) return walk(...call);
    const waiting = ready();
    isReady = waiting === null;
    if (waiting === null) return walk(...call);
    // What could not be loaded is missed within the corridor, which answers in any case.
    const go = () => walk(...call);
    return waiting.then(go, go);
  };
}

/** What was judged to be sound, as it serves. Holds on to the tree of the document, not to its text. */
export function toBound(
  loaded: ReadDocument,
  assigned: Assigned,
  warnings: readonly Finding[],
  options: BindOptions,
  extras: Extras,
): Bound {
  const { mocks, gate, ledger, status } = extras;
  const routing = routingOf(options);
  const observers = observersOf(options, ledger.ended);
  const tell = tellOf(options, observers);
  const { compile, compileMocked, compileStatus, cors, corsOf, warmup } = createCompileOperation(
    loaded,
    options,
    tell,
    { policies: gate.policies, runsPath: status?.path ?? null, queues: ledger.store.queues },
  );
  const operations = assigned.bound.map(({ operation }) => operation);
  const routes = assigned.bound.map((one) => ({
    operation: one.operation,
    target: once(() => compile(one)),
  }));
  const byId = new Map(routes.map(({ operation, target }) => [operation.id, target]));
  const ofRuns = (status?.operations ?? []).map((one) => ({
    operation: one.operation,
    target: once(() => compileStatus(one, byId)),
  }));
  const mocked = mocks?.operations ?? new Set();
  const others = assigned.unbound.map((operation) => ({
    operation,
    target: {
      id: operation.id,
      mock:
        mocks !== null && mocked.has(operation) ? once(() => compileMocked(operation, mocks.compile)) : null,
      cors: once(() => corsOf(operation)),
    },
  }));
  const tracing = createTracing(options);
  const corridor = {
    bound: compileRouter([...routes, ...ofRuns], routing),
    unbound: options.unbound === 'not-found' ? null : compileRouter(others, routing),
    forward: gate.forward,
    cors,
    observers,
    ledger,
    tell,
    serve,
  };
  const listed = once(() => operations.map((operation) => toOperationInfo(operation, true)));
  const through = compileWalk(corridor, tracing);
  const served = [...operations, ...ofRuns.map(({ operation }) => operation)];
  return {
    get operations() {
      return listed();
    },
    get routes() {
      return readTable(served, routing);
    },
    warnings,
    get document() {
      return publish(loaded.content(), operations, {
        basePath: options.basePath,
        added: status?.published ?? {},
        answers: status?.accepted ?? new Map(),
      });
    },
    explain: withAccess(
      compileExplain(served, assigned.unbound, routing, (operation) =>
        mocked.has(operation) ? 'it has no process, and its document answers' : 'it has no process',
      ),
      assigned.bound,
      options,
      gate.policies,
    ),
    warmup: async () => {
      await loaded.ready();
      await inSlices(routes.map(({ target }) => target));
      await warmup();
    },
    [routed]: [{ operations: served, options: routing }],
    [inspecting]: once(() => inspect({ assigned, options, policies: gate.policies, ledger })),
    walk: checksAnswers(assigned, options) ? afterLoading(loaded, through) : through,
    [source]: {
      loaded,
      options,
      bound: assigned.bound,
      mocked: assigned.unbound.filter((operation) => mocked.has(operation)),
      canPoll: status !== null,
      ready: () => loaded.ready(),
    },
    hosted: { operations: byId, observers, tell, tracing },
    enforced: once(() => {
      const strict = { ...options, responses: enforcingRules(options.responses) };
      const strictly = enforcingAll(assigned);
      const lacking = findLacking(loaded.compiledFor, strictly, strict);
      if (lacking.length > 0) throw new SetupError(lacking, loaded.source);
      return toBound(loaded, strictly, warnings, strict, extras);
    }),
  };
}
