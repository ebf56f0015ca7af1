import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Algorithm, IssuerKey } from '../auth/index.ts';
import { UsageError } from './command.ts';

const CURVES: Readonly<Record<string, Algorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/** What a private key signs with where nothing is said. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  return CURVES[asymmetricKeyDetails?.namedCurve ?? ''] ?? 'ES256';
}

function privateKey(input: string | { readonly key: JsonWebKey; readonly format: 'jwk' }): KeyObject {
  try {
    return createPrivateKey(input);
  } catch (error) {
    throw new UsageError(
      `The key is no private key that can be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const toPrivate = (kid: string, key: KeyObject, alg: Algorithm | undefined): IssuerKey => ({
  kid,
  alg: alg ?? algorithmOf(key),
  privateKey: key,
});

const toSecret = (kid: string, secret: string | Uint8Array, alg: Algorithm | undefined): IssuerKey => ({
  kid,
  secret,
  ...(alg === undefined ? {} : { alg }),
});

const readJwk = (text: string): JsonWebKey => {
  try {
    return JSON.parse(text) as JsonWebKey;
  } catch {
    throw new UsageError('The key begins like a JSON Web Key and is no JSON.');
  }
};

/** What is said of a key on the command line. */
export interface KeyLabels {
  readonly kid: string | undefined;
  readonly alg: Algorithm | undefined;
}

/** The text of a key: a private key as PEM or JSON Web Key, a secret as JSON Web Key, or else the text itself as secret. */
export function readIssuerKey(text: string, { kid: given, alg }: KeyLabels): IssuerKey {
  const kid = given ?? 'default';
  if (text.includes('-----BEGIN')) return toPrivate(kid, privateKey(text), alg);
  if (!text.trimStart().startsWith('{')) return toSecret(kid, text.replace(/\r?\n$/, ''), alg);
  const jwk = readJwk(text);
  const name = given ?? (typeof jwk['kid'] === 'string' ? jwk['kid'] : kid);
  const algorithm = alg ?? (jwk['alg'] as Algorithm | undefined);
  return jwk.kty === 'oct'
    ? toSecret(name, Buffer.from(jwk.k ?? '', 'base64url'), algorithm)
    : toPrivate(name, privateKey({ key: jwk, format: 'jwk' }), algorithm);
}
