import type { Operation, SecurityScheme } from '../document/operation.ts';
import type { Finding } from '../problem/finding.ts';
import type { Authenticator, ScopeRule } from './authorize.ts';

export interface SecuritySetup {
  /** Operations that have a process. */
  readonly operations: readonly Operation[];
  readonly schemes: readonly SecurityScheme[];
  readonly authenticators: Readonly<Record<string, Authenticator>>;
  readonly scopes: ScopeRule | undefined;
}

const pointerOf = (pointer: string): string => pointer.replace(/^#/, '');

const schemesOf = (operation: Operation): readonly string[] => [
  ...new Set(operation.security.flatMap((requirement) => requirement.map(({ scheme }) => scheme))),
];

/** An operation that asks for credentials which nobody checks must not be served. */
function unbound({ operations, schemes, authenticators }: SecuritySetup): Finding[] {
  const known = new Set(schemes.map(({ name }) => name));
  return operations.flatMap((operation) =>
    schemesOf(operation)
      .filter((scheme) => known.has(scheme) && !Object.hasOwn(authenticators, scheme))
      .map((scheme) => ({
        code: 'security-unbound',
        pointer: `${pointerOf(operation.pointer)}`,
        message: `${operation.id} asks for the security scheme ${scheme}, which has no authenticator.`,
        mend: `Bind with { authenticators: { ${JSON.stringify(scheme)}: (credential) => principal or null } }.`,
      })),
  );
}

const unknownAuthenticators = ({ schemes, authenticators }: SecuritySetup): Finding[] =>
  Object.keys(authenticators)
    .filter((name) => !schemes.some((scheme) => scheme.name === name))
    .map((name) => ({
      code: 'authenticator-unknown',
      pointer: `authenticators.${name}`,
      message: `The document has no security scheme called ${name}.`,
      mend: `Remove it, or name it after one of: ${schemes.map((scheme) => scheme.name).join(', ') || '(the document has none)'}.`,
    }));

/** OpenAPI means all scopes of a list, others mean any; a guess would let somebody in, or keep somebody out. */
function undecidedScopes({ operations, scopes }: SecuritySetup): Finding[] {
  if (scopes !== undefined) return [];
  return operations
    .filter(({ security }) =>
      security.some((requirement) => requirement.some((entry) => entry.scopes.length > 1)),
    )
    .map((operation) => ({
      code: 'scopes-undecided',
      pointer: pointerOf(operation.pointer),
      message: `${operation.id} lists several scopes; it is not said whether a caller needs all of them or any one.`,
      mend: 'Bind with { scopes: "all" }, as OpenAPI reads such a list, or { scopes: "any" }.',
    }));
}

/** Everything that would leave a bound operation open, or its rule to be guessed. */
export const findSecurity = (setup: SecuritySetup): Finding[] => [
  ...unbound(setup),
  ...unknownAuthenticators(setup),
  ...undecidedScopes(setup),
];
