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

const schemesOf = (operation: Operation): ReadonlySet<string> =>
  new Set(operation.security.flatMap((requirement) => requirement.map(({ scheme }) => scheme)));

const listed = (ids: readonly string[]): string =>
  ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');

const suggest = (scheme: string): string =>
  `Bind with { authenticators: { ${JSON.stringify(scheme)}: (credential) => principal or null } }.`;

/** An operation that asks for credentials which nobody checks must not be served. */
function unbound({ operations, schemes, authenticators }: SecuritySetup): Finding[] {
  return schemes
    .filter(({ name }) => authenticators[name] === undefined || !Object.hasOwn(authenticators, name))
    .flatMap(({ name }) => {
      const asking = operations.filter((operation) => schemesOf(operation).has(name));
      const [first] = asking;
      if (first === undefined) return [];
      return {
        code: 'security-unbound',
        pointer: pointerOf(first.pointer),
        message: `The security scheme ${name} has no authenticator; it is asked for by ${listed(asking.map(({ id }) => id))}.`,
        mend: suggest(name),
      };
    });
}

const invalidAuthenticators = ({ schemes, authenticators }: SecuritySetup): Finding[] =>
  schemes
    .filter(({ name }) => Object.hasOwn(authenticators, name))
    .filter(({ name }) => authenticators[name] !== undefined && typeof authenticators[name] !== 'function')
    .map(({ name }) => ({
      code: 'authenticator-invalid',
      pointer: `authenticators.${name}`,
      message: 'This is no authenticator.',
      mend: 'Give a function from a credential to a principal, or to null.',
    }));

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
  const undecided = operations.filter(({ security }) =>
    security.some((requirement) => requirement.some((entry) => entry.scopes.length > 1)),
  );
  const [first] = undecided;
  if (scopes !== undefined || first === undefined) return [];
  return [
    {
      code: 'scopes-undecided',
      pointer: pointerOf(first.pointer),
      message: `Several scopes are listed by ${listed(undecided.map(({ id }) => id))}; it is not said whether a caller needs all of them or any one.`,
      mend: 'Bind with { scopes: "all" }, as OpenAPI reads such a list, or { scopes: "any" }.',
    },
  ];
}

/** Everything that would leave a bound operation open, or its rule to be guessed. */
export const findSecurity = (setup: SecuritySetup): Finding[] => [
  ...unbound(setup),
  ...invalidAuthenticators(setup),
  ...unknownAuthenticators(setup),
  ...undecidedScopes(setup),
];
