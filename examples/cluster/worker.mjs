// One of the processes that server.mjs starts: a server like any other.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bind } from 'opbind';
import { toNodeListener } from 'opbind/node';

const answers = (operationId) => ({
  get: { operationId, responses: { 200: { description: 'Done', content: { 'application/json': {} } } } },
});

const document = {
  openapi: '3.1.0',
  info: { title: 'Many', version: '1.0.0' },
  paths: { '/who': answers('who'), '/slow': answers('slow') },
};

const api = await bind(document, {
  who: () => ({ pid: process.pid }),
  slow: async ({ run }) => {
    await sleep(1000, undefined, { signal: run.signal });
    return { done: true };
  },
});

const server = createServer(toNodeListener(api)).listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
let stopping = false;

const stop = async () => {
  if (stopping) return; // a terminal tells SIGINT to all processes, and then the first one tells them SIGTERM
  stopping = true;
  await api.close({ grace: 15_000 });
  const closed = once(server, 'close');
  server.close();
  await Promise.race([closed, sleep(5000, undefined, { ref: false })]);
  server.closeAllConnections();
  cluster.worker.disconnect();
};

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
