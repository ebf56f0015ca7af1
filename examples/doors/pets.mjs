// The API that the examples of doors serve: two operations, under /v1.
import { bind, reply } from 'opbind';

const document = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1.0.0' },
  servers: [{ url: '/v1' }],
  paths: {
    '/pets': {
      post: {
        operationId: 'addPet',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name'],
                properties: { name: { type: 'string', minLength: 1 } },
              },
            },
          },
        },
        responses: { 201: { description: 'Added', content: { 'application/json': {} } } },
      },
    },
    '/pets/{petId}': {
      get: {
        operationId: 'getPet',
        parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: {
          200: { description: 'The pet', content: { 'application/json': {} } },
          404: { description: 'No such pet' },
        },
      },
    },
  },
};

const pets = [{ id: 1, name: 'Rex' }];

export const api = await bind(document, {
  getPet: ({ path }) => pets[path.petId - 1] ?? reply(404),
  addPet: ({ body }) => {
    const pet = { id: pets.length + 1, name: body.name };
    pets.push(pet);
    return pet;
  },
});
