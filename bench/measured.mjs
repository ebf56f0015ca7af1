import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { median } from './figures.mjs';
import { createRun } from './in-process.mjs';

/** What a request costs within the process of a contestant. Says the median and the best chunk. */

const [contestant, work, way, what, chunks] = process.argv.slice(2);
const run = await createRun(contestant, work, way);

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const measureTime = async (count) => {
  const before = cpu();
  await run(count);
  return (cpu() - before) / count;
};

let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ['gc'] });

const measureBytes = async (count) => {
  gc({ type: 'minor' });
  await wait(10);
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  await run(count);
  const grown = process.memoryUsage().heapUsed - before;
  await wait(10);
  return collections === 0 ? grown / count : undefined;
};

const measureAll = async (measure, warmUp, count) => {
  await run(warmUp);
  const found = [];
  for (let n = 0; n < Number(chunks); n++) found.push(await measure(count));
  const kept = found.filter((value) => value !== undefined);
  return { median: median(kept), best: Math.min(...kept) };
};

const MEASURES = {
  time: () => measureAll(measureTime, 10_000, 2_000),
  bytes: () => measureAll(measureBytes, 10_000, 1_000),
};

process.on('disconnect', () => process.exit());
const found = run === undefined ? { absent: true } : await MEASURES[what]();
process.send?.(found);
