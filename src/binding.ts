import { type Api, inspecting, routed, source } from './api.ts';
import { type Assigned, assignProcesses } from './assign.ts';
import { findUnread } from './body/unread.ts';
import { createCompileOperation } from './compile-operation.ts';
import { compileWalk } from './corridor.ts';
import type { Operation } from './document/operation.ts';
import { beginningsOf } from './document/pointer.ts';
import { publish } from './document/publish.ts';
import { withAccess } from './explain.ts';
import { findLacking } from './find-lacking.ts';
import { findOptions, usableOptions } from './find-options.ts';
import { type Gate, judgePolicies, readGate } from './gate.ts';
import { once } from './http/once.ts';
import { inspect } from './inspect.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Mocks } from './mocks.ts';
import { observersOf } from './observers.ts';
import { toOperationInfo } from './operation-info.ts';
import type { BindOptions } from './options.ts';
import { type Finding, SetupError } from './problem/finding.ts';
import type { Observers } from './process/execution.ts';
import { createRunId } from './process/run.ts';
import type { Processes } from './processes.ts';
import type { Read, ReadDocument } from './read-document.ts';
import { type Bound, createReplaceable } from './replaceable.ts';
import { enforcingOwn, enforcing as enforcingRules } from './response/rules.ts';
import { compileTell, type Tell } from './response/tell.ts';
import { findCollisions } from './routing/collision.ts';
import { compileExplain } from './routing/explain.ts';
import { compileRouter, type RoutingOptions } from './routing/router.ts';
import { readTable } from './routing/table.ts';
import { findUnknownFormats } from './schema/unknown-formats.ts';
import { findSecurity } from './security/setup.ts';
import { serve } from './serve.ts';
import { findPathOfRuns, readStatus, type StatusResource } from './status-resource.ts';
import { createTracing } from './trace.ts';

export const routingOf = ({
  caseSensitive = true,
  trailingSlash = 'strict',
}: BindOptions): RoutingOptions => ({
  caseSensitive,
  trailingSlash,
});

/** Tells whether a finding is about one of some operations. There may be thousands of both. */
function compileConcerns(operations: readonly Operation[]): (finding: Finding) => boolean {
  const pointers = new Set(operations.map(({ pointer }) => pointer));
  return (finding) => beginningsOf(`#${finding.pointer}`).some((pointer) => pointers.has(pointer));
}

