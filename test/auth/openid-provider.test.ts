import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oauth2, openIdConnect } from '../../src/auth/index.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, type Process } from '../../src/index.ts';
import { documentOf, operation } from '../document-of.ts';

const CLIENT = { client_id: 'shop', client_secret: 'a secret of the shop' };

/** The API, for tokens that are signed, and for tokens that say nothing. */
const SIGNED = 'https://api.example/signed';
const OPAQUE = 'https://api.example/opaque';

const servers: Server[] = [];

async function serve(makeListener: (url: string) => Promise<RequestListener>): Promise<string> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('request', await makeListener(url));
  return url;
}

const resourceOf = (_: unknown, resource: string): object => ({
  scope: 'read write',
  audience: resource,
  accessTokenTTL: 300,
  accessTokenFormat: resource === SIGNED ? 'jwt' : 'opaque',
  jwt: { sign: { alg: 'ES256' } },
});

function configuration(): object {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' };
  return {
    clients: [
      {
        ...CLIENT,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: 'read write',
      },
    ],
    scopes: ['read', 'write'],
    jwks: { keys: [key] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    ttl: { ClientCredentials: 300 },
    cookies: { keys: ['a key for cookies'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: { enabled: true, getResourceServerInfo: resourceOf },
    },
  };
}

const flows = (issuer: string): object => ({
  clientCredentials: { tokenUrl: `${issuer}/token`, scopes: { read: 'to read', write: 'to write' } },
});

const documentFor = (issuer: string): object =>
  documentOf(
    {
      '/signed': { get: operation('signed', { security: [{ openId: ['read'] }] }) },
      '/opaque': { get: operation('opaque', { security: [{ login: ['read'] }] }) },
    },
    {
      components: {
        securitySchemes: {
          openId: { type: 'openIdConnect', openIdConnectUrl: `${issuer}/.well-known/openid-configuration` },
          login: { type: 'oauth2', flows: flows(issuer) },
        },
      },
    },
  );

const whoami: Process = ({ username, claims }) => ({ username, audience: claims?.get('aud') });

let issuer: string;
let api: string;

beforeAll(async () => {
  issuer = await serve(async (url) => new Provider(url, configuration()).callback());
  api = await serve(async () =>
    toNodeListener(
      await bind(
        documentFor(issuer),
        { signed: whoami, opaque: whoami },
        {
          authenticators: {
            openId: openIdConnect({ issuer, audience: SIGNED, algorithms: ['ES256'], typ: 'at+jwt' }),
            login: oauth2({
              introspection: {
                url: `${issuer}/token/introspection`,
                clientId: CLIENT.client_id,
                clientSecret: CLIENT.client_secret,
                issuer,
                audience: OPAQUE,
              },
            }),
          },
        },
      ),
    ),
  );
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function obtainToken(resource: string, scope: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope, ...CLIENT }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`No token: ${response.status}`);
  return token;
}

const call = async (path: string, token: string) => {
  const response = await fetch(api + path, { headers: { authorization: `Bearer ${token}` } });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    value: (await response.json()) as object,
  };
};

/** Another token of the same form: a letter in the middle of its last part is another one. */
function tampered(token: string): string {
  const at = token.length - 20;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

describe('tokens of an OpenID provider', () => {
  test.each([
    ['/signed', SIGNED],
    ['/opaque', OPAQUE],
  ])('%s', async (path, resource) => {
    const token = await obtainToken(resource, 'read write');
    expect(token.split('.').length === 3).toBe(resource === SIGNED);
    expect(await call(path, token)).toMatchObject({
      status: 200,
      value: { username: 'shop', audience: resource },
    });
    expect(await call(path, await obtainToken(resource, 'write'))).toMatchObject({
      status: 403,
      challenge: 'Bearer realm="api", error="insufficient_scope", scope="read"',
    });
    expect(await call(path, tampered(token))).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="api", error="invalid_token"',
      value: { code: 'credentials-invalid' },
    });
  });

  test('for another API are refused', async () => {
    expect((await call('/signed', await obtainToken(OPAQUE, 'read'))).status).toBe(401);
    expect((await call('/opaque', await obtainToken(SIGNED, 'read'))).status).toBe(401);
  });
});
