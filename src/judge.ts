import type { Assigned } from './assign.ts';
import { findUnread } from './body/unread.ts';
import type { Operation } from './document/operation.ts';
import { beginningsOf } from './document/pointer.ts';
import { findLacking } from './find-lacking.ts';
import { type Gate, judgePolicies } from './gate.ts';
import { once } from './http/once.ts';
import type { Ledger } from './ledger.ts';
import type { Mocks } from './mocks.ts';
import type { BindOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import type { ReadDocument } from './read-document.ts';
import { findCollisions } from './routing/collision.ts';
import type { RoutingOptions } from './routing/router.ts';
import { findUnknownFormats } from './schema/unknown-formats.ts';
import { findSecurity } from './security/setup.ts';
import { findPathOfRuns, type StatusResource } from './status-resource.ts';

export const routingOf = ({
  caseSensitive = true,
  trailingSlash = 'strict',
}: BindOptions): RoutingOptions => ({
  caseSensitive,
  trailingSlash,
});

/** What the options ask for beside the document; loaded only where they do. */
export interface Extras {
  readonly mocks: Mocks | null;
  readonly gate: Gate;
  readonly ledger: Ledger;
  /** The resource by which callers ask for runs; null where they cannot. */
  readonly status: StatusResource | null;
}

/** Tells whether a finding is about one of some operations. There may be thousands of both. */
function compileConcerns(operations: readonly Operation[]): (finding: Finding) => boolean {
  const pointers = once(() => new Set(operations.map(({ pointer }) => pointer)));
  return (finding) => beginningsOf(`#${finding.pointer}`).some((pointer) => pointers().has(pointer));
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

/** Operations that may have a body which no request can name. */
const mayBeUnread = (
  { compiledFor }: ReadDocument,
  operations: readonly Operation[],
): readonly Operation[] =>
  compiledFor === null ? operations : operations.filter(({ pointer }) => compiledFor.unread.has(pointer));

export interface Judged {
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Everything wrong with what is to be bound. What is wrong with an operation without a process is worth no more than a warning. */
export function judge(
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
      ...findUnread(mayBeUnread(loaded, operations)),
      ...findUnknownFormats(loaded.formats, options.formats),
    ],
  };
}
