/** The document of work loads A, B and C, and the two processes behind it, on plain values. */

const address = {
  type: 'object',
  required: ['street', 'city', 'postcode', 'country'],
  properties: {
    street: { type: 'string', minLength: 1, maxLength: 100 },
    city: { type: 'string', minLength: 1, maxLength: 100 },
    postcode: { type: 'string', pattern: '^[0-9]{4,5}$' },
    country: { enum: ['AT', 'CH', 'DE', 'FR', 'IT'] },
  },
};

const item = {
  type: 'object',
  required: ['sku', 'quantity', 'price'],
  properties: {
    sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' },
    title: { type: 'string', maxLength: 100 },
    quantity: { type: 'integer', minimum: 1, maximum: 1000 },
    price: { type: 'number', minimum: 0 },
    note: { type: ['string', 'null'], maxLength: 200 },
  },
};

const order = {
  type: 'object',
  required: ['id', 'status', 'currency', 'placedAt', 'customer', 'shipTo', 'items'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    status: { enum: ['new', 'paid', 'sent'] },
    currency: { enum: ['CHF', 'EUR'] },
    placedAt: { type: 'string', format: 'date-time' },
    deliverOn: { type: ['string', 'null'], format: 'date' },
    gift: { type: 'boolean' },
    customer: {
      type: 'object',
      required: ['number', 'name', 'email'],
      properties: {
        number: { type: 'integer', minimum: 1 },
        name: { type: 'string', minLength: 1, maxLength: 100 },
        email: { type: 'string', format: 'email' },
        phone: { type: ['string', 'null'] },
      },
    },
    shipTo: { $ref: '#/components/schemas/Address' },
    billTo: { anyOf: [{ $ref: '#/components/schemas/Address' }, { type: 'null' }] },
    items: { type: 'array', minItems: 1, maxItems: 100, items: { $ref: '#/components/schemas/Item' } },
  },
};

const petAnswer = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    verbose: { type: 'boolean' },
    limit: { type: 'integer' },
  },
};

const receiptAnswer = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    status: { type: 'string' },
    items: { type: 'integer' },
    total: { type: 'number' },
  },
};

const json = (schema) => ({ content: { 'application/json': { schema } } });

export const shop = {
  openapi: '3.1.1',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/pets/{petId}': {
      get: {
        operationId: 'getPet',
        parameters: [
          { name: 'petId', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
          {
            name: 'tags',
            in: 'query',
            explode: false,
            schema: { type: 'array', maxItems: 10, items: { type: 'string' } },
          },
          { name: 'verbose', in: 'query', schema: { type: 'boolean' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
        ],
        responses: { 200: { description: 'The pet.', ...json(petAnswer) } },
      },
    },
    '/orders': {
      post: {
        operationId: 'placeOrder',
        requestBody: { required: true, ...json({ $ref: '#/components/schemas/Order' }) },
        responses: { 201: { description: 'The receipt.', ...json(receiptAnswer) } },
      },
    },
  },
  components: { schemas: { Order: order, Address: address, Item: item } },
};

export const pet = (id, tags, verbose, limit) => ({ id, name: 'Rex', tags, verbose, limit });

export const receipt = ({ id, status, items }) => {
  let total = 0;
  for (const { price, quantity } of items) total += price * quantity;
  return { id, status, items: items.length, total };
};
