import type { Operation, SecurityScheme } from '../document/operation.ts';
import type { Finding } from '../problem/finding.ts';
import { nearest } from '../problem/nearest.ts';
import { asksForNothing, type ScopeRule } from './authorize.ts';
import { type CredentialKind, kindOf } from './credential.ts';
import type { Authenticator } from './principal.ts';
import { schemeNamesOf } from './schemes.ts';

export interface SecuritySetup {
  /** Operations that have a process. */
  readonly operations: readonly Operation[];
  readonly schemes: readonly SecurityScheme[];
  readonly authenticators: Readonly<Record<string, Authenticator>>;
  /** How several scopes of an operation are read; undefined where nobody has said. */
  readonly scopesOf: (operation: Operation) => ScopeRule | undefined;
}

const pointerOf = (pointer: string): string => pointer.replace(/^#/, '');

const isGiven = (authenticators: SecuritySetup['authenticators'], name: string): boolean =>
  Object.hasOwn(authenticators, name) && authenticators[name] !== undefined;

const listed = (ids: readonly string[]): string =>
  ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');

const suggest = (scheme: string): string =>
  `Bind with { authenticators: { ${JSON.stringify(scheme)}: (credential) => principal or null } }.`;

/** An operation that asks for credentials which nobody checks must not be served. */
function unbound({ operations, schemes, authenticators }: SecuritySetup): Finding[] {
  return schemes
    .filter(({ name }) => !isGiven(authenticators, name))
    .flatMap(({ name }) => {
      const asking = operations.filter((operation) => schemeNamesOf(operation).has(name));
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

const isAuthenticator = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' &&
    value !== null &&
    'authenticate' in value &&
    typeof value.authenticate === 'function');

const invalidAuthenticators = ({ schemes, authenticators }: SecuritySetup): Finding[] =>
  schemes
    .filter(({ name }) => isGiven(authenticators, name) && !isAuthenticator(authenticators[name]))
    .map(({ name }) => ({
      code: 'authenticator-invalid',
      pointer: `authenticators.${name}`,
      message:
        authenticators[name] instanceof Promise
          ? 'This is a promise of an authenticator. Await it.'
          : 'This is no authenticator.',
      mend: 'Give a function from a credential to a principal, or to null; or one of those of opbind/auth.',
    }));

const CREDENTIALS: Readonly<Record<CredentialKind, string>> = {
  text: 'a key or a token',
  password: 'a user name and a password',
  certificate: 'a client certificate',
};

const FITTING: Readonly<Record<CredentialKind, string>> = {
  text: 'apiKey(…), bearer(…), oauth2(…), openIdConnect(…) or tokenIssuer(…)',
  password: 'basic(…)',
  certificate: 'certificate(…)',
};

/** What an authenticator takes; undefined for one that takes whatever there is. */
const takenBy = (authenticator: Authenticator | undefined): CredentialKind | undefined =>
  typeof authenticator === 'object' ? authenticator.takes : undefined;

const unfitAuthenticators = ({ schemes, authenticators }: SecuritySetup): Finding[] =>
  schemes
    .filter(({ name }) => isGiven(authenticators, name) && isAuthenticator(authenticators[name]))
    .flatMap((scheme) => {
      const taken = takenBy(authenticators[scheme.name]);
      const given = kindOf(scheme);
      if (taken === undefined || taken === given) return [];
      return {
        code: 'authenticator-unfit',
        pointer: `authenticators.${scheme.name}`,
        message: `The security scheme ${scheme.name} gives ${CREDENTIALS[given]}, and this authenticator takes ${CREDENTIALS[taken]}.`,
        mend: `Give ${FITTING[given]}, or a function.`,
      };
    });

function mendName(name: string, schemes: readonly SecurityScheme[]): string {
  const names = schemes.map((scheme) => scheme.name);
  const meant = nearest(name, names);
  if (meant !== undefined) return `Did you mean ${meant}?`;
  return `Remove it, or name it after one of: ${names.join(', ') || '(the document has none)'}.`;
}

const unknownAuthenticators = ({ schemes, authenticators }: SecuritySetup): Finding[] =>
  Object.keys(authenticators)
    .filter((name) => !schemes.some((scheme) => scheme.name === name))
    .map((name) => ({
      code: 'authenticator-unknown',
      pointer: `authenticators.${name}`,
      message: `The document has no security scheme called ${name}.`,
      mend: mendName(name, schemes),
    }));

/** OpenAPI means all scopes of a list, others mean any; a guess would let somebody in, or keep somebody out. */
function undecidedScopes({ operations, scopesOf }: SecuritySetup): Finding[] {
  const undecided = operations.filter(
    (operation) =>
      scopesOf(operation) === undefined &&
      operation.security.some((requirement) => requirement.some(({ scopes }) => scopes.length > 1)),
  );
  const [first] = undecided;
  if (first === undefined) return [];
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
  ...unfitAuthenticators(setup),
  ...unknownAuthenticators(setup),
  ...undecidedScopes(setup),
];

/** Where everything asks for credentials, what asks for none can be called by nobody. */
export function findClosed(operations: readonly Operation[]): Finding[] {
  const closed = operations.filter(asksForNothing);
  const [first] = closed;
  if (first === undefined) return [];
  return [
    {
      code: 'operation-closed',
      pointer: pointerOf(first.pointer),
      message: `No credentials are asked for by ${listed(closed.map(({ id }) => id))}, and with requireSecurity nobody may call what asks for none.`,
      mend: 'Declare security for it, or open it by a policy with the identity "public".',
    },
  ];
}
