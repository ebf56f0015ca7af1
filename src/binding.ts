import type { Api } from './api.ts';
import { type Assigned, assignProcesses } from './assign.ts';
import { findOptions, usableOptions } from './find-options.ts';
import { type Gate, readGate } from './gate.ts';
import { type Extras, type Judged, judge } from './judge.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Mocks } from './mocks.ts';
import type { BindOptions } from './options.ts';
import { SetupError } from './problem/finding.ts';
import type { Processes } from './processes.ts';
import type { Read, ReadDocument } from './read-document.ts';
import { type Bound, createReplaceable } from './replaceable.ts';
import { readStatus } from './status-resource.ts';
import { toBound } from './to-bound.ts';

/** What makes up answers is loaded where answers are to be made up. */
async function readMocks(loaded: ReadDocument, { unbound }: Assigned, options: BindOptions): Promise<Mocks> {
  await loaded.ready();
  const { createMocks } = await import('./mocks.ts');
  return createMocks(loaded, unbound, options);
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
