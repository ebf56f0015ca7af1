import createClient from 'openapi-fetch';
import type { CreateCalls, Outcome, PetstoreCalls } from '../calls.ts';
import type { components, paths } from '../generated/petstore.ts';

interface Answered {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

const toOutcome = async (answered: Promise<Answered>): Promise<Outcome> => {
  const { data, error, response } = await answered;
  return { status: response.status, content: data ?? error };
};

export const createCalls: CreateCalls<PetstoreCalls> = (base, { key, token }) => {
  const client = createClient<paths>({ baseUrl: `${base}/v2` });
  client.use({
    onRequest: ({ request }) => {
      if (key !== undefined) request.headers.set('api_key', key);
      if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
    },
  });
  return {
    findByStatus: (status) =>
      toOutcome(client.GET('/pet/findByStatus', { params: { query: { status: [...status] } } })),
    findByTags: (tags) =>
      toOutcome(client.GET('/pet/findByTags', { params: { query: { tags: [...tags] } } })),
    getPet: async (petId) => {
      const { data, error, response } = await client.GET('/pet/{petId}', { params: { path: { petId } } });
      const pet: components['schemas']['Pet'] | undefined = data;
      return { status: response.status, content: pet ?? error };
    },
    deletePet: (petId, apiKey) =>
      toOutcome(client.DELETE('/pet/{petId}', { params: { path: { petId }, header: { api_key: apiKey } } })),
    placeOrder: async (order) => {
      const { data, error, response } = await client.POST('/store/order', { body: order });
      const quantity: number | undefined = data?.quantity;
      // @ts-expect-error an order has no such property
      data?.quantities;
      return { status: response.status, content: quantity === undefined ? error : data };
    },
    rename: (petId, name) =>
      toOutcome(
        client.POST('/pet/{petId}', {
          params: { path: { petId } },
          body: { name },
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          bodySerializer: (body) => new URLSearchParams(body as Record<string, string>),
        }),
      ),
    upload: (petId, additionalMetadata, file) =>
      toOutcome(
        client.POST('/pet/{petId}/uploadImage', {
          params: { path: { petId } },
          // openapi-typescript calls files strings.
          body: { additionalMetadata, file: file as unknown as string },
          bodySerializer: (body) => {
            const form = new FormData();
            for (const [name, value] of Object.entries(body ?? {})) form.append(name, value);
            return form;
          },
        }),
      ),
    getUser: (username) => toOutcome(client.GET('/user/{username}', { params: { path: { username } } })),
    logIn: (username, password) =>
      toOutcome(client.GET('/user/login', { params: { query: { username, password } } })),
  };
};
