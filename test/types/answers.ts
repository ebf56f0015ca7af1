/** What a process may answer, checked by the compiler alone. */

import type { ReplyObject } from '../../src/http/reply.ts';
import type { Answer, Untyped } from '../../src/operations.ts';
import { Problem } from '../../src/problem/problem.ts';
import { fail } from '../../src/process/fail.ts';
import { reply } from '../../src/process/reply.ts';
import type { Process, Processes } from '../../src/processes.ts';
import type { Trigger } from '../../src/trigger/trigger.ts';
import type { Equal, Holds } from './equal.ts';
import type { components, operations, paths } from './fixture/operations.ts';

type Book = components['schemas']['Book'];
type Answering<Id extends keyof operations> = (answer: Answer<operations[Id]>) => void;

declare const books: Map<number, Book>;
declare const book: Book;
declare const status: number;
declare const getBook: Answering<'getBook'>;
declare const addBook: Answering<'addBook'>;
declare const changeBook: Answering<'changeBook'>;
declare const removeBook: Answering<'removeBook'>;
declare const getCover: Answering<'getCover'>;
declare const setCover: Answering<'setCover'>;
declare const exportBooks: Answering<'exportBooks'>;
declare const prepareExport: Answering<'prepareExport'>;
declare const orderBooks: Answering<'orderBooks'>;
declare const getBlurb: Answering<'getBlurb'>;
declare const watchSales: Answering<'watchSales'>;

// A plain value is that of the only 2xx, else of 200.
getBook(book);
getBook({ id: 1, title: 'Emma', binding: 'paper' });
getBook('id,title\n1,Emma');
getBook(new Uint8Array(4));
removeBook(undefined);
setCover(undefined);
changeBook({ title: 'Emma' });
changeBook(undefined);
getCover(new Uint8Array(4));
getCover(new Blob([]));
exportBooks([book]);
exportBooks('<books/>');
getBlurb('Read me.');
watchSales(
  (async function* () {
    yield new Uint8Array(4);
  })(),
);
// @ts-expect-error: no such binding
getBook({ id: 1, title: 'Emma', binding: 'soft' });
// @ts-expect-error: a title is missing
getBook({ id: 1 });
// @ts-expect-error: JSON is not written by hand
changeBook('{"title":"Emma"}');
// @ts-expect-error: no 2xx without content
getBook(undefined);
// @ts-expect-error: the content of 404 is no plain value
getBook({ message: 'no such book' });
// @ts-expect-error: two 2xx and no 200: which one is meant has to be said
addBook(book);
// @ts-expect-error: 204 has no content
removeBook(book);
// @ts-expect-error: 2XX has no content
setCover('done');
// @ts-expect-error: an image is bytes
getCover({ width: 4 });
// @ts-expect-error: events are text or bytes
watchSales([4]);
// @ts-expect-error: text is no number
getBlurb(4);

// Nothing is 204, or the only empty 2xx.
addBook(undefined);
orderBooks(undefined);
// @ts-expect-error: two empty 2xx and no 204: which one is meant has to be said
prepareExport(undefined);
prepareExport(reply(201));

// A reply has a declared status and the content of that status.
getBook(reply(200, book));
getBook(reply(200, { id: 1, title: 'Emma', binding: 'paper' }));
getBook(reply(200, 'id,title', { contentType: 'text/csv' }));
getBook(reply(304));
getBook(reply(404, { message: 'no such book' }, { headers: { 'retry-after': 4, 'x-a': null } }));
getCover(reply(302, undefined, { headers: { location: '/covers/1.png' } }));
setCover(reply(201));
// @ts-expect-error: 409 is not declared
getBook(reply(409, { message: 'lent' }));
// @ts-expect-error: 404 has a message
getBook(reply(404));
// @ts-expect-error: 404 has a message
getBook(reply(404, {}));
// @ts-expect-error: 304 has no content
getBook(reply(304, book));
// @ts-expect-error: a status that is not known cannot be a declared one
getBook(reply(status, book));
// @ts-expect-error: 2XX does not speak for 404
setCover(reply(404));
// @ts-expect-error: a reply is no value of 200, though every member of that is optional
changeBook(reply(418, { title: 'Emma' }));
// @ts-expect-error: a reply is no value of 200, though it has a status as that has
changeBook(reply(500));

