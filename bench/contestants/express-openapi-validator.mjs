import { readFileSync } from 'node:fs';
import express from 'express';
import * as validator from 'express-openapi-validator';
import { guarded as guardedDocument } from '../documents/guarded.mjs';
import { listPets, pets as petsDocument } from '../documents/pets.mjs';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';
import { PROBLEM, problemOf } from './problems.mjs';
import { createVerify } from './verify.mjs';

/** express-openapi-validator on Express 5, as its guide has it. */

const errorsOf = (errors = []) =>
  errors.map(({ path, message, errorCode }) => {
    const [, location, ...names] = path.split('/');
    return { in: location, pointer: names.map((name) => `/${name}`).join(''), code: errorCode, message };
  });

const refuse = (error, _request, response, _next) => {
  const { status = 500, message, errors } = error;
  response
    .status(status)
    .type(PROBLEM)
    .send(problemOf(status, message, errorsOf(errors)));
};

const serve = (apiSpec, route, more = {}) => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.json({ limit: '1mb' }));
  app.use(
    validator.middleware({
      apiSpec: structuredClone(apiSpec),
      validateApiSpec: false,
      validateRequests: true,
      ajvFormats: { mode: 'full' },
      ...more,
    }),
  );
  route(app);
  app.use(refuse);
  return { listener: app };
};

const getPet = (app) =>
  app.get('/pets/:petId', ({ params, query }, response) => {
    response.json(pet(Number(params.petId), query.tags ?? null, query.verbose ?? null, query.limit));
  });

export const shop = () =>
  serve(shopDocument, (app) => {
    getPet(app);
    app.post('/orders', ({ body }, response) => {
      response.status(201).json(receipt(body));
    });
  });

export const guarded = async () => {
  const isValid = await createVerify();
  const token = ({ headers }) => isValid(headers.authorization);
  return serve(guardedDocument, getPet, { validateSecurity: { handlers: { token } } });
};

export const remembering = guarded;

const listed = (app) =>
  app.get('/pets', ({ query }, response) => {
    response.json(listPets(query.page));
  });

export const pets = () => serve(petsDocument, listed);

export const checkedPets = () => serve(petsDocument, listed, { validateResponses: true });

export const document = ({ file }) => {
  const description = JSON.parse(readFileSync(file, 'utf8'));
  return serve(description, (app) => {
    for (const [template, item] of Object.entries(description.paths))
      for (const [method, { operationId: operation, parameters }] of Object.entries(item)) {
        const paged = parameters.some(({ name }) => name === 'limit');
        app[method](template.replaceAll(/{(.*?)}/g, ':$1'), ({ params, query }, response) => {
          response.json({
            operation,
            path: Object.fromEntries(Object.entries(params).map(([name, text]) => [name, Number(text)])),
            query: paged ? { limit: query.limit, sort: query.sort ?? null } : {},
          });
        });
      }
  });
};
