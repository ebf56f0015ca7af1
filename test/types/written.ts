/** What types of `opbind types` tell of triggers and answers, checked by the compiler alone. */

import type { Answer, BodyOf, CookiesOf, HeadersOf, QueryOf, UploadedFile } from '../../src/index.ts';
import {
  bind,
  type Exhaustive,
  type OperationsOf,
  type Process,
  type Processes,
  reply,
} from '../../src/index.ts';
import type { Equal, Holds } from './equal.ts';
import type { answered, components, operations, paths, received } from './fixture/library.ts';
import type { operations as wide } from './fixture/library-int64.ts';
import type { paths as bookPaths, operations as books } from './fixture/operations.ts';

type Schemas = components['schemas'];
type Query = QueryOf<operations['listLoans']>;

export type Parameters = [
  // A default fills what was not sent, also one that a reference leads to.
  Holds<Equal<Query['limit'], number>>,
  Holds<Equal<Query['sort'], 'title' | 'date'>>,
  Holds<
    Equal<
      HeadersOf<operations['listLoans']>,
      { readonly 'X-Trace': string | null; readonly 'X-Depth': number }
    >
  >,
  Holds<Equal<CookiesOf<operations['listLoans']>, { readonly session: string }>>,
  // Everything else may be null.
  Holds<Equal<Query['branch'], string | null>>,
  Holds<Equal<Query['at'], { lat?: number } | null>>,
  // What `content` describes is parsed; what is not described stays text.
  Holds<Equal<Query['filter'], { from?: number } | null>>,
  Holds<Equal<Query['text'], string | null>>,
  Holds<Equal<Query['words'], string[] | null>>,
  // An empty text may stand for nothing.
  Holds<Equal<Query['open'], boolean | null>>,
  // Integers of 64 bits are what bind was told.
  Holds<Equal<Query['after'], number>>,
  Holds<Equal<Query['before'], number[] | null>>,
  Holds<Equal<QueryOf<wide['listLoans']>['after'], bigint>>,
  Holds<Equal<QueryOf<wide['listLoans']>['before'], bigint[] | null>>,
  // Clients leave out what has a default, and write numbers.
  Holds<Equal<NonNullable<operations['listLoans']['parameters']['query']>['limit'], number | undefined>>,
  Holds<Equal<NonNullable<wide['listLoans']['parameters']['query']>['after'], number>>,
];

type Form = BodyOf<operations['setCover']>;

export type Bodies = [
  // Defaults are there, and what only answers have to hold need not be.
  Holds<Equal<BodyOf<operations['addLoan']>, received['Loan']>>,
  Holds<Equal<received['Loan']['days'], number>>,
  Holds<Equal<received['Loan']['id'], number | undefined>>,
  Holds<Equal<received['Loan']['fine'], number | null>>,
  Holds<Equal<NonNullable<received['Loan']['renewals']>[number]['days'], number>>,
  Holds<Equal<BodyOf<operations['changeLoan']>, { days: number; note?: string | null } | undefined>>,
  // Clients see both ways.
  Holds<Equal<Schemas['Loan']['days'], number | undefined>>,
  Holds<Equal<Schemas['Loan']['id'], number>>,
  // A part is a file where its format says so; a text may be one.
  Holds<Equal<Form['photo'], UploadedFile>>,
  Holds<Equal<Form['pages'], UploadedFile[] | undefined>>,
  Holds<Equal<Form['note'], string | UploadedFile>>,
  Holds<Equal<BodyOf<wide['setCover']>['isbn'], string | UploadedFile | undefined>>,
  Holds<Equal<Form['year'], number>>,
];

export type Composed = [
  Holds<Equal<Schemas['Pair'], [string, number?]>>,
  Holds<Equal<Schemas['Row'], [string?, ...number[]]>>,
  Holds<Equal<Schemas['Matrix'], (0 | 1)[][]>>,
  Holds<Equal<Schemas['Itself'], string>>,
  Holds<Equal<Schemas['Nothing'], never>>,
  Holds<Equal<Schemas['Lookup'], string>>,
  Holds<Equal<Schemas['Named']['minutes'], number>>,
  Holds<Equal<Schemas['Child']['age'], number | undefined>>,
  Holds<Equal<Schemas['Odd names']["it's"], string>>,
];

