// A server that counts the items of uploads, and tells by how much its memory grew meanwhile. Started by upload.test.ts.
import { createServer } from 'node:http';

const { bind, toNodeListener } = await import(process.argv[2]);

const document = {
  openapi: '3.2.0',
  info: { title: 'uploads', version: '1' },
  paths: {
    '/items': {
      post: {
        operationId: 'upload',
        requestBody: {
          required: true,
          content: {
            'application/jsonl': { itemSchema: { type: 'object', properties: { n: { type: 'integer' } } } },
          },
        },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
};

const EVERY = 10_000;

const upload = async ({ body }) => {
  const before = process.memoryUsage.rss();
  let most = before;
  let count = 0;
  for await (const _ of body) {
    count += 1;
    if (count % EVERY === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  return { count, before, most };
};

const api = await bind(document, { upload }, { limits: { body: 4 * 1024 ** 3 }, contentEncodings: ['gzip'] });
const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1', () =>
  process.send(server.address().port),
);
process.on('disconnect', () => process.exit());
