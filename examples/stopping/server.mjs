// A server that is told to stop finishes what it has begun. Run it, call it, and send it SIGTERM:
//
//   node examples/stopping/server.mjs &
//   curl -i localhost:8080/slow & sleep 0.2; kill -TERM %1; wait
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bind } from 'opbind';
import { toNodeListener } from 'opbind/node';

const document = {
  openapi: '3.1.0',
  info: { title: 'Slow', version: '1.0.0' },
  paths: {
    '/slow': {
      get: {
        operationId: 'slow',
        responses: { 200: { description: 'Done', content: { 'application/json': {} } } },
      },
    },
  },
};

const api = await bind(document, {
  slow: async ({ run }) => {
    await sleep(1000, undefined, { signal: run.signal });
    return { done: true };
  },
});

const server = createServer(toNodeListener(api)).listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});

process.once('SIGTERM', async () => {
  await api.close({ grace: 15_000 });
  const closed = once(server, 'close');
  server.close();
  await Promise.race([closed, sleep(5000, undefined, { ref: false })]);
  server.closeAllConnections();
  process.stdout.write('stopped\n');
});
