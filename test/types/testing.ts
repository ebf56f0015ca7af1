/** What the testing kit takes and gives, checked by the compiler alone. */

import type { Api } from '../../src/api.ts';
import { expectAnswer, fakeTrigger } from '../../src/testing/index.ts';
import type { Trigger } from '../../src/trigger/trigger.ts';
import type { Equal } from './equal.ts';
import type { operations } from './fixture/operations.ts';

declare const api: Api;

const book = { id: 7, title: 'Emma', binding: 'paper' } as const;

/** Takes a value of this very type. */
declare function exactly<T>(): <U>(value: U, ...proof: Equal<T, U> extends true ? [] : [never]) => void;

exactly<Trigger>()(fakeTrigger({ path: { bookId: 7 }, query: {}, username: 'ann' }));
exactly<Trigger<operations['getBook']>>()(
  fakeTrigger<operations['getBook']>({ path: { bookId: 7 }, http: { clientIp: '::1' } }),
);
exactly<Trigger<operations['listBooks']>>()(
  fakeTrigger<operations['listBooks']>(api, 'listBooks', { query: { limit: 3 } }),
);
exactly<Trigger<operations['addBook']>>()(
  fakeTrigger<operations['addBook']>(api, 'addBook', { body: book, username: 'ann' }),
);

fakeTrigger();
fakeTrigger(api, 'anything', { path: { whatever: 1 } });
fakeTrigger<operations['listBooks']>(api, 'listBooks');
fakeTrigger<operations['listBooks']>(api, 'listBooks', { query: { tags: null }, run: { id: 'r' } });

// @ts-expect-error: the path parameter is a number
fakeTrigger<operations['getBook']>({ path: { bookId: '7' } });
// @ts-expect-error: no such path parameter
fakeTrigger<operations['getBook']>({ path: { id: 7 } });
// @ts-expect-error: a group that is given is given whole, for nothing fills it
fakeTrigger<operations['listBooks']>({ query: { limit: 3 } });
// @ts-expect-error: the path parameter is missing
fakeTrigger<operations['getBook']>(api, 'getBook');
// @ts-expect-error: the path parameter is missing
fakeTrigger<operations['getBook']>(api, 'getBook', {});
// @ts-expect-error: the body is missing
fakeTrigger<operations['addBook']>(api, 'addBook', {});
// @ts-expect-error: the title is missing
fakeTrigger<operations['addBook']>(api, 'addBook', { body: { id: 7, binding: 'paper' } });
// @ts-expect-error: no such query parameter
fakeTrigger<operations['listBooks']>(api, 'listBooks', { query: { page: 3 } });

export const asked: readonly Promise<unknown>[] = [
  expectAnswer(api, 'anything', { path: { id: 'x' }, body: 7 }).toBe(400),
  expectAnswer(api, 'anything').toBe(404),
  expectAnswer<operations['getBook']>(api, 'getBook', { path: { bookId: 7 } }).toBe(200, book),
  expectAnswer<operations['getBook']>(api, 'getBook', {
    path: { bookId: 7 },
    headers: { 'x-y': 'z' },
    principal: null,
  }),
  expectAnswer<operations['listBooks']>(api, 'listBooks'),
  // @ts-expect-error: the path parameter is missing
  expectAnswer<operations['getBook']>(api, 'getBook'),
  // @ts-expect-error: the path parameter is a number
  expectAnswer<operations['getBook']>(api, 'getBook', { path: { bookId: '7' } }),
  // @ts-expect-error: the body is missing
  expectAnswer<operations['addBook']>(api, 'addBook', {}),
];
