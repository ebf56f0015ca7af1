import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ApiKeyOptions, apiKey, createApiKey } from '../../src/auth/index.ts';
import { type Authenticator, bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation, pathParameter } from '../document-of.ts';

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const id = pathParameter('id', { type: 'string' });
const secured = { security: [{ key: [] }] };
const item = (name: string): object => operation(name, { ...secured, parameters: [id] });

const DOCUMENT = documentOf(
  {
    '/api/campaign/v1': { get: operation('list', secured), post: operation('create', secured) },
    '/api/campaign/v1/{id}': { get: item('read'), delete: item('remove') },
    '/api/campaign/v1/closed/{id}': { get: item('closed') },
    '/api/campaign/v11': { get: operation('other', secured) },
    '/api/{id}': { get: item('anything') },
    '/api/{id}/v1': { get: operation('wide', { ...secured, parameters: [id] }) },
  },
  { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-ApiKey' } } } },
);

const PROCESSES = Object.fromEntries(
  ['list', 'create', 'read', 'remove', 'closed', 'other', 'anything', 'wide'].map((name) => [
    name,
    ({ username }: { username: string | null }) => `${name} ${username}`,
  ]),
);

const api = (key: Authenticator) =>
  bind(DOCUMENT, PROCESSES, { authenticators: { key }, collisions: 'concrete-first' });

describe('a key', async () => {
  const past = new Date(Date.now() - 1000);
  const keys = [
    { name: 'shop', hash: hashOf('s') },
    { name: 'old', hash: hashOf('o'), expires: past },
    { name: 'text', hash: hashOf('t'), expires: '2999-01-01' },
    { name: 'off', hash: hashOf('f'), disabled: true },
    { name: 'nowhere', hash: hashOf('n'), rulesets: [] },
  ];
  const listed = await api(apiKey({ keys }));
  const found = await api(
    apiKey({ keys: (hash) => Promise.resolve(keys.find((key) => key.hash === hash) ?? null) }),
  );

  test.each<[key: string, status: number, text: string]>([
    ['s', 200, 'list shop'],
    ['t', 200, 'list text'],
    ['o', 401, 'credentials-invalid'],
    ['f', 401, 'credentials-invalid'],
    ['x', 401, 'credentials-invalid'],
    [hashOf('s'), 401, 'credentials-invalid'],
    ['s'.repeat(2000), 401, 'credentials-invalid'],
    ['n', 403, 'access-denied'],
    ['', 401, 'credentials-missing'],
  ])('%s → %i', async (key, status, text) => {
    for (const one of [listed, found]) {
      const answer = await inject(one, { url: '/api/campaign/v1', headers: { 'x-apikey': key } });
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
    }
  });

  test.each<[what: string, found: object | null | undefined, status: number]>([
    ['nothing', undefined, 401],
    ['a row with more columns', { id: 7, name: 'shop', expires: null, disabled: 0 }, 200],
    ['a row that is disabled by a number', { name: 'shop', disabled: 1 }, 401],
    ['a row without rulesets', { name: 'shop', rulesets: null }, 500],
    ['a row with scopes as a text', { name: 'shop', scopes: 'read write' }, 500],
  ])('that a function finds as %s', async (_, row, status) => {
    const bound = await bind(DOCUMENT, PROCESSES, {
      authenticators: { key: apiKey({ keys: () => row as never }) },
      collisions: 'concrete-first',
      onError: () => undefined,
    });
    const answer = await inject(bound, { url: '/api/campaign/v1', headers: { 'x-apikey': 's' } });
    expect(answer.status).toBe(status);
  });

  test('that a function finds is looked at anew each time, and may lead back to itself', async () => {
    const claims: Record<string, unknown> = { bytes: Buffer.from('a') };
    claims['self'] = claims;
    const row = { name: 'shop', roles: ['admin'], claims };
    const bound = await bind(
      DOCUMENT,
      { list: ({ claims: held }) => String(held?.isInRole('admin')) },
      { authenticators: { key: apiKey({ keys: () => row }) }, collisions: 'concrete-first' },
    );
    const call = async () =>
      (await inject(bound, { url: '/api/campaign/v1', headers: { 'x-apikey': 's' } })).text;
    expect(await call()).toBe('true');
    row.roles = [];
    expect(await call()).toBe('false');
  });

  test('is made of 256 bits, and known by its hash', () => {
    const { key, hash } = createApiKey();
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    expect(hash).toBe(hashOf(key));
  });
});

describe('rulesets', async () => {
  const rulesets = {
    reading: [{ method: 'GET', path: '/api/campaign/v1' }],
    careful: [
      { path: '/api/campaign/v1' },
      { path: '/api/campaign/v1/closed', deny: true },
      { method: 'DELETE', path: '/api/campaign/v1', deny: true },
      { method: 'all', path: '/api/campaign/v1/shut', deny: true },
    ],
    closing: [{ path: '/api/campaign/v1/closed' }],
  } as const;
  const keyed = await api(
    apiKey({
      keys: [
        { name: 'r', hash: hashOf('r'), rulesets: ['reading'] },
        { name: 'c', hash: hashOf('c'), rulesets: ['careful'] },
        { name: 'b', hash: hashOf('b'), rulesets: ['careful', 'closing'] },
      ],
      rulesets,
    }),
  );

  test.each<[key: string, method: string, url: string, status: number]>([
    // a path stands for itself and all below it
    ['r', 'GET', '/api/campaign/v1', 200],
    ['r', 'GET', '/api/campaign/v1?x=/api', 200],
    ['r', 'GET', '/api/campaign/v1/7', 200],
    ['r', 'GET', '/api/campaign/v1/a%2Fb', 200],
    ['r', 'HEAD', '/api/campaign/v1', 200],
    ['r', 'GET', '/api/c%61mpaign/v1', 200],
    ['r', 'GET', 'http://x.example/api/campaign/v1', 200],
    // and for nothing else
    ['r', 'POST', '/api/campaign/v1', 403],
    ['r', 'DELETE', '/api/campaign/v1/7', 403],
    ['r', 'GET', '/api/campaign/v11', 403],
    ['r', 'GET', '/api/other/v1', 403],
    ['r', 'GET', '/api/CAMPAIGN', 403],
    ['r', 'GET', '/api/CAMPAIGN/v1', 403],
    ['r', 'GET', '/api/campaign', 403],
    ['r', 'GET', '/api/campaign%2Fv1', 403],
    ['r', 'GET', '/api/campaign%2fv1%2f..', 403],
    ['r', 'GET', '/api/campaign%252Fv1', 403],
    ['r', 'GET', '/api/../v1', 403],
    ['r', 'GET', '/api/%2e%2e/v1', 403],
    ['r', 'GET', '/api/campaign/v1/..', 403],
    ['r', 'GET', '/api/campaign/v1/%2E%2e', 403],
    ['r', 'GET', '/api/campaign/v1/.', 403],
    ['r', 'GET', '/api/campaign/v1/%2e', 403],
    // what no operation has, no key opens
    ['r', 'GET', '/api//campaign/v1', 404],
    ['r', 'GET', '//api/campaign/v1', 404],
    ['r', 'GET', '/api/campaign/v1/', 404],
    ['r', 'GET', '/api/campaign/./v1', 404],
    ['r', 'GET', '/API/campaign/v1', 404],
    ['r', 'PUT', '/api/campaign/v1', 405],
    ['r', 'OPTIONS', '/api/campaign/v1', 204],
    // the longest path decides, then the method
    ['c', 'POST', '/api/campaign/v1', 200],
    ['c', 'DELETE', '/api/campaign/v1/7', 403],
    ['c', 'GET', '/api/campaign/v1/closed', 403],
    ['c', 'GET', '/api/campaign/v1/closed/7', 403],
    ['c', 'GET', '/api/campaign/v1/shut', 403],
    // what one ruleset denies, no other opens
    ['b', 'GET', '/api/campaign/v1/closed/7', 403],
  ])('%s: %s %s → %i', async (key, method, url, status) => {
    const answer = await inject(keyed, { method, url, headers: { 'x-apikey': key } });
    expect(answer.status).toBe(status);
  });

  test.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    '%s changes no method',
    async (name) => {
      const headers = { 'x-apikey': 'r', [name]: 'GET' };
      const answer = await inject(keyed, { method: 'DELETE', url: '/api/campaign/v1/7', headers });
      expect(answer.status).toBe(403);
    },
  );

  test('a trailing slash that the API ignores changes nothing, nor does case that it ignores', async () => {
    const keys = [{ name: 'r', hash: hashOf('r'), rulesets: ['reading', 'shut'] }];
    const shut = [{ path: '/api/campaign/v1/closed', deny: true }];
    const lenient = await bind(DOCUMENT, PROCESSES, {
      authenticators: { key: apiKey({ keys, rulesets: { ...rulesets, shut } }) },
      collisions: 'concrete-first',
      caseSensitive: false,
      trailingSlash: 'ignore',
    });
    const statusOf = async (method: string, url: string): Promise<number> =>
      (await inject(lenient, { method, url, headers: { 'x-apikey': 'r' } })).status;
    expect(await statusOf('GET', '/api/campaign/v1/')).toBe(200);
    expect(await statusOf('GET', '/API/Campaign/V1')).toBe(200);
    expect(await statusOf('POST', '/api/campaign/v1/')).toBe(403);
    expect(await statusOf('GET', '/API/CAMPAIGN/V1/CLOSED/7')).toBe(403);
    expect(await statusOf('DELETE', '/API/campaign/v1/7')).toBe(403);
  });
});

