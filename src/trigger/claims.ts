/** The claims of the caller, each with all of its values. */
export interface Claims {
  /** As the authenticator gave them. */
  readonly all: Readonly<Record<string, unknown>>;
  /** The claim's value; null where there is none. */
  get(name: string): unknown;
  /** Whether the claim is there, or holds this value. */
  has(name: string, value?: unknown): boolean;
  isInRole(role: string): boolean;
}

const holds = (claim: unknown, value: unknown): boolean =>
  Array.isArray(claim) ? claim.includes(value) : claim === value;

/** Claims of a principal in the form that a trigger shows them. */
export function createClaims(all: Readonly<Record<string, unknown>>, roles: readonly string[]): Claims {
  const get = (name: string): unknown => (Object.hasOwn(all, name) ? all[name] : null);
  return {
    all,
    get,
    has: (name, value) => Object.hasOwn(all, name) && (value === undefined || holds(all[name], value)),
    isInRole: (role) => roles.includes(role),
  };
}
