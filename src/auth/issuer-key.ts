import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { ALGORITHMS, type Algorithm, isAlgorithm, isSymmetric } from './algorithms.ts';
import type { JsonWebKey } from './json-web-key.ts';
import { readKey, readSecret, type VerifyingKey } from './verifying-key.ts';

/** A key that tokens are signed with: a secret, for HS256 if nothing is said, or a private key with its algorithm. */
export type IssuerKey =
  | {
      /** Names the key in the tokens that it signs. */
      readonly kid: string;
      /** At least 32 bytes; 48 for HS384, 64 for HS512. A string counts in UTF-8. */
      readonly secret: string | Uint8Array;
      readonly alg?: Algorithm;
    }
  | {
      readonly kid: string;
      readonly alg: Algorithm;
      /** PEM text (PKCS #8), JSON Web Key, or `KeyObject` of `node:crypto`. */
      readonly privateKey: string | JsonWebKey | KeyObject;
    };

/** A key with which tokens are signed, and those of it are checked. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly sign: KeyObject;
  readonly verify: VerifyingKey;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function toPrivateKey(input: string | JsonWebKey | KeyObject): KeyObject {
  const key =
    input instanceof KeyObject
      ? input
      : createPrivateKey(typeof input === 'string' ? input : { key: { ...input }, format: 'jwk' });
  if (key.type !== 'private') throw new TypeError(`it is a ${key.type} key`);
  return key;
}

const refused = (kid: string, fault: string): TypeError =>
  new TypeError(`tokenIssuer: the key ${JSON.stringify(kid)} ${fault}`);

/** Only one algorithm is for a key, so that none of another can be told from it. */
const narrowed = (kid: string, alg: Algorithm, key: VerifyingKey | string): VerifyingKey => {
  if (typeof key === 'string') throw refused(kid, key);
  if (!key.algorithms.includes(alg))
    throw refused(kid, `is no key for ${alg}: give alg one of ${key.algorithms.join(', ')}.`);
  return { key: key.key, kid, algorithms: [alg] };
};

function fromSecret(kid: string, alg: Algorithm, secret: unknown): SigningKey {
  if (!isSymmetric(alg)) throw refused(kid, `is a secret, and ${alg} takes a private key: give privateKey.`);
  if (!(typeof secret === 'string' || secret instanceof Uint8Array))
    throw refused(kid, 'has a secret that is neither a string nor bytes.');
  const verify = narrowed(kid, alg, readSecret(secret, [alg]));
  return { kid, alg, sign: verify.key, verify };
}

function fromPrivate(kid: string, alg: Algorithm, input: string | JsonWebKey | KeyObject): SigningKey {
  if (isSymmetric(alg)) throw refused(kid, `is a private key, and ${alg} takes a secret: give secret.`);
  try {
    const sign = toPrivateKey(input);
    return { kid, alg, sign, verify: narrowed(kid, alg, readKey(createPublicKey(sign))) };
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('tokenIssuer')) throw error;
    throw refused(
      kid,
      `cannot be read (${messageOf(error)}): give a private key as JSON Web Key or PEM text (PKCS #8).`,
    );
  }
}

/** @throws {TypeError} for a key that is weak, has no name, or is not for its algorithm. */
export function toSigningKey(key: IssuerKey): SigningKey {
  const { kid, alg } = key;
  if (typeof kid !== 'string' || kid === '')
    throw new TypeError('tokenIssuer: a key has no kid. Give each a name, which its tokens bear.');
  if (alg !== undefined && !isAlgorithm(alg))
    throw refused(kid, `has the alg ${JSON.stringify(alg)}: use one of ${ALGORITHMS.join(', ')}.`);
  if ('secret' in key) return fromSecret(kid, alg ?? 'HS256', key.secret);
  if (alg === undefined || key.privateKey === undefined)
    throw refused(kid, 'has neither a secret, nor a privateKey with its alg.');
  return fromPrivate(kid, alg, key.privateKey);
}
