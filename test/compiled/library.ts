/** A document with something of everything that checks are made of. */
export const library: object = {
  openapi: '3.1.0',
  info: { title: 'Bücher — “library”', version: '1' },
  paths: {
    '/books': {
      get: {
        operationId: 'findBooks',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 50, default: 10 } },
          {
            name: 'tag',
            in: 'query',
            schema: { type: 'array', items: { enum: ['new', 'old', 'ümlaut'] } },
            explode: false,
          },
          { name: 'since', in: 'query', schema: { type: 'string', format: 'date-time' } },
        ],
        responses: { 200: { description: 'Found.', content: { 'application/json': { schema: {} } } } },
      },
      post: {
        operationId: 'addBook',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
        },
        responses: {
          201: {
            description: 'Added.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
          },
        },
      },
    },
    '/books/{id}': {
      get: {
        operationId: 'getBook',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
        responses: { 200: { description: 'The book.', content: { 'application/json': { schema: {} } } } },
      },
    },
  },
  components: {
    schemas: {
      Book: {
        type: 'object',
        required: ['title', 'kind'],
        properties: {
          title: { type: 'string', minLength: 1, maxLength: 40, pattern: '^[\\p{L} "\\\\]+$' },
          kind: { type: 'string' },
          price: { type: 'number', multipleOf: 0.01 },
          pages: { type: 'integer', format: 'int32', default: 1 },
          isbn: { type: ['string', 'null'], format: 'isbn' },
          parts: { type: 'array', uniqueItems: true, items: { $ref: '#/components/schemas/Book' } },
          constructor: { const: { a: [1, { b: null }] } },
        },
        patternProperties: { '^x-': true },
        discriminator: { propertyName: 'kind', mapping: { novel: 'Novel', atlas: 'Atlas' } },
        oneOf: [{ $ref: '#/components/schemas/Novel' }, { $ref: '#/components/schemas/Atlas' }],
        unevaluatedProperties: false,
      },
      Novel: { properties: { kind: { const: 'novel' }, hero: { type: 'string' } }, required: ['hero'] },
      Atlas: {
        properties: { kind: { const: 'atlas' }, maps: { type: 'integer', exclusiveMinimum: 0 } },
        if: { required: ['maps'] },
        // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
        then: { required: ['price'] },
      },
    },
  },
};
