/** Types of `opbind types` in openapi-fetch, checked by the compiler alone. */

import createClient from 'openapi-fetch';
import type { Equal, Holds } from './equal.ts';
import type { components, paths } from './fixture/library.ts';

type Schemas = components['schemas'];

const client = createClient<paths>({ baseUrl: 'https://library.example' });

export async function use(): Promise<void> {
  const { data, error } = await client.GET('/loans', {
    params: { query: { after: 1, open: true, limit: 3 } },
  });
  data satisfies Schemas['Loan'][] | undefined;
  error satisfies { message: string } | undefined;

  const item = await client.GET('/shelves/{shelf}', { params: { path: { shelf: 'a' } } });
  item.data satisfies Schemas['Item'] | undefined;

  await client.POST('/loans', { body: { id: 1, book: 'Emma', pin: '1234' } });
  await client.PATCH('/loans/{loanId}', { params: { path: { loanId: 1 } }, body: {} });

  // @ts-expect-error: after and open are required
  await client.GET('/loans', {});
  // @ts-expect-error: a limit is a number
  await client.GET('/loans', { params: { query: { after: 1, open: true, limit: 'many' } } });
  // @ts-expect-error: no such path
  await client.GET('/loan');
  // @ts-expect-error: nothing is put there
  await client.PUT('/loans');
  // @ts-expect-error: a loan has a book
  await client.POST('/loans', { body: { id: 1, pin: '1234' } });
}

export type Members = [
  Holds<Equal<paths['/loans']['put'], undefined>>,
  Holds<Equal<components['responses']['Failure']['content']['application/json']['message'], string>>,
];
