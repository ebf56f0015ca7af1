import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import glue from 'fastify-openapi-glue';
import { guarded as guardedDocument } from '../documents/guarded.mjs';
import { listPets, pets as petsDocument } from '../documents/pets.mjs';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';
import { PROBLEM, problemOf, toErrors } from './problems.mjs';
import { createVerify } from './verify.mjs';

/** fastify-openapi-glue as its guide has it; what its checks cannot read, a csv list for one, is read in a hook. */

const refuse = ({ validation, validationContext, statusCode = 500, message }, _request, reply) =>
  reply
    .code(statusCode)
    .type(PROBLEM)
    .send(problemOf(statusCode, message, validation && toErrors(validationContext, validation)));

const serve = async (specification, serviceHandlers, more = {}, prepare = () => undefined) => {
  const app = fastify();
  app.setErrorHandler(refuse);
  prepare(app);
  // It changes what it is given.
  await app.register(glue, { specification: structuredClone(specification), serviceHandlers, ...more });
  await app.ready();
  return { listener: app.routing };
};

const splitTags = (app) =>
  app.addHook('preValidation', async ({ query }) => {
    if (query.tags !== undefined) query.tags = query.tags.split(',');
  });

const getPet = async ({ params, query }) =>
  pet(params.petId, query.tags ?? null, query.verbose ?? null, query.limit);

export const shop = () =>
  serve(
    shopDocument,
    {
      getPet,
      placeOrder: async ({ body }, reply) => {
        reply.code(201);
        return receipt(body);
      },
    },
    {},
    splitTags,
  );

export const guarded = async () => {
  const isValid = await createVerify();
  const token = async ({ headers }) => {
    if (!(await isValid(headers.authorization))) throw new Error('Unauthorized');
  };
  return serve(guardedDocument, { getPet }, { securityHandlers: { token } }, splitTags);
};

export const remembering = guarded;

export const pets = () => serve(petsDocument, { listPets: async ({ query }) => listPets(query.page) });

/** Answers are written by their schemas, and none is checked. */
export const checkedPets = pets;

export const document = ({ file, ids }) => {
  const answer =
    (operation) =>
    async ({ params, query }) => {
      if ('limit' in query) query.sort ??= null;
      return { operation, path: params, query };
    };
  const description = JSON.parse(readFileSync(file, 'utf8'));
  // Its serialiser leaves out what a schema does not name.
  for (const item of Object.values(description.paths))
    for (const operation of Object.values(item)) operation.responses = { 200: { description: 'Done.' } };
  return serve(description, Object.fromEntries(ids.map((id) => [id, answer(id)])));
};
