import type { Assigned, BoundProcess } from './assign.ts';
import type { Operation } from './document/operation.ts';
import { isClosed, scopeRuleOf } from './gate.ts';
import type { InspectedOperation, Inspection, Serving } from './inspection.ts';
import type { Ledger } from './ledger.ts';
import { toOperationInfo } from './operation-info.ts';
import type { BindOptions } from './options.ts';
import { explainAccess } from './security/policy/access.ts';
import { compileGoverning, type Policies } from './security/policy/govern.ts';
import { readProtocols } from './security/protocol.ts';
import { readRunRules } from './terms.ts';

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
  get stopping() {
    return ledger.stopping;
  },
});
