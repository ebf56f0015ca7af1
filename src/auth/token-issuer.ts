import { SignJWT } from 'jose';
import { Problem, refuse } from '../problem/problem.ts';
import type { Principal, SchemeAuthenticator } from '../security/principal.ts';
import { isSymmetric } from './algorithms.ts';
import { checkMembers, toMaxLength } from './checks.ts';
import { areGood, endOf } from './claim-rules.ts';
import { claimsFor, type IssueOptions, type TermOptions, type Terms, toTerms } from './issued-claims.ts';
import type { IssuerKey, SigningKey } from './issuer-key.ts';
import { type JsonObject, own, readJsonObject } from './json-object.ts';
import { createKeyRing, type KeyRing } from './key-ring.ts';
import { findIn } from './key-set.ts';
import { CLAIM_NAMES, type ClaimNames, compilePrincipal } from './principal-of.ts';
import { createMemoryStore, type RevocationStore } from './revocation.ts';
import { isSigned } from './signature.ts';
import { readToken } from './token.ts';
import { type CacheOptions, createTokenCache } from './token-cache.ts';
import { compileVerify, type IssuerRules, isNo } from './verify.ts';
import type { KeySet } from './verifying-key.ts';

/** What tokens are signed with, what they say, and where revoked ones are kept. */
export interface TokenIssuerOptions extends TermOptions, ClaimNames {
  /** The first signs, all of them check. Secrets and private keys are not mixed. */
  readonly keys: readonly IssuerKey[];
  /** Where revoked tokens are kept. Default: in memory, and so lost with the process. */
  readonly store?: RevocationStore;
  /** Remembers tokens that were good, which spares checking their signature again. Revocation is looked up each time. Default: none. */
  readonly cache?: CacheOptions;
  /** Most characters of a token. Default 8,192. */
  readonly maxLength?: number;
}

/** Issues tokens, and is the authenticator that takes them. */
export interface TokenIssuer extends SchemeAuthenticator {
  readonly takes: 'text';
  /** A signed token. Rejects with a `TypeError` for options that a token cannot have. */
  issue(subject: string, options?: IssueOptions): Promise<string>;
  /** The claims of a token of this issuer; null for any other, and for one that has expired or was revoked. */
  verify(token: string): Promise<JsonObject | null>;
  /**
   * Revokes a token, or the token that has an id (`jti`), whether there is one or not. False for a token that is none of this issuer's, or has
   * expired.
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

const OPTIONS: readonly (keyof TokenIssuerOptions)[] = [
  'keys',
  'issuer',
  'audience',
  'lifetime',
  'maxLifetime',
  'store',
  'cache',
  'maxLength',
  ...CLAIM_NAMES,
];

function sign({ kid, alg, sign: key }: SigningKey, claims: JsonObject): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key);
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
  checkMembers(DOOR, options, OPTIONS);
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
    gives: 'token',
    authenticate: compileVerify({ issuers: new Map([[terms.issuer, rules]]), maxLength, cache, revoked }),
    issue: async (subject, issued = {}) => sign(ring.first(), claimsFor(terms, subject, issued)),
    verify: async (token) => {
      const claims = await readOwn(token, rules, maxLength);
      return claims !== null && isNo(await stored(() => revoked(claims))) ? claims : null;
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
