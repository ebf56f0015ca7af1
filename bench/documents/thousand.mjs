/** Generates documents of many operations: collections of 10 operations, each with a schema of its own. */

const id = (name) => ({ name, in: 'path', required: true, schema: { type: 'integer', minimum: 1 } });
const page = [
  { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
  { name: 'sort', in: 'query', schema: { enum: ['name', 'age'] } },
];

const schema = (n) => ({
  type: 'object',
  required: ['name', `code${n}`],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 100 },
    [`code${n}`]: { type: 'string', pattern: `^[A-Z]{3}-${n}$` },
    owner: { type: 'string', format: 'email' },
    key: { type: 'string', format: 'uuid' },
    createdAt: { type: 'string', format: 'date-time' },
    kind: { enum: ['small', 'middle', 'large'] },
    weight: { type: 'number', minimum: 0 },
    labels: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 30 } },
    place: { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } } },
    note: { type: ['string', 'null'] },
  },
});

const operation = (operationId, parameters, ref) => ({
  operationId,
  parameters,
  ...(ref && { requestBody: { required: true, content: { 'application/json': { schema: { $ref: ref } } } } }),
  responses: {
    200: { description: 'Done.', content: { 'application/json': { schema: { type: 'object' } } } },
  },
});

const collection = (n) => {
  const ref = `#/components/schemas/Thing${n}`;
  const of = (name, parameters, body) => operation(`${name}${n}`, parameters, body);
  const [thing, part] = [id('id'), id('partId')];
  return {
    [`/v1/things${n}`]: { get: of('list', page), post: of('add', [], ref) },
    [`/v1/things${n}/latest`]: { get: of('latest', []) },
    [`/v1/things${n}/{id}`]: {
      get: of('get', [thing]),
      put: of('put', [thing], ref),
      delete: of('delete', [thing]),
    },
    [`/v1/things${n}/{id}/parts`]: {
      get: of('listParts', [thing, ...page]),
      post: of('addPart', [thing], ref),
    },
    [`/v1/things${n}/{id}/parts/{partId}`]: {
      get: of('getPart', [thing, part]),
      delete: of('deletePart', [thing, part]),
    },
  };
};

const many = (count, title) => {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return {
    openapi: '3.1.1',
    info: { title, version: '1' },
    paths: Object.assign({}, ...numbers.map(collection)),
    components: { schemas: Object.fromEntries(numbers.map((n) => [`Thing${n}`, schema(n)])) },
  };
};

export const thousand = many(100, 'A thousand operations');

export const tenThousand = () => many(1000, 'Ten thousand operations');
