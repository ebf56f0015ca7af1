import { once } from 'node:events';
import { createServer, request as send } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificate } from '../../src/auth/index.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind } from '../../src/index.ts';
import { type Authority, createAuthority, type Identity } from '../certificates.ts';
import { documentOf, operation } from '../document-of.ts';

const DOCUMENT = documentOf(
  {
    '/me': { get: operation('me', { security: [{ partner: [] }] }) },
    '/open': { get: operation('open', { security: [{ partner: [] }, {}] }) },
  },
  { components: { securitySchemes: { partner: { type: 'mutualTLS' } } } },
);

describe('a server that asks for certificates', () => {
  let partners: Authority;
  let server: ReturnType<typeof createServer>;
  let port: number;
  const clients: Record<string, Identity> = {};

  beforeAll(async () => {
    const host = await createAuthority('O=Example, CN=Host');
    partners = await createAuthority('O=Example, CN=Partners');
    const others = await createAuthority('O=Example, CN=Others');
    const strangers = await createAuthority('O=Example, CN=Partners');
    clients['partner'] = await partners.issue('O=Example, CN=shop');
    clients['comma'] = await partners.issue('O=Evil\\, Inc, CN=shop\\,O=Example');
    clients['expired'] = await partners.issue('O=Example, CN=old', [-3, -1]);
    clients['early'] = await partners.issue('O=Example, CN=new', [1, 3]);
    clients['other issuer'] = await others.issue('O=Example, CN=shop');
    clients['unknown authority'] = await strangers.issue('O=Example, CN=shop');
    const api = await bind(
      DOCUMENT,
      { me: ({ username }) => String(username), open: ({ username }) => String(username) },
      { authenticators: { partner: certificate({ issuers: ['CN=Partners, O=Example'] }) } },
    );
    const own = await host.issue('CN=localhost');
    server = createServer(
      {
        cert: own.cert,
        key: own.key,
        ca: [partners.cert, others.cert],
        requestCert: true,
        rejectUnauthorized: false,
      },
      toNodeListener(api),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterAll(() => server.close());

  async function call(path: string, client: Identity | undefined): Promise<[status: number, body: string]> {
    const request = send({
      port,
      host: '127.0.0.1',
      path,
      rejectUnauthorized: false,
      agent: false,
      ...(client && { cert: client.cert, key: client.key }),
    });
    request.end();
    const [response] = await once(request, 'response');
    return [response.statusCode, await text(response)];
  }

  test.each<[who: string, path: string, status: number, body: string]>([
    ['partner', '/me', 200, 'CN=shop,O=Example'],
    ['partner', '/open', 200, 'CN=shop,O=Example'],
    ['comma', '/me', 200, 'CN=shop\\,O=Example,O=Evil\\, Inc'],
    ['expired', '/me', 401, 'credentials-invalid'],
    ['early', '/me', 401, 'credentials-invalid'],
    ['other issuer', '/me', 401, 'credentials-invalid'],
    ['unknown authority', '/me', 401, 'credentials-invalid'],
    ['unknown authority', '/open', 401, 'credentials-invalid'],
    ['nobody', '/me', 401, 'credentials-missing'],
    ['nobody', '/open', 200, 'null'],
  ])('%s %s → %i', async (who, path, status, body) => {
    expect(await call(path, clients[who])).toEqual([status, expect.stringContaining(body)]);
  });
});

test.each<[what: string, options: object, message: RegExp]>([
  ['no issuers, when Node trusts every public authority,', { issuers: [] }, /Give the issuers/],
  ['an issuer without a name', { issuers: [''] }, /Give the issuers/],
  ['an issuer in the notation of openssl', { issuers: ['/O=Example/CN=Partners'] }, /Give the issuers/],
  ['a misspelt option', { issuer: ['CN=a'] }, /Did you mean issuers/],
])('%s is refused', (_, options, message) => {
  expect(() => certificate(options as never)).toThrow(message);
});
