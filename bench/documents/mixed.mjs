import { pets } from './pets.mjs';
import { shop } from './shop.mjs';

/** The document of the soak: that of work loads A, B, C and E, an upload, and an answer that is sent item by item. */

const upload = {
  type: 'object',
  required: ['name', 'file'],
  properties: {
    name: { type: 'string', maxLength: 100 },
    file: { type: 'string', contentMediaType: 'application/octet-stream' },
  },
};

const line = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };

export const mixed = {
  ...shop,
  paths: {
    ...shop.paths,
    ...pets.paths,
    '/photos': {
      post: {
        operationId: 'addPhoto',
        requestBody: { required: true, content: { 'multipart/form-data': { schema: upload } } },
        responses: { 201: { description: 'Added.', content: { 'application/json': {} } } },
      },
    },
    '/lines': {
      get: {
        operationId: 'listLines',
        responses: {
          200: { description: 'Lines.', content: { 'application/jsonl': { itemSchema: line } } },
        },
      },
    },
  },
  openapi: '3.2.0',
  components: { schemas: { ...shop.components.schemas, ...pets.components.schemas } },
};

/** Bytes of a file, read as they come. */
export const weigh = async (file) => {
  let bytes = 0;
  for await (const chunk of file.stream()) bytes += chunk.length;
  return bytes;
};

export async function* countTo(most) {
  for (let n = 1; n <= most; n++) yield { n };
}
