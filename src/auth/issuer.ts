import { ALGORITHMS, type Algorithm, isAlgorithm, isSymmetric } from './algorithms.ts';
import { didYouMean, requireText, requireTexts, toSeconds } from './checks.ts';
import { toSecureUrl } from './fetch-json.ts';
import { type FindKeys, findIn, toKeys } from './key-set.ts';
import { CLAIM_NAMES, type ClaimNames, compilePrincipal } from './principal-of.ts';
import { createRemoteKeys } from './remote-keys.ts';
import { type IssuerRules, toMediaType } from './verify.ts';
import { type KeyInput, type KeySet, readSecret, type VerifyingKey } from './verifying-key.ts';

/** Somebody whose tokens are taken, and the keys to check them with: one of `secret`, `keys`, `jwksUri` and `discovery`. */
export interface IssuerOptions extends ClaimNames {
  /** The `iss` of its tokens, letter by letter. */
  readonly issuer: string;
  /** Who the tokens are for: their `aud` has to name one of these. */
  readonly audience: string | readonly string[];
  /** What it signs with. Secrets and public keys are not mixed. */
  readonly algorithms: readonly Algorithm[];
  /** The secret of HS256, HS384 or HS512: at least 32, 48 or 64 bytes. */
  readonly secret?: string | Uint8Array;
  /** Its public keys: a JSON Web Key Set, or a list of JSON Web Keys, PEM texts (SPKI) and `KeyObject`s. */
  readonly keys?: KeySet | readonly (KeyInput | KeySet)[];
  /** Where it publishes its JSON Web Key Set. */
  readonly jwksUri?: string;
  /** Where it publishes its metadata; true for `<issuer>/.well-known/openid-configuration`. */
  readonly discovery?: true | string;
  /** The `typ` that its tokens have to bear, `at+jwt` for one (RFC 9068). Default: any. */
  readonly typ?: string;
  /** Seconds by which its clock may differ from ours. Default 5. */
  readonly clockTolerance?: number;
  /** Seconds after which published keys are asked for again. Default 600. */
  readonly cacheMaxAge?: number;
  /** Seconds for which keys are used beyond that while they cannot be had. Default 86,400. */
  readonly staleIfError?: number;
  /** Least seconds between two requests for keys because of an unknown `kid`. Default 30. */
  readonly coolDown?: number;
  /** Most seconds that a request for keys may take. Default 5. */
  readonly timeout?: number;
  /** Whether keys may come over http from other machines. Default false. */
  readonly allowHttp?: boolean;
}

export const ISSUER_OPTIONS: readonly (keyof IssuerOptions)[] = [
  'issuer',
  'audience',
  'algorithms',
  'secret',
  'keys',
  'jwksUri',
  'discovery',
  'typ',
  'clockTolerance',
  'cacheMaxAge',
  'staleIfError',
  'coolDown',
  'timeout',
  'allowHttp',
  ...CLAIM_NAMES,
];

/** Seconds. */
export const USUAL_KEY_AGE = 600;

/** Where keys may come from. */
export type KeySource = 'secret' | 'keys' | 'jwksUri' | 'discovery';

export const KEY_SOURCES: readonly KeySource[] = ['secret', 'keys', 'jwksUri', 'discovery'];

function checkSource(door: string, options: IssuerOptions): void {
  const given = KEY_SOURCES.filter((source) => options[source] !== undefined);
  const absent = KEY_SOURCES.find((source) => source in options && options[source] === undefined);
  if (given.length === 0 && absent !== undefined)
    throw new TypeError(`${door}: ${absent} is undefined. Give it a value; perhaps a variable is not set.`);
  if (given.length !== 1)
    throw new TypeError(
      `${door}: ${given.length === 0 ? 'there is nothing to check signatures with' : `${given.join(' and ')} are given together`}. Give one of ${KEY_SOURCES.join(', ')}.`,
    );
}

const FOR_INSTANCE = "Give those that the issuer signs with: algorithms: ['RS256'].";

