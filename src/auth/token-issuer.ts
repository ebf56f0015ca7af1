import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { Problem, refuse } from '../problem/problem.ts';
import type { Principal, SchemeAuthenticator } from '../security/principal.ts';
import { isSymmetric } from './algorithms.ts';
import { requireText, requireTexts, toMaxLength, toSeconds } from './checks.ts';
import { areGood, endOf } from './claim-rules.ts';
import { type IssuerKey, type SigningKey, toSigningKey } from './issuer-key.ts';
import { type JsonObject, own, readJsonObject } from './json-object.ts';
import { findIn } from './key-set.ts';
import { type ClaimNames, compilePrincipal } from './principal-of.ts';
import { createMemoryStore, type RevocationStore } from './revocation.ts';
import { isSigned } from './signature.ts';
import { readToken } from './token.ts';
import { type CacheOptions, createTokenCache } from './token-cache.ts';
import { compileVerify, type IssuerRules } from './verify.ts';
import type { KeySet } from './verifying-key.ts';

export interface TokenIssuerOptions extends ClaimNames {
  /** The first signs, all of them check. Secrets and private keys are not mixed. */
  readonly keys: readonly IssuerKey[];
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** The `aud` of the tokens; where there are several, tokens are for all of them if nothing else is said. */
  readonly audience: string | readonly string[];
  /** Seconds for which a token is good if nothing else is said. Default 3,600. */
  readonly lifetime?: number;
  /** Most seconds for which a token may be good. Default 730 days. */
  readonly maxLifetime?: number;
  /** Where revoked tokens are kept. Default: in memory, and so lost with the process. */
  readonly store?: RevocationStore;
  /** Remembers tokens that were good, which spares checking their signature again. Revocation is looked up each time. Default: none. */
  readonly cache?: CacheOptions;
  /** Most characters of a token. Default 8,192. */
  readonly maxLength?: number;
}

/** What a token says beside its subject. */
export interface IssueOptions {
  /** Claims of your own. Those that the issuer sets cannot be among them. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds for which it is good. Default: the issuer's `lifetime`. */
  readonly expiresIn?: number;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  /** Its id, by which it can be revoked. Default: a random one. */
  readonly jti?: string;
  /** Some of the issuer's audiences. Default: all. */
  readonly audience?: string | readonly string[];
}

/** Issues tokens, and is the authenticator that takes them. */
export interface TokenIssuer extends SchemeAuthenticator {
  readonly takes: 'text';
  /** A signed token. Rejects with a `TypeError` for options that a token cannot have. */
  issue(subject: string, options?: IssueOptions): Promise<string>;
  /** The claims of a token of this issuer; null for any other, and for one that has expired or was revoked. */
  verify(token: string): Promise<JsonObject | null>;
  /**
   * Revokes a token, or the token that has an id (`jti`). False for a token that is none of this issuer's, or has expired.
   */
  revoke(tokenOrJti: string): Promise<boolean>;
  /** Signs with another key from now on. What earlier keys have signed stays good. */
  rotate(key: IssuerKey): void;
  /** Takes nothing any more that a key has signed. */
  retire(kid: string): void;
  /** The public keys, for others to check tokens with; none where tokens are signed with secrets. */
  jwks(): KeySet;
}

const DOOR = 'tokenIssuer';

const RESERVED = ['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti', 'scope', 'roles'] as const;

const DAY = 86_400;

/** The keys in use, the newest first. */
interface KeyRing {
  readonly all: () => readonly SigningKey[];
  readonly first: () => SigningKey;
  readonly rotate: (key: IssuerKey) => void;
  readonly retire: (kid: string) => void;
}

/** @throws {TypeError} for keys that are not to be told apart, or of both kinds. */
function checkRing(keys: readonly SigningKey[]): readonly SigningKey[] {
  const kids = keys.map(({ kid }) => kid);
  const twice = kids.find((kid, index) => kids.indexOf(kid) !== index);
  if (twice !== undefined)
    throw new TypeError(`${DOOR}: two keys have the kid ${JSON.stringify(twice)}: name each by its own.`);
  const secrets = keys.filter(({ alg }) => isSymmetric(alg));
  if (secrets.length > 0 && secrets.length < keys.length)
    throw new TypeError(`${DOOR}: keys mixes secrets and private keys: make an issuer for each kind.`);
  return keys;
}

