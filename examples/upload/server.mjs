// A form with a file, which is read while it comes: none of it has to fit into memory.
//
//   node examples/upload/server.mjs &
//   curl -F note=hello -F file=@README.md localhost:8080/files
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { bind } from 'opbind';
import { toNodeListener } from 'opbind/node';

const document = {
  openapi: '3.1.0',
  info: { title: 'Files', version: '1.0.0' },
  paths: {
    '/files': {
      post: {
        operationId: 'addFile',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: {
                  note: { type: 'string', maxLength: 100 },
                  file: { type: 'string', contentMediaType: 'application/octet-stream' },
                },
              },
            },
          },
        },
        responses: { 201: { description: 'Added', content: { 'application/json': {} } } },
      },
    },
  },
};

async function addFile({ body: { note, file } }) {
  const hash = createHash('sha256');
  for await (const chunk of file.stream()) hash.update(chunk);
  return { name: file.name, size: file.size, sha256: hash.digest('hex'), note };
}

const api = await bind(document, { addFile: { process: addFile, limits: { body: 1_000_000_000 } } });

const server = createServer(toNodeListener(api)).listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
