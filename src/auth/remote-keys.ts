import { refuse } from '../problem/problem.ts';
import { fetchJson, toSecureUrl } from './fetch-json.ts';
import type { JsonWebKey } from './json-web-key.ts';
import { type FindKeys, findIn, toFetchedKeys } from './key-set.ts';
import type { VerifyingKey } from './verifying-key.ts';

/** Where the keys of an issuer are, and how long what was fetched is good. Times in seconds. */
export interface RemoteOptions {
  readonly issuer: string;
  readonly jwksUri: string | undefined;
  readonly discovery: string | undefined;
  readonly cacheMaxAge: number;
  readonly staleIfError: number;
  readonly coolDown: number;
  readonly timeout: number;
  readonly allowHttp: boolean;
  /** Called when there are other keys than before. */
  readonly onChange: () => void;
}

/** Least seconds from an attempt that failed to the next. */
const RETRY = 5;

interface Fetched {
  readonly keys: readonly VerifyingKey[];
  readonly text: string;
  readonly at: number;
}

const isFilled = (jwk: unknown): jwk is JsonWebKey => typeof jwk === 'object' && jwk !== null;

async function fetchKeys(url: string, timeout: number): Promise<Fetched> {
  const at = Date.now();
  const { keys } = await fetchJson(url, { timeout });
  if (!Array.isArray(keys)) throw new Error(`${url} sent no JSON Web Key Set.`);
  return { keys: toFetchedKeys(keys.filter(isFilled)), text: JSON.stringify(keys), at };
}

/** Where the metadata of an issuer say that its keys are (OpenID Connect Discovery 1.0 §4.3). */
async function discover(url: string, { issuer, timeout, allowHttp }: RemoteOptions): Promise<string> {
  const metadata = await fetchJson(url, { timeout });
  if (metadata['issuer'] !== issuer)
    throw new Error(
      `${url} is of the issuer ${JSON.stringify(metadata['issuer'])}, and not of ${JSON.stringify(issuer)}.`,
    );
  return toSecureUrl(String(metadata['jwks_uri']), 'jwks_uri', allowHttp);
}

/** Asks for the set of keys, and for where it is while that is not known. */
function compileFetch(options: RemoteOptions): () => Promise<Fetched> {
  const { jwksUri, discovery, timeout } = options;
  let discovered: string | undefined;
  return async () => {
    const url = jwksUri ?? discovered ?? (await discover(discovery ?? '', options));
    discovered = undefined;
    const fetched = await fetchKeys(url, timeout);
    discovered = url;
    return fetched;
  };
}

/** A set that is asked for when needed: by one call at a time, and not again before a while has passed. */
interface Source {
  readonly kept: () => Fetched | null;
  /** Rejects where the keys could not be had. */
  readonly refresh: () => Promise<Fetched>;
  /** Whether it is this many seconds since the last attempt, and none is under way. */
  readonly isIdle: (seconds: number) => boolean;
  /** What the attempt under way comes to; null where there is none. */
  readonly pending: () => Promise<Fetched> | null;
  readonly failure: () => unknown;
  /** Whether the last attempt that ended came to nothing. */
  readonly hasFailed: () => boolean;
}

function createSource(options: RemoteOptions): Source {
  const fetchAll = compileFetch(options);
  let kept: Fetched | null = null;
  let pending: Promise<Fetched> | null = null;
  let attempted = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let failed = false;
  const attempt = async (): Promise<Fetched> => {
    try {
      const fetched = await fetchAll();
      if (kept !== null && kept.text !== fetched.text) options.onChange();
      kept = fetched;
      failed = false;
      return fetched;
    } catch (error) {
      failure = error;
      failed = true;
      throw error;
    } finally {
      pending = null;
    }
  };
  return {
    kept: () => kept,
    pending: () => pending,
    failure: () => failure,
    hasFailed: () => failed,
    isIdle: (seconds) => pending === null && Date.now() - attempted >= seconds * 1000,
    refresh: () => {
      attempted = Date.now();
      pending = attempt();
      return pending;
    },
  };
}

const unchecked = (cause: unknown): Error => refuse('credentials-unchecked', { cause });

/** Keys that there are none of yet, or that are too old to be used. */
async function obtain(source: Source): Promise<Fetched> {
  try {
    const pending = source.pending() ?? (source.isIdle(RETRY) ? source.refresh() : null);
    if (pending !== null) return await pending;
  } catch (error) {
    throw unchecked(error);
  }
  throw unchecked(source.failure());
}

/** After another attempt the keys there are then, for the old ones stay where it failed. */
async function renewed(source: Source, attempt: Promise<Fetched>, fetched: Fetched): Promise<Fetched> {
  try {
    return await attempt;
  } catch {
    return source.kept() ?? fetched;
  }
}

const quietly = (attempt: Promise<unknown>): void => {
  attempt.catch(() => undefined);
};

/**
 * Finds keys in a set that the issuer publishes. It is asked for when a token needs it first, again in the background when it is old, and for
 * a kid that it lacks, but then once in a cool-down. Nothing in a token says where.
 */
export function createRemoteKeys(options: RemoteOptions): FindKeys {
  const source = createSource(options);
  const ageOf = ({ at }: Fetched): number => (Date.now() - at) / 1000;
  const current = (): Fetched | Promise<Fetched> => {
    const kept = source.kept();
    if (kept === null || ageOf(kept) > options.cacheMaxAge + options.staleIfError) return obtain(source);
    if (ageOf(kept) <= options.cacheMaxAge) return kept;
    const attempt = source.pending() ?? (source.isIdle(RETRY) ? source.refresh() : null);
    if (attempt === null) return kept;
    // Nobody has come for so long that what was withdrawn meanwhile would be believed. Who comes while the issuer is out of reach does not wait.
    if (ageOf(kept) > 2 * options.cacheMaxAge && !source.hasFailed()) return renewed(source, attempt, kept);
    quietly(attempt);
    return kept;
  };
  return async (sought) => {
    const fetched = await current();
    const found = findIn(fetched.keys, sought);
    if (found.length > 0) return found;
    const attempt = source.pending() ?? (source.isIdle(options.coolDown) ? source.refresh() : null);
    return attempt === null ? found : findIn((await renewed(source, attempt, fetched)).keys, sought);
  };
}
