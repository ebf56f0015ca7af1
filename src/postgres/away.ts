/** Classes of errors that pass: no connection, the server stops or starts or has no room, somebody was in the way, it is only a standby. */
const PASSING = /^(08|40|53|57|25006)/;

/** Whether an error tells of the database being away rather than of what it was asked. */
export function isAway(error: unknown): boolean {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code);
}

/** Errors of a connection that was never made. */
const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|57P03|53300)$/;

/** Whether what was asked may have been done all the same: the connection broke before the database could say so. */
export function mayBeKept(error: unknown): boolean {
  if (!isAway(error) || !(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    !NEVER_SENT.test(code) &&
    !/^(timeout exceeded when trying to connect|Connection terminated due to)/.test(error.message)
  );
}

/** Milliseconds before something is tried again, the first time and at most. */
const FIRST = 100;
const MOST = 3000;

/** Milliseconds before the next try, a little different for each who tries. */
export const backOff = (tries: number): number =>
  Math.min(MOST, FIRST * 2 ** Math.min(tries, 10)) * (0.75 + Math.random() / 2);