declare const item: Schemas['Item'];

// A discriminator tells the branches of a union apart.
if (item.kind === 'game') item.players satisfies number | undefined;
else if (item.kind === 'Film') item.minutes satisfies number | undefined;
else item.pages satisfies number | undefined;

({ a: [1, { b: null }] }) satisfies Schemas['Json'];
({ left: { left: null, leaves: [] } }) satisfies Schemas['Tree'];
({ total: 'three', cats: 1, dogs: 2 }) satisfies Schemas['Counts'];
({ name: 'Emma', anything: [] }) satisfies Schemas['Extra'];
// @ts-expect-error: a date is no JSON
({ a: new Date() }) satisfies Schemas['Json'];
// @ts-expect-error: the tree on the left may be none, but it is there
({ left: {} }) satisfies Schemas['Tree'];

declare const addLoan: (answer: Answer<operations['addLoan']>) => void;
declare const loan: answered['Loan'];

addLoan(loan);
addLoan(reply(201, { id: 1, book: 'Emma' }));
// @ts-expect-error: an answer has an id
addLoan(reply(201, { book: 'Emma' }));
// @ts-expect-error: what is for requests only is in no answer
({ id: 1, book: 'Emma', pin: '1234' }) satisfies answered['Loan'];

// An operation without operationId goes by its method and path.
export const byRoute: Processes<operations> = {
  'GET /shelves/{shelf}': ({ path }) => ({ kind: 'Film', minutes: path.shelf.length }),
  // @ts-expect-error: no such path
  'GET /shelves': () => undefined,
};
export const apart: Process<operations['GET /shelves/{shelf}']> = ({ path }) => ({
  kind: 'novel',
  pages: path.shelf.length,
});

type Routes = OperationsOf<bookPaths>;

export type ByRoute = [
  Holds<Equal<Routes['PUT /shelves/{shelf}'], bookPaths['/shelves/{shelf}']['put']>>,
  Holds<Equal<Routes['GET /books'], books['listBooks']>>,
  Holds<Equal<Extract<keyof Routes, `${string} /books`>, 'GET /books' | 'POST /books'>>,
  Holds<Equal<OperationsOf<paths>['POST /loans'], operations['addLoan']>>,
];

export const ofPaths = (): unknown =>
  bind<OperationsOf<bookPaths>>('books.yaml', {
    'PUT /shelves/{shelf}': ({ body, query }) => ({ count: query.dry ? 0 : body.books.length }),
    // @ts-expect-error: no such method
    'GET /shelves/{shelf}': () => undefined,
  });

export const ofBoth = (): unknown =>
  bind<books & OperationsOf<bookPaths>>('books.yaml', {
    getBlurb: () => 'words',
    'PUT /shelves/{shelf}': ({ body }) => ({ count: body.books.length }),
  });

// Exhaustive
type Few = Pick<operations, 'listLoans' | 'addLoan' | 'setCover'>;

export const all = (): unknown =>
  bind<Exhaustive<Few>>('library.yaml', {
    listLoans: () => [],
    addLoan: { process: ({ body }) => reply(201, { id: 1, book: body.book }), timeout: 100 },
    setCover: async ({ body }) => {
      await body.photo.bytes();
    },
  });

export const some = (): unknown =>
  // @ts-expect-error: addLoan and setCover have no process
  bind<Exhaustive<Few>>('library.yaml', { listLoans: () => [] });

export const wrong: Processes<Exhaustive<Few>> = {
  listLoans: () => [],
  setCover: () => undefined,
  // @ts-expect-error: no loan
  addLoan: () => ({ book: 'Emma' }),
};

export const misspelt: Processes<Exhaustive<Few>> = {
  listLoans: () => [],
  setCover: () => undefined,
  addLoan: () => loan,
  // @ts-expect-error: no such operation
  addLone: () => loan,
};
