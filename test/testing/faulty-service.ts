import {
  type BindOptions,
  bind,
  type HttpRequest,
  type HttpResponse,
  type Process,
  reply,
} from '../../src/index.ts';
import type { ServedContract } from '../../src/testing/index.ts';
import { documentOf, jsonBody, pathParameter } from '../document-of.ts';

const BOOK = {
  type: 'object',
  required: ['id', 'title', 'price'],
  properties: {
    id: { type: 'integer', readOnly: true },
    title: { type: 'string', minLength: 1, maxLength: 40 },
    price: { type: 'number', minimum: 0, maximum: 1000 },
    kind: { enum: ['novel', 'poems'] },
    isbn: { type: 'string', pattern: '^[0-9]{9}[0-9X]$' },
  },
  additionalProperties: false,
};

const PAGE = {
  type: 'object',
  required: ['limit', 'count', 'books'],
  properties: {
    limit: { type: 'integer' },
    count: { type: 'integer' },
    books: { type: 'array', items: { $ref: '#/components/schemas/Book' } },
  },
};

const book = { $ref: '#/components/schemas/Book' };

const json = (schema: object): object => ({ description: 'ok', content: { 'application/json': { schema } } });

export const DOCUMENT: object = documentOf(
  {
    '/books': {
      get: {
        operationId: 'listBooks',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 0, maximum: 50, default: 20 } },
          { name: 'sort', in: 'query', schema: { enum: ['title', 'price'] } },
        ],
        responses: {
          200: { ...json(PAGE), headers: { 'X-Total': { required: true, schema: { type: 'integer' } } } },
        },
      },
      post: {
        operationId: 'addBook',
        security: [{ key: [] }],
        ...jsonBody(book),
        responses: { 201: json(book), 400: { description: 'no such book can be' } },
      },
    },
    '/books/{id}': {
      get: {
        operationId: 'getBook',
        parameters: [pathParameter('id', { type: 'integer', minimum: 1, maximum: 20 })],
        responses: { 200: json(book), 404: { description: 'no such book' } },
      },
    },
  },
  {
    components: {
      schemas: { Book: BOOK },
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    },
  },
);

const NOVEL = { id: 1, title: 'Emma', price: 9.5, kind: 'novel' };

const total = { headers: { 'x-total': '1' } };

const PROCESSES: Record<string, Process> = {
  listBooks: ({ query }) => reply(200, { limit: query['limit'], count: 1, books: [NOVEL] }, total),
  addBook: ({ body }) => reply(201, { ...(body as object), id: 2 }),
  getBook: ({ path }) => (Number(path['id']) < 10 ? { ...NOVEL, id: path['id'] } : reply(404)),
};

const OPTIONS: BindOptions = {
  authenticators: { key: (key) => (key === 'secret' ? { name: 'shop' } : null) },
  onError: () => undefined,
};

type Handle = ServedContract['handle'];

/** What is wrong with a service: another process, other options, or something around all of it. */
interface Fault {
  readonly processes?: Record<string, Process>;
  readonly options?: BindOptions;
  readonly around?: (handle: Handle, request: HttpRequest) => Promise<HttpResponse | undefined>;
}

const isAdding = ({ method, url }: HttpRequest): boolean => method === 'POST' && url === '/books';

const answered = (status: number, value: unknown, type = 'application/json'): HttpResponse => ({
  status,
  headers: [['content-type', type]],
  body: typeof value === 'string' ? value : JSON.stringify(value),
});

/** Each with the one operation and check by which it is found. */
export const FAULTS: readonly (readonly [what: string, operation: string, check: string, fault: Fault])[] = [
  [
    'a status that is not declared',
    'getBook',
    'status',
    { processes: { getBook: ({ path }) => (path['id'] === 7 ? reply(410) : NOVEL) } },
  ],
  [
    'another media type than declared',
    'getBook',
    'contentType',
    { processes: { getBook: () => reply(200, '<p>Emma</p>', { contentType: 'text/html' }) } },
  ],
  [
    'a member that is missing',
    'getBook',
    'schema',
    { processes: { getBook: () => ({ id: 1, title: 'Emma' }) } },
  ],
  [
    'a number that is written as a text',
    'listBooks',
    'schema',
    {
      processes: {
        listBooks: ({ query }) => reply(200, { limit: query['limit'], count: '1', books: [] }, total),
      },
    },
  ],
  [
    'a declared header that is missing',
    'listBooks',
    'headers',
    { processes: { listBooks: ({ query }) => ({ limit: query['limit'], count: 0, books: [] }) } },
  ],
  [
    'a failure for one value at the edge',
    'listBooks',
    'notServerError',
    {
      processes: {
        listBooks: ({ query }) => {
          if (query['limit'] === 0) throw new RangeError('division by zero');
          return reply(200, { limit: query['limit'], count: 1, books: [] }, total);
        },
      },
    },
  ],
  [
    'a default that is not applied',
    'listBooks',
    'schema',
    {
      processes: {
        listBooks: ({ query, supplied }) =>
          reply(200, { ...(supplied('limit') && { limit: query['limit'] }), count: 1, books: [] }, total),
      },
    },
  ],
  [
    'a body that is read by hand and not checked',
    'addBook',
    'negativeRefused',
    {
      around: async (handle, request) => {
        const response = await handle(request);
        return isAdding(request) && response?.status === 400 ? answered(201, NOVEL) : response;
      },
    },
  ],
  [
    'a parameter that is not checked',
    'getBook',
    'negativeRefused',
    {
      around: async (handle, request) => {
        const response = await handle(request);
        return /^\/books\/\d+$/.test(request.url) && response?.status === 400
          ? answered(200, NOVEL)
          : response;
      },
    },
  ],
  [
    'a body that fits and is refused',
    'addBook',
    'positiveAccepted',
    {
      processes: {
        addBook: ({ body }) => {
          const { kind = 'novel' } = body as { kind?: string };
          return kind === 'poems' ? reply(400) : reply(201, { ...NOVEL, id: 2 });
        },
      },
    },
  ],
  [
    'credentials that nobody looks at',
    'addBook',
    'credentialsAsked',
    { options: { authenticators: { key: () => ({ name: 'anybody' }) } } },
  ],
  [
    'a guard that is left out',
    'addBook',
    'credentialsAsked',
    {
      around: (handle, request) => handle({ ...request, headers: { ...request.headers, 'x-key': 'secret' } }),
    },
  ],
  [
    '404 for a method that is not there',
    'getBook',
    'unsupportedMethod',
    {
      around: async (handle, request) => {
        const response = await handle(request);
        return response?.status === 405 && request.url !== '/books' ? answered(404, {}) : response;
      },
    },
  ],
  [
    'JSON that is cut off',
    'getBook',
    'schema',
    {
      around: async (handle, request) =>
        /^\/books\/1$/.test(request.url) ? answered(200, '{"id": 1,') : handle(request),
    },
  ],
  [
    'no answer at all',
    'getBook',
    'answered',
    {
      around: (handle, request) =>
        request.url === '/books/3' ? Promise.reject(new Error('gone')) : handle(request),
    },
  ],
];

/** A bookshop, sound but for a fault. */
export async function createService({
  processes = {},
  options = {},
  around,
}: Fault = {}): Promise<ServedContract> {
  const api = await bind(DOCUMENT, { ...PROCESSES, ...processes }, { ...OPTIONS, ...options });
  return {
    document: DOCUMENT,
    handle: (request) => (around === undefined ? api.handle(request) : around(api.handle, request)),
  };
}
