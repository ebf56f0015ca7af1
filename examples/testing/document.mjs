const todo = {
  type: 'object',
  required: ['id', 'text'],
  properties: {
    id: { type: 'integer', readOnly: true },
    text: { type: 'string', minLength: 1, maxLength: 200 },
    done: { type: 'boolean', default: false },
  },
  additionalProperties: false,
};

const schema = { $ref: '#/components/schemas/Todo' };
const content = { 'application/json': { schema } };
const problem = { description: 'What is wrong', content: { 'application/problem+json': {} } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };

export const document = {
  openapi: '3.1.0',
  info: { title: 'Todos', version: '1.0.0' },
  security: [{ token: [] }],
  paths: {
    '/todos': {
      get: {
        operationId: 'listTodos',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 0, maximum: 100, default: 20 } },
        ],
        responses: {
          200: {
            description: 'Todos',
            content: { 'application/json': { schema: { type: 'array', items: schema } } },
          },
        },
      },
      post: {
        operationId: 'addTodo',
        requestBody: { required: true, content },
        responses: { 201: { description: 'The new one', content } },
      },
    },
    '/todos/{id}': {
      parameters: [id],
      get: { operationId: 'getTodo', responses: { 200: { description: 'The todo', content }, 404: problem } },
      delete: {
        operationId: 'removeTodo',
        responses: { 204: { description: 'Gone' }, 403: problem, 404: problem },
      },
    },
  },
  components: {
    schemas: { Todo: todo },
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  },
};
