import { Session } from 'node:inspector/promises';
import { toTable } from './figures.mjs';
import { createRun } from './in-process.mjs';

/** What is allocated for a request, by function: `node bench/allocations.mjs opbind a`, or with `handle` behind it. */

const ROOT = new URL('..', import.meta.url).href;
const [WARM_UP, COUNT] = [20_000, 10_000];
const SAMPLING = {
  samplingInterval: 256,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};

const [contestant = 'opbind', work = 'a', way = 'listener'] = process.argv.slice(2);
const run = await createRun(contestant, work, way);
if (run === undefined) throw new Error(`${contestant} has no ${way}.`);
await run(WARM_UP);

const session = new Session();
session.connect();
await session.post('HeapProfiler.enable');
await session.post('HeapProfiler.startSampling', SAMPLING);
await run(COUNT);
const { profile } = await session.post('HeapProfiler.stopSampling');
session.disconnect();

const nameOf = ({ functionName, url, lineNumber }) =>
  `${functionName || '(anonymous)'}${url === '' ? '' : `  ${url.replace(ROOT, '')}:${lineNumber + 1}`}`;

const bytes = new Map();
const add = ({ callFrame, selfSize, children }) => {
  const name = nameOf(callFrame);
  bytes.set(name, (bytes.get(name) ?? 0) + selfSize / COUNT);
  children.forEach(add);
};
add(profile.head);

const rows = [...bytes].sort(([, a], [, b]) => b - a).filter(([, each]) => each >= 1);
const total = rows.reduce((sum, [, each]) => sum + each, 0);
process.stdout.write(`${contestant}, ${work} through its ${way}: ${Math.round(total)} bytes per request\n\n`);
process.stdout.write(
  `${toTable(
    ['function', 'bytes per request'],
    rows.slice(0, 60).map(([name, each]) => [name, Math.round(each)]),
  )}\n`,
);
