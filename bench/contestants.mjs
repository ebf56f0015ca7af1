/** Those whose work is driven by a document or by schemas, as that of opbind is. */
export const PEERS = [
  'hono-zod-openapi',
  'fastify-openapi-glue',
  'openapi-backend',
  'express-openapi-validator',
];

export const NEAREST = ['raw', 'raw-ajv', 'fastify', 'opbind'];
