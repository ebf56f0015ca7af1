import { isSymmetric } from './algorithms.ts';
import { type IssuerKey, type SigningKey, toSigningKey } from './issuer-key.ts';

/** The keys in use, the newest first. */
export interface KeyRing {
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
    throw new TypeError(`tokenIssuer: two keys have the kid ${JSON.stringify(twice)}: name each by its own.`);
  const secrets = keys.filter(({ alg }) => isSymmetric(alg));
  if (secrets.length > 0 && secrets.length < keys.length)
    throw new TypeError(`tokenIssuer: keys mixes secrets and private keys: make an issuer for each kind.`);
  return keys;
}

/** @throws {TypeError} for no keys, and for those that {@link checkRing} refuses. */
export function createKeyRing(given: readonly IssuerKey[]): KeyRing {
  if (!Array.isArray(given) || given.length === 0)
    throw new TypeError(
      `tokenIssuer: keys is empty. Give at least one: keys: [{ kid: '2025', secret: process.env.TOKEN_SECRET }].`,
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
        throw new TypeError(`tokenIssuer: there is no key ${JSON.stringify(kid)}.`);
      if (left.length === 0)
        throw new TypeError(
          `tokenIssuer: ${JSON.stringify(kid)} is the only key. Rotate to another one first.`,
        );
      keys = left;
    },
  };
}
