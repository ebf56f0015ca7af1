import { type JsonObject, own } from './json-object.ts';

/** What the claims of a token have to be (RFC 7519 §4.1). */
export interface ClaimRules {
  /** Undefined where any will do. */
  readonly issuer: string | undefined;
  /** Any of them; undefined where nobody is asked for. */
  readonly audience: readonly string[] | undefined;
  /** Seconds by which clocks may differ. */
  readonly clockTolerance: number;
  /** Whether a token without an end is refused. */
  readonly requiresExpiry: boolean;
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const isAudience = (value: unknown, accepted: readonly string[]): boolean => {
  const audience: readonly unknown[] = Array.isArray(value) ? value : [value];
  return audience.every((one) => typeof one === 'string') && audience.some((one) => accepted.includes(one));
};

/** Whether a token with these claims is good at a time, in milliseconds. A time that is no finite number is none. */
export function areGood(claims: JsonObject, rules: ClaimRules, now: number): boolean {
  const [exp, nbf, iat] = [own(claims, 'exp'), own(claims, 'nbf'), own(claims, 'iat')];
  const seconds = now / 1000;
  if (exp === undefined ? rules.requiresExpiry : !isTime(exp) || exp + rules.clockTolerance <= seconds)
    return false;
  if (nbf !== undefined && (!isTime(nbf) || nbf - rules.clockTolerance > seconds)) return false;
  if (iat !== undefined && !isTime(iat)) return false;
  if (rules.issuer !== undefined && own(claims, 'iss') !== rules.issuer) return false;
  return rules.audience === undefined || isAudience(own(claims, 'aud'), rules.audience);
}

/** When a token ends, in milliseconds. */
export const endOf = (claims: JsonObject): number => {
  const exp = own(claims, 'exp');
  return isTime(exp) ? exp * 1000 : Number.POSITIVE_INFINITY;
};
