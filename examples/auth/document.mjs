const text = { type: 'string', minLength: 1 };
const note = { type: 'object', required: ['text'], properties: { text, by: { type: 'string' } } };
const ok = (schema) => ({ description: 'OK', content: { 'application/json': { schema } } });

/** Notes: read with a key or a token, written with a token, and a sign of life for everybody. */
export const document = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1.0.0' },
  servers: [{ url: '/v1' }],
  paths: {
    '/notes': {
      get: {
        operationId: 'listNotes',
        security: [{ key: [] }, { token: ['notes:read'] }],
        responses: { 200: ok({ type: 'array', items: note }) },
      },
      post: {
        operationId: 'addNote',
        security: [{ token: ['notes:write'] }],
        requestBody: { required: true, content: { 'application/json': { schema: note } } },
        responses: { 201: ok(note) },
      },
    },
    '/notes/drafts': {
      get: {
        operationId: 'listDrafts',
        security: [{ key: [] }],
        responses: { 200: ok({ type: 'array', items: note }) },
      },
    },
    '/health': { get: { operationId: 'health', security: [], responses: { 204: { description: 'Up' } } } },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    },
  },
};
