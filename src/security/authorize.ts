import type { Operation, Requirement, SecurityScheme } from '../document/operation.ts';
import type { HeaderLine, HttpRequest } from '../http/message.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { challengeOf } from './challenge.ts';
import { compileCredential, type ReadCredential } from './credential.ts';
import { presumedOf } from './presume.ts';
import {
  type Authenticator,
  type AuthenticatorContext,
  mergePrincipals,
  type Principal,
  toAuthenticate,
  toPrincipal,
} from './principal.ts';
import { schemeNamesOf, schemesOf } from './schemes.ts';

/** Whether one of the scopes is enough, or all are needed. */
export type ScopeRule = 'any' | 'all';

export interface SecurityOptions {
  readonly schemes: readonly SecurityScheme[];
  readonly authenticators: Readonly<Record<string, Authenticator>>;
  readonly scopes: ScopeRule;
  readonly caseSensitive: boolean;
}

/** A scheme that showed who is calling. */
export interface Evidence {
  readonly scheme: SecurityScheme;
  readonly principal: Principal;
  /** Whether it was an API key. */
  readonly isKey: boolean;
}

/** Who was let in, and by which schemes. Nobody and none for an anonymous caller. */
export interface Identified {
  readonly principal: Principal | null;
  readonly evidence: readonly Evidence[];
}

/** Who is calling, or why nobody is let in. Throws or rejects when an authenticator fails, which lets nobody in. */
export type Authorize = (request: HttpRequest) => Identified | Problem | Promise<Identified | Problem>;

/** What became of a scheme: no credential, one that is nobody's, one that is somebody's, or of somebody who may not come in here. */
type Verdict = 'absent' | 'rejected' | Evidence | Problem;

/** What is needed to try one scheme. */
interface Trial {
  readonly scheme: SecurityScheme;
  readonly read: ReadCredential;
  readonly authenticate: ReturnType<typeof toAuthenticate>;
  readonly operation: AuthenticatorContext['operation'];
  readonly scopes: readonly string[];
  readonly caseSensitive: boolean;
  readonly isKey: boolean;
  /** What a 401 says of the scheme, where no credential came, and where it was nobody's. */
  readonly challenges: Readonly<Record<'absent' | 'rejected', HeaderLine | null>>;
}

/** One alternative: which trials have to be passed, and with which scopes. */
type Alternative = readonly { readonly trial: number; readonly scopes: readonly string[] }[];

/** Nobody that is known. */
export const ANONYMOUS: Identified = Object.freeze({ principal: null, evidence: [] });

const isEvidence = (verdict: Verdict | undefined): verdict is Evidence =>
  typeof verdict === 'object' && !(verdict instanceof Problem);

/** Some promises are of another make. */
const isThenable = <Value>(given: Value | PromiseLike<Value>): given is PromiseLike<Value> =>
  typeof given === 'object' && given !== null && 'then' in given && typeof given.then === 'function';

function judge({ scheme, isKey }: Trial, given: Principal | Problem | null | undefined): Verdict {
  if (!given) return 'rejected';
  return given instanceof Problem ? given : { scheme, principal: toPrincipal(given, scheme.name), isKey };
}

function evaluate(trial: Trial, request: HttpRequest): Verdict | Promise<Verdict> {
  const presumed = presumedOf(request);
  if (presumed !== undefined) return presumed === null ? 'absent' : judge(trial, presumed);
  const credential = trial.read(request);
  if (credential === null) return 'absent';
  if (credential === 'malformed') return 'rejected';
  const { operation, scopes, caseSensitive } = trial;
  const given = trial.authenticate(credential, { request, operation, scopes, caseSensitive });
  return isThenable(given) ? Promise.resolve(given).then((one) => judge(trial, one)) : judge(trial, given);
}

const RULES: Readonly<
  Record<ScopeRule, (asked: readonly string[], given: readonly string[] | undefined) => boolean>
> = {
  all: (asked, given) => asked.every((scope) => given?.includes(scope)),
  any: (asked, given) => asked.length === 0 || asked.some((scope) => given?.includes(scope)),
};

/** An operation's requirements as an expression over the verdicts of its schemes. */
interface Expression {
  readonly trials: readonly Trial[];
  /** Alternatives that ask for something, in the order of the document. */
  readonly alternatives: readonly Alternative[];
  /** Whether a caller who presents nothing may come in. */
  readonly anonymous: boolean;
  readonly hasScopes: (typeof RULES)[ScopeRule];
}

/** A scheme whose principal lacks scopes that are asked for. */
interface Lack {
  readonly scheme: SecurityScheme;
  readonly scopes: readonly string[];
}

/** How far an alternative has come by the verdicts there are. */
type Step =
  | { readonly kind: 'try'; readonly trial: number }
  | { readonly kind: 'passed'; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'lacking'; readonly lacks: readonly Lack[] }
  | { readonly kind: 'failed' };

const FAILED: Step = { kind: 'failed' };

/** Every scheme is tried, even after one that failed: what is presented and wrong must be known before anonymous callers are let in. */
function weigh(
  alternative: Alternative,
  verdicts: readonly (Verdict | undefined)[],
  hasScopes: Expression['hasScopes'],
): Step {
  const evidence: Evidence[] = [];
  const lacks: Lack[] = [];
  for (const { trial, scopes } of alternative) {
    const verdict = verdicts[trial];
    if (verdict === undefined) return { kind: 'try', trial };
    if (!isEvidence(verdict)) continue;
    evidence.push(verdict);
    if (!hasScopes(scopes, verdict.principal.scopes)) lacks.push({ scheme: verdict.scheme, scopes });
  }
  if (evidence.length < alternative.length) return FAILED;
  return lacks.length > 0 ? { kind: 'lacking', lacks } : { kind: 'passed', evidence };
}

