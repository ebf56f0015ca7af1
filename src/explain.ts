import type { Explained } from './api.ts';
import type { BoundProcess } from './assign.ts';
import type { BindOptions } from './options.ts';
import type { Explanation } from './routing/explain.ts';
import { asksForNothing } from './security/authorize.ts';
import { type Access, explainAccess } from './security/policy/access.ts';
import { compileFindRuling, type Policies } from './security/policy/govern.ts';

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
    explainAccess(operation, policies && compileFindRuling(policies, operation), url, {
      scopes: own.scopes ?? options.scopes ?? 'all',
      isClosed: options.requireSecurity === true && asksForNothing(operation),
    });
  return (method, url) => {
    const explained = explain(method, url);
    const found = explained.outcome === 'bound' ? byId.get(explained.operation ?? '') : undefined;
    return { ...explained, access: found === undefined ? null : accessOf(found, url) };
  };
}
