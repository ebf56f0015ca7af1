import { setTimeout as pause } from 'node:timers/promises';

/** Waits for something, for so many milliseconds at most. Whether it was done by then. */
export async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  const stop = new AbortController();
  const late = pause(ms, false, { signal: stop.signal }).catch(() => false);
  return await Promise.race([work.then(() => true), late]).finally(() => stop.abort());
}
