import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { guarded as guardedDocument } from '../documents/guarded.mjs';
import { listPets, pets as petsDocument } from '../documents/pets.mjs';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';
import { createTrie } from './trie.mjs';
import { createVerify } from './verify.mjs';

/** A trie, Ajv and JSON.stringify behind plain node:http: the least that a server driven by schemas can do. */

const LIMIT = 1024 * 1024;

const send = (response, status, type, content) => {
  const text = JSON.stringify(content);
  response.writeHead(status, ['content-type', type, 'content-length', String(Buffer.byteLength(text))]);
  response.end(text);
};
const refuse = (response, status, title, errors) =>
  send(response, status, 'application/problem+json', { type: 'about:blank', title, status, errors });

const toErrors = (where, errors) =>
  errors.map(({ instancePath, keyword, message }) => ({
    in: where,
    pointer: instancePath,
    code: keyword,
    message,
  }));

const decode = (text) => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
};

const FLAGS = new Map([
  ['true', true],
  ['false', false],
]);

// A text that cannot be cast stays a text, for Ajv to refuse.
const CASTS = {
  integer: (text) => (/^-?(?:0|[1-9]\d*)$/.test(text) ? Number(text) : text),
  boolean: (text) => FLAGS.get(text) ?? text,
  array: (text) => text.split(',').map(decode),
};
const castOf = ({ schema }) => CASTS[schema.type] ?? decode;

const createQuery = (parameters) => {
  const slots = new Map(parameters.map((parameter) => [parameter.name, castOf(parameter)]));
  const empty = parameters.map(({ name, schema }) => [name, schema.default ?? null]);
  return (search) => {
    const query = {};
    for (const [name, value] of empty) query[name] = value;
    for (let from = 0; from < search.length; ) {
      const and = search.indexOf('&', from);
      const end = and === -1 ? search.length : and;
      const equals = search.indexOf('=', from);
      const name = search.slice(from, equals);
      const cast = slots.get(name);
      if (cast !== undefined) query[name] = cast(search.slice(equals + 1, end));
      from = end + 1;
    }
    return query;
  };
};

const orNull = (schema) => ({ anyOf: [schema, { type: 'null' }] });
const object = (parameters, wrap) => ({
  type: 'object',
  properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, wrap(schema)])),
});

const readBody = (request, response, next) => {
  if (request.headers['content-type']?.startsWith('application/json') !== true)
    return refuse(response, 415, 'Unsupported media type');
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
    if (size <= LIMIT) chunks.push(chunk);
  });
  request.on('end', () => {
    if (size > LIMIT) return refuse(response, 413, 'Body too large');
    next((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString());
  });
};

const createRoute = (ajv, pointer, template, operation, process, checks) => {
  const parameters = operation.parameters ?? [];
  const inPath = [...template.matchAll(/{(.*?)}/g)].map(([, name]) =>
    parameters.find((each) => each.name === name),
  );
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const pathSlots = inPath.map((parameter) => [parameter.name, castOf(parameter)]);
  const readQuery = createQuery(inQuery);
  const checkPath = ajv.compile(object(inPath, (schema) => schema));
  const checkQuery = ajv.compile(object(inQuery, orNull));
  const checkBody =
    operation.requestBody &&
    ajv.compile({ $ref: `document${pointer}/requestBody/content/application~1json/schema` });
  const status = Number(Object.keys(operation.responses).find((each) => each.startsWith('2')));
  const checkAnswer = checks
    ? ajv.compile({ $ref: `document${pointer}/responses/${status}/content/application~1json/schema` })
    : () => true;
  const answer = (response, content) =>
    checkAnswer(content)
      ? send(response, status, 'application/json', content)
      : refuse(response, 500, 'Invalid answer');

  return (request, response, texts, search) => {
    const path = {};
    for (let n = 0; n < pathSlots.length; n++) path[pathSlots[n][0]] = pathSlots[n][1](texts[n]);
    if (!checkPath(path)) return refuse(response, 404, 'Not found');
    const query = readQuery(search);
    if (!checkQuery(query))
      return refuse(response, 400, 'Invalid request', toErrors('query', checkQuery.errors));
    if (checkBody === undefined) return answer(response, process({ path, query }));
    readBody(request, response, (text) => {
      let body;
      try {
        body = JSON.parse(text);
      } catch {
        return refuse(response, 400, 'Malformed body');
      }
      if (!checkBody(body))
        return refuse(response, 400, 'Invalid request', toErrors('body', checkBody.errors));
      answer(response, process({ path, query, body }));
    });
  };
};

const toToken = (segment) => encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));

const serve = (description, processOf, checks = false) => {
  const ajv = new Ajv({ strict: false, validateSchema: false });
  addFormats(ajv);
  ajv.addSchema(description, 'document');
  const trie = createTrie();
  for (const [template, item] of Object.entries(description.paths))
    for (const [method, operation] of Object.entries(item)) {
      const pointer = `#/paths/${toToken(template)}/${method}`;
      const route = createRoute(ajv, pointer, template, operation, processOf(operation.operationId), checks);
      trie.add(template, method.toUpperCase(), route);
    }
  return {
    listener: (request, response) => {
      const { method, url } = request;
      const mark = url.indexOf('?');
      const found = trie.find(mark === -1 ? url : url.slice(0, mark));
      const route = found?.methods.get(method);
      if (route === undefined) return refuse(response, 404, 'Not found');
      route(request, response, found.texts, mark === -1 ? '' : url.slice(mark + 1));
    },
  };
};

const SHOP = {
  getPet: ({ path, query }) => pet(path.petId, query.tags, query.verbose, query.limit),
  placeOrder: ({ body }) => receipt(body),
};

export const shop = () => serve(shopDocument, (id) => SHOP[id]);

export const guarded = async () => {
  const { listener } = serve(guardedDocument, (id) => SHOP[id]);
  const isValid = await createVerify();
  return {
    listener: (request, response) => {
      void isValid(request.headers.authorization).then((valid) =>
        valid ? listener(request, response) : refuse(response, 401, 'Unauthorized'),
      );
    },
  };
};

export const remembering = guarded;

const listed = ({ query }) => listPets(query.page);

export const pets = () => serve(petsDocument, () => listed);

export const checkedPets = () => serve(petsDocument, () => listed, true);

export const document = ({ file }) =>
  serve(JSON.parse(readFileSync(file, 'utf8')), (operation) => ({ path, query }) => ({
    operation,
    path,
    query,
  }));
