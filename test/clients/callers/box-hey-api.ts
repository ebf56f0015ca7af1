import type { BoxCalls, CreateCalls } from '../calls.ts';
import { createClient } from '../generated/box-hey-api/client/index.ts';
import * as sdk from '../generated/box-hey-api/sdk.gen.ts';
import type { Hub } from '../generated/box-hey-api/types.gen.ts';

const headers = { 'box-version': '2025.0' } as const;

export const createCalls: CreateCalls<BoxCalls> = (base, { token }) => {
  const client = createClient({ baseUrl: `${base}/2.0`, auth: () => token });
  return {
    listHubs: async (query, limit) => {
      const { data, error, response } = await sdk.getHubsV20250({
        client,
        headers,
        query: { query, limit, direction: 'DESC' },
      });
      const titles: readonly (string | undefined)[] | undefined = data?.entries?.map(({ title }) => title);
      return { status: response?.status ?? 0, content: titles === undefined ? error : data };
    },
    createHub: async (title) => {
      const { data, error, response } = await sdk.postHubsV20250({ client, headers, body: { title } });
      const hub: Hub | undefined = data;
      return { status: response?.status ?? 0, content: hub ?? error };
    },
    deleteHub: async (hub_id) => {
      const { error, response } = await sdk.deleteHubsIdV20250({ client, headers, path: { hub_id } });
      const code: string | undefined = error?.code;
      return { status: response?.status ?? 0, content: code };
    },
    manageItems: async (hub_id, items) => {
      const { data, error, response } = await sdk.postHubsIdManageItemsV20250({
        client,
        headers,
        path: { hub_id },
        body: { operations: items.map((id) => ({ action: 'add', item: { type: 'file', id } })) },
      });
      const statuses = data?.operations.map(({ status }) => status);
      return { status: response?.status ?? 0, content: statuses ?? error };
    },
    configure: async (enterprise_id, categories) => {
      const { data, error, response } = await sdk.getEnterpriseConfigurationsIdV20250({
        client,
        headers,
        path: { enterprise_id },
        query: { categories: [...categories] },
      });
      const id: string | undefined = data?.id;
      return { status: response?.status ?? 0, content: id ?? error };
    },
  };
};
