import type { Operation } from './document/operation.ts';
import type { BindOptions, OperationOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import { asksForNothing, type ScopeRule } from './security/authorize.ts';
import { findCors } from './security/cors/setup.ts';
import { findInvalidPolicies } from './security/policy/find-policies.ts';
import { compilePolicies, type Policies, readReaches } from './security/policy/govern.ts';
import {
  findPartly,
  findPolicyConflicts,
  findUnknowable,
  findUnreached,
  type PolicyReach,
} from './security/policy/reach.ts';
import type { Forward } from './security/proxy.ts';
import { findClosed } from './security/setup.ts';

/** What stands between callers and operations beside the document: proxies, origins, policies. */
export interface Gate {
  /** Null where no proxy is trusted. */
  readonly forward: Forward | null;
  /** Null where there are none. */
  readonly policies: Policies | null;
  /** Everything wrong with the options, whatever they are about. */
  readonly findings: readonly Finding[];
}

/** How several scopes of an operation are read. Where nobody says so, no operation lists several. */
export const scopeRuleOf = (own: OperationOptions, { scopes }: BindOptions): ScopeRule =>
  own.scopes ?? scopes ?? 'all';

/** Whether an operation asks for nothing, where everything has to. */
export const isClosed = (operation: Operation, { requireSecurity = false }: BindOptions): boolean =>
  requireSecurity && asksForNothing(operation);

/** What reads addresses is loaded where there are some to be read. */
async function readProxies({ trustProxy }: BindOptions): Promise<Pick<Gate, 'forward' | 'findings'>> {
  if (trustProxy === undefined) return { findings: [], forward: null };
  const { compileForward, findProxies } = await import('./security/proxy.ts');
  return { findings: findProxies(trustProxy), forward: compileForward(trustProxy) };
}

/** What counts calls is loaded where there may be calls to be counted. */
async function readPolicies(options: BindOptions): Promise<Pick<Gate, 'policies' | 'findings'>> {
  const { policies, limiter, caseSensitive = true } = options;
  const findings = policies === undefined ? [] : findInvalidPolicies(policies);
  if (policies === undefined || findings.length > 0) return { findings, policies: null };
  const { networkOf } = await import('./security/policy/network.ts');
  const createLimiter = limiter ?? (await import('./security/policy/memory-limiter.ts')).createMemoryLimiter;
  return { findings, policies: compilePolicies({ policies, caseSensitive, createLimiter, networkOf }) };
}

export async function readGate(options: BindOptions): Promise<Gate> {
  const { forward, findings } = await readProxies(options);
  const { policies, findings: ofPolicies } = await readPolicies(options);
  const ofOrigins = options.cors === undefined ? [] : findCors(options.cors);
  return { forward, policies, findings: [...findings, ...ofOrigins, ...ofPolicies] };
}

/** Operations that no policy opens to everybody. */
function notOpened(operations: readonly Operation[], reaches: readonly PolicyReach[]): readonly Operation[] {
  const opening = reaches.filter(({ asksFor }) => asksFor === 'anybody');
  const opened = new Set(opening.flatMap((reach) => reach.operations));
  return operations.filter((operation) => !opened.has(operation));
}

/** What is wrong with policies and operations together, and what is worth knowing of them. */
export function judgePolicies(
  { policies }: Gate,
  operations: readonly Operation[],
  { requireSecurity = false }: BindOptions,
  ofRuns: readonly Operation[],
): { readonly findings: readonly Finding[]; readonly warnings: readonly Finding[] } {
  const reaches = policies === null ? [] : readReaches(policies, operations);
  const allReaches = policies === null ? [] : readReaches(policies, [...operations, ...ofRuns]);
  const closed = requireSecurity ? findClosed(notOpened(operations, reaches)) : [];
  return {
    findings: [...findPolicyConflicts(reaches), ...findUnknowable(reaches)],
    warnings: [...closed, ...findUnreached(allReaches), ...findPartly(reaches)],
  };
}
