import type { Assigned, BoundProcess } from './assign.ts';
import type { Operation } from './document/operation.ts';
import { isClosed, scopeRuleOf } from './gate.ts';
import type { Ledger } from './ledger.ts';
import { type OperationInfo, toOperationInfo } from './operation-info.ts';
import type { BindOptions, Mode } from './options.ts';
import { type Access, explainAccess } from './security/policy/access.ts';
import { compileGoverning, type Policies } from './security/policy/govern.ts';
import { readProtocols } from './security/protocol.ts';
import { readRunRules } from './terms.ts';

/** How the calls of an operation go, and who may make them. */
export interface Serving {
  readonly mode: Mode;
  /** Milliseconds that its process may take; 0 for no limit. */
  readonly timeout: number;
  readonly access: Access;
}

/** An operation of the document, as whoever runs the API may see it. */
export interface InspectedOperation extends OperationInfo {
  /** Paths of its servers, at least one. */
  readonly basePaths: readonly string[];
  /** Null where it has no process. */
  readonly serving: Serving | null;
}

/** An API as it is seen by whoever runs it. */
export interface Inspection {
  /** Those with a process first. */
  readonly operations: readonly InspectedOperation[];
  /** Whether other processes may execute runs that are listed here. */
  readonly isShared: boolean;
  /** Has somebody told whenever a run begins or ends in this process. Gives what ends that. */
  watch(listener: () => void): () => void;
  /** Aborted when the API begins to close. */
  readonly stopping: AbortSignal;
}

interface Inspected {
  readonly assigned: Assigned;
  readonly options: BindOptions;
  readonly policies: Policies | null;
  readonly ledger: Ledger;
}

/** Policies name paths of URLs; the template stands for all of the operation's own. */
function servingOf(
  { operation, options: own }: BoundProcess,
  { options, policies }: Pick<Inspected, 'options' | 'policies'>,
): Serving {
  const { mode, timeout } = readRunRules(operation.method, own, operation.settings, options);
  const governing = compileGoverning(policies, operation, isClosed(operation, options));
  const url = `${operation.basePaths[0] ?? ''}${operation.template}`;
  const access = explainAccess(operation, governing, url, {
    scopes: scopeRuleOf(own, options),
    protocols: readProtocols(own.protocols ?? options.protocols ?? 'both'),
  });
  return { mode, timeout, access };
}

const toInspected = (operation: Operation, serving: Serving | null): InspectedOperation => ({
  ...toOperationInfo(operation, serving !== null),
  basePaths: operation.basePaths,
  serving,
});

export const inspect = ({ assigned, ledger, ...rest }: Inspected): Inspection => ({
  operations: [
    ...assigned.bound.map((one) => toInspected(one.operation, servingOf(one, rest))),
    ...assigned.unbound.map((operation) => toInspected(operation, null)),
  ],
  isShared: ledger.store.queues,
  watch: ledger.watch,
  stopping: ledger.stopping,
});
