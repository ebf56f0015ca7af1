import type { Principal, SchemeAuthenticator } from '../security/principal.ts';
import { checkMembers, toMaxLength } from './checks.ts';
import {
  compileIssuer,
  ISSUER_OPTIONS,
  type IssuerOptions,
  KEY_SOURCES,
  type KeySource,
  USUAL_KEY_AGE,
} from './issuer.ts';
import { type CacheOptions, createTokenCache } from './token-cache.ts';
import { compileVerify, type IssuerRules, type Revoked } from './verify.ts';

/** What holds for the tokens of all issuers. */
export interface TokenOptions {
  /** Most characters of a token; what is longer is refused unread. Default 8,192. */
  readonly maxLength?: number;
  /** Remembers tokens that were good, which spares checking their signature again. Default: none is remembered. */
  readonly cache?: CacheOptions;
  /** Whether a token that is good otherwise was revoked. Asked each time, also of remembered tokens. */
  readonly revoked?: Revoked;
}

export const TOKEN_OPTIONS: readonly (keyof TokenOptions)[] = ['maxLength', 'cache', 'revoked'];

/** Several issuers; what they have in common may stand beside them, but for their keys. */
export interface IssuersOptions extends Partial<Omit<IssuerOptions, 'issuer' | KeySource>> {
  /** Each with its own keys, and with what differs from those beside them. */
  readonly issuers: readonly (Partial<IssuerOptions> & Pick<IssuerOptions, 'issuer'>)[];
}

/** Whose tokens are taken, of one issuer or of several, and what a token becomes. */
export type BearerOptions = (IssuerOptions | IssuersOptions) & TokenOptions;

/** An issuer's own options go before those that all have in common. A key of one must not check a token of another. */
function issuersOf(door: string, options: IssuerOptions | IssuersOptions): readonly IssuerOptions[] {
  if (!('issuers' in options)) return [options];
  const { issuers, ...common } = options;
  const shared = KEY_SOURCES.find((source) => source in common);
  if (shared !== undefined)
    throw new TypeError(`${door}: ${shared} stands beside issuers. Give each issuer its own.`);
  if (!Array.isArray(issuers)) throw new TypeError(`${door}: issuers is no list.`);
  return issuers.map((one) => {
    checkMembers(`${door}: issuers`, one, ISSUER_OPTIONS);
    return { ...common, ...one } as IssuerOptions;
  });
}

function byIssuer(door: string, issuers: readonly IssuerRules[]): ReadonlyMap<unknown, IssuerRules> {
  const rules = new Map(issuers.map((one) => [one.issuer, one]));
  if (rules.size < issuers.length) throw new TypeError(`${door}: an issuer is there twice.`);
  if (rules.size === 0) throw new TypeError(`${door}: issuers is empty: nobody could come in.`);
  return rules;
}

/** Where there are several issuers, each says its own name. */
const namesOf = (options: IssuerOptions | IssuersOptions): readonly string[] =>
  'issuers' in options ? ['issuers', ...ISSUER_OPTIONS.filter((name) => name !== 'issuer')] : ISSUER_OPTIONS;

/** What is remembered asks for no keys: it is not remembered for longer than keys are good. */
function boundedBy(
  cache: CacheOptions | undefined,
  issuers: readonly IssuerOptions[],
): CacheOptions | undefined {
  if (typeof cache !== 'object' || cache === null) return cache;
  const ages = issuers
    .filter(({ jwksUri, discovery }) => jwksUri !== undefined || discovery !== undefined)
    .map(({ cacheMaxAge = USUAL_KEY_AGE }) => cacheMaxAge);
  if (ages.length === 0) return cache;
  const maxAge = Math.min(cache.maxAge ?? 60, ...ages);
  return maxAge === 0 && cache.maxAge !== 0 ? undefined : { ...cache, maxAge };
}

/** A bearer authenticator under the name by which its door is known. */
export function createBearer(door: string, options: BearerOptions): SchemeAuthenticator {
  checkMembers(door, options, [...namesOf(options), ...TOKEN_OPTIONS]);
  const given = issuersOf(door, options);
  const cache = createTokenCache<Principal>(boundedBy(options.cache, given));
  const issuers = given.map((one) => compileIssuer(door, one, cache.clear));
  const verify = compileVerify({
    issuers: byIssuer(door, issuers),
    maxLength: toMaxLength(door, options.maxLength),
    cache,
    revoked: options.revoked,
  });
  return { takes: 'text', gives: 'token', authenticate: verify };
}

/**
 * Takes signed tokens (JWT) of one issuer or several. The principal's name, roles, scopes and claims are those of the token.
 *
 * A token is nobody's unless its issuer is known, one of that issuer's own keys has signed it, it is for this API, and it is neither too old
 * nor too young; a token without `exp` is too old. While keys cannot be had the answer is 503.
 *
 * @param options Issuer, audience and algorithms are never guessed. All times are in seconds.
 * @throws {TypeError} if one of the three is missing, or a key is weak or of another use.
 * @see RFC 7519, RFC 8725, RFC 6750
 * @example
 * const authenticators = {
 *   token: bearer({ issuer: 'https://login.example', audience: 'pets', algorithms: ['HS256'], secret: randomBytes(32) }),
 * };
 */
export function bearer(options: BearerOptions): SchemeAuthenticator {
  return createBearer('bearer', options);
}

/** An issuer that publishes its metadata: {@link IssuerOptions} without a source of keys. */
export type OpenIdConnectOptions = Omit<IssuerOptions, 'secret' | 'keys' | 'jwksUri'> & TokenOptions;

/**
 * Takes access tokens of an OpenID provider, whose keys are found by its metadata (`<issuer>/.well-known/openid-configuration`). They are
 * first asked for when the first token comes.
 *
 * @param options As for {@link bearer}; `discovery` where the metadata are elsewhere.
 * @throws {TypeError} if issuer, audience or algorithms are missing, or the issuer is no https URL.
 * @see OpenID Connect Discovery 1.0
 * @example
 * const authenticators = {
 *   openId: openIdConnect({ issuer: 'https://login.example', audience: 'https://api.example', algorithms: ['RS256'] }),
 * };
 */
export function openIdConnect(options: OpenIdConnectOptions): SchemeAuthenticator {
  return createBearer('openIdConnect', { ...options, discovery: options.discovery ?? true });
}
