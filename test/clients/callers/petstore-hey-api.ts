import type { CreateCalls, Outcome, PetstoreCalls } from '../calls.ts';
import { createClient } from '../generated/petstore-hey-api/client/index.ts';
import * as sdk from '../generated/petstore-hey-api/sdk.gen.ts';
import type { Order, Pet } from '../generated/petstore-hey-api/types.gen.ts';

interface Answered {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response?: Response;
}

const toOutcome = async (answered: Promise<Answered>): Promise<Outcome> => {
  const { data, error, response } = await answered;
  return { status: response?.status ?? 0, content: data ?? error };
};

export const createCalls: CreateCalls<PetstoreCalls> = (base, { key, token }) => {
  const client = createClient({
    baseUrl: `${base}/v2`,
    auth: ({ type }) => (type === 'apiKey' ? key : token),
  });
  return {
    findByStatus: async (status) => {
      const { data, error, response } = await sdk.findPetsByStatus({
        client,
        query: { status: [...status] },
      });
      const pets: Pet[] | undefined = data;
      return { status: response?.status ?? 0, content: pets ?? error };
    },
    findByTags: (tags) => toOutcome(sdk.findPetsByTags({ client, query: { tags: [...tags] } })),
    getPet: (petId) => toOutcome(sdk.getPetById({ client, path: { petId } })),
    deletePet: (petId, apiKey) =>
      toOutcome(sdk.deletePet({ client, path: { petId }, headers: { api_key: apiKey } })),
    placeOrder: async (order) => {
      const { data, error, response } = await sdk.placeOrder({ client, body: order });
      const placed: Order | undefined = data;
      const quantity: number | undefined = placed?.quantity;
      // @ts-expect-error an order has no such property
      data?.quantities;
      return { status: response?.status ?? 0, content: quantity === undefined ? error : placed };
    },
    rename: (petId, name) => toOutcome(sdk.updatePetWithForm({ client, path: { petId }, body: { name } })),
    upload: (petId, additionalMetadata, file) =>
      toOutcome(sdk.uploadFile({ client, path: { petId }, body: { additionalMetadata, file } })),
    getUser: (username) => toOutcome(sdk.getUserByName({ client, path: { username } })),
    logIn: (username, password) => toOutcome(sdk.loginUser({ client, query: { username, password } })),
  };
};
