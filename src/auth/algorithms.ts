/** Signature algorithms of tokens (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). `none` is not among them. */
export type Algorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519';

/** What a key has to be, to be used with an algorithm. */
export interface KeyNeed {
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP';
  readonly crv?: string;
  /** Fewest bytes of a secret. */
  readonly bytes?: number;
}

const RSA: KeyNeed = { kty: 'RSA' };
const ED25519: KeyNeed = { kty: 'OKP', crv: 'Ed25519' };

// RFC 7518 §3.2: a secret is at least as long as the hash.
const NEEDS: Readonly<Record<Algorithm, KeyNeed>> = {
  HS256: { kty: 'oct', bytes: 32 },
  HS384: { kty: 'oct', bytes: 48 },
  HS512: { kty: 'oct', bytes: 64 },
  RS256: RSA,
  RS384: RSA,
  RS512: RSA,
  PS256: RSA,
  PS384: RSA,
  PS512: RSA,
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: ED25519,
  Ed25519: ED25519,
};

export const ALGORITHMS: readonly Algorithm[] = Object.keys(NEEDS) as Algorithm[];

export const isAlgorithm = (value: unknown): value is Algorithm =>
  typeof value === 'string' && Object.hasOwn(NEEDS, value);

export const needOf = (algorithm: Algorithm): KeyNeed => NEEDS[algorithm];

export const isSymmetric = (algorithm: Algorithm): boolean => NEEDS[algorithm].kty === 'oct';
