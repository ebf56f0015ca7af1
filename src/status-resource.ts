import type { Assigned } from './assign.ts';
import type { LoadedDocument } from './document/load.ts';
import type { Operation, Requirement } from './document/operation.ts';
import { type BindOptions, runsOptionsOf } from './options.ts';
import type { Finding } from './problem/finding.ts';
import { findCollisions } from './routing/collision.ts';
import type { RoutingOptions } from './routing/router.ts';
import { publishRuns, type RunOperation, runOperations } from './runs/resource.ts';
import { readRunRules } from './terms.ts';

/** The resource by which callers ask for their runs. */
export interface StatusResource {
  readonly path: string;
  readonly operations: readonly RunOperation[];
  /** Its path items, for the document to publish. */
  readonly published: Readonly<Record<string, unknown>>;
}

/** Whether callers can ask for runs: where an operation is polled, or it is said how runs are kept. */
const isAskedFor = ({ bound }: Assigned, options: BindOptions): boolean =>
  options.runs !== undefined ||
  bound.some(
    ({ operation, options: own }) =>
      readRunRules(operation.method, own, operation.settings, options).mode === 'poll',
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
  if (!isAskedFor(assigned, options)) return null;
  const { path = '/runs' } = runsOptionsOf(options);
  const bound = assigned.bound.map(({ operation }) => operation);
  const operations = runOperations({
    path,
    basePaths: [...new Set(bound.flatMap(({ basePaths }) => basePaths))],
    taken: new Set(all.map(({ id }) => id)),
    security: requirementsOf(bound),
  });
  return { path, operations, published: publishRuns(operations, version === '2.0') };
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
