import { describe, expect, test } from 'vitest';
import { type BindOptions, bind, type HttpRequest, type Principal } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const SCHEMES = {
  key: { type: 'apiKey', in: 'header', name: 'x-key' },
  token: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://example.com', scopes: {} } } },
  certificate: { type: 'mutualTLS' },
};

const documentWith = (security: object): object =>
  documentOf({ '/a': { get: operation('a', { security }) } }, { components: { securitySchemes: SCHEMES } });

const never = (): never => {
  throw new Error('No authenticator is to be asked.');
};

const NEVER: BindOptions = {
  authenticators: { key: never, token: never, certificate: never },
  scopes: 'all',
};

const ANN: Principal = { name: 'ann', scopes: ['read', 'write'] };
const BOB: Principal = { name: 'bob', scopes: ['read'] };
const NAMED: Principal = { name: 'shop' };

const WRITE = ['read', 'write'];

test.each<[what: string, security: object[], ann: number, bob: number, named: number, nobody: number]>([
  ['nothing', [], 200, 200, 200, 200],
  ['nothing by {}', [{}], 200, 200, 200, 200],
  ['a key', [{ key: [] }], 200, 200, 200, 401],
  ['a certificate', [{ certificate: [] }], 200, 200, 200, 401],
  ['a token with scopes', [{ token: WRITE }], 200, 403, 403, 401],
  ['a token with scopes, or nobody', [{ token: WRITE }, {}], 200, 403, 403, 200],
  ['a key, or a token with scopes', [{ key: [] }, { token: WRITE }], 200, 200, 200, 401],
  ['a token with scopes, or a key', [{ token: WRITE }, { key: [] }], 200, 200, 200, 401],
  ['a key and a token with scopes', [{ key: [], token: WRITE }], 200, 403, 403, 401],
  ['a certificate and a token with one scope', [{ certificate: [], token: ['read'] }], 200, 200, 403, 401],
  ['a key, or nobody', [{ key: [] }, {}], 200, 200, 200, 200],
])('an operation that asks for %s', async (_, security, ann, bob, named, nobody) => {
  const api = await bind(documentWith(security), { a: ({ username }) => username ?? 'nobody' }, NEVER);
  const statuses: number[] = [];
  for (const principal of [ANN, BOB, NAMED, null])
    statuses.push((await inject(api, { url: '/a', principal, headers: { 'x-key': 'x' } })).status);
  expect(statuses).toEqual([ann, bob, named, nobody]);
});

test('a process sees the principal, once', async () => {
  const api = await bind(
    documentWith([{ key: [], token: ['read'] }]),
    {
      a: ({ username, claims }) => ({
        username,
        team: claims?.get('team'),
        all: claims?.all,
        is: claims?.isInRole('admin'),
      }),
    },
    NEVER,
  );
  const principal = { name: 'ann', claims: { team: 'dogs' }, roles: ['admin'], scopes: ['read'] };
  const answer = await inject(api, { url: '/a', principal });
  expect(answer.json()).toEqual({ username: 'ann', team: 'dogs', all: { team: 'dogs' }, is: true });
});

test('nobody gets the challenges of the document', async () => {
  const api = await bind(documentWith([{ key: [] }, { token: [] }]), { a: () => '' }, NEVER);
  const { headers } = await inject(api, { url: '/a', principal: null });
  expect(headers['www-authenticate']).toBe('ApiKey realm="api", Bearer realm="api"');
});

test('what asks for nothing stays closed to all where all has to ask', async () => {
  const api = await bind(documentWith([]), { a: () => '' }, { ...NEVER, requireSecurity: true });
  for (const principal of [ANN, null]) expect((await inject(api, { url: '/a', principal })).status).toBe(403);
});

