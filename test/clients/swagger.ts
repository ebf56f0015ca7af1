import { readFileSync } from 'node:fs';
import SwaggerClient, { type Call } from 'swagger-client';
import type { BoxCalls, Caller, CreateCalls, Outcome, PetstoreCalls } from './calls.ts';

type Execute = (call: Omit<Call, 'securities'>) => Promise<Outcome>;

interface Failed {
  readonly response?: { readonly status: number; readonly body: unknown };
}

/** swagger-client rejects where the answer is no success. */
const orFailed = (error: Failed): Outcome => {
  if (error.response === undefined) throw error;
  return { status: error.response.status, content: error.response.body };
};

const toAuthorized = ({ key, token }: Caller): Readonly<Record<string, unknown>> => ({
  ...(key === undefined ? {} : { api_key: { value: key } }),
  ...(token === undefined
    ? {}
    : {
        petstore_auth: { token: { access_token: token, token_type: 'Bearer' } },
        OAuth2Security: { token: { access_token: token, token_type: 'Bearer' } },
      }),
});

async function createExecute(file: string, server: string, caller: Caller): Promise<Execute> {
  const document = JSON.parse(readFileSync(file, 'utf8')) as object;
  const { spec } = await SwaggerClient.resolve({ spec: { ...document, servers: [{ url: server }] } });
  return (call) =>
    SwaggerClient.execute({
      ...call,
      spec,
      // Otherwise it asks for all types in the order of the document, and reads none but JSON.
      responseContentType: 'application/json',
      securities: { authorized: toAuthorized(caller) },
    }).then(({ status, body }) => ({ status, content: body }), orFailed);
}

export const createPetstoreCalls =
  (file: string): CreateCalls<PetstoreCalls> =>
  async (base, caller) => {
    const execute = await createExecute(file, `${base}/v2`, caller);
    return {
      findByStatus: (status) => execute({ operationId: 'findPetsByStatus', parameters: { status } }),
      findByTags: (tags) => execute({ operationId: 'findPetsByTags', parameters: { tags } }),
      getPet: (petId) => execute({ operationId: 'getPetById', parameters: { petId } }),
      deletePet: (petId, apiKey) =>
        execute({ operationId: 'deletePet', parameters: { petId, api_key: apiKey } }),
      placeOrder: (order) => execute({ operationId: 'placeOrder', requestBody: order }),
      rename: (petId, name) =>
        execute({ operationId: 'updatePetWithForm', parameters: { petId }, requestBody: { name } }),
      upload: (petId, additionalMetadata, file_) =>
        execute({
          operationId: 'uploadFile',
          parameters: { petId },
          requestBody: { additionalMetadata, file: file_ },
        }),
      getUser: (username) => execute({ operationId: 'getUserByName', parameters: { username } }),
      logIn: (username, password) =>
        execute({ operationId: 'loginUser', parameters: { username, password } }),
    };
  };

export const createBoxCalls =
  (file: string): CreateCalls<BoxCalls> =>
  async (base, caller) => {
    const execute = await createExecute(file, `${base}/2.0`, caller);
    // swagger-client takes no operationId that has a full stop.
    const version = { 'box-version': '2025.0' };
    return {
      listHubs: (query, limit) =>
        execute({
          method: 'GET',
          pathName: '/hubs',
          parameters: { ...version, query, limit, direction: 'DESC' },
        }),
      createHub: (title) =>
        execute({ method: 'POST', pathName: '/hubs', parameters: version, requestBody: { title } }),
      deleteHub: async (hub_id) => {
        const { status, content } = await execute({
          method: 'DELETE',
          pathName: '/hubs/{hub_id}',
          parameters: { ...version, hub_id },
        });
        return { status, content: (content as { code?: string } | undefined)?.code };
      },
      manageItems: async (hub_id, items) => {
        const { status, content } = await execute({
          method: 'POST',
          pathName: '/hubs/{hub_id}/manage_items',
          parameters: { ...version, hub_id },
          requestBody: { operations: items.map((id) => ({ action: 'add', item: { type: 'file', id } })) },
        });
        const { operations } = content as { operations: { status: number }[] };
        return { status, content: operations.map((operation) => operation.status) };
      },
      configure: async (enterprise_id, categories) => {
        const { status, content } = await execute({
          method: 'GET',
          pathName: '/enterprise_configurations/{enterprise_id}',
          parameters: { ...version, enterprise_id, categories },
        });
        return { status, content: (content as { id?: string }).id ?? content };
      },
    };
  };