describe('policies about keys', () => {
  const policies = [{ name: 'p', endpoints: [{ path: '/' }], identities: [{ keys: ['shop'] }] }];
  const documentWith = (scheme: object): object =>
    documentOf(
      { '/me': { get: operation('me', secured) } },
      { components: { securitySchemes: { key: scheme } } },
    );
  const HEADER = { type: 'apiKey', in: 'header', name: 'X-ApiKey' };
  const APIKEY = { type: 'http', scheme: 'apikey' };
  const keys = apiKey({ keys: [{ name: 'shop', hash: hashOf('s') }] });
  const tokens: Authenticator = { takes: 'text', gives: 'token', authenticate: () => ({ name: 'shop' }) };
  const own: Authenticator = { authenticate: () => ({ name: 'shop' }) };

  test.each<
    [what: string, scheme: object, key: Authenticator, headers: Record<string, string>, status: number]
  >([
    ['a key', HEADER, keys, { 'x-apikey': 's' }, 200],
    ['a key after the name of a scheme', APIKEY, keys, { authorization: 'ApiKey s' }, 200],
    ['what an object of your own finds for a key', HEADER, own, { 'x-apikey': 's' }, 200],
    ['what a function finds for a key', HEADER, () => ({ name: 'shop' }), { 'x-apikey': 's' }, 200],
    ['a token of the same name in the place of a key', HEADER, tokens, { 'x-apikey': 's' }, 403],
  ])('%s', async (_, scheme, key, headers, status) => {
    const bound = await bind(documentWith(scheme), { me: () => 'in' }, { authenticators: { key }, policies });
    expect((await inject(bound, { url: '/me', headers })).status).toBe(status);
  });
});

