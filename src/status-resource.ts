import type { Assigned } from './assign.ts';
import type { LoadedDocument } from './document/load.ts';
import type { Operation, Pointer, Requirement } from './document/operation.ts';
import { type BindOptions, runsOptionsOf } from './options.ts';
import type { Finding } from './problem/finding.ts';
import { findCollisions } from './routing/collision.ts';
import type { RoutingOptions } from './routing/router.ts';
import { publishAccepted, publishRuns, type RunOperation, runOperations } from './runs/resource.ts';
import { readRunRules } from './terms.ts';

/** The resource by which callers ask for their runs. */
export interface StatusResource {
  readonly path: string;
  readonly operations: readonly RunOperation[];
  /** Its path items, for the document to publish. */
  readonly published: Readonly<Record<string, unknown>>;
  /** What operations that are polled answer beside what they declare, by their pointers. */
  readonly accepted: ReadonlyMap<Pointer, Readonly<Record<string, unknown>>>;
}

/** The operations that are polled. */
const polledOf = ({ bound }: Assigned, options: BindOptions): readonly Operation[] =>
  bound.flatMap(({ operation, options: own }) =>
    readRunRules(operation.method, own, operation.settings, options).mode === 'poll' ? operation : [],
  );

/** What the operations ask for, each alternative once; nothing, where one of them asks for nothing. */
function requirementsOf(operations: readonly Operation[]): readonly Requirement[] {
  const all = operations.flatMap(({ security }) => (security.length === 0 ? [[]] : security));
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

export function readStatus(
  { operations: all, version }: LoadedDocument,
  assigned: Assigned,
  options: BindOptions,
): StatusResource | null {
  const polled = polledOf(assigned, options);
  if (options.runs === undefined && polled.length === 0) return null;
  const { path = '/runs' } = runsOptionsOf(options);
  const bound = assigned.bound.map(({ operation }) => operation);
  const operations = runOperations({
    path,
    basePaths: [...new Set(bound.flatMap(({ basePaths }) => basePaths))],
    taken: new Set(all.map(({ id }) => id)),
    security: requirementsOf(bound),
  });
  const accepted = publishAccepted(version === '2.0');
  return {
    path,
    operations,
    published: publishRuns(operations, version === '2.0'),
    accepted: new Map(polled.map(({ pointer }) => [pointer, accepted])),
  };
}

/** What of the document is in the way of the resource. */
export function findPathOfRuns(
  status: StatusResource | null,
  operations: readonly Operation[],
  routing: RoutingOptions,
): readonly Finding[] {
  if (status === null) return [];
  const before = new Set(findCollisions(operations, 'strict', routing).map(({ message }) => message));
  const own = status.operations.map(({ operation }) => operation);
  return findCollisions([...operations, ...own], 'strict', routing)
    .filter(({ message }) => !before.has(message))
    .map((finding) => ({
      ...finding,
      code: 'runs-path-taken',
      mend: `Give runs another path: runs: { path: '${status.path}-of-calls' }.`,
    }));
}
