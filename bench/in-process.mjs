import { createServer } from 'node:http';
import { PerformanceObserver } from 'node:perf_hooks';
import { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fits } from './check.mjs';
import { median } from './figures.mjs';
import { toAnswer, toParts } from './wire.mjs';

/** One contestant asked within its own process, one request after another. Says the median and the best chunk. */

const [contestant, work, way, what, chunks] = process.argv.slice(2);
const { cases, start } = await import(`./work/${work}.mjs`);
const served = await (await import(`./contestants/${contestant}.mjs`))[start.app]();

const confirm = (got, answer) => {
  if (!fits(got, answer)) throw new Error(`${contestant} answers wrongly: ${JSON.stringify(got)}`);
};

/** Real node:http messages on a socket that is only memory. */
const throughListener = async ({ listener }) => {
  const requests = cases.map(({ request }) => Buffer.from(request));
  let onFinish;
  let text = '';
  const socket = new Duplex({
    decodeStrings: false,
    read() {},
    write(chunk, _encoding, done) {
      text = chunk;
      done();
    },
    writev(parts, done) {
      text = parts.map(({ chunk }) => chunk).join('');
      done();
    },
  });
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    response.on('finish', () => process.nextTick(onFinish));
    listener(request, response);
  });
  server.emit('connection', socket);

  for (const [n, { answer }] of cases.entries()) {
    await new Promise((resolve) => {
      onFinish = resolve;
      socket.push(requests[n]);
    });
    confirm(toAnswer(text), answer);
  }

  return (count) =>
    new Promise((resolve) => {
      let n = 0;
      onFinish = () => (n === count ? resolve() : socket.push(requests[n++ % requests.length]));
      onFinish();
    });
};

/** `api.handle` alone: no messages of node:http at all. */
const throughHandle = async ({ handle }) => {
  const requests = cases.map(({ request }) => toParts(request));
  for (const [n, { answer }] of cases.entries()) {
    const { status, headers, body } = await handle(requests[n]);
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1].split(';')[0];
    confirm({ status, type, body: JSON.parse(body) }, answer);
  }
  return async (count) => {
    for (let n = 0; n < count; n++) await handle(requests[n % requests.length]);
  };
};

const WAYS = { listener: throughListener, handle: throughHandle };
const run = served[way] && (await WAYS[way](served));

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
  gc();
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
  none: () => run(Number(chunks)),
};

process.on('disconnect', () => process.exit());
const found = run === undefined ? { absent: true } : await MEASURES[what]();
process.send?.(found);
