import { bind } from 'opbind';
import { oauth2, openIdConnect } from 'opbind/auth';
import { toNodeListener } from 'opbind/node';
import { listen } from './listen.mjs';
import { audiences, client } from './provider.mjs';

const responses = { 200: { description: 'OK', content: { 'application/json': {} } } };

const documentFor = (issuer) => ({
  openapi: '3.1.0',
  info: { title: 'Pets and stock', version: '1' },
  paths: {
    '/pets': { get: { operationId: 'listPets', security: [{ signed: ['read'] }], responses } },
    '/stock': { get: { operationId: 'countStock', security: [{ opaque: ['read'] }], responses } },
  },
  components: {
    securitySchemes: {
      signed: { type: 'openIdConnect', openIdConnectUrl: `${issuer}/.well-known/openid-configuration` },
      opaque: {
        type: 'oauth2',
        flows: {
          clientCredentials: { tokenUrl: `${issuer}/token`, scopes: { read: 'to look', write: 'to change' } },
        },
      },
    },
  },
});

/** An API that takes tokens of the provider: signed ones by its keys, opaque ones by asking it. */
export const startApi = (issuer, port) =>
  listen(async () => {
    const api = await bind(
      documentFor(issuer),
      {
        listPets: ({ username }) => ({ caller: username, pets: ['Rex', 'Ida'] }),
        countStock: ({ username }) => ({ caller: username, bones: 12 }),
      },
      {
        authenticators: {
          signed: openIdConnect({ issuer, audience: audiences.pets, algorithms: ['ES256'], typ: 'at+jwt' }),
          opaque: oauth2({
            introspection: {
              url: `${issuer}/token/introspection`,
              clientId: client.client_id,
              clientSecret: client.client_secret,
              audience: audiences.stock,
            },
          }),
        },
      },
    );
    return toNodeListener(api);
  }, port);
