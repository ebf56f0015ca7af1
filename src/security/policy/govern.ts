import type { Operation } from '../../document/operation.ts';
import type { HeaderLine, HttpRequest } from '../../http/message.ts';
import { type Problem, refuse } from '../../problem/problem.ts';
import type { Identified } from '../authorize.ts';
import {
  compileRules,
  findRule,
  foldOf,
  isOfMethod,
  keyOf,
  nameOf,
  type Rule,
  reachOf,
  segmentsOf,
} from '../endpoint.ts';
import { type CompiledIdentity, compileIdentity, limitsOf } from './identity.ts';
import type { LoggingRule, Policy } from './policy.ts';
import type { PolicyReach } from './reach.ts';
import { type Counting, compileThrottle, createMeters, type Throttle } from './throttle.ts';

/** Lets a call pass by its policy, and gives the header lines that its answer gets; or refuses it. */
export type Govern = (
  request: HttpRequest,
  caller: Identified,
) => readonly HeaderLine[] | Problem | Promise<readonly HeaderLine[] | Problem>;

interface Guarded extends CompiledIdentity {
  readonly throttle: Throttle | null;
}

/** What a policy says of one of its endpoints. */
export interface Ruling {
  readonly policy: string;
  readonly pointer: string;
  /** Null where whoever the document lets in may call. */
  readonly identities: readonly Guarded[] | null;
  /** Of callers whom no identity was asked of. */
  readonly throttle: Throttle | null;
  readonly logging: LoggingRule | null;
}

export interface PoliciesOptions extends Counting {
  readonly policies: readonly Policy[];
  readonly caseSensitive: boolean;
}

/** The policies of an API. */
export interface Policies {
  readonly rules: readonly Rule<Ruling>[];
  readonly fold: (text: string) => string;
}

function compileRuling(own: readonly string[], policy: Policy, pointer: string, counting: Counting): Ruling {
  const { name, identities, throttle, logging } = policy;
  const meters = createMeters(own, limitsOf(throttle), counting);
  const guard = (identity: CompiledIdentity): Guarded => {
    const ownMeters = createMeters([...own, identity.name], identity.limits, counting);
    return { ...identity, throttle: compileThrottle([...ownMeters, ...meters], counting) };
  };
  return {
    policy: name,
    pointer,
    identities: identities?.map(compileIdentity).map(guard) ?? null,
    throttle: compileThrottle(meters, counting),
    logging: logging ?? null,
  };
}

/** Policies in the order in which they are asked. */
export function compilePolicies({ policies, caseSensitive, ...counting }: PoliciesOptions): Policies {
  const fold = foldOf(caseSensitive);
  const rulings = policies.flatMap((policy, index) =>
    policy.endpoints.map((endpoint, at) => {
      const own = policy.endpoints.length === 1 ? [policy.name] : [policy.name, nameOf(endpoint)];
      const target = compileRuling(own, policy, `policies[${index}].endpoints[${at}]`, counting);
      return { endpoint, target };
    }),
  );
  return { rules: compileRules(rulings, fold), fold };
}

const templatesOf = ({ basePaths, template }: Operation): readonly string[] =>
  basePaths.map((basePath) => basePath + template);

/** How a rule stands to all calls of an operation. */
function reach({ fold }: Policies, rule: Rule<Ruling>, operation: Operation): 'each' | 'some' | 'none' {
  if (!isOfMethod(rule, operation.method)) return 'none';
  const reaches = templatesOf(operation).map((template) => reachOf(rule, template, fold));
  if (reaches.every((one) => one === 'none')) return 'none';
  return reaches.every((one) => one === 'each') ? 'each' : 'some';
}

/** The rules that may decide about calls of an operation: none that comes after one that always does. */
function rulesAbout(policies: Policies, operation: Operation): readonly Rule<Ruling>[] {
  const reaches = policies.rules.map((rule) => ({ rule, reach: reach(policies, rule, operation) }));
  const last = reaches.findIndex((one) => one.reach === 'each');
  return reaches
    .slice(0, last === -1 ? reaches.length : last + 1)
    .flatMap((one) => (one.reach === 'none' ? [] : one.rule));
}

/** The rule about a call; undefined where there is none, `unclear` where its path could be read in two ways. */
type FindRule = (url: string) => Rule<Ruling> | undefined | 'unclear';

function compileFindRule(policies: Policies, operation: Operation): FindRule {
  const rules = rulesAbout(policies, operation);
  const [first] = rules;
  if (first === undefined) return () => undefined;
  if (reach(policies, first, operation) === 'each') return () => first;
  return (url) => {
    const segments = segmentsOf(url);
    return segments === null ? 'unclear' : findRule(rules, operation.method, segments, policies.fold);
  };
}

/**
 * What decides about a call: the rule of a policy; the `document`, where there is none; nobody may call what is `closed`, for neither the
 * document nor a policy says who may; nor what is `unclear`, for its path could be read in two ways.
 */
