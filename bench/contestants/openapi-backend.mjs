import { readFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import { OpenAPIBackend } from 'openapi-backend';
import { guarded as guardedDocument } from '../documents/guarded.mjs';
import { listPets, pets as petsDocument } from '../documents/pets.mjs';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';
import { PROBLEM, problemOf, toErrors } from './problems.mjs';
import { createVerify } from './verify.mjs';

/** openapi-backend behind node:http as its guide has it; path parameters, which it leaves texts, are cast by hand. */

const LIMIT = 1024 * 1024;

const send = (response, status, type, text) => {
  response.writeHead(status, ['content-type', type, 'content-length', String(Buffer.byteLength(text))]);
  response.end(text);
};

const sendJson = (response, status, content) =>
  send(response, status, 'application/json', JSON.stringify(content));
const refuse = (response, status, title, errors) =>
  send(response, status, PROBLEM, problemOf(status, title, errors));

const locationOf = ({ instancePath }) => instancePath.split('/')[1];

const errorsOf = (errors) =>
  errors.map((error) => {
    const location = locationOf(error);
    const pointer = error.instancePath.slice(location === undefined ? 0 : location.length + 1);
    return { ...toErrors(location === 'requestBody' ? 'body' : location, [error])[0], pointer };
  });

const common = {
  validationFail: ({ validation }, _request, response) =>
    refuse(response, 400, 'Invalid request', errorsOf(validation.errors)),
  notFound: (_context, _request, response) => refuse(response, 404, 'Not found'),
  unauthorizedHandler: (_context, _request, response) => refuse(response, 401, 'Unauthorized'),
};

const readBody = (request, response, next) => {
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
    if (size <= LIMIT) chunks.push(chunk);
  });
  request.on('end', () => {
    if (size > LIMIT) return refuse(response, 413, 'Body too large');
    next(Buffer.concat(chunks).toString());
  });
};

const serve = async (definition, handlers, { securityHandlers = {}, ...more } = {}) => {
  const api = new OpenAPIBackend({
    definition: structuredClone(definition),
    handlers: { ...common, ...handlers },
    securityHandlers,
    coerceTypes: true,
    quick: true,
    customizeAjv: (ajv) => {
      addFormats(ajv);
      return ajv;
    },
    ...more,
  });
  await api.init();
  const call = (request, response, body) =>
    api
      .handleRequest(
        { method: request.method, path: request.url, headers: request.headers, ...(body && { body }) },
        request,
        response,
      )
      .catch(() => refuse(response, 500, 'Failed'));
  return {
    listener: (request, response) => {
      if (request.method === 'GET') void call(request, response);
      else readBody(request, response, (text) => void call(request, response, text));
    },
  };
};

const getPet = ({ request: { params, query } }, _request, response) =>
  sendJson(
    response,
    200,
    pet(Number(params.petId), query.tags ?? null, query.verbose ?? null, query.limit ?? 20),
  );

export const shop = () =>
  serve(shopDocument, {
    getPet,
    placeOrder: ({ request: { requestBody } }, _request, response) =>
      sendJson(response, 201, receipt(requestBody)),
  });

export const guarded = async () => {
  const isValid = await createVerify();
  const token = ({ request: { headers } }) => isValid(headers.authorization);
  return serve(guardedDocument, { getPet }, { securityHandlers: { token } });
};

export const remembering = guarded;

const servePets = (checks) =>
  serve(petsDocument, {
    listPets: ({ request: { query }, api, operation }, _request, response) => {
      const list = listPets(query.page ?? 1);
      if (checks && api.validateResponse(list, operation, 200).errors)
        return refuse(response, 500, 'Invalid answer');
      sendJson(response, 200, list);
    },
  });

export const pets = () => servePets(false);

export const checkedPets = () => servePets(true);

const NUMBERS = new Set(['id', 'partId']);

export const document = ({ file, ids }) => {
  const answer =
    (operation) =>
    ({ request: { params, query }, operation: { parameters } }, _request, response) => {
      const paged = parameters.some(({ name }) => name === 'limit');
      sendJson(response, 200, {
        operation,
        path: Object.fromEntries(
          Object.entries(params).map(([name, text]) => [name, NUMBERS.has(name) ? Number(text) : text]),
        ),
        query: paged ? { limit: query.limit ?? 20, sort: query.sort ?? null } : {},
      });
    };
  return serve(JSON.parse(readFileSync(file, 'utf8')), Object.fromEntries(ids.map((id) => [id, answer(id)])));
};