test.each<[what: string, options: ApiKeyOptions, message: RegExp]>([
  [
    'a key in the place of its hash',
    { keys: [{ name: 'a', hash: 'secret' }] },
    /a has no SHA-256 hash.*opbind hash key/,
  ],
  ['no name', { keys: [{ name: '', hash: hashOf('a') }] }, /no name/],
  [
    'a date that is none',
    { keys: [{ name: 'a', hash: hashOf('a'), expires: 'soon' }] },
    /expires at no time/,
  ],
  ['a ruleset that is not there', { keys: [{ name: 'a', hash: hashOf('a'), rulesets: ['x'] }] }, /ruleset x/],
  [
    'two keys of a name',
    {
      keys: [
        { name: 'a', hash: hashOf('a') },
        { name: 'a', hash: hashOf('b') },
      ],
    },
    /shares its name/,
  ],
  [
    'two keys that are one',
    {
      keys: [
        { name: 'a', hash: hashOf('a') },
        { name: 'b', hash: hashOf('a') },
      ],
    },
    /shares its hash/,
  ],
  ['a rule with a trailing slash', { keys: [], rulesets: { x: [{ path: '/a/' }] } }, /ends in a slash/],
  ['a rule with dots', { keys: [], rulesets: { x: [{ path: '/a/../b' }] } }, /dots/],
  ['a misspelt option', { keys: [], ruleset: {} } as never, /Did you mean rulesets/],
  ['no keys', {} as never, /keys is missing/],
  [
    'a misspelt member of a key',
    { keys: [{ name: 'a', hash: hashOf('a'), ruleset: ['x'] } as never] },
    /Did you mean rulesets/,
  ],
  [
    'disabled that is a text',
    { keys: [{ name: 'a', hash: hashOf('a'), disabled: 'true' as never }] },
    /neither true nor false/,
  ],
  [
    'rulesets that are no list',
    { keys: [{ name: 'a', hash: hashOf('a'), rulesets: 'x' as never }] },
    /no list of names/,
  ],
  [
    'a misspelt member of a rule',
    { keys: [], rulesets: { x: [{ path: '/a', denied: true } as never] } },
    /no option denied\. Use one of/,
  ],
  [
    'deny that is a text',
    { keys: [], rulesets: { x: [{ path: '/a', deny: 'true' as never }] } },
    /deny: "true"\. Give true or false/,
  ],
  [
    'scopes that are a text',
    { keys: [{ name: 'a', hash: hashOf('a'), scopes: 'readonly' as never }] },
    /scopes is no list of texts/,
  ],
  ['a rule with a colon', { keys: [], rulesets: { x: [{ path: '/a/:batchGet' }] } }, /write %2A or %3A/],
  ['a rule with a star', { keys: [], rulesets: { x: [{ path: '/a/*' }] } }, /without \*/],
  ['a rule with a parameter of another house', { keys: [], rulesets: { x: [{ path: '/a/:id' }] } }, /\{id\}/],
  [
    'a method that is none',
    { keys: [], rulesets: { x: [{ path: '/a', method: ['GET'] as never }] } },
    /the method GET\. Give one/,
  ],
  ['a rule without a slash', { keys: [], rulesets: { x: [{ path: 'a' }] } }, /begin with a slash/],
])('%s is refused at once', (_, options, message) => {
  expect(() => apiKey(options)).toThrow(message);
});
