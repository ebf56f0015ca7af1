const ok = (type: string): object => ({ 200: { description: 'ok', content: { [type]: {} } } });

const body = (type: string, schema: object, required = true): object => ({
  requestBody: { required, content: { [type]: { schema } } },
});

const operation = (operationId: string, more: object = {}, type = 'application/json'): object => ({
  operationId,
  responses: ok(type),
  ...more,
});

const parameter = (location: string, name: string, schema: object): object => ({
  name,
  in: location,
  required: location === 'path',
  schema,
});

const TEXT = { type: 'string' };
const TEXTS = { type: 'array', items: TEXT };
const BYTES = 'application/octet-stream';

const text = { parameters: [parameter('path', 'text', TEXT)] };
const query = { parameters: [parameter('query', 'list', TEXTS), parameter('query', 'text', TEXT)] };
const number = { parameters: [parameter('path', 'number', { type: 'integer' })] };
const form = { type: 'object', required: ['count'], properties: { count: { type: 'integer' }, name: TEXT } };

/** What the audited API can do. All of its paths begin with `/audit`, so that a host application has room for its own. */
export const DOCUMENT: object = {
  openapi: '3.1.0',
  info: { title: 'The audit of a door', version: '1' },
  servers: [{ url: '/audit' }],
  paths: {
    '/text/{text}': { get: operation('text', text) },
    '/query': { get: operation('query', query) },
    '/call': { get: operation('call') },
    '/fields': { get: operation('fields') },
    '/cookies': { get: operation('cookies') },
    '/status/{number}': { get: operation('status', number) },
    '/number/{number}': { post: operation('number', { ...number, ...body('application/json', {}) }) },
    '/json': { post: operation('json', body('application/json', { type: 'object' })) },
    '/small': { post: operation('small', body('application/json', { type: 'object' })) },
    '/optional': { post: operation('optional', body('application/json', {}, false)) },
    '/form': { post: operation('form', body('application/x-www-form-urlencoded', form)) },
    '/signed': { post: operation('signed', body('application/json', {})) },
    '/bytes': { post: operation('bytes', body(BYTES, {}), BYTES) },
    '/lines': { post: operation('lines', body('application/x-ndjson', {})) },
    '/ignored': { post: operation('ignored') },
    '/fails': { get: operation('fails') },
    '/large': { get: operation('large', {}, BYTES) },
    '/stream': { get: operation('stream', {}, 'text/plain') },
    '/late': { get: operation('late', {}, 'text/plain') },
    '/events': { get: operation('events', {}, 'text/event-stream') },
    '/endless': { get: operation('endless', {}, BYTES) },
    '/broken': { get: operation('broken', {}, BYTES) },
    '/waits': { get: operation('waits') },
  },
};
