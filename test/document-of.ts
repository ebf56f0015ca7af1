/** The smallest 3.1 document around some paths. */
export const documentOf = (paths: object, more: object = {}): object => ({
  openapi: '3.1.0',
  info: { title: 'test', version: '1' },
  paths,
  ...more,
});

/** An operation with an answer, and whatever else is said of it. */
export const operation = (operationId: string, more: object = {}): object => ({
  operationId,
  responses: { 200: { description: 'ok', content: { 'application/json': {} } } },
  ...more,
});

export const pathParameter = (name: string, schema: object): object => ({
  name,
  in: 'path',
  required: true,
  schema,
});

export const jsonBody = (schema: object, required = true): object => ({
  requestBody: { required, content: { 'application/json': { schema } } },
});