function createKeyRing(given: readonly IssuerKey[]): KeyRing {
  if (!Array.isArray(given) || given.length === 0)
    throw new TypeError(
      `${DOOR}: keys is empty. Give at least one: keys: [{ kid: '2025', secret: process.env.TOKEN_SECRET }].`,
    );
  let keys = checkRing(given.map(toSigningKey));
  return {
    all: () => keys,
    first: () => keys[0] as SigningKey,
    rotate: (key) => {
      keys = checkRing([toSigningKey(key), ...keys]);
    },
    retire: (kid) => {
      const left = keys.filter((key) => key.kid !== kid);
      if (left.length === keys.length)
        throw new TypeError(`${DOOR}: there is no key ${JSON.stringify(kid)}.`);
      if (left.length === 0)
        throw new TypeError(`${DOOR}: ${JSON.stringify(kid)} is the only key. Rotate to another one first.`);
      keys = left;
    },
  };
}

/** How long tokens are good, in seconds, and who they are for. */
interface Terms {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly lifetime: number;
  readonly maxLifetime: number;
}

function toTerms(options: TokenIssuerOptions): Terms {
  const maxLifetime = toSeconds(DOOR, 'maxLifetime', options.maxLifetime, { standard: 730 * DAY });
  return {
    issuer: requireText(DOOR, 'issuer', options.issuer, 'Give a name or URL of your own, as iss.'),
    audience: requireTexts(DOOR, 'audience', options.audience, 'Give the name of this API, as aud.'),
    maxLifetime,
    lifetime: toSeconds(DOOR, 'lifetime', options.lifetime, {
      standard: Math.min(3600, maxLifetime),
      most: maxLifetime,
    }),
  };
}

// RFC 6749 §3.3
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

// What has full stops in it is revoked as a token.
const ID = /^[^.\s]+$/;

function checkIssue(subject: string, { claims = {}, scopes = [], jti }: IssueOptions): void {
  requireText(DOOR, 'subject', subject, 'Give the name of whoever the token is for.');
  const reserved = RESERVED.find((name) => Object.hasOwn(claims, name));
  if (reserved !== undefined)
    throw new TypeError(
      `${DOOR}: the claim ${reserved} is set by the issuer: give it as an option, or leave it.`,
    );
  const scope = scopes.find((one) => !SCOPE.test(one));
  if (scope !== undefined)
    throw new TypeError(`${DOOR}: ${JSON.stringify(scope)} is no scope: it has no blanks and no quotes.`);
  if (jti !== undefined && !ID.test(jti))
    throw new TypeError(`${DOOR}: ${JSON.stringify(jti)} is no jti: it has no full stops and no blanks.`);
}

function audienceOf({ audience }: Terms, asked: IssueOptions['audience']): string | string[] {
  const chosen =
    asked === undefined ? audience : requireTexts(DOOR, 'audience', asked, 'Leave it out, or name one.');
  const other = chosen.find((one) => !audience.includes(one));
  if (other !== undefined)
    throw new TypeError(`${DOOR}: the audience ${JSON.stringify(other)} is none of ${audience.join(', ')}.`);
  const [only] = chosen;
  return chosen.length === 1 && only !== undefined ? only : [...chosen];
}

function lifetimeOf({ lifetime, maxLifetime }: Terms, expiresIn: number | undefined): number {
  const seconds = toSeconds(DOOR, 'expiresIn', expiresIn, { standard: lifetime, most: maxLifetime });
  if (seconds < 1) throw new TypeError(`${DOOR}: expiresIn ${seconds} is less than a second.`);
  return Math.floor(seconds);
}

function sign({ kid, alg, sign: key }: SigningKey, claims: JsonObject): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key);
}

/** The claims of a token, in the order in which people read them. */
function claimsFor(terms: Terms, subject: string, options: IssueOptions): JsonObject {
  const { claims, scopes, roles, jti = randomUUID() } = options;
  const now = Math.floor(Date.now() / 1000);
  return {
    ...claims,
    iss: terms.issuer,
    aud: audienceOf(terms, options.audience),
    sub: subject,
    ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
    ...(roles === undefined ? {} : { roles }),
    iat: now,
    exp: now + lifetimeOf(terms, options.expiresIn),
    jti,
  };
}

