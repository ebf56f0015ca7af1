import type { HeaderLine, HttpRequest } from '../../http/message.ts';
import { type Problem, refuse } from '../../problem/problem.ts';
import type { Identified } from '../authorize.ts';
import type { Principal } from '../principal.ts';
import type { Limit } from './policy.ts';

/** What is asked of a limiter: `points` calls in `duration` seconds. */
export interface LimiterOptions {
  /** Calls in each `duration`. */
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
  /** In front of every key, so that limiters may share a store. */
  readonly keyPrefix: string;
}

/** What a limiter says of a call. */
export interface CallCount {
  readonly remainingPoints: number;
  readonly msBeforeNext: number;
}

/** Counts calls by key. Rejects with the count where there were too many, with an `Error` where it could not count. */
export interface Limiter {
  consume(key: string): Promise<CallCount>;
}

/**
 * Makes what counts calls, as the limiters of `rate-limiter-flexible` do.
 *
 * @example
 * const limiter: CreateLimiter = (limits) => new RateLimiterRedis({ ...limits, storeClient: redis });
 */
export type CreateLimiter = (options: LimiterOptions) => Limiter;

/** Counts a call. Gives what the answer says of it, or refuses. */
export type Throttle = (request: HttpRequest, caller: Identified) => Promise<readonly HeaderLine[] | Problem>;

const SECONDS: Readonly<Record<Limit['per'], number>> = { minute: 60, hour: 3600, day: 86_400 };

/** A token's subject is one caller's, whatever name he goes by. */
const subjectOf = ({ name, claims }: Principal): readonly unknown[] =>
  claims !== undefined && typeof claims['sub'] === 'string' ? [claims['iss'], claims['sub']] : [name];

/** Who a call is counted for. */
const callerKey = (
  { evidence, principal }: Identified,
  { clientIp = '' }: HttpRequest,
  networkOf: Counting['networkOf'],
): string =>
  principal === null
    ? `address ${networkOf(clientIp)}`
    : JSON.stringify([evidence[0]?.scheme.name, ...subjectOf(principal)]);

/** What calls are counted with. */
export interface Counting {
  readonly createLimiter: CreateLimiter;
  /** The part of an address by which callers that are not known are told apart. */
  readonly networkOf: (address: string) => string;
}

/** Counts calls against one limit. */
export interface Meter {
  readonly name: string;
  readonly limit: Limit;
  readonly seconds: number;
  readonly limiter: Limiter;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const secondsOf = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));

// draft-ietf-httpapi-ratelimit-headers: what is allowed, and what is left of it.
const policyItem = ({ name, limit, seconds }: Meter): string =>
  `${quoted(name)};q=${limit.limit};w=${seconds}`;

const stateItem = ({ name }: Meter, { remainingPoints, msBeforeNext }: CallCount): string =>
  `${quoted(name)};r=${Math.max(0, remainingPoints)};t=${secondsOf(msBeforeNext)}`;

const linesOf = (counts: readonly (readonly [Meter, CallCount])[]): HeaderLine[] => [
  ['ratelimit-policy', counts.map(([meter]) => policyItem(meter)).join(', ')],
  ['ratelimit', counts.map(([meter, count]) => stateItem(meter, count)).join(', ')],
];

const isCount = (value: unknown): value is CallCount =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Error) &&
  'msBeforeNext' in value &&
  Number.isFinite(value.msBeforeNext);

async function count({ limiter, limit }: Meter, key: string): Promise<{ counted: CallCount; over: boolean }> {
  try {
    return { counted: await limiter.consume(limit.by === 'caller' ? key : 'all'), over: false };
  } catch (error) {
    if (!isCount(error)) throw error;
    return { counted: error, over: true };
  }
}

/** One caller who calls too often does not use up what there is for all. */
const callersFirst = (meters: readonly Meter[]): readonly Meter[] =>
  [...meters].sort((a, b) => Number(a.limit.by !== 'caller') - Number(b.limit.by !== 'caller'));

/** A name that can stand in a header field. */
const printable = (text: string): string => text.replace(/[^ -~]/g, '?');

/** What counts calls against limits. Their names tell them from those of others. */
export const createMeters = (
  names: readonly string[],
  limits: readonly Limit[],
  { createLimiter }: Counting,
): readonly Meter[] =>
  limits.map((limit) => {
    const parts = [...names, ...(limit.by === 'caller' ? ['caller'] : []), limit.per];
    const own = printable(parts.join(' '));
    const seconds = SECONDS[limit.per];
    const limiter = createLimiter({
      points: limit.limit,
      duration: seconds,
      keyPrefix: `opbind:${parts.map(encodeURIComponent).join('/')}`,
    });
    return { name: own, limit, seconds, limiter };
  });

/** Counts calls by all of some meters; null where there are none. */
export function compileThrottle(given: readonly Meter[], { networkOf }: Counting): Throttle | null {
  if (given.length === 0) return null;
  const meters = callersFirst(given);
  return async (request, caller) => {
    const key = callerKey(caller, request, networkOf);
    const counts: [Meter, CallCount][] = [];
    for (const meter of meters) {
      const { counted, over } = await count(meter, key);
      counts.push([meter, counted]);
      if (over)
        return refuse('rate-limited', {
          headers: [['retry-after', String(secondsOf(counted.msBeforeNext))], ...linesOf(counts)],
        });
    }
    return linesOf(counts);
  };
}