/** Operations that may collide. Where paths are compared as they were when the document was compiled, it is known which share no URL. */
function mayCollide(
  { compiledFor }: ReadDocument,
  operations: readonly Operation[],
  { basePath, caseSensitive = true, trailingSlash = 'strict' }: BindOptions,
): readonly Operation[] {
  const meeting = compiledFor?.meeting ?? null;
  if (meeting === null || basePath !== undefined || !caseSensitive || trailingSlash !== 'strict')
    return operations;
  return operations.filter(({ pointer }) => meeting.has(pointer));
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Everything wrong with what is to be bound. What is wrong with an operation without a process is worth no more than a warning. */
function judge(
  loaded: ReadDocument,
  assigned: Assigned,
  options: BindOptions,
  { mocks, gate, status }: Extras,
): Judged {
  if (loaded.version === null) return { findings: loaded.findings, warnings: [] };
  const operations = assigned.bound.map(({ operation }) => operation);
  const ownScopes = new Map(assigned.bound.map(({ operation, options: own }) => [operation.id, own.scopes]));
  const ofPolicies = judgePolicies(
    gate,
    operations,
    options,
    status?.operations.map((one) => one.operation) ?? [],
  );
  const concernsBound = compileConcerns(operations);
  const concernsUnbound = compileConcerns(assigned.unbound);
  // Two paths may share a path item, and so its operations.
  const isIdle = (finding: Finding): boolean => concernsUnbound(finding) && !concernsBound(finding);
  return {
    findings: [
      ...loaded.findings.filter((finding) => !isIdle(finding)),
      ...assigned.findings,
      ...findCollisions(
        mayCollide(loaded, operations, options),
        options.collisions ?? 'strict',
        routingOf(options),
      ),
      ...findPathOfRuns(status, operations, routingOf(options)),
      ...findSecurity({
        operations,
        schemes: loaded.securitySchemes,
        authenticators: options.authenticators ?? {},
        scopesOf: ({ id }) => ownScopes.get(id) ?? options.scopes,
      }),
      ...ofPolicies.findings,
      ...(mocks?.findings ?? []),
      ...findLacking(loaded.compiledFor, assigned, options),
    ],
    warnings: [
      ...loaded.warnings,
      ...loaded.findings.filter(isIdle),
      ...ofPolicies.warnings,
      ...findUnread(operations),
      ...findUnknownFormats(loaded.formats, options.formats),
    ],
  };
}

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

/** What makes up answers is loaded where answers are to be made up. */
async function readMocks(loaded: ReadDocument, { unbound }: Assigned, options: BindOptions): Promise<Mocks> {
  const { createMocks } = await import('./mocks.ts');
  return createMocks(loaded, unbound, options);
}

/** What the options ask for beside the document; loaded only where they do. */
export interface Extras {
  readonly mocks: Mocks | null;
  readonly gate: Gate;
  readonly ledger: Ledger;
  /** The resource by which callers ask for runs; null where they cannot. */
  readonly status: StatusResource | null;
}

/** What was judged to be sound, as it serves. Holds on to the tree of the document, not to its text. */
function toBound(
  loaded: ReadDocument,
  assigned: Assigned,
  warnings: readonly Finding[],
  options: BindOptions,
  extras: Extras,
): Bound {
  const { mocks, gate, ledger, status } = extras;
  const { content } = loaded;
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
  const through = compileWalk(corridor, tracing);
  const served = [...operations, ...ofRuns.map(({ operation }) => operation)];
  return {
    operations: operations.map((operation) => toOperationInfo(operation, true)),
    get routes() {
      return readTable(served, routing);
    },
    warnings,
    get document() {
      return publish(content, operations, {
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
    warmup: () => {
      for (const { target } of routes) target();
      return warmup();
    },
    [routed]: [{ operations: served, options: routing }],
    [inspecting]: once(() => inspect({ assigned, options, policies: gate.policies, ledger })),
    walk: through,
    [source]: {
      loaded,
      options,
      bound: assigned.bound,
      mocked: assigned.unbound.filter((operation) => mocked.has(operation)),
      canPoll: status !== null,
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

/** What stays of an API when it is bound anew; null where nothing was bound before. */
interface Kept {
  readonly ledger: Ledger;
  /** Null where the options that it is made of have changed. */
  readonly gate: Gate | null;
}

/** What was given to be bound, read and judged. */
export interface Examined extends Judged {
  readonly loaded: ReadDocument;
  readonly assigned: Assigned;
  readonly extras: Extras;
}

/** What one way of reading documents makes of everything that is to be bound. */
export async function examineBy(
  read: Read,
  document: string | URL | object,
  processes: Readonly<Record<string, unknown>>,
  options: BindOptions,
  kept: Kept | null = null,
): Promise<Examined> {
  const wrong = findOptions(options);
  const usable = usableOptions(options, wrong);
  const { references, basePath } = usable;
  const loaded = await read(document, {
    ...(references !== undefined && { references }),
    ...(basePath !== undefined && { basePath }),
  });
  const assigned = assignProcesses(loaded.operations, processes);
  const mocks = usable.unbound === 'mock' ? await readMocks(loaded, assigned, usable) : null;
  const extras = {
    mocks,
    gate: kept?.gate ?? (await readGate(usable)),
    ledger: kept?.ledger ?? createLedger(usable),
    status: readStatus(loaded, assigned, usable),
  };
  const { findings, warnings } = judge(loaded, assigned, usable, extras);
  return {
    loaded,
    assigned,
    extras,
    findings: [...(await loaded.place(findings)), ...wrong, ...extras.gate.findings],
    warnings,
  };
}

/** Binds a document to processes, unless there is anything wrong. */
async function bindOnce(
  read: Read,
  document: string | URL | object,
  processes: Processes,
  options: BindOptions,
  kept: Kept | null,
): Promise<{ readonly bound: Bound; readonly extras: Extras }> {
  const { loaded, assigned, extras, findings, warnings } = await examineBy(
    read,
    document,
    processes,
    options,
    kept,
  );
  if (findings.length > 0) throw new SetupError(findings, loaded.source);
  return { bound: toBound(loaded, assigned, warnings, options, extras), extras };
}

/** Once runs can be asked for, they can be as long as the API is there: callers know their URLs. */
const withRuns = (options: BindOptions, { status }: Extras): BindOptions =>
  status === null ? options : { ...options, runs: options.runs ?? {} };

/** Options of which a gate is made. */
const OF_GATE = ['policies', 'limiter', 'trustProxy', 'cors', 'caseSensitive'] as const;

/** Binds what one way of reading documents reads. */
export async function bindBy(
  read: Read,
  document: string | URL | object,
  processes: Processes,
  given: BindOptions | undefined,
): Promise<Api> {
  // Whoever does not write TypeScript may say null.
  const first = given ?? {};
  const { bound, extras } = await bindOnce(read, document, processes, first, null);
  const { ledger } = extras;
  let options = withRuns(first, extras);
  let { gate } = extras;
  return createReplaceable(ledger, bound, async (another, others, changed) => {
    const next = { ...options, ...(changed as BindOptions) };
    const isKept = OF_GATE.every((name) => next[name] === options[name]);
    const again = await bindOnce(read, another, others, next, { ledger, gate: isKept ? gate : null });
    options = withRuns(next, again.extras);
    gate = again.extras.gate;
    return again.bound;
  });
}