/** @throws {TypeError} for a list that lacks, or that would let the holder of a public key sign. */
function toAlgorithms(door: string, value: unknown): readonly Algorithm[] {
  const names = requireTexts(door, 'algorithms', value, FOR_INSTANCE);
  const unknown = names.find((name) => !isAlgorithm(name));
  if (unknown !== undefined)
    throw new TypeError(
      `${door}: the algorithm ${JSON.stringify(unknown)} is none of ${ALGORITHMS.join(', ')}.${didYouMean(unknown, ALGORITHMS)}`,
    );
  const algorithms = names.filter(isAlgorithm);
  if (algorithms.some(isSymmetric) && !algorithms.every(isSymmetric))
    throw new TypeError(
      `${door}: algorithms mixes those of a secret with those of a public key, which would then do as a secret. Allow one kind for each issuer.`,
    );
  return algorithms;
}

/** @throws {TypeError} where none of the keys is for any of the algorithms. */
function checkFit(door: string, keys: readonly VerifyingKey[], algorithms: readonly Algorithm[]): void {
  if (!keys.some((key) => algorithms.some((algorithm) => key.algorithms.includes(algorithm))))
    throw new TypeError(`${door}: none of the keys is for ${algorithms.join(', ')}.`);
}

function keysOf(
  door: string,
  { secret, keys }: IssuerOptions,
  algorithms: readonly Algorithm[],
): readonly VerifyingKey[] {
  if (secret === undefined) return toKeys(keys ?? []);
  if (!(typeof secret === 'string' || secret instanceof Uint8Array))
    throw new TypeError(`${door}: secret is neither a string nor bytes.`);
  const key = readSecret(secret, algorithms);
  if (typeof key === 'string') throw new TypeError(`${door}: secret ${key}`);
  return [key];
}

const wellKnown = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

function remoteKeys(
  door: string,
  options: IssuerOptions,
  algorithms: readonly Algorithm[],
  onChange: () => void,
): FindKeys {
  if (algorithms.some(isSymmetric))
    throw new TypeError(
      `${door}: a secret is never published. Give it as secret, or allow other algorithms.`,
    );
  const { issuer, jwksUri, discovery, allowHttp = false } = options;
  const metadata = discovery === true ? wellKnown(issuer) : discovery;
  const seconds = (name: 'cacheMaxAge' | 'staleIfError' | 'coolDown', standard: number): number =>
    toSeconds(door, name, options[name], { standard });
  return createRemoteKeys({
    issuer,
    jwksUri: jwksUri === undefined ? undefined : toSecureUrl(jwksUri, `${door}: jwksUri`, allowHttp),
    discovery: metadata === undefined ? undefined : toSecureUrl(metadata, `${door}: discovery`, allowHttp),
    cacheMaxAge: seconds('cacheMaxAge', USUAL_KEY_AGE),
    staleIfError: seconds('staleIfError', 86_400),
    coolDown: seconds('coolDown', 30),
    timeout: toSeconds(door, 'timeout', options.timeout, { standard: 5, most: 300 }),
    allowHttp,
    onChange,
  });
}

/**
 * What tokens of an issuer are held against. `onChange` is called when it publishes other keys.
 *
 * @throws {TypeError} for options that would let too many in, or nobody.
 */
export function compileIssuer(door: string, options: IssuerOptions, onChange: () => void): IssuerRules {
  const issuer = requireText(door, 'issuer', options.issuer, 'Give the iss of the tokens that are taken.');
  const audience = requireTexts(
    door,
    'audience',
    options.audience,
    'Give the aud of the tokens that are meant for this API.',
  );
  const algorithms = toAlgorithms(door, options.algorithms);
  checkSource(door, options);
  const keys =
    options.secret === undefined && options.keys === undefined ? null : keysOf(door, options, algorithms);
  if (keys !== null) checkFit(door, keys, algorithms);
  return {
    issuer,
    audience,
    algorithms,
    findKeys:
      keys === null ? remoteKeys(door, options, algorithms, onChange) : (sought) => findIn(keys, sought),
    typ: options.typ === undefined ? null : toMediaType(options.typ),
    clockTolerance: toSeconds(door, 'clockTolerance', options.clockTolerance, { standard: 5, most: 300 }),
    requiresExpiry: true,
    toPrincipal: compilePrincipal(options),
  };
}
