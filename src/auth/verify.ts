import { Problem, refuse } from '../problem/problem.ts';
import type { Principal } from '../security/principal.ts';
import { areGood, type ClaimRules, endOf } from './claim-rules.ts';
import { type JsonObject, own, readJsonObject } from './json-object.ts';
import { isSigned, type SignatureRules } from './signature.ts';
import { readToken, type Token } from './token.ts';
import type { TokenCache } from './token-cache.ts';

/** All that a token of one issuer is held against. */
export interface IssuerRules extends ClaimRules, SignatureRules {
  readonly issuer: string;
  /** In the form in which types are compared; null where any will do. */
  readonly typ: string | null;
  readonly toPrincipal: (claims: JsonObject) => Principal | null;
}

/** Whether a token that is good otherwise is not to be taken any more. */
export type Revoked = (claims: JsonObject) => boolean | Promise<boolean>;

/** What tokens are verified by. */
export interface Verification {
  readonly issuers: ReadonlyMap<unknown, IssuerRules>;
  readonly maxLength: number;
  readonly cache: TokenCache<Principal>;
  readonly revoked: Revoked | undefined;
}

export type Verify = (token: unknown) => Principal | null | Promise<Principal | null>;

/** `application/` may be left out, and case says nothing (RFC 7515 §4.1.9). */
export const toMediaType = (typ: string): string => {
  const lower = typ.toLowerCase();
  return lower.includes('/') ? lower : `application/${lower}`;
};

const isOfType = (typ: string | undefined, expected: string | null): boolean =>
  expected === null || (typ !== undefined && toMediaType(typ) === expected);

const unchecked = (cause: unknown): Problem =>
  cause instanceof Problem ? cause : refuse('credentials-unchecked', { cause });

/** Some stores say 0 for no. Whoever says nothing has not said no. */
export const isNo = (answer: unknown): boolean => answer === false || answer === 0;

/** Asks whether a token was revoked. Lets nobody in while that cannot be said. */
export function withoutRevoked(
  principal: Principal,
  revoked: Revoked | undefined,
): Principal | null | Promise<Principal | null> {
  if (revoked === undefined) return principal;
  try {
    const answer = revoked(principal.claims ?? {});
    if (typeof answer !== 'object') return isNo(answer) ? principal : null;
    return Promise.resolve(answer).then(
      (later) => (isNo(later) ? principal : null),
      (error) => {
        throw unchecked(error);
      },
    );
  } catch (error) {
    throw unchecked(error);
  }
}

/** What is cheap comes first, and is the same for whoever looks on: the caller is told no more than that the token is not good. */
function believed(token: Token, issuers: Verification['issuers']): [IssuerRules, Principal] | null {
  const claims = readJsonObject(token.content);
  const rules = claims === null ? undefined : issuers.get(own(claims, 'iss'));
  if (claims === null || rules === undefined) return null;
  if (!rules.algorithms.includes(token.header.alg) || !isOfType(token.header.typ, rules.typ)) return null;
  const principal = areGood(claims, rules, Date.now()) ? rules.toPrincipal(claims) : null;
  return principal === null ? null : [rules, principal];
}

/** Token → who is calling, or null. Answers at once where the token is no good on the face of it, is signed with a secret, or is remembered. */
export function compileVerify({ issuers, maxLength, cache, revoked }: Verification): Verify {
  const verifySignature = (token: Token, rules: IssuerRules, principal: Principal): ReturnType<Verify> => {
    const remember = cache.begin();
    const accept = (signed: boolean): ReturnType<Verify> => {
      if (!signed) return null;
      remember(token.text, principal, endOf(principal.claims ?? {}));
      return withoutRevoked(principal, revoked);
    };
    const signed = isSigned(token, rules);
    return signed instanceof Promise ? signed.then(accept) : accept(signed);
  };
  return (text) => {
    const known = typeof text === 'string' ? cache.get(text) : undefined;
    if (known !== undefined) return withoutRevoked(known, revoked);
    const token = readToken(text, maxLength);
    const found = token === null ? null : believed(token, issuers);
    return token === null || found === null ? null : verifySignature(token, ...found);
  };
}
