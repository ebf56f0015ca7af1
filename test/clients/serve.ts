import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { toNodeListener } from '../../src/doors/node.ts';
import {
  type Authenticator,
  type BindOptions,
  bind,
  type Processes,
  reply,
  type UploadedFile,
} from '../../src/index.ts';

/** A document and what serves it. */
export interface Service {
  readonly file: string;
  readonly processes: Processes;
  readonly options: BindOptions;
}

export interface Server {
  readonly url: string;
  /** Problems that nobody foresaw; answers that do not fit the document are among them. */
  readonly errors: readonly unknown[];
  close(): Promise<void>;
}

/** Serves a document on a socket. Every answer is held to the document. */
export async function serve({ file, processes, options }: Service): Promise<Server> {
  const errors: unknown[] = [];
  const api = await bind(file, processes, {
    responses: 'enforce',
    ...options,
    onError: (error) => void errors.push(error),
  });
  const server = createServer(toNodeListener(api));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    errors,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await api.close();
    },
  };
}

const known =
  (secret: string): Authenticator =>
  (credential) =>
    credential === secret ? { name: 'ann' } : null;

type Values = Readonly<Record<string, unknown>>;

export const petstore: Service = {
  file: createRequire(import.meta.url).resolve('@readme/oas-examples/3.0/json/petstore.json'),
  processes: {
    findPetsByStatus: ({ query }) => [
      { id: 1, name: (query['status'] as string[]).join(' and '), photoUrls: [] },
    ],
    findPetsByTags: ({ query }) =>
      (query['tags'] as string[]).map((tag, id) => ({
        id,
        name: tag,
        photoUrls: [],
        tags: [{ id, name: tag }],
      })),
    getPetById: ({ path }) =>
      path['petId'] === 7 ? { id: path['petId'], name: 'Rex', photoUrls: [], status: 'sold' } : reply(404),
    deletePet: ({ headers }) => reply(headers['api_key'] === 'my key' ? 404 : 400),
    placeOrder: ({ body }) => ({ ...(body as Values), id: 3 }),
    updatePetWithForm: {
      // The document declares no success, so nothing can be held to it.
      responses: 'off',
      process: ({ path, body }) => ({ renamed: path['petId'], to: (body as Values)['name'] }),
    },
    uploadFile: async ({ path, body }) => {
      const { additionalMetadata, file } = body as { additionalMetadata: string; file: UploadedFile };
      const text = await file.text();
      return {
        code: path['petId'],
        type: `${file.name} ${file.type}`,
        message: `${additionalMetadata}: ${text}`,
      };
    },
    getUserByName: ({ path }) => ({ username: path['username'] }),
    loginUser: ({ query }) =>
      reply(200, JSON.stringify(`${query['username']} ${query['password']}`), {
        contentType: 'application/json',
      }),
  },
  options: {
    scopes: 'all',
    collisions: 'concrete-first',
    authenticators: {
      api_key: known('special-key'),
      petstore_auth: (token) =>
        token === 'letmein' ? { name: 'ann', scopes: ['read:pets', 'write:pets'] } : null,
    },
  },
};

const hub = (id: string, rest: Values): Values => ({ id, type: 'hubs', ...rest });

export const toBox = (file: string): Service => ({
  file,
  processes: {
    'get_hubs_v2025.0': ({ query }) => ({
      entries: [hub('1', { title: query['query'], description: `${query['scope']} ${query['direction']}` })],
      limit: query['limit'],
      next_marker: null,
    }),
    'post_hubs_v2025.0': ({ body }) => hub('2', { ...(body as Values), created_at: '2026-01-01T00:00:00Z' }),
    'delete_hubs_id_v2025.0': ({ path }) =>
      path['hub_id'] === '2' ? undefined : reply(404, { type: 'error', status: 404, code: 'not_found' }),
    'post_hubs_id_manage_items_v2025.0': ({ body }) => ({
      operations: ((body as Values)['operations'] as Values[]).map((one) => ({ ...one, status: 200 })),
    }),
    'get_enterprise_configurations_id_v2025.0': ({ path, query }) => ({
      id: `${path['enterprise_id']}: ${(query['categories'] as string[]).join(' and ')}`,
      type: 'enterprise_configuration',
    }),
  },
  options: { authenticators: { OAuth2Security: known('letmein') } },
});
