import { createPublicKey, createSecretKey, KeyObject } from 'node:crypto';
import { ALGORITHMS, type Algorithm, isAlgorithm, needOf } from './algorithms.ts';
import { readBase64url } from './base64url.ts';
import type { JsonWebKey } from './json-web-key.ts';
import { isRoca } from './roca.ts';

/** A key that signatures are checked with: a JSON Web Key, the PEM text of a public key, or a `KeyObject` of `node:crypto`. */
export type KeyInput = JsonWebKey | KeyObject | string;

/** A JSON Web Key Set (RFC 7517 §5). */
export interface KeySet {
  readonly keys: readonly JsonWebKey[];
}

/** A key that was found fit, and for what. */
export interface VerifyingKey {
  readonly key: KeyObject;
  readonly kid: string | undefined;
  readonly algorithms: readonly Algorithm[];
}

/** Why a key is not taken, and what mends it. */
export type Fault = string;

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function rsaFault(key: KeyObject): Fault | null {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < 2048)
    return `is an RSA key of ${modulusLength} bits: use one of at least 2048 (RFC 7518 §3.3).`;
  if (publicExponent < 3n || publicExponent % 2n === 0n)
    return `is an RSA key with the exponent ${publicExponent}, under which anybody can sign: make a new one, with 65537.`;
  const { n = '' } = key.export({ format: 'jwk' });
  const isBroken = isRoca(BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`));
  return isBroken ? 'is an RSA key that can be factored (ROCA, CVE-2017-15361): make a new one.' : null;
}

/** What a key is: as a JSON Web Key says it. */
interface Shape {
  readonly kty: string;
  readonly crv?: string | undefined;
  readonly bytes?: number | undefined;
}

function shapeOf(key: KeyObject): Shape | Fault {
  if (key.type === 'private') return 'is a private key: give its public half, whoever checks needs no more.';
  if (key.type === 'secret') return { kty: 'oct', bytes: key.symmetricKeySize };
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails } = key;
  if (type === 'rsa') return rsaFault(key) ?? { kty: 'RSA' };
  if (type === 'ed25519') return { kty: 'OKP', crv: 'Ed25519' };
  const crv = CURVES[asymmetricKeyDetails?.namedCurve ?? ''];
  if (type === 'ec' && crv !== undefined) return { kty: 'EC', crv };
  return `is of a kind (${asymmetricKeyDetails?.namedCurve ?? type}) that no algorithm is for: use RSA, P-256, P-384, P-521 or Ed25519.`;
}

const fits = ({ kty, crv, bytes = 0 }: Shape, algorithm: Algorithm): boolean => {
  const need = needOf(algorithm);
  return need.kty === kty && need.crv === crv && bytes >= (need.bytes ?? 0);
};

function unfit({ kty, crv, bytes }: Shape, alg: string | undefined): Fault {
  if (kty === 'oct') {
    const least = isAlgorithm(alg) ? (needOf(alg).bytes ?? 32) : 32;
    return `is a secret of ${bytes} bytes: ${alg ?? 'HS256'} needs at least ${least} (RFC 7518 §3.2).`;
  }
  return `is no key for ${alg}, but ${crv ?? kty}: mend its alg.`;
}

function judge(key: KeyObject, { kid, alg }: Labels): VerifyingKey | Fault {
  const shape = shapeOf(key);
  if (typeof shape === 'string') return shape;
  const algorithms = ALGORITHMS.filter((one) => (alg === undefined || alg === one) && fits(shape, one));
  return algorithms.length === 0 ? unfit(shape, alg) : { key, kid, algorithms };
}

/** What is said of a key beside it. */
interface Labels {
  readonly kid?: string | undefined;
  readonly alg?: string | undefined;
}

const isText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';

/** What a JSON Web Key says of itself that keeps it from being used here. */
function labelFault({ kty, kid, alg, use, key_ops: operations, d, k, crv }: JsonWebKey): Fault | null {
  if (!isText(kid)) return 'has a kid that is no string.';
  if (use !== undefined && use !== 'sig')
    return `is not for signatures (use ${JSON.stringify(use)}): leave it out.`;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return `may not verify (key_ops ${JSON.stringify(operations)}): leave it out, or add "verify".`;
  if (alg !== undefined && !isAlgorithm(alg))
    return `has the alg ${JSON.stringify(alg)}, which is none for signatures: use one of ${ALGORITHMS.join(', ')}.`;
  if (isAlgorithm(alg) && (needOf(alg).kty !== kty || needOf(alg).crv !== crv))
    return `has the alg ${alg}, and is of another kind (${[kty, crv].filter(Boolean).join(', ')}): mend its alg.`;
  if (kty === 'oct') return typeof k === 'string' ? null : 'is a secret without k.';
  return d === undefined ? null : 'is a private key: give its public half, whoever checks needs no more.';
}

function readJwk(jwk: JsonWebKey): VerifyingKey | Fault {
  const fault = labelFault(jwk);
  if (fault !== null) return fault;
  const labels = jwk as Labels;
  if (jwk.kty !== 'oct') return judge(createPublicKey({ key: { ...jwk }, format: 'jwk' }), labels);
  const secret = readBase64url(jwk.k ?? '');
  return secret === null ? 'is a secret that is no base64url.' : judge(createSecretKey(secret), labels);
}

const readPem = (pem: string): VerifyingKey | Fault =>
  pem.includes('PRIVATE KEY')
    ? 'is a private key: give its public half, whoever checks needs no more.'
    : judge(createPublicKey(pem), {});

/** A key that signatures may be checked with, or what is wrong with it. */
export function readKey(input: unknown): VerifyingKey | Fault {
  try {
    if (input instanceof KeyObject) return judge(input, {});
    if (typeof input === 'string') return readPem(input);
    if (typeof input !== 'object' || input === null)
      return 'is no JSON Web Key, PEM text or KeyObject of node:crypto.';
    return readJwk(input as JsonWebKey);
  } catch (error) {
    return `cannot be read (${messageOf(error)}): give a public key as JSON Web Key or PEM text (SPKI).`;
  }
}

/** A secret as a key; what is wrong with it where it is too short for one of the algorithms. Counted in bytes. */
export function readSecret(
  secret: string | Uint8Array,
  algorithms: readonly Algorithm[],
): VerifyingKey | Fault {
  const bytes = Buffer.from(secret);
  const short = algorithms.find((algorithm) => bytes.length < (needOf(algorithm).bytes ?? 0));
  if (short !== undefined) return unfit({ kty: 'oct', bytes: bytes.length }, short);
  return judge(createSecretKey(bytes), {});
}
