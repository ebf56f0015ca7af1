/** Classes of errors that pass: no connection, the server stops or starts or has no room, somebody was in the way, it is only a standby. */
const PASSING = /^(08|40|53|57|25006)/;

/** Whether an error tells of the database being away rather than of what it was asked. */
export function isAway(error: unknown): boolean {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code);
}

/** Milliseconds before something is tried again, the first time and at most. */
const FIRST = 100;
const MOST = 3000;

/** Milliseconds before the next try, a little different for each who tries. */
export const backOff = (tries: number): number =>
  Math.min(MOST, FIRST * 2 ** Math.min(tries, 10)) * (0.75 + Math.random() / 2);
