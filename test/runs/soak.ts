import { setTimeout as sleep } from 'node:timers/promises';
import { bind } from '../../src/index.ts';
import { documentOf, operation } from '../document-of.ts';

/** Runs of all kinds, so many per second, for some seconds. Says what the heap was when all that is bounded was full, and at the end. */

const SECONDS = Number(process.env['OPBIND_SOAK_SECONDS'] ?? 12);
const PER_SECOND = 500;

const api = await bind(
  documentOf({
    '/now': { get: operation('now'), post: operation('once') },
    '/later': { get: operation('later') },
    '/jobs': { post: { ...operation('job'), 'x-opbind': { mode: 'poll', wait: 1 } } },
  }),
  {
    now: ({ run }) => {
      run.log('now');
      return { done: true };
    },
    once: async ({ run }) => {
      run.outputs['a'] = 1;
      await sleep(1);
      return 'a'.repeat(100);
    },
    later: () => sleep(5, { done: true }),
    job: () => sleep(10, 'a'.repeat(100)),
  },
  { runs: { history: 200, count: 200 } },
);

let made = 0;

async function call(): Promise<void> {
  made += 1;
  const key = { 'idempotency-key': `key-${made}` };
  await api.handle({ method: 'GET', url: '/now', headers: {} });
  await api.handle({ method: 'POST', url: '/now', headers: key });
  await api.handle({ method: 'GET', url: '/later', headers: {} });
  const answer = await api.handle({ method: 'POST', url: '/jobs', headers: {} });
  const location = answer?.headers.find(([name]) => name === 'location')?.[1];
  if (location !== undefined) await api.handle({ method: 'GET', url: location, headers: {} });
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function run(seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const calls = Array.from({ length: PER_SECOND / 4 / 20 }, call);
    await Promise.all([...calls, sleep(50)]);
  }
  await sleep(100);
}

await run(SECONDS / 2);
const before = heap();
await run(SECONDS / 2);
const after = heap();
process.stdout.write(JSON.stringify({ runs: 4 * made, before, after }));
await api.close();
