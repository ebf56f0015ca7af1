const SLICE_MS = 10;

const nextTurn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

/** Makes many calls, a few in each turn of the event loop, so that requests are answered in between. Stops at the first that throws. */
export async function inSlices(calls: Iterable<() => unknown>): Promise<void> {
  let start = performance.now();
  for (const call of calls) {
    call();
    if (performance.now() - start < SLICE_MS) continue;
    await nextTurn();
    start = performance.now();
  }
}
