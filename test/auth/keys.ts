import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Keys, tokens and their parts, made by hand: what is wrong on purpose no library would make. */
export const rsa: Pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const ec: Pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const attacker: Pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const secret: Buffer = randomBytes(32);

export const encode = (value: unknown): string =>
  Buffer.from(
    typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value),
  ).toString('base64url');

/** What signs the text before the last full stop. */
export type Sign = (text: string) => Uint8Array;

export const hmac =
  (key: string | Uint8Array | KeyObject, hash = 'sha256'): Sign =>
  (text) =>
    createHmac(hash, key).update(text).digest();

export const rs =
  (key: KeyObject = rsa.privateKey, hash = 'sha256'): Sign =>
  (text) =>
    createSign(hash).update(text).sign(key);

export const es =
  (key: KeyObject = ec.privateKey, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): Sign =>
  (text) =>
    sign('sha256', Buffer.from(text), { key, dsaEncoding });

export const fixed =
  (bytes: Uint8Array): Sign =>
  () =>
    bytes;

export const nothing: Sign = fixed(new Uint8Array());

/** A token out of a header and its content, each a value, a text or bytes. */
export function tokenOf(header: unknown, content: unknown, signed: Sign): string {
  const text = `${encode(header)}.${encode(content)}`;
  return `${text}.${Buffer.from(signed(text)).toString('base64url')}`;
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'api://svc';

export const claimsOf = (more: object = {}): Record<string, unknown> => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'u1',
  name: 'Ann',
  scope: 'read write',
  roles: ['admin'],
  iat: seconds(),
  nbf: seconds() - 5,
  exp: seconds() + 300,
  ...more,
});

export const RS = { alg: 'RS256', kid: 'rsa-1' };
export const ES = { alg: 'ES256', kid: 'ec-1' };
export const HS = { alg: 'HS256' };

export const goodToken = (more: object = {}): string => tokenOf(RS, claimsOf(more), rs());

export const publicJwk = (key: KeyObject, labels: object): Record<string, unknown> => ({
  ...key.export({ format: 'jwk' }),
  use: 'sig',
  ...labels,
});

export const JWKS: { readonly keys: readonly Record<string, unknown>[] } = {
  keys: [publicJwk(rsa.publicKey, RS), publicJwk(ec.publicKey, ES)],
};

export const pemOf = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString();

export const privatePemOf = (key: KeyObject): string =>
  key.export({ format: 'pem', type: 'pkcs8' }).toString();

export const ed: KeyObject = generateKeyPairSync('ed25519').privateKey;
