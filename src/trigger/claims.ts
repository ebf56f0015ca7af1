/** The claims of the caller, each with all of its values. */
export interface Claims {
  /** As the authenticator gave them. */
  readonly all: Readonly<Record<string, unknown>>;
  /** The claim's value; null where there is none. */
  get(name: string): unknown;
  /** Whether the claim is there, or holds this value. */
  has(name: string, value?: unknown): boolean;
  isInRole(role: string): boolean;
  /** Whether the caller has this scope. */
  hasScope(scope: string): boolean;
}

const holds = (claim: unknown, value: unknown): boolean =>
  Array.isArray(claim) ? claim.includes(value) : claim === value;

/** What is known of a caller beside the name. */
export interface Claimant {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
}

/** Claims of a principal in the form that a trigger shows them. */
export function createClaims({ claims: all = {}, roles = [], scopes = [] }: Claimant): Claims {
  const get = (name: string): unknown => (Object.hasOwn(all, name) ? all[name] : null);
  return {
    all,
    get,
    has: (name, value) => Object.hasOwn(all, name) && (value === undefined || holds(all[name], value)),
    isInRole: (role) => roles.includes(role),
    hasScope: (scope) => scopes.includes(scope),
  };
}