/** The claims of a token that is good but for revocation. */
async function readOwn(token: string, rules: IssuerRules, maxLength: number): Promise<JsonObject | null> {
  const read = readToken(token, maxLength);
  const claims = read === null ? null : readJsonObject(read.content);
  if (read === null || claims === null || !areGood(claims, rules, Date.now())) return null;
  return (await isSigned(read, rules)) ? claims : null;
}

const isTokenText = (text: string): boolean => text.split('.').length === 3;

/** What was found out of the store; nobody is let in while it cannot be asked. */
async function stored<Value>(ask: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (cause) {
    throw cause instanceof Problem ? cause : refuse('credentials-unchecked', { cause });
  }
}

const publicKeyOf = ({ kid, alg, verify }: SigningKey): KeySet['keys'][number] => ({
  ...verify.key.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
});

/** What a token of this issuer is held against, with the keys of the moment. */
const rulesFor = (terms: Terms, ring: KeyRing, names: ClaimNames): IssuerRules => ({
  ...terms,
  get algorithms() {
    return ring.all().map(({ alg }) => alg);
  },
  findKeys: (sought) =>
    findIn(
      ring.all().map(({ verify }) => verify),
      sought,
    ),
  typ: null,
  clockTolerance: 5,
  requiresExpiry: true,
  toPrincipal: compilePrincipal(names),
});

/** A token without an id cannot be revoked, and so is not one of ours. */
const idOf = (claims: JsonObject): string | null => {
  const jti = own(claims, 'jti');
  return typeof jti === 'string' ? jti : null;
};

/**
 * Issues tokens (JWT) of your own for people and machines that call the API, and takes them: what it returns is an authenticator.
 *
 * @param options All times are in seconds. Keep secrets out of the code; `opbind token` makes tokens on the command line.
 * @throws {TypeError} for a secret of less than 32 bytes, a weak or unfit key, or two of one name.
 * @see RFC 7519, RFC 7518 §3.2
 * @example
 * const tokens = tokenIssuer({ keys: [{ kid: '2025', secret: randomBytes(32) }], issuer: 'pets', audience: 'pets' });
 * const token = await tokens.issue('shop', { scopes: ['read'], expiresIn: 30 * 86_400 });
 * const authenticators = { bearer: tokens };
 */
export function tokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const terms = toTerms(options);
  const ring = createKeyRing(options.keys);
  const store = options.store ?? createMemoryStore();
  const maxLength = toMaxLength(DOOR, options.maxLength);
  const cache = createTokenCache<Principal>(options.cache);
  const rules = rulesFor(terms, ring, options);
  const revoked = (claims: JsonObject): boolean | Promise<boolean> => {
    const jti = idOf(claims);
    return jti === null || store.has(jti);
  };
  return {
    takes: 'text',
    authenticate: compileVerify({ issuers: new Map([[terms.issuer, rules]]), maxLength, cache, revoked }),
    issue: async (subject, issued = {}) => {
      checkIssue(subject, issued);
      return sign(ring.first(), claimsFor(terms, subject, issued));
    },
    verify: async (token) => {
      const claims = await readOwn(token, rules, maxLength);
      return claims === null || (await stored(() => revoked(claims))) ? null : claims;
    },
    revoke: async (tokenOrJti) => {
      const claims = isTokenText(tokenOrJti) ? await readOwn(tokenOrJti, rules, maxLength) : null;
      const jti = isTokenText(tokenOrJti) ? claims && idOf(claims) : tokenOrJti;
      if (jti === null) return false;
      const end = claims === null ? Date.now() + terms.maxLifetime * 1000 : endOf(claims);
      // Clocks of those who check may be behind by as much as is tolerated.
      await stored(() => store.add(jti, new Date(end + rules.clockTolerance * 1000)));
      cache.forget(tokenOrJti);
      return true;
    },
    rotate: ring.rotate,
    retire: (kid) => {
      ring.retire(kid);
      cache.clear();
    },
    jwks: () => ({
      keys: ring
        .all()
        .filter(({ alg }) => !isSymmetric(alg))
        .map(publicKeyOf),
    }),
  };
}
