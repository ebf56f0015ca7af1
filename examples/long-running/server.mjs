// Work that takes longer than a caller waits. Start the server, and let the client call it:
//
//   node examples/long-running/server.mjs &
//   node examples/long-running/client.mjs http://127.0.0.1:8080
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bind, reply } from 'opbind';
import { toNodeListener } from 'opbind/node';

const document = {
  openapi: '3.1.0',
  info: { title: 'Reports', version: '1.0.0' },
  paths: {
    '/reports': {
      post: {
        operationId: 'makeReport',
        // Callers wait half a second; then they get 202, and the URL where they can ask.
        'x-opbind': { mode: 'poll', wait: 500 },
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['pages'],
                properties: { pages: { type: 'integer', minimum: 1 } },
              },
            },
          },
        },
        responses: { 201: { description: 'Made', content: { 'application/json': {} } } },
      },
    },
  },
};

/** Milliseconds for a page. */
const PAGE = 300;

const api = await bind(document, {
  makeReport: async ({ body, run }) => {
    for (let page = 1; page <= body.pages; page++) {
      run.log(`page ${page} of ${body.pages}`);
      // Who cancels the run, or stops the server, ends it here.
      await sleep(PAGE, undefined, { signal: run.signal });
    }
    run.outputs.seconds = (body.pages * PAGE) / 1000;
    return reply(201, { title: 'The year', pages: body.pages });
  },
});

const server = createServer(toNodeListener(api)).listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  process.stdout.write(`Reports at ${base}. Try:

  # one page is there while you wait
  curl -i --json '{"pages":1}' ${base}/reports
  # ten are not: 202; ask for what it says under location, and DELETE it to end it
  curl -i --json '{"pages":10}' ${base}/reports
  # the same key, the same report: nothing is made twice
  curl -i -H 'idempotency-key: 4f1c' --json '{"pages":10}' ${base}/reports
`);
});

process.once('SIGTERM', async () => {
  await api.close({ grace: 1000 });
  server.close();
  server.closeAllConnections();
});
