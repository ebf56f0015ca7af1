import { setTimeout as sleep } from 'node:timers/promises';
import { bind } from '../../src/index.ts';
import { documentOf, operation } from '../document-of.ts';

/** Ten thousand runs at once, half of which run out of time. Says what statuses they got, and what timers and memory are left. */

const RUNS = 10_000;

const api = await bind(
  documentOf({ '/fast': { get: operation('fast') }, '/slow': { get: operation('slow') } }),
  {
    // Has a minute, for ten thousand at once keep a machine busy.
    fast: { process: () => sleep(100, { done: true }), timeout: 60_000 },
    // Heeds the abort, as a process should.
    slow: ({ run }) => sleep(60_000, null, { signal: run.signal }),
  },
  { timeout: 1000, onError: () => undefined },
);

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function round(): Promise<Record<string, number>> {
  const calls = Array.from({ length: RUNS }, (_, index) =>
    api.handle({ method: 'GET', url: index % 2 === 0 ? '/fast' : '/slow', headers: {} }),
  );
  const statuses: Record<string, number> = {};
  for (const answer of await Promise.all(calls)) {
    const status = String(answer?.status);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

await round();
await sleep(50);
const before = { timers: timers(), heap: heap() };
const statuses = await round();
await sleep(50);
const after = { timers: timers(), heap: heap() };
process.stdout.write(JSON.stringify({ statuses, before, after }));
await api.close();
