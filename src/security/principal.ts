import type { HttpRequest } from '../http/message.ts';
import type { Problem } from '../problem/problem.ts';
import type { Credential, CredentialKind } from './credential.ts';

/** Who is calling, as far as an authenticator knows. */
export interface Principal {
  readonly name: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
}

/** What an authenticator may know of the call beside the credential. */
export interface AuthenticatorContext {
  readonly request: HttpRequest;
  readonly operation: { readonly id: string; readonly method: string; readonly template: string };
  /** Whether literal text of paths is compared with its case. */
  readonly caseSensitive: boolean;
  /** Scopes that the document asks for, of this scheme. opbind compares them with the principal's itself. */
  readonly scopes: readonly string[];
}

/** Whose credential it is; nobody's, also where nothing is said; or why this one may not come in. */
type Authenticated = Principal | Problem | null | undefined;

// A method's parameters are bivariant: a function that takes a string is welcome where the scheme gives strings.
interface Authenticate {
  authenticate(credential: Credential, context: AuthenticatorContext): Authenticated | Promise<Authenticated>;
}

/** An authenticator as an object, as those of `opbind/auth` are. */
export interface SchemeAuthenticator extends Authenticate {
  /** What it can make something of; anything where it does not say. Bound to a scheme that gives something else, it is a setup error. */
  readonly takes?: CredentialKind;
  /** Whether its principals are API keys, of which policies speak by name, or not. Default: what the scheme is for. */
  readonly gives?: 'key' | 'token';
}

/**
 * Says whose credential this is. Null where it is nobody's; a {@link Problem} where it is somebody's who may not come in here, which is
 * told to the caller unless another alternative of the operation lets him in. What is thrown lets nobody in, and is an error of the server.
 *
 * @example
 * const shop: Authenticator = (key) => (key === process.env.API_KEY ? { name: 'shop' } : null);
 * const api = await bind('petstore.yaml', processes, { authenticators: { api_key: shop } });
 */
export type Authenticator = Authenticate['authenticate'] | SchemeAuthenticator;

/** The one form in which the corridor asks authenticators. */
export const toAuthenticate = (authenticator: Authenticator): Authenticate['authenticate'] =>
  typeof authenticator === 'function'
    ? authenticator
    : (credential, context) => authenticator.authenticate(credential, context);

const NO_PRINCIPAL = 'gave neither null nor a principal, an object with a name.';

const isListOfTexts = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'));

/** Whoever is let in has a name: an empty list of rows, or an error that was returned, is nobody. */
const isPrincipal = (value: unknown): value is Principal =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Error) &&
  'name' in value &&
  typeof value.name === 'string' &&
  value.name !== '';

/** A row of a table has null where there is nothing. */
function withoutNull(principal: Principal): Principal {
  const { name, claims, scopes, roles } = principal;
  if (claims !== null && scopes !== null && roles !== null) return principal;
  return { name, ...(claims && { claims }), ...(scopes && { scopes }), ...(roles && { roles }) };
}

/** @throws {TypeError} for what is no principal. */
export function toPrincipal(value: unknown, scheme: string): Principal {
  if (!isPrincipal(value)) throw new TypeError(`The authenticator of ${scheme} ${NO_PRINCIPAL}`);
  // A text would be searched for parts of it: `readonly` has `read`.
  for (const list of ['scopes', 'roles'] as const)
    if (!isListOfTexts(value[list]))
      throw new TypeError(`The authenticator of ${scheme} gave ${list} that are no list of texts.`);
  return withoutNull(value);
}

// Entries make members even of `__proto__`, which an assignment would obey.
const mergeClaims = (principals: readonly Principal[]): Principal['claims'] & object =>
  Object.fromEntries(principals.toReversed().flatMap(({ claims = {} }) => Object.entries(claims)));

/** One caller out of the principals of all schemes of an alternative; the first names it, and its claims go first. */
export function mergePrincipals(principals: readonly Principal[]): Principal | null {
  const [first] = principals;
  if (first === undefined || principals.every((principal) => principal === first)) return first ?? null;
  return {
    name: first.name,
    claims: mergeClaims(principals),
    scopes: principals.flatMap(({ scopes }) => scopes ?? []),
    roles: principals.flatMap(({ roles }) => roles ?? []),
  };
}
