import { checkMembers } from './checks.ts';

/** Bounds of what is remembered of tokens that were good. */
export interface CacheOptions {
  /** Most tokens that are remembered. */
  readonly size: number;
  /** Most seconds for which one is. Default 60; never longer than the token is good. */
  readonly maxAge?: number;
}

/** What was found out of tokens, by their text. */
export interface TokenCache<Value> {
  readonly get: (token: string) => Value | undefined;
  /** Remembers what is found out from now on, unless everything is forgotten meanwhile. `end` in milliseconds. */
  readonly begin: () => (token: string, value: Value, end: number) => void;
  readonly forget: (token: string) => void;
  readonly clear: () => void;
}

/** A cache that remembers nothing. */
const forgetful = <Value>(): TokenCache<Value> => ({
  get: () => undefined,
  begin: () => () => undefined,
  forget: () => undefined,
  clear: () => undefined,
});

interface Entry<Value> {
  readonly value: Value;
  readonly end: number;
}

/** @throws {TypeError} for bounds that are none. */
function checkBounds({ size, maxAge = 60 }: CacheOptions): void {
  if (!Number.isInteger(size) || size < 1)
    throw new TypeError(`cache.size ${size} is no number of tokens: give a whole number from 1.`);
  if (!(Number.isFinite(maxAge) && maxAge > 0))
    throw new TypeError(`cache.maxAge ${maxAge} is no time: give seconds, more than 0.`);
}

/** Remembers tokens for a while; who was not seen for longest is forgotten first. */
export function createTokenCache<Value>(options: CacheOptions | undefined): TokenCache<Value> {
  if (options === undefined) return forgetful();
  checkMembers('cache', options, ['size', 'maxAge']);
  checkBounds(options);
  const { size, maxAge = 60 } = options;
  const entries = new Map<string, Entry<Value>>();
  let generation = 0;
  const keep = (token: string, entry: Entry<Value>): void => {
    entries.delete(token);
    entries.set(token, entry);
    const [eldest] = entries.size > size ? entries.keys() : [];
    if (eldest !== undefined) entries.delete(eldest);
  };
  return {
    get: (token) => {
      const entry = entries.get(token);
      if (entry === undefined) return undefined;
      entries.delete(token);
      if (Date.now() >= entry.end) return undefined;
      entries.set(token, entry);
      return entry.value;
    },
    begin: () => {
      const begun = generation;
      return (token, value, end) => {
        const now = Date.now();
        if (begun === generation && end > now)
          keep(token, { value, end: Math.min(end, now + maxAge * 1000) });
      };
    },
    forget: (token) => {
      entries.delete(token);
    },
    clear: () => {
      generation += 1;
      entries.clear();
    },
  };
}
