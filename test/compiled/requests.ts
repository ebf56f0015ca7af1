import type { bind as bindDocuments, HttpRequest } from '../../src/index.ts';

const book = (more: object = {}): object => ({ title: 'Dune', kind: 'novel', hero: 'Paul', ...more });

const post = (json: unknown, type = 'application/json'): HttpRequest => ({
  method: 'POST',
  url: '/books',
  headers: { 'content-type': type },
  body: JSON.stringify(json),
});

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {} });

/** Requests that fit, and that do not, each in another way. */
export const REQUESTS: readonly HttpRequest[] = [
  get('/books'),
  get('/books?limit=5&tag=new,old&since=2024-02-29T12:00:00Z'),
  get('/books?limit=0&tag=young&since=2023-02-29T12:00:00Z'),
  get('/books?tag=%C3%BCmlaut'),
  get('/books/0b2f1c7e-0000-4000-8000-000000000000'),
  get('/books/7'),
  post(book()),
  post(book({ title: '' })),
  post(book({ title: 'x'.repeat(41) })),
  post(book({ title: 'Düne "\\' })),
  post(book({ title: 'R2D2' })),
  post(book({ kind: 'atlas', hero: undefined, maps: 3 })),
  post(book({ kind: 'atlas', hero: undefined, maps: 3, price: 19.99 })),
  post(book({ kind: 'poem' })),
  post(book({ kind: undefined })),
  post(book({ price: 0.07 })),
  post(book({ price: 0.075, pages: 2 ** 31 })),
  post(book({ isbn: null })),
  post(book({ isbn: '978-3-16-148410-0' })),
  post(book({ parts: [book(), book({ title: 'Two' })] })),
  post(book({ parts: [book(), book()] })),
  post(book({ parts: [book({ parts: [book({ pages: 'many' })] })] })),
  post(book({ constructor: { a: [1, { b: null }] } })),
  post(book({ constructor: { a: [1, { b: 0 }] } })),
  post(book({ other: 1, 'x-other': 1 })),
  post(book(JSON.parse('{"__proto__":1}'))),
  post([]),
  post(null),
  post(book(), 'text/plain'),
];

export interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

/** The answers to all of them. What a process is given is part of its answer. */
export async function ask(
  bind: (...given: Parameters<typeof bindDocuments>) => ReturnType<typeof bindDocuments>,
  document: object,
): Promise<readonly Answered[]> {
  const echo = ({ path, query }: { readonly path: unknown; readonly query: unknown }) => ({ path, query });
  const api = await bind(
    document,
    { findBooks: echo, getBook: echo, addBook: ({ body }: { readonly body: unknown }) => body },
    { responses: 'enforce' },
  );
  const answers: Answered[] = [];
  for (const request of REQUESTS) {
    const answer = await api.handle(request);
    const type = answer?.headers.find(([name]) => name === 'content-type')?.[1] ?? null;
    answers.push({ status: answer?.status ?? 404, type, body: answer?.body ?? null });
  }
  return answers;
}
