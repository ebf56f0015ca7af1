import type { Operation, Requirement, SecurityScheme } from '../document/operation.ts';
import type { HttpRequest } from '../http/message.ts';
import { type Problem, refuse } from '../problem/problem.ts';
import { type Credential, challengeOf, compileCredential, type ReadCredential } from './credential.ts';

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
  /** Scopes that the document asks for, of this scheme. opbind compares them with the principal's itself. */
  readonly scopes: readonly string[];
}

/**
 * Says whose credential this is; null where it is nobody's.
 *
 * @example
 * const authenticators = { api_key: (key) => (key === process.env.API_KEY ? { name: 'shop' } : null) };
 */
export type Authenticator = Authenticate['authenticate'];

// A method's parameters are bivariant: a function that takes a string is welcome where the scheme gives strings.
interface Authenticate {
  authenticate(
    credential: Credential,
    context: AuthenticatorContext,
  ): Principal | null | Promise<Principal | null>;
}

type Verdict =
  | { readonly kind: 'absent' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'accepted'; readonly principal: Principal };

/** What is needed to try one scheme. */
interface Trial {
  readonly scheme: SecurityScheme;
  readonly read: ReadCredential;
  readonly authenticator: Authenticator;
}

const ABSENT: Verdict = { kind: 'absent' };
const REJECTED: Verdict = { kind: 'rejected' };

/** Anonymous is null; a refusal is a {@link Problem}. Rejects when an authenticator fails, which lets nobody in. */
export type Authorize = (request: HttpRequest) => Promise<Principal | null | Problem>;

/** Whether one of the scopes is enough, or all are needed. */
export type ScopeRule = 'any' | 'all';

export interface SecurityOptions {
  readonly schemes: readonly SecurityScheme[];
  readonly authenticators: Readonly<Record<string, Authenticator>>;
  readonly scopes: ScopeRule;
}

const NO_PRINCIPAL = 'gave neither null nor a principal, an object with a name.';

/** Whoever is let in has a name: an empty list of rows, or an error that was returned, is nobody. */
const isPrincipal = (value: unknown): value is Principal =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Error) &&
  'name' in value &&
  typeof value.name === 'string';

async function evaluate(trial: Trial, context: AuthenticatorContext): Promise<Verdict> {
  const credential = trial.read(context.request);
  if (credential === null) return ABSENT;
  if (credential === 'malformed') return REJECTED;
  const principal: unknown = await trial.authenticator(credential, context);
  if (!principal) return REJECTED;
  if (!isPrincipal(principal))
    throw new TypeError(`The authenticator of ${trial.scheme.name} ${NO_PRINCIPAL}`);
  return { kind: 'accepted', principal };
}

const hasScopes = (principal: Principal, scopes: readonly string[], rule: ScopeRule): boolean => {
  const given = new Set(principal.scopes);
  return (
    scopes.length === 0 ||
    (rule === 'all' ? scopes.every((scope) => given.has(scope)) : scopes.some((scope) => given.has(scope)))
  );
};

/** One caller out of the principals of all schemes of an alternative; the first names it. */
function merge(principals: readonly Principal[]): Principal | null {
  const [first] = principals;
  if (first === undefined || principals.length === 1) return first ?? null;
  return {
    name: first.name,
    claims: Object.assign({}, ...principals.map(({ claims }) => claims).reverse()),
    scopes: principals.flatMap(({ scopes }) => scopes ?? []),
    roles: principals.flatMap(({ roles }) => roles ?? []),
  };
}

/** Anonymous comes last: a caller who presents a credential is never taken for nobody. */
const anonymousLast = (requirements: readonly Requirement[]): readonly Requirement[] =>
  [...requirements].sort((a, b) => Number(a.length === 0) - Number(b.length === 0));

const challenges = (trials: Iterable<Trial>): [string, string][] =>
  [...trials].flatMap(({ scheme }) => {
    const challenge = challengeOf(scheme);
    return challenge === null ? [] : [['www-authenticate', challenge] as [string, string]];
  });

/**
 * Who may call an operation: any of the alternatives, all of the schemes in it. Null where the document asks for nothing.
 *
 * @see OpenAPI 3.1 §4.8.30 Security Requirement Object
 */
export function compileAuthorize(operation: Operation, options: SecurityOptions): Authorize | null {
  const requirements = anonymousLast(operation.security);
  if (requirements.every((requirement) => requirement.length === 0)) return null;
  const trials = compileTrials(requirements, options);
  const { id, method, template } = operation;
  const described = { id, method, template };

  return async (request) => {
    const verdicts = new Map<string, Verdict>();
    let lacksScope = false;
    const verdictOf = async (name: string, scopes: readonly string[]): Promise<Verdict> => {
      const trial = trials.get(name);
      const verdict =
        verdicts.get(name) ??
        (trial ? await evaluate(trial, { request, operation: described, scopes }) : REJECTED);
      verdicts.set(name, verdict);
      return verdict;
    };
    const isRejected = (): boolean => [...verdicts.values()].some(({ kind }) => kind === 'rejected');

    for (const requirement of requirements) {
      if (requirement.length === 0 && (isRejected() || lacksScope)) continue;
      const principals: Principal[] = [];
      let scoped = true;
      for (const { scheme, scopes } of requirement) {
        const verdict = await verdictOf(scheme, scopes);
        if (verdict.kind !== 'accepted') continue;
        principals.push(verdict.principal);
        scoped &&= hasScopes(verdict.principal, scopes, options.scopes);
      }
      if (principals.length < requirement.length) continue;
      if (scoped) return merge(principals);
      lacksScope = true;
    }
    const headers = challenges(trials.values());
    if (lacksScope) return refuse('scope-insufficient');
    return refuse(isRejected() ? 'credentials-invalid' : 'credentials-missing', { headers });
  };
}

function compileTrials(
  requirements: readonly Requirement[],
  options: SecurityOptions,
): ReadonlyMap<string, Trial> {
  const named = new Set(requirements.flatMap((requirement) => requirement.map(({ scheme }) => scheme)));
  const trials = options.schemes.flatMap((scheme): [string, Trial][] => {
    const authenticator = Object.hasOwn(options.authenticators, scheme.name)
      ? options.authenticators[scheme.name]
      : undefined;
    if (!named.has(scheme.name) || authenticator === undefined) return [];
    return [[scheme.name, { scheme, read: compileCredential(scheme), authenticator }]];
  });
  return new Map(trials);
}
