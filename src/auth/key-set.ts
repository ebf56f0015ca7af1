import { type Algorithm, isSymmetric } from './algorithms.ts';
import type { JsonWebKey } from './json-web-key.ts';
import { type KeyInput, type KeySet, readKey, type VerifyingKey } from './verifying-key.ts';

/** What the header of a token says of its key. */
export interface Sought {
  readonly alg: Algorithm;
  readonly kid: string | undefined;
}

/** Keys that a token may be signed with: none where it cannot be one of the issuer's. Throws where they cannot be had. */
export type FindKeys = (sought: Sought) => readonly VerifyingKey[] | Promise<readonly VerifyingKey[]>;

/** A kid chooses among the keys that have one; a key without one is tried for all. */
export function findIn(keys: readonly VerifyingKey[], { alg, kid }: Sought): readonly VerifyingKey[] {
  const fit = keys.filter(({ algorithms }) => algorithms.includes(alg));
  if (kid === undefined) return fit;
  const named = fit.filter((key) => key.kid === kid);
  return named.length > 0 ? named : fit.filter((key) => key.kid === undefined);
}

/** Kids that more than one key has. */
const ambiguous = (keys: readonly VerifyingKey[]): ReadonlySet<string | undefined> => {
  const kids = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined);
  return new Set(kids.filter((kid, index) => kids.indexOf(kid) !== index));
};

const isSecret = ({ algorithms: [first] }: VerifyingKey): boolean =>
  first !== undefined && isSymmetric(first);

const nameOf = (input: unknown, index: number): string => {
  const kid = typeof input === 'object' && input !== null && 'kid' in input ? input.kid : undefined;
  return kid === undefined ? `keys[${index}]` : `keys[${index}] (kid ${JSON.stringify(kid)})`;
};

const isKeySet = (value: unknown): value is KeySet =>
  typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);

/** Every key that was given, out of its sets. */
const flatten = (given: KeySet | readonly (KeyInput | KeySet)[]): readonly unknown[] =>
  isKeySet(given)
    ? given.keys
    : given.flatMap((one): readonly unknown[] => (isKeySet(one) ? one.keys : [one]));

/**
 * Keys that were given at the start.
 *
 * @throws {TypeError} for one that is weak, of another use, or not to be told from another.
 */
export function toKeys(given: KeySet | readonly (KeyInput | KeySet)[]): readonly VerifyingKey[] {
  if (!isKeySet(given) && !Array.isArray(given))
    throw new TypeError('keys is neither a JSON Web Key Set, { keys: [...] }, nor a list of keys.');
  const keys = flatten(given).map((input, index) => {
    const key = readKey(input);
    if (typeof key === 'string') throw new TypeError(`${nameOf(input, index)} ${key}`);
    return key;
  });
  const [twice] = ambiguous(keys);
  if (twice !== undefined)
    throw new TypeError(`Two keys have the kid ${JSON.stringify(twice)}: name each by its own.`);
  if (keys.some(isSecret) && !keys.every(isSecret))
    throw new TypeError('keys mixes secrets and public keys: part them into issuers of their own.');
  return keys;
}

/** Keys that came from an issuer: those that may not be used are left out, and all of them that have one kid. */
export function toFetchedKeys(jwks: readonly JsonWebKey[]): readonly VerifyingKey[] {
  const keys = jwks.map(readKey).filter((key) => typeof key !== 'string' && !isSecret(key)) as VerifyingKey[];
  const twice = ambiguous(keys);
  return keys.filter(({ kid }) => kid === undefined || !twice.has(kid));
}
