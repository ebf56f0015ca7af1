import type { Identified } from '../authorize.ts';
import type { ClaimRule, Identity, Limit } from './policy.ts';

/** An identity as it is asked. */
export interface CompiledIdentity {
  readonly name: string;
  readonly isOpen: boolean;
  readonly limits: readonly Limit[];
  fits(caller: Identified): boolean;
}

type Claims = Readonly<Record<string, unknown>>;

const valuesOf = (claims: Claims, name: string): readonly unknown[] =>
  Object.hasOwn(claims, name) ? [claims[name]].flat() : [];

const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

function compileClaim(rule: ClaimRule): (claims: Claims) => boolean {
  const { claim } = rule;
  if ('exists' in rule) return (claims) => Object.hasOwn(claims, claim) && (claims[claim] ?? null) !== null;
  if ('equals' in rule) return (claims) => valuesOf(claims, claim).includes(rule.equals);
  const pattern = new RegExp(`^(?:${rule.matches})$`, 'u');
  return (claims) => valuesOf(claims, claim).some((value) => isText(value) && pattern.test(String(value)));
}

const describeClaim = (rule: ClaimRule): string => {
  if ('exists' in rule) return rule.claim;
  return 'equals' in rule ? `${rule.claim}=${String(rule.equals)}` : `${rule.claim}~${rule.matches}`;
};

/** Limits as a list, whichever way they are given. */
export const limitsOf = (limits: Limit | readonly Limit[] | undefined): readonly Limit[] =>
  limits === undefined ? [] : [limits].flat();

/** Whether one of the API keys is among them. A token may have any name. */
const hasKey = ({ evidence }: Identified, keys: ReadonlySet<string>): boolean =>
  evidence.some(({ isKey, principal }) => isKey && keys.has(principal.name));

type Fits = CompiledIdentity['fits'];

const hasOneOf =
  (names: readonly string[], of: 'roles' | 'scopes'): Fits =>
  ({ principal }) =>
    names.some((name) => principal?.[of]?.includes(name));

function compileFits({ keys, roles, scopes, claims, ...identity }: Exclude<Identity, string>): Fits {
  if (identity.public) return () => true;
  if (keys !== undefined) {
    const names = new Set(keys);
    return (caller) => hasKey(caller, names);
  }
  if (roles !== undefined) return hasOneOf(roles, 'roles');
  if (scopes !== undefined) return hasOneOf(scopes, 'scopes');
  if (claims === undefined) return ({ principal }) => principal !== null;
  const rules = claims.map(compileClaim);
  return ({ principal }) => principal !== null && rules.every((rule) => rule(principal.claims ?? {}));
}

const describe = ({ keys, roles, scopes, claims, ...identity }: Exclude<Identity, string>): string => {
  if (identity.public) return 'public';
  if (keys !== undefined) return `keys ${keys.join(', ')}`;
  if (roles !== undefined) return `roles ${roles.join(', ')}`;
  if (scopes !== undefined) return `scopes ${scopes.join(', ')}`;
  return claims === undefined ? 'authenticated' : `claims ${claims.map(describeClaim).join(' and ')}`;
};

const whole = (identity: Identity): Exclude<Identity, string> =>
  typeof identity === 'string' ? { [identity]: true } : identity;

export function compileIdentity(given: Identity): CompiledIdentity {
  const identity = whole(given);
  return {
    name: identity.name ?? describe(identity),
    isOpen: identity.public === true,
    limits: limitsOf(identity.throttle).map((limit) => ({ by: 'caller', ...limit })),
    fits: compileFits(identity),
  };
}