describe('policies weigh principals', () => {
  const endpoints = [{ method: 'ALL' as const, path: '/a' }];

  test('by roles', async () => {
    const policies = [{ name: 'admins', endpoints, identities: [{ roles: ['admin'] }] }];
    const api = await bind(documentWith([{ token: [] }]), { a: () => '' }, { ...NEVER, policies });
    const statusOf = async (principal: Principal | null) =>
      (await inject(api, { url: '/a', principal })).status;
    expect(await statusOf({ name: 'ann', roles: ['admin'] })).toBe(200);
    expect(await statusOf({ name: 'bob', roles: ['clerk'] })).toBe(403);
    expect(await statusOf(null)).toBe(401);
  });

  test('by how often they call', async () => {
    const policies = [
      { name: 'few', endpoints, throttle: { limit: 1, per: 'day' as const, by: 'caller' as const } },
    ];
    const api = await bind(documentWith([{ token: [] }]), { a: () => '' }, { ...NEVER, policies });
    const statuses: number[] = [];
    for (const principal of [ANN, ANN, BOB])
      statuses.push((await inject(api, { url: '/a', principal })).status);
    expect(statuses).toEqual([200, 429, 200]);
  });
});

test('it holds behind proxies that are trusted', async () => {
  const api = await bind(
    documentWith([{ key: [] }]),
    { a: ({ http }) => http.clientIp ?? '' },
    { ...NEVER, trustProxy: 'loopback' },
  );
  const answer = await inject(api, {
    url: '/a',
    principal: ANN,
    headers: { 'x-forwarded-for': '192.0.2.1' },
  });
  expect([answer.status, answer.text]).toEqual([200, '192.0.2.1']);
});

test('a run is shown to the principal that started it, and to nobody else', async () => {
  const api = await bind(
    documentWith([{ key: [] }]),
    { a: () => new Promise((resolve) => setTimeout(resolve, 20, 'done')) },
    { ...NEVER, mode: 'poll', wait: 1 },
  );
  const { status, headers } = await inject(api, { url: '/a', principal: ANN });
  const url = headers['location'] ?? '';
  expect(status).toBe(202);
  expect([200, 202]).toContain((await inject(api, { url, principal: ANN })).status);
  expect((await inject(api, { url, principal: BOB })).status).toBe(404);
  expect((await inject(api, { url, principal: null })).status).toBe(401);
  await api.close();
});

test('without one, credentials are looked at as ever', async () => {
  const api = await bind(
    documentWith([{ key: [] }]),
    { a: () => '' },
    {
      ...NEVER,
      authenticators: { key: (key) => (key === 'k' ? ANN : null), token: never, certificate: never },
    },
  );
  expect((await inject(api, { url: '/a', headers: { 'x-key': 'k' } })).status).toBe(200);
  expect((await inject(api, { url: '/a', headers: { 'x-key': 'x' } })).status).toBe(401);
});

test.each<[what: string, more: object]>([
  ['a member of the request', { principal: ANN }],
  ['a header field', { headers: { principal: 'ann', 'x-principal': JSON.stringify(ANN) } }],
  ['the query', { url: '/a?principal=ann' }],
])('%s says nothing of it', async (_, more) => {
  const api = await bind(documentWith([{ key: [] }]), { a: () => '' }, NEVER);
  const request = { method: 'GET', url: '/a', headers: {}, ...more } as HttpRequest;
  expect((await api.handle(request))?.status).toBe(401);
});

test.each<[what: string, request: object, message: string]>([
  ['misspelt', { headres: {} }, 'inject: there is no option headres. Did you mean headers?'],
  ['of elsewhere', { path: '/a' }, 'Did you mean url?'],
  ['of nowhere', { whatever: 1 }, 'There are method, url, headers'],
])('a name of the request that is %s is a mistake of the test', async (_, request, message) => {
  const api = await bind(documentWith([]), { a: () => '' }, NEVER);
  await expect(inject(api, request)).rejects.toThrow(message);
});

test.each<[what: string, principal: unknown]>([
  ['without a name', {}],
  ['with an empty name', { name: '' }],
  ['whose scopes are a text', { name: 'ann', scopes: 'read' }],
  ['that is a text', 'ann'],
])('a principal %s is a mistake of the test', async (_, principal) => {
  const api = await bind(documentWith([{ key: [] }]), { a: () => '' }, NEVER);
  await expect(inject(api, { url: '/a', principal: principal as Principal })).rejects.toThrow(
    'a principal is an object',
  );
});
