import type { Operation } from '../../document/operation.ts';
import type { HeaderLine, HttpRequest } from '../../http/message.ts';
import { Problem, refuse } from '../../problem/problem.ts';
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
import type { PolicyReach } from './find-policies.ts';
import { type CompiledIdentity, compileIdentity, limitsOf } from './identity.ts';
import type { LoggingRule, Policy } from './policy.ts';
import { type CreateLimiter, compileThrottle, type Throttle } from './throttle.ts';

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
  readonly throttle: Throttle | null;
  readonly logging: LoggingRule | null;
}

export interface PoliciesOptions {
  readonly policies: readonly Policy[];
  readonly caseSensitive: boolean;
  readonly createLimiter: CreateLimiter;
}

/** The policies of an API. */
export interface Policies {
  readonly rules: readonly Rule<Ruling>[];
  readonly fold: (text: string) => string;
}

/** A name that can stand in a header field. */
const printable = (text: string): string => text.replace(/[^ -~]/g, '?');

function compileRulings(
  { name, endpoints, identities, throttle, logging }: Policy,
  index: number,
  createLimiter: CreateLimiter,
) {
  return endpoints.map((endpoint, at) => {
    const own = endpoints.length === 1 ? name : `${name} ${printable(nameOf(endpoint))}`;
    const target: Ruling = {
      policy: name,
      pointer: `policies[${index}].endpoints[${at}]`,
      identities:
        identities?.map(compileIdentity).map((identity) => ({
          ...identity,
          throttle: compileThrottle(`${own} ${printable(identity.name)}`, identity.limits, createLimiter),
        })) ?? null,
      throttle: compileThrottle(own, limitsOf(throttle), createLimiter),
      logging: logging ?? null,
    };
    return { endpoint, target };
  });
}

/** Policies in the order in which they are asked. */
export function compilePolicies({ policies, caseSensitive, createLimiter }: PoliciesOptions): Policies {
  const fold = foldOf(caseSensitive);
  const rulings = policies.flatMap((policy, index) => compileRulings(policy, index, createLimiter));
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

/** Finds the rule about a call; undefined where there is none, null where its path could be read in two ways. */
export type FindRuling = (url: string) => Rule<Ruling> | undefined | null;

/** Prepares to find the rule about each call of an operation; null where no policy is about it. */
export function compileFindRuling(policies: Policies, operation: Operation): FindRuling | null {
  const rules = rulesAbout(policies, operation);
  const [first] = rules;
  if (first === undefined) return null;
  if (reach(policies, first, operation) === 'each') return () => first;
  return (url) => {
    const segments = segmentsOf(url);
    return segments && findRule(rules, operation.method, segments, policies.fold);
  };
}

const NO_LINES: readonly HeaderLine[] = Object.freeze([]);

/** Who is not known is asked to say who he is, if the document has a way to. */
const outsider = ({ principal }: Identified, challenges: readonly HeaderLine[]): Problem =>
  principal === null && challenges.length > 0
    ? refuse('credentials-missing', { headers: challenges })
    : refuse('access-denied');

async function inTurn(
  first: Throttle,
  second: Throttle | null,
  request: HttpRequest,
  caller: Identified,
): Promise<readonly HeaderLine[] | Problem> {
  const lines = await first(request, caller);
  if (lines instanceof Problem || second === null) return lines;
  const more = await second(request, caller);
  return more instanceof Problem ? more : [...lines, ...more];
}

function count(
  own: Throttle | null,
  all: Throttle | null,
  request: HttpRequest,
  caller: Identified,
): ReturnType<Govern> {
  if (own !== null) return inTurn(own, all, request, caller);
  return all === null ? NO_LINES : all(request, caller);
}

export interface GovernOptions {
  /** Whether a call that no policy opens is refused, for the document asks for nothing. */
  readonly isClosed: boolean;
  /** What a 401 says. */
  readonly challenges: readonly HeaderLine[];
}

/** What policies have to say of calls of an operation; null where they say nothing. */
export function compileGovern(
  findRuling: FindRuling | null,
  { isClosed, challenges }: GovernOptions,
): Govern | null {
  if (findRuling === null) return isClosed ? () => refuse('access-denied') : null;
  return (request, caller) => {
    const rule = findRuling(request.url);
    if (rule === null) return refuse('access-denied');
    if (rule === undefined) return isClosed ? refuse('access-denied') : NO_LINES;
    const { identities, throttle } = rule.target;
    if (identities === null) {
      return isClosed ? refuse('access-denied') : count(null, throttle, request, caller);
    }
    const identity = identities.find((one) => one.fits(caller));
    return identity === undefined
      ? outsider(caller, challenges)
      : count(identity.throttle, throttle, request, caller);
  };
}

/** The operations that each endpoint of the policies may decide about. */
export function readReaches(policies: Policies, operations: readonly Operation[]): readonly PolicyReach[] {
  const about = operations.map((operation) => ({
    operation,
    rules: new Set(rulesAbout(policies, operation)),
  }));
  return policies.rules.map((rule) => ({
    policy: rule.target.policy,
    pointer: rule.target.pointer,
    isOpen: rule.target.identities?.some(({ isOpen }) => isOpen) ?? true,
    key: keyOf(rule),
    operations: about.flatMap(({ operation, rules }) => (rules.has(rule) ? operation : [])),
  }));
}
