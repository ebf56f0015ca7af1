import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Problem, refuse } from '../problem/problem.ts';
import {
  compileRules,
  type Endpoint,
  faultOf,
  findRule,
  foldOf,
  isMethodName,
  type Rule,
  segmentsOf,
} from '../security/endpoint.ts';
import type { AuthenticatorContext, Principal, SchemeAuthenticator } from '../security/principal.ts';
import { checkMembers, checkTraits } from './checks.ts';
import { frozenCopy } from './frozen.ts';

/** An API key as it is stored: never the key itself. */
export interface ApiKey extends Omit<Principal, 'name'> {
  /** Name of the caller. */
  readonly name: string;
  /** SHA-256 of the key, as 64 hexadecimal digits. */
  readonly hash: string;
  /** When it ends. */
  readonly expires?: Date | string;
  readonly disabled?: boolean;
  /** Names of the rulesets that say what it is for. Default: it is for everything that its scheme is asked for. */
  readonly rulesets?: readonly string[];
}

/** A rule of a ruleset: calls that are allowed, or not. Of all that fit, the longest path decides, then the one that says more from the left, then the one that names the method. */
export interface KeyRule extends Endpoint {
  readonly deny?: boolean;
}

/** Finds what is known of a key by its hash: null or nothing where it is nobody's. */
export type FindKey = (hash: string) => FoundKey | Promise<FoundKey>;

type FoundKey = Omit<ApiKey, 'hash'> | null | undefined;

/** Which keys there are, and what they are for. */
export interface ApiKeyOptions {
  /** All keys, or a function that finds one by its hash. */
  readonly keys: readonly ApiKey[] | FindKey;
  /** What keys are for that name them: rules by the name of their ruleset. Default none. */
  readonly rulesets?: Readonly<Record<string, readonly KeyRule[]>>;
}

const OPTIONS = ['keys', 'rulesets'];
const KEY = ['name', 'hash', 'expires', 'disabled', 'rulesets', 'claims', 'scopes', 'roles'];
const RULE = ['method', 'path', 'deny'];

const HASH = /^[0-9a-f]{64}$/;

/** Keys of ours have 43 characters, others' seldom more than a few dozen. */
const LONGEST = 1024;

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/**
 * Makes an API key of 256 random bits, as `opbind hash key` does on the command line. Give the key to its caller, and keep the hash.
 *
 * @example
 * const { key, hash } = createApiKey();
 */
export function createApiKey(): { readonly key: string; readonly hash: string } {
  const key = randomBytes(32).toString('base64url');
  return { key, hash: digestOf(key).toString('hex') };
}

const wrong = (name: string, message: string): TypeError => new TypeError(`The API key ${name} ${message}`);

/** @throws {TypeError} for a key that could not be used as it is meant. */
function checkKey(key: ApiKey, rulesets: ReadonlyMap<string, unknown>): ApiKey {
  checkMembers('apiKey: key', key, KEY);
  checkTraits('apiKey: key', key);
  const { name, hash, expires, disabled, rulesets: names = [] } = key;
  if (typeof name !== 'string' || name === '') throw new TypeError('An API key has no name. Give it one.');
  if (!HASH.test(hash))
    throw wrong(
      name,
      'has no SHA-256 hash. Make key and hash with `opbind hash key`, or with createApiKey().',
    );
  if (disabled !== undefined && typeof disabled !== 'boolean')
    throw wrong(name, 'has a value for disabled that is neither true nor false.');
  if (!Array.isArray(names)) throw wrong(name, 'has rulesets that are no list of names.');
  if (expires !== undefined && Number.isNaN(new Date(expires).getTime()))
    throw wrong(name, 'expires at no time. Give a date such as 2030-01-31.');
  const missing = names.find((one) => !rulesets.has(one));
  if (missing !== undefined) throw wrong(name, `names the ruleset ${missing}, which is not there.`);
  return key;
}

/** A key, and the principal of one that is listed: of one that a function finds, it may be another each time. */
interface Found {
  readonly key: FoundKey;
  readonly principal?: Principal;
}

type Find = (digest: Buffer) => Found | Promise<Found>;

const NOTHING: Found = { key: null };

/** Compares in constant time; that a beginning is shared by two hashes tells nothing of the keys. */
function compileFind(keys: readonly ApiKey[]): Find {
  const byBeginning = new Map<number, { readonly digest: Buffer; readonly found: Found }[]>();
  for (const key of keys) {
    const digest = Buffer.from(key.hash, 'hex');
    const beginning = digest.readUInt32BE();
    const found = { key, principal: toPrincipal(key) };
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), { digest, found }]);
  }
  return (digest) =>
    byBeginning.get(digest.readUInt32BE())?.find((one) => timingSafeEqual(one.digest, digest))?.found ??
    NOTHING;
}

/** What a function finds is looked at anew each time. */
const findBy =
  (keys: FindKey): Find =>
  (digest) => {
    const key = keys(digest.toString('hex'));
    return key instanceof Promise ? key.then((later) => ({ key: later })) : { key };
  };

