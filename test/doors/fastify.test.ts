import { type FastifyInstance, type FastifyPluginCallback, fastify } from 'fastify';
import { describe, expect, test } from 'vitest';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { type Api, bind } from '../../src/index.ts';
import type { AuditOptions, ListeningDoor } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { auditing } from './auditing.ts';

type Mount = (app: FastifyInstance, api: Api) => void;

const HOST = { host: { target: '/host', text: 'host' } };

const MOUNTS: readonly (readonly [name: string, mount: Mount, options: AuditOptions])[] = [
  ['at the root', (app, api) => app.register(toFastifyPlugin(api)), HOST],
  [
    'in a scope with a prefix',
    (app, api) =>
      app.register(
        (scope, _, registered) => {
          scope.register(toFastifyPlugin(api));
          scope.get('/host', (__, reply) => reply.send('host'));
          registered();
        },
        { prefix: '/audit' },
      ),
    { host: { target: '/audit/host', text: 'host' } },
  ],
  [
    'in a scope without a prefix',
    (app, api) =>
      app.register((scope, _, registered) => {
        scope.register(toFastifyPlugin(api));
        registered();
      }),
    HOST,
  ],
];

const start =
  (mount: Mount) =>
  async (api: Api): Promise<ListeningDoor> => {
    const app = fastify({ forceCloseConnections: true });
    mount(app, api);
    app.get('/host', (_, reply) => reply.send('host'));
    return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  };

describe('Fastify 5', () => {
  for (const [name, mount, options] of MOUNTS) auditing(name, start(mount), options);
});

test('two scopes of one path, of which one would serve nothing, are refused', async () => {
  const app = fastify();
  const api = await bind(documentOf({ '/a': { get: operation('a') } }), { a: () => ({}) });
  const scope: FastifyPluginCallback = (fastify, _, registered) => {
    fastify.register(toFastifyPlugin(api));
    fastify.register(toFastifyPlugin(api));
    registered();
  };
  app.register(scope).register(scope);
  await expect(async () => app.ready()).rejects.toThrow('register both in one scope');
});
