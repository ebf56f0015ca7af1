/** Calls back when all that waits now has had its turn. */
export const inNextTurn = (call: () => void): void => {
  if (typeof setImmediate === 'function') setImmediate(call);
  else setTimeout(call, 0);
};
