/** What a trigger holds, checked by the compiler alone. */

import type { BodyOf, CookiesOf, HeadersOf, PathOf, QueryOf, Untyped } from '../../src/operations.ts';
import type { Process } from '../../src/processes.ts';
import type { Trigger } from '../../src/trigger/trigger.ts';
import type { Equal, Holds } from './equal.ts';
import type { components, operations, paths } from './fixture/operations.ts';

type Book = components['schemas']['Book'];
type Change = components['schemas']['Change'];
type Empty = Readonly<Record<never, never>>;
type Unknowns = Readonly<Record<string, unknown>>;

type Query = QueryOf<operations['listBooks']>;

export type Parameters = [
  Holds<Equal<PathOf<operations['getBook']>, { readonly bookId: number }>>,
  Holds<Equal<PathOf<operations['listBooks']>, Empty>>,
  Holds<Equal<Query['limit'], number>>,
  Holds<Equal<Query['tags'], string[] | null>>,
  Holds<Equal<Query['sort'], 'title' | 'price' | null>>,
  Holds<Equal<keyof Query, 'limit' | 'tags' | 'sort'>>,
  Holds<Equal<QueryOf<operations['getBook']>, Empty>>,
  Holds<Equal<HeadersOf<operations['listBooks']>, { readonly 'X-Trace': string | null }>>,
  Holds<Equal<HeadersOf<operations['getBook']>, Empty>>,
  Holds<Equal<CookiesOf<operations['listBooks']>, { readonly session: string | null }>>,
  Holds<Equal<CookiesOf<operations['getBook']>, Empty>>,
  // An operation without operationId is found in `paths`.
  Holds<Equal<PathOf<paths['/shelves/{shelf}']['put']>, { readonly shelf: string }>>,
  Holds<Equal<QueryOf<paths['/shelves/{shelf}']['put']>, { readonly dry: boolean | null }>>,
];

export type Bodies = [
  Holds<Equal<BodyOf<operations['addBook']>, Book>>,
  Holds<Equal<BodyOf<operations['changeBook']>, Change | string | Uint8Array | undefined>>,
  Holds<Equal<BodyOf<operations['setCover']>, Uint8Array>>,
  Holds<Equal<BodyOf<operations['importBooks']>, Book[] | Uint8Array>>,
  Holds<Equal<BodyOf<operations['getBook']>, undefined>>,
  Holds<Equal<BodyOf<operations['doAnything']>, unknown>>,
  Holds<Equal<BodyOf<paths['/shelves/{shelf}']['put']>, { books: number[] }>>,
];

export type WithoutTypes = [
  Holds<Equal<PathOf<Untyped>, Unknowns>>,
  Holds<Equal<QueryOf<Untyped>, Unknowns>>,
  Holds<Equal<HeadersOf<Untyped>, Unknowns>>,
  Holds<Equal<CookiesOf<Untyped>, Unknowns>>,
  Holds<Equal<BodyOf<Untyped>, unknown>>,
  Holds<Equal<Trigger, Trigger<Untyped>>>,
  Holds<Equal<Parameters0<Process>, Trigger>>,
];

type Parameters0<F extends (first: never) => unknown> = F extends (first: infer First) => unknown
  ? First
  : never;

declare const trigger: Trigger<operations['getBook']>;
declare const untyped: Trigger;

// @ts-expect-error: no such path parameter
trigger.path.id;
// @ts-expect-error: the path parameter is a number
trigger.path.bookId satisfies string;
// @ts-expect-error: the operation declares no query parameter
trigger.query.limit;
// @ts-expect-error: a trigger is not changed
trigger.path.bookId = 1;
// @ts-expect-error: a trigger is not changed
trigger.body = undefined;
// @ts-expect-error: an optional parameter may be null
({}) as Query['tags'] satisfies string[];
// @ts-expect-error: unknown has no members
untyped.body.title;
// @ts-expect-error: unknown is no number
untyped.path['bookId'] satisfies number;
