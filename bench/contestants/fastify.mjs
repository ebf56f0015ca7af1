import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { listPets, pets as petsDocument } from '../documents/pets.mjs';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';
import { createVerify } from './verify.mjs';

/** Fastify as its guide has it: routes and schemas written by hand, answers serialised by their schemas. */

const problem = ({ validation, validationContext, statusCode = 500, message }, _request, reply) =>
  reply
    .code(statusCode)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: message,
      status: statusCode,
      errors: validation?.map(({ instancePath, keyword, message: text }) => ({
        in: validationContext,
        pointer: instancePath,
        code: keyword,
        message: text,
      })),
    });

const ready = async (app) => {
  await app.ready();
  return { listener: app.routing };
};

const jsonSchema = ({ content }) => content['application/json'].schema;

/** Schemas of the document, references written out: Fastify's serialiser and checker each want them so. */
const inline = (description, node) => {
  if (Array.isArray(node)) return node.map((each) => inline(description, each));
  if (typeof node !== 'object' || node === null) return node;
  if (node.$ref !== undefined)
    return inline(description, description.components.schemas[node.$ref.split('/').at(-1)]);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(description, value)]));
};

const inLocation = (parameters, location) => ({
  type: 'object',
  properties: Object.fromEntries(
    parameters.filter((each) => each.in === location).map(({ name, schema }) => [name, schema]),
  ),
});

const addPet = (app) => {
  const { get } = shopDocument.paths['/pets/{petId}'];
  app.get(
    '/pets/:petId',
    {
      schema: {
        params: inLocation(get.parameters, 'path'),
        querystring: inLocation(get.parameters, 'query'),
        response: { 200: jsonSchema(get.responses[200]) },
      },
      preValidation: async ({ query }) => {
        if (query.tags !== undefined) query.tags = query.tags.split(',');
      },
    },
    ({ params, query }, reply) => {
      reply.send(pet(params.petId, query.tags ?? null, query.verbose ?? null, query.limit));
    },
  );
};

export const shop = () => {
  const app = fastify();
  app.setErrorHandler(problem);
  const { post } = shopDocument.paths['/orders'];
  addPet(app);
  app.post(
    '/orders',
    {
      schema: {
        body: inline(shopDocument, jsonSchema(post.requestBody)),
        response: { 201: jsonSchema(post.responses[201]) },
      },
    },
    ({ body }, reply) => {
      reply.code(201).send(receipt(body));
    },
  );
  return ready(app);
};

export const guarded = async () => {
  const app = fastify();
  app.setErrorHandler(problem);
  const isValid = await createVerify();
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (await isValid(headers.authorization)) return;
    return reply.code(401).type('application/problem+json').send({ title: 'Unauthorized', status: 401 });
  });
  addPet(app);
  return ready(app);
};

export const remembering = guarded;

export const pets = () => {
  const app = fastify();
  app.setErrorHandler(problem);
  const { get } = petsDocument.paths['/pets'];
  app.get(
    '/pets',
    {
      schema: {
        querystring: inLocation(get.parameters, 'query'),
        response: { 200: inline(petsDocument, jsonSchema(get.responses[200])) },
      },
    },
    ({ query }, reply) => {
      reply.send(listPets(query.page));
    },
  );
  return ready(app);
};

/** Fastify writes answers by their schemas, and checks none. */
export const checkedPets = pets;

export const document = ({ file }) => {
  const app = fastify();
  app.setErrorHandler(problem);
  const description = JSON.parse(readFileSync(file, 'utf8'));
  for (const [template, item] of Object.entries(description.paths))
    for (const [method, { operationId: operation, parameters, requestBody }] of Object.entries(item)) {
      const paged = parameters.some((each) => each.name === 'sort');
      app.route({
        method: method.toUpperCase(),
        url: template.replaceAll(/{(.*?)}/g, ':$1'),
        schema: {
          params: inLocation(parameters, 'path'),
          querystring: inLocation(parameters, 'query'),
          ...(requestBody && { body: inline(description, jsonSchema(requestBody)) }),
        },
        handler: ({ params, query }, reply) => {
          if (paged) query.sort ??= null;
          reply.send({ operation, path: params, query });
        },
      });
    }
  return ready(app);
};