export type Decision = Rule<Ruling> | 'document' | 'closed' | 'unclear';

/** What policies have to do with an operation. */
export interface Governing {
  decide(url: string): Decision;
  /** The rule about a call, whatever it comes to. */
  find: FindRule;
  /** Whether one of them logs calls. */
  readonly logs: boolean;
}

/** Prepares to find what decides about each call of an operation; null where it is the document, whatever the call. */
export function compileGoverning(
  policies: Policies | null,
  operation: Operation,
  isClosed: boolean,
): Governing | null {
  const rules = policies === null ? [] : rulesAbout(policies, operation);
  if (policies === null || rules.length === 0)
    return isClosed ? { decide: () => 'closed', find: () => undefined, logs: false } : null;
  const find = compileFindRule(policies, operation);
  const unruled = isClosed ? 'closed' : 'document';
  return {
    find,
    decide: (url) => {
      const rule = find(url);
      if (rule === undefined) return unruled;
      return isClosed && rule !== 'unclear' && rule.target.identities === null ? 'closed' : rule;
    },
    logs: rules.some(({ target }) => target.logging !== null),
  };
}

const NO_LINES: readonly HeaderLine[] = Object.freeze([]);

/** Who is not known is asked to say who he is, if the document has a way to. */
const outsider = ({ principal }: Identified, challenges: readonly HeaderLine[]): Problem =>
  principal === null && challenges.length > 0
    ? refuse('credentials-missing', { headers: challenges })
    : refuse('access-denied');

/** What policies have to say of calls of an operation, null where they say nothing. A 401 says `challenges`. */
export function compileGovern(governing: Governing | null, challenges: readonly HeaderLine[]): Govern | null {
  if (governing === null) return null;
  return (request, caller) => {
    const decision = governing.decide(request.url);
    if (decision === 'document') return NO_LINES;
    if (decision === 'closed' || decision === 'unclear') return refuse('access-denied');
    const { identities, throttle } = decision.target;
    const identity = identities?.find((one) => one.fits(caller));
    if (identities !== null && identity === undefined) return outsider(caller, challenges);
    const counted = identity === undefined ? throttle : identity.throttle;
    return counted === null ? NO_LINES : counted(request, caller);
  };
}

/** Whether policies let a caller make a call, whatever is counted. */
export type Admits = (request: HttpRequest, caller: Identified) => boolean;

/** Whether a caller may make calls of an operation, for whoever does not make one now; null where policies have nothing to say. */
export function compileAdmits(governing: Governing | null): Admits | null {
  if (governing === null) return null;
  return (request, caller) => {
    const decision = governing.decide(request.url);
    if (decision === 'document') return true;
    if (decision === 'closed' || decision === 'unclear') return false;
    const { identities } = decision.target;
    return identities === null || identities.some((one) => one.fits(caller));
  };
}

/** Whether a rule is for everybody, for callers who are known, or says nothing of who may call. */
function asksFor({ identities }: Ruling): PolicyReach['asksFor'] {
  if (identities === null) return 'nothing';
  return identities.some(({ isOpen }) => isOpen) ? 'anybody' : 'known';
}

/** Whether a rule is about an operation under some of its base paths, and none is about it under another. */
const isPartly = ({ rules, fold }: Policies, rule: Rule<Ruling>, operation: Operation): boolean => {
  const about = rules.filter((one) => isOfMethod(one, operation.method));
  return templatesOf(operation).some(
    (template) =>
      reachOf(rule, template, fold) === 'none' &&
      about.every((one) => reachOf(one, template, fold) === 'none'),
  );
};

/** The path with a base path in front, where operations are there. */
function meantBy({ fold }: Policies, rule: Rule<Ruling>, operations: readonly Operation[]): string | null {
  const meant = operations.find(
    (operation) => isOfMethod(rule, operation.method) && reachOf(rule, operation.template, fold) === 'each',
  );
  const basePath = meant?.basePaths[0] ?? '';
  return basePath === '' ? null : basePath + rule.endpoint.path;
}

/** The operations that each endpoint of the policies may decide about. */
export function readReaches(policies: Policies, operations: readonly Operation[]): readonly PolicyReach[] {
  const about = operations.map((operation) => ({ operation, rules: rulesAbout(policies, operation) }));
  const shadowOf = (rule: Rule<Ruling>): string | null =>
    about.find(({ operation }) => reach(policies, rule, operation) !== 'none')?.rules.at(-1)?.target.policy ??
    null;
  return policies.rules.map((rule) => {
    const decided = about.flatMap(({ operation, rules }) => (rules.includes(rule) ? operation : []));
    return {
      policy: rule.target.policy,
      pointer: rule.target.pointer,
      asksFor: asksFor(rule.target),
      key: keyOf(rule),
      operations: decided,
      partly: decided.filter((operation) => isPartly(policies, rule, operation)),
      shadowedBy: decided.length > 0 ? null : shadowOf(rule),
      meant: decided.length > 0 ? null : meantBy(policies, rule, operations),
    };
  });
}
