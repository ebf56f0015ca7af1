import createClient from 'openapi-fetch';
import type { BoxCalls, CreateCalls } from '../calls.ts';
import type { components, paths } from '../generated/box.ts';

const header = { 'box-version': '2025.0' } as const;

export const createCalls: CreateCalls<BoxCalls> = (base, { token }) => {
  const client = createClient<paths>({
    baseUrl: `${base}/2.0`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    // The document has `explode: false`, which types do not tell.
    querySerializer: { array: { style: 'form', explode: false } },
  });
  return {
    listHubs: async (query, limit) => {
      const { data, error, response } = await client.GET('/hubs', {
        params: { query: { query, limit, direction: 'DESC' }, header },
      });
      const titles: readonly (string | undefined)[] | undefined = data?.entries?.map(({ title }) => title);
      return { status: response.status, content: titles === undefined ? error : data };
    },
    createHub: async (title) => {
      const { data, error, response } = await client.POST('/hubs', { params: { header }, body: { title } });
      const hub: components['schemas']['Hub'] | undefined = data;
      return { status: response.status, content: hub ?? error };
    },
    deleteHub: async (hub_id) => {
      const { error, response } = await client.DELETE('/hubs/{hub_id}', {
        params: { path: { hub_id }, header },
      });
      const code: string | undefined = error?.code;
      return { status: response.status, content: code };
    },
    manageItems: async (hub_id, items) => {
      const { data, error, response } = await client.POST('/hubs/{hub_id}/manage_items', {
        params: { path: { hub_id }, header },
        body: {
          operations: items.map((id) => ({ action: 'add' as const, item: { type: 'file' as const, id } })),
        },
      });
      return { status: response.status, content: data?.operations.map(({ status }) => status) ?? error };
    },
    configure: async (enterprise_id, categories) => {
      const { data, error, response } = await client.GET('/enterprise_configurations/{enterprise_id}', {
        params: { path: { enterprise_id }, query: { categories: [...categories] }, header },
      });
      const id: string | undefined = data?.id;
      return { status: response.status, content: id ?? error };
    },
  };
};