const linesOf = (lines: readonly (HeaderLine | null)[]): HeaderLine[] => {
  const byValue = new Map(lines.flatMap((line) => (line === null ? [] : [[line[1], line] as const])));
  return [...byValue.values()];
};

/** Who is known but not allowed gets 403, whatever else is wrong; all others 401 (RFC 9110 §15.5). */
function refusal(
  trials: readonly Trial[],
  verdicts: readonly (Verdict | undefined)[],
  lacks: readonly Lack[],
): Problem {
  if (lacks.length > 0) {
    const headers = linesOf(
      lacks.map(({ scheme, scopes }) => challengeOf(scheme, { error: 'insufficient_scope', scopes })),
    );
    return refuse('scope-insufficient', { headers });
  }
  const denied = verdicts.find((verdict): verdict is Problem => verdict instanceof Problem);
  if (denied !== undefined) return denied;
  const headers = linesOf(
    trials.map(({ challenges }, index) => challenges[verdicts[index] === 'rejected' ? 'rejected' : 'absent']),
  );
  return refuse(verdicts.includes('rejected') ? 'credentials-invalid' : 'credentials-missing', { headers });
}

/** What the verdicts there are come to: the trial to be made next, who is let in, or why nobody is. */
function decide(
  { trials, alternatives, anonymous, hasScopes }: Expression,
  verdicts: readonly (Verdict | undefined)[],
): number | Identified | Problem {
  const lacks: Lack[] = [];
  for (const alternative of alternatives) {
    const step = weigh(alternative, verdicts, hasScopes);
    if (step.kind === 'try') return step.trial;
    if (step.kind === 'passed')
      return {
        principal: mergePrincipals(step.evidence.map(({ principal }) => principal)),
        evidence: step.evidence,
      };
    if (step.kind === 'lacking') lacks.push(...step.lacks);
  }
  const isOpen = anonymous && verdicts.every((verdict) => verdict === 'absent' || isEvidence(verdict));
  return isOpen && lacks.length === 0 ? ANONYMOUS : refusal(trials, verdicts, lacks);
}

/** Tries one scheme after the other, each once, until the expression is decided. Stays synchronous where the authenticators do. */
function settle(
  expression: Expression,
  request: HttpRequest,
  verdicts: (Verdict | undefined)[],
): Identified | Problem | Promise<Identified | Problem> {
  for (;;) {
    const next = decide(expression, verdicts);
    if (typeof next !== 'number') return next;
    const trial = expression.trials[next] as Trial;
    const verdict = evaluate(trial, request);
    if (verdict instanceof Promise)
      return verdict.then((one) => {
        verdicts[next] = one;
        return settle(expression, request, verdicts);
      });
    verdicts[next] = verdict;
  }
}

/**
 * Who may call an operation: any of the alternatives, all of the schemes in it. A caller who presents a credential that is nobody's is never
 * taken for an anonymous one. Null where everybody may call.
 *
 * @see OpenAPI 3.1 §4.8.30 Security Requirement Object
 */
export function compileAuthorize(operation: Operation, options: SecurityOptions): Authorize | null {
  const expression = compileExpression(operation, options);
  return expression.alternatives.length === 0
    ? null
    : (request) => settle(expression, request, new Array(expression.trials.length));
}

/** Whether an operation asks for no credentials whatever. */
export const asksForNothing = ({ security }: Pick<Operation, 'security'>): boolean =>
  security.every((requirement) => requirement.length === 0);

/** What a 401 of an operation says where nothing was presented. */
export const challengesOf = (
  operation: Operation,
  schemes: readonly SecurityScheme[],
): readonly HeaderLine[] => linesOf(schemesOf(operation, schemes).map((scheme) => challengeOf(scheme)));

const closed: Authenticator = () => null;

function compileExpression(operation: Operation, options: SecurityOptions): Expression {
  const asked = operation.security.filter((requirement) => requirement.length > 0);
  const names = [...schemeNamesOf(operation)];
  return {
    trials: names.map((name) => compileTrial(name, operation, options)),
    alternatives: asked.map((requirement) =>
      requirement.map(({ scheme, scopes }) => ({ trial: names.indexOf(scheme), scopes })),
    ),
    anonymous: asked.length < operation.security.length,
    hasScopes: RULES[options.scopes],
  };
}

function compileTrial(
  name: string,
  { id, method, template, security }: Operation,
  options: SecurityOptions,
): Trial {
  const scheme = options.schemes.find((one) => one.name === name);
  // Binding refuses both; nobody is let in by what is missing.
  if (scheme === undefined) throw new Error(`There is no security scheme ${name}.`);
  const authenticator = Object.hasOwn(options.authenticators, name) ? options.authenticators[name] : closed;
  return {
    scheme,
    read: compileCredential(scheme),
    authenticate: toAuthenticate(authenticator ?? closed),
    operation: Object.freeze({ id, method, template }),
    scopes: requirementScopes(security, name),
    caseSensitive: options.caseSensitive,
    isKey: isKeyed(authenticator, scheme),
    challenges: { absent: challengeOf(scheme), rejected: challengeOf(scheme, { error: 'invalid_token' }) },
  };
}

/** Who does not say so, of a scheme for keys, is taken to know keys. */
const isKeyed = (authenticator: Authenticator | undefined, { type }: SecurityScheme): boolean => {
  const gives = typeof authenticator === 'object' ? authenticator.gives : undefined;
  return gives === undefined ? type === 'apiKey' : gives === 'key';
};

const requirementScopes = (security: readonly Requirement[], name: string): readonly string[] => [
  ...new Set(security.flat().flatMap(({ scheme, scopes }) => (scheme === name ? scopes : []))),
];
