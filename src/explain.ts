import type { Explained } from './api.ts';
import type { BoundProcess } from './assign.ts';
import { isClosed, scopeRuleOf } from './gate.ts';
import type { BindOptions } from './options.ts';
import type { Explanation } from './routing/explain.ts';
import { type Access, explainAccess } from './security/policy/access.ts';
import { compileGoverning, type Policies } from './security/policy/govern.ts';
import { readProtocols } from './security/protocol.ts';

type Explain<Answer> = (method: string, url: string) => Answer;

/** Explanations of routing, with the rule that decides who may call. */
export function withAccess(
  explain: Explain<Explanation>,
  bound: readonly BoundProcess[],
  options: BindOptions,
  policies: Policies | null,
): Explain<Explained> {
  const byId = new Map(bound.map((one) => [one.operation.id, one]));
  const accessOf = ({ operation, options: own }: BoundProcess, url: string): Access =>
    explainAccess(operation, compileGoverning(policies, operation, isClosed(operation, options)), url, {
      scopes: scopeRuleOf(own, options),
      protocols: readProtocols(own.protocols ?? options.protocols ?? 'both'),
    });
  return (method, url) => {
    const explained = explain(method, url);
    const found = explained.outcome === 'bound' ? byId.get(explained.operation ?? '') : undefined;
    return { ...explained, access: found === undefined ? null : accessOf(found, url) };
  };
}