/** @throws {TypeError} where two keys could not be told apart. */
function checkKeys(keys: readonly ApiKey[], rulesets: ReadonlyMap<string, unknown>): readonly ApiKey[] {
  if (!Array.isArray(keys))
    throw new TypeError('apiKey: keys is missing. Give a list of keys, or a function.');
  const seen = new Set<string>();
  for (const key of keys) {
    checkKey(key, rulesets);
    for (const one of [`name ${key.name}`, `hash ${key.hash}`]) {
      if (seen.has(one)) throw wrong(key.name, `shares its ${one.split(' ', 1)[0]} with another one.`);
      seen.add(one);
    }
  }
  return keys;
}

interface Rulings {
  allows(names: readonly string[], context: AuthenticatorContext): boolean;
}

/** @throws {TypeError} for a rule that would not say what it seems to say. */
function checkRule(ruleset: string, rule: KeyRule): void {
  checkMembers(`apiKey: ruleset ${ruleset}`, rule, RULE);
  const { path, method, deny } = rule;
  const fault = faultOf(path);
  if (fault !== null) throw new TypeError(`The ruleset ${ruleset} has the path ${String(path)}. ${fault}`);
  if (method !== undefined && !isMethodName(method))
    throw new TypeError(
      `The ruleset ${ruleset} has the method ${String(method)}. Give one such as GET, or ALL.`,
    );
  if (deny !== undefined && typeof deny !== 'boolean')
    throw new TypeError(`The ruleset ${ruleset} has deny: ${JSON.stringify(deny)}. Give true or false.`);
}

/** @throws {TypeError} for a rule that is about nothing. */
function compileRulesets({
  rulesets = {},
}: ApiKeyOptions): Rulings & { names: ReadonlyMap<string, unknown> } {
  const names = new Map(Object.entries(rulesets));
  for (const [name, rules] of names) {
    if (!Array.isArray(rules)) throw new TypeError(`The ruleset ${name} is no list of rules.`);
    for (const rule of rules) checkRule(name, rule);
  }
  const compiled = new Map<string, readonly Rule<boolean>[]>();
  const rulesOf = (given: readonly string[], caseSensitive: boolean): readonly Rule<boolean>[] => {
    const key = JSON.stringify([caseSensitive, ...given]);
    const rules =
      compiled.get(key) ??
      compileRules(
        given
          .flatMap((name) => names.get(name) ?? [])
          .map((endpoint) => ({ endpoint, target: endpoint.deny !== true }))
          // Where one ruleset allows what another one denies, it is denied.
          .sort((a, b) => Number(a.target) - Number(b.target)),
        foldOf(caseSensitive),
      );
    compiled.set(key, rules);
    return rules;
  };
  return {
    names,
    allows: (given, { request, operation, caseSensitive }) => {
      const segments = segmentsOf(request.url);
      if (segments === null) return false;
      // The operation's method and not the request's: HEAD is answered by GET, and nothing overrides a method.
      const rules = rulesOf(given, caseSensitive);
      return findRule(rules, operation.method, segments, foldOf(caseSensitive))?.target === true;
    },
  };
}

const toPrincipal = ({ name, claims, scopes, roles }: Omit<ApiKey, 'hash'>): Principal =>
  frozenCopy({
    name,
    ...(claims && { claims }),
    ...(scopes && { scopes }),
    ...(roles && { roles }),
  });

const isOver = ({ expires, disabled }: Omit<ApiKey, 'hash'>): boolean =>
  Boolean(disabled) ||
  (expires !== undefined && expires !== null && !(new Date(expires).getTime() > Date.now()));

function admit(
  { key, principal }: Found,
  rulings: Rulings,
  context: AuthenticatorContext,
): Principal | Problem | null {
  if (!key || isOver(key)) return null;
  const { name, rulesets } = key;
  // A function finds what a table holds: nothing there may mean all or nothing.
  if (rulesets !== undefined && !Array.isArray(rulesets))
    throw wrong(name, 'has rulesets that are no list of names. Leave them out where it is for everything.');
  if (rulesets !== undefined && !rulings.allows(rulesets, context)) return refuse('access-denied');
  return principal ?? toPrincipal(key);
}

/**
 * Named API keys, for a scheme of type `apiKey`, or of another `http` scheme, such as `Authorization: ApiKey …`. A key that is over or
 * disabled is nobody's; one whose rulesets do not allow a call gets 403.
 *
 * @throws {TypeError} for a key without name or hash, two of the same, a ruleset that is not there, and a path that is none.
 * @example
 * const authenticators = {
 *   api_key: apiKey({
 *     keys: [{ name: 'shop', hash: process.env.SHOP_KEY_SHA256 ?? '', rulesets: ['campaigns'] }],
 *     rulesets: { campaigns: [{ method: 'GET', path: '/api/campaign/v1' }] },
 *   }),
 * };
 */
export function apiKey(options: ApiKeyOptions): SchemeAuthenticator {
  checkMembers('apiKey', options, OPTIONS);
  const { names, ...rulings } = compileRulesets(options);
  const { keys } = options;
  const find = typeof keys === 'function' ? findBy(keys) : compileFind(checkKeys(keys, names));
  return {
    takes: 'text',
    gives: 'key',
    authenticate: (credential: string, context) => {
      if (credential.length > LONGEST) return null;
      const found = find(digestOf(credential));
      return found instanceof Promise
        ? found.then((key) => admit(key, rulings, context))
        : admit(found, rulings, context);
    },
  };
}
