import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';
import { listen } from './listen.mjs';

/** The one client that the provider knows. */
export const client = { client_id: 'shop', client_secret: 'a secret of the shop' };

/** Two APIs: tokens for the first are signed, those for the second say nothing to whoever looks at them. */
export const audiences = { pets: 'https://api.example/pets', stock: 'https://api.example/stock' };

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const configuration = {
  clients: [
    {
      ...client,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: 'read write',
    },
  ],
  scopes: ['read', 'write'],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }] },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  ttl: { ClientCredentials: 300 },
  cookies: { keys: ['a key for cookies'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: 'read write',
        audience: resource,
        accessTokenTTL: 300,
        accessTokenFormat: resource === audiences.pets ? 'jwt' : 'opaque',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
};

/** An OpenID provider on this machine, with a key that it has just made. */
export const startProvider = (port) =>
  listen((issuer) => new Provider(issuer, configuration).callback(), port);
