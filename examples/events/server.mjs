// Server-sent events from an async generator. It stops when the caller goes.
//
//   node examples/events/server.mjs &
//   curl -N 'localhost:8080/ticks?every=500'
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bind } from 'opbind';
import { toNodeListener } from 'opbind/node';

const document = {
  openapi: '3.2.0',
  info: { title: 'Ticks', version: '1.0.0' },
  paths: {
    '/ticks': {
      get: {
        operationId: 'ticks',
        parameters: [{ name: 'every', in: 'query', schema: { type: 'integer', minimum: 10, default: 1000 } }],
        responses: {
          200: { description: 'One event after the other', content: { 'text/event-stream': {} } },
        },
      },
    },
  },
};

async function* ticks(every, signal) {
  for (let id = 1; ; id += 1) {
    yield { event: 'tick', id, data: { at: new Date().toISOString() } };
    await sleep(every, undefined, { signal });
  }
}

const api = await bind(document, {
  ticks: { process: ({ query, run }) => ticks(query.every, run.signal), timeout: 0 },
});

const server = createServer(toNodeListener(api)).listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