// A code comes before its range, a range before `default`.
addBook(reply(201, book));
addBook(reply(202));
addBook(reply(409, { message: 'known' }));
addBook(reply(503, { message: 'later' }));
orderBooks(reply(409));
orderBooks(reply(404, { message: 'no such book' }));
// @ts-expect-error: 4XX does not speak for 409
orderBooks(reply(409, { message: 'known' }));
// @ts-expect-error: `default` does not speak for 202
addBook(reply(202, { message: 'known' }));
// @ts-expect-error: 4XX has a message
addBook(reply(409, book));
// @ts-expect-error: `default` has a message
addBook(reply(503, book));

// The same as a plain object, whose content may be text that was written already.
getBook({ HttpStatusCode: 200, Content: '{"id":1}', ContentType: 'application/json' });
getBook({
  HttpStatusCode: 404,
  Content: { message: 'no such book' },
  HttpHeaders: [{ Key: 'a', Value: 'b' }],
});
// @ts-expect-error: 409 is not declared
getBook({ HttpStatusCode: 409, Content: '{}' });
// @ts-expect-error: 404 has a message
getBook({ HttpStatusCode: 404, Content: {} });

// A problem may always be told.
getBook(new Problem('out-of-stock', { status: 409 }));
getBook(fail('The shop is closed.', { status: 503 }));

// Processes
export const processes: Processes<operations> = {
  getBook: ({ path }) => books.get(path.bookId) ?? reply(404, { message: 'no such book' }),
  listBooks: async ({ query }) => (query.tags === null ? [] : [...books.values()].slice(0, query.limit)),
  addBook: async ({ body }) => {
    if (books.has(body.id)) return reply(409, { message: 'known' });
    if (body.title === '') throw fail('A book has a title.', { status: 422 });
    return reply(201, { id: body.id, title: body.title, binding: 'hard' });
  },
  removeBook: async ({ path }) => {
    books.delete(path.bookId);
  },
  setCover: ({ body }) => {
    body.byteLength satisfies number;
  },
  getCover: { process: () => new Uint8Array(4) },
  doAnything: ({ body }) => body,
};

export const apart: Process<operations['getBook']> = ({ path }) => books.get(path.bookId) ?? reply(304);

export const byRoute: Process<paths['/shelves/{shelf}']['put']> = ({ body }) => ({
  count: body.books.length,
});

declare const bookOfText: (trigger: Trigger<{ parameters: { path: { bookId: string } } }>) => Book;

export const wrong: Processes<operations>[] = [
  // @ts-expect-error: no such operation
  { getBok: () => reply(404) },
  // @ts-expect-error: no book
  { getBook: () => ({ title: 'Emma' }) },
  // @ts-expect-error: no book, later
  { getBook: async () => ({ title: 'Emma' }) },
  // @ts-expect-error: no book, with options
  { getBook: { process: () => ({ title: 'Emma' }) } },
  // @ts-expect-error: a process takes the trigger of its own operation
  { getBook: bookOfText },
  // @ts-expect-error: a process takes one argument
  { getBook: (_, options: object) => reply(200, { ...book, ...options }) },
  // @ts-expect-error: no function
  { getBook: 'books.get' },
];

export const unchecked: Processes = {
  getBook: ({ path, body }) => [path['bookId'], body],
  'GET /books': { process: () => reply(418, 'tea') },
};

export type WithoutTypes = [
  Holds<Equal<Answer<Untyped>, unknown>>,
  Holds<Equal<Answer<operations['doAnything']>, unknown>>,
  Holds<Equal<Answer<Pick<operations['getBook'], 'parameters'>>, unknown>>,
  Holds<Equal<ReturnType<Process>, unknown>>,
  Holds<Equal<ReplyObject['Content'], unknown>>,
];

// @ts-expect-error: a process is a function, with types or without
export const alwaysWrong: Processes = { getBook: 'books.get' };
