import { setTimeout as wait } from 'node:timers/promises';
import { poolOf } from './connections.mjs';
import { quantile } from './figures.mjs';

/** How long the last answers may take. */
const PATIENCE = 10_000;

/**
 * So many requests a second by the clock, whether or not those before were answered: what waits for a connection waits
 * within its latency. Counts answers of another status than the expected one, and those that did not come, as errors.
 */
export const keepUp = async ({ port, requests, statuses, milliseconds, perSecond }) => {
  const bytes = requests.map((request) => Buffer.from(request));
  const free = [...(await poolOf(port))];
  const due = [];
  const latencies = [];
  const began = performance.now();
  const most = Math.round((perSecond * milliseconds) / 1000);
  let [planned, wrong] = [0, 0];

  const sendNext = () => {
    while (due.length > 0 && free.length > 0) send(free.shift(), due.shift());
  };
  const send = (connection, n) => {
    connection.onAnswer = (status) => {
      latencies.push(performance.now() - began - (n * 1000) / perSecond);
      if (status !== statuses[n % bytes.length]) wrong++;
      free.push(connection);
      sendNext();
    };
    connection.send(bytes[n % bytes.length]);
  };

  while (planned < most) {
    const now = performance.now() - began;
    while (planned < most && (planned * 1000) / perSecond <= now) due.push(planned++);
    sendNext();
    await wait(1);
  }
  for (const end = performance.now() + PATIENCE; latencies.length < most && performance.now() < end; )
    await wait(10);
  return {
    asked: most,
    errors: wrong + most - latencies.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
};
