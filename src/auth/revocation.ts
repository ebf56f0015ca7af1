/** Where ids of revoked tokens are kept: a table, a set in Redis. What it throws lets nobody in. */
export interface RevocationStore {
  /** Keeps an id; after `expires` it may be dropped, for the token is no good then anyway. */
  add(jti: string, expires: Date): void | Promise<void>;
  has(jti: string): boolean | Promise<boolean>;
}

/** Milliseconds between two searches for what may be dropped. */
const SWEEP = 60_000;

/** Keeps ids in this process, each until its token has expired. */
export function createMemoryStore(): RevocationStore {
  const expiries = new Map<string, number>();
  let swept = Date.now();
  const sweep = (now: number): void => {
    if (now - swept < SWEEP) return;
    swept = now;
    for (const [jti, expiry] of expiries) if (expiry <= now) expiries.delete(jti);
  };
  return {
    add: (jti, expires) => {
      sweep(Date.now());
      expiries.set(jti, Math.max(expires.getTime(), expiries.get(jti) ?? 0));
    },
    has: (jti) => expiries.has(jti),
  };
}
