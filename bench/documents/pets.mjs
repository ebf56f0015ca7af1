/** The document of work loads E and Ev, and the lists behind it: 100 pets each, 20 KB of JSON. */

const tag = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'integer', minimum: 1 }, name: { type: 'string', minLength: 1, maxLength: 30 } },
};

const petSchema = {
  type: 'object',
  required: ['id', 'key', 'name', 'status', 'tags'],
  properties: {
    id: { type: 'integer', minimum: 1 },
    key: { type: 'string', format: 'uuid' },
    name: { type: 'string', minLength: 1, maxLength: 100 },
    owner: { type: 'string', format: 'email' },
    born: { type: ['string', 'null'], format: 'date' },
    status: { enum: ['available', 'pending', 'sold'] },
    weight: { type: 'number', minimum: 0 },
    tags: { type: 'array', maxItems: 10, items: { $ref: '#/components/schemas/Tag' } },
  },
};

export const pets = {
  openapi: '3.1.1',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        parameters: [
          { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 9, default: 1 } },
        ],
        responses: {
          200: {
            description: 'A page of pets.',
            content: {
              'application/json': {
                schema: { type: 'array', maxItems: 100, items: { $ref: '#/components/schemas/Pet' } },
              },
            },
          },
        },
      },
    },
  },
  components: { schemas: { Pet: petSchema, Tag: tag } },
};

const STATUSES = ['available', 'pending', 'sold'];
const TAGS = ['small', 'grey', 'shy', 'fast', 'old', 'café'];

const digits = (n, length) => String(n).padStart(length, '0');

const petOf = (n) => ({
  id: n,
  key: `3f2504e0-4f89-41d3-9a0c-${digits(n, 12)}`,
  name: `Rex the ${n}th`,
  owner: `owner${n}@example.org`,
  born: n % 5 === 0 ? null : `2021-${digits(1 + (n % 12), 2)}-${digits(1 + (n % 28), 2)}`,
  status: STATUSES[n % 3],
  weight: n / 4,
  tags: [n % 6, (n + 2) % 6].map((tagged) => ({ id: tagged + 1, name: TAGS[tagged] })),
});

const page = (number) => Array.from({ length: 100 }, (_, n) => petOf(number * 1000 + n));

/** Pages that can be asked for; the last one has a pet whose owner has no address. */
export const PAGES = [1, 2, 3, 4].map(page);
export const SPOILT = 5;
const spoilt = page(SPOILT).with(99, { ...petOf(99), owner: 'nobody' });

export const listPets = (number) => PAGES[number - 1] ?? spoilt;
