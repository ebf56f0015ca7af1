import { describe, expect, test } from 'vitest';
import {
  type Authenticator,
  type BindOptions,
  bind,
  Problem,
  type Process,
  SetupError,
} from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const SCHEMES = {
  header: { type: 'apiKey', in: 'header', name: 'X-Key' },
  query: { type: 'apiKey', in: 'query', name: 'key' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'key' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer' },
  oauth: {
    type: 'oauth2',
    flows: { clientCredentials: { tokenUrl: 'https://a.example', scopes: { read: '', write: '' } } },
  },
};

type Named = keyof typeof SCHEMES;

const is =
  (expected: string): Authenticator =>
  (credential: unknown) =>
    credential === expected ? { name: expected } : null;

const AUTHENTICATORS: Record<Named, Authenticator> = {
  header: is('h'),
  query: is('q'),
  cookie: is('c'),
  basic: ({ username, password }: { username: string; password: string }) =>
    password === 'a:b' ? { name: username } : null,
  bearer: is('b'),
  oauth: (token: string) => ({ name: token, scopes: token.split('.') }),
};

const whoami: Process = ({ username }) => ({ username });

async function apiFor(security: readonly Partial<Record<Named, string[]>>[], options: BindOptions = {}) {
  const used = new Set(security.flatMap((requirement) => Object.keys(requirement)));
  const authenticators = Object.fromEntries(
    Object.entries(AUTHENTICATORS).filter(([name]) => used.has(name)),
  );
  const parameters = [{ name: 'n', in: 'query', required: true, schema: { type: 'integer' } }];
  return bind(
    documentOf(
      { '/me': { get: operation('me', { security, parameters }) } },
      { components: { securitySchemes: SCHEMES } },
    ),
    { me: whoami },
    { authenticators, ...options },
  );
}

const basic = (text: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(text).toString('base64')}`,
});

const H = { 'x-key': 'h' };
const BAD = { 'x-key': 'x' };
const B = { authorization: 'Bearer b' };

describe('who may call', () => {
  test.each<
    [
      security: readonly Partial<Record<Named, string[]>>[],
      url: string,
      headers: Record<string, string | string[]>,
      status: number,
      told: string | null,
    ]
  >([
    // one scheme
    [[{ header: [] }], '/me?n=1', H, 200, 'h'],
    [[{ header: [] }], '/me?n=1', {}, 401, 'credentials-missing'],
    [[{ header: [] }], '/me?n=1', BAD, 401, 'credentials-invalid'],
    [[{ header: [] }], '/me?n=1', { 'x-key': '' }, 401, 'credentials-missing'],
    [[{ header: [] }], '/me?n=1&X-Key=h', {}, 401, 'credentials-missing'],
    [[{ header: [] }], '/me?n=1', { 'x-key': ['h', 'x'] }, 401, 'credentials-invalid'],
    [[{ query: [] }], '/me?n=1&key=q', {}, 200, 'q'],
    [[{ query: [] }], '/me?n=1&k%65y=%71', {}, 200, 'q'],
    [[{ query: [] }], '/me?n=1&key=q&key=q', {}, 401, 'credentials-invalid'],
    [[{ query: [] }], '/me?n=1&key=%zz', {}, 401, 'credentials-invalid'],
    [[{ cookie: [] }], '/me?n=1', { cookie: 'a=b; key=c' }, 200, 'c'],
    [[{ cookie: [] }], '/me?n=1', { cookie: 'key=c; key=x' }, 200, 'c'],
    [[{ basic: [] }], '/me?n=1', basic('ann:a:b'), 200, 'ann'],
    [[{ basic: [] }], '/me?n=1', basic('änn:a:b'), 200, 'änn'],
    [[{ basic: [] }], '/me?n=1', basic('ann:x'), 401, 'credentials-invalid'],
    [[{ basic: [] }], '/me?n=1', { authorization: 'Basic !!!' }, 401, 'credentials-invalid'],
    [[{ basic: [] }], '/me?n=1', { authorization: 'Basic dXNlcg==' }, 401, 'credentials-invalid'],
    [[{ basic: [] }], '/me?n=1', { authorization: 'Basic' }, 401, 'credentials-invalid'],
    [[{ basic: [] }], '/me?n=1', B, 401, 'credentials-missing'],
    [[{ bearer: [] }], '/me?n=1', B, 200, 'b'],
    [[{ bearer: [] }], '/me?n=1', { authorization: 'bearer b' }, 200, 'b'],
    [[{ bearer: [] }, {}], '/me?n=1', { authorization: 'Bearer\tb' }, 401, 'credentials-invalid'],
    [[{ bearer: [] }, {}], '/me?n=1', { authorization: 'Bearer\u00a0b' }, 401, 'credentials-invalid'],
    [[{ bearer: [] }, {}], '/me?n=1', { authorization: 'Bearer:b' }, 401, 'credentials-invalid'],
    [[{ bearer: [] }, {}], '/me?n=1', { authorization: 'Bearer="b"' }, 401, 'credentials-invalid'],
    [[{ bearer: [] }, {}], '/me?n=1', { authorization: 'Bearer b\nc' }, 401, 'credentials-invalid'],
    [[{ bearer: [] }, {}], '/me?n=1', { authorization: ' Bearer x' }, 401, 'credentials-invalid'],
    [[{ basic: [] }, {}], '/me?n=1', { authorization: 'Basic\tYTpi' }, 401, 'credentials-invalid'],
    [[{ bearer: [] }, {}], '/me?n=1', { authorization: 'Bearers b' }, 200, null],
    [[{ bearer: [] }], '/me?n=1', { authorization: ['Bearer b', 'Bearer b'] }, 401, 'credentials-invalid'],
    // any of several, all of one
    [[{ header: [] }, { bearer: [] }], '/me?n=1', B, 200, 'b'],
    [[{ header: [] }, { bearer: [] }], '/me?n=1', { ...BAD, ...B }, 200, 'b'],
    [[{ header: [] }, { bearer: [] }], '/me?n=1', {}, 401, 'credentials-missing'],
    [[{ header: [], bearer: [] }], '/me?n=1', { ...H, ...B }, 200, 'h'],
    [[{ header: [], bearer: [] }], '/me?n=1', H, 401, 'credentials-missing'],
    [[{ header: [], bearer: [] }], '/me?n=1', { ...BAD, ...B }, 401, 'credentials-invalid'],
    // anonymous
    [[{ header: [] }, {}], '/me?n=1', {}, 200, null],
    [[{}, { header: [] }], '/me?n=1', H, 200, 'h'],
    [[{}, { header: [] }], '/me?n=1', BAD, 401, 'credentials-invalid'],
    [[], '/me?n=1', BAD, 200, null],
    // scopes
    [[{ oauth: ['read'] }], '/me?n=1', { authorization: 'Bearer read' }, 200, 'read'],
    [[{ oauth: ['read'] }], '/me?n=1', { authorization: 'Bearer write' }, 403, 'scope-insufficient'],
    [[{ oauth: ['read'] }, {}], '/me?n=1', { authorization: 'Bearer write' }, 403, 'scope-insufficient'],
    [[{ oauth: ['read'] }, { header: [] }], '/me?n=1', { authorization: 'Bearer write', ...H }, 200, 'h'],
    // before anything else is looked at
    [[{ header: [] }], '/me?n=x', {}, 401, 'credentials-missing'],
    [[{ header: [] }], '/me?n=x', H, 400, 'request-invalid'],
  ])('%j %s %j', async (security, url, headers, status, told) => {
    const answer = await inject(await apiFor(security), { url, headers });
    const { username, code } = answer.json() as { username?: string | null; code?: string };
    expect([answer.status, status === 200 ? username : code]).toEqual([status, told]);
  });

  test.each([
    ['all', 'read', 403],
    ['all', 'read.write', 200],
    ['any', 'write', 200],
    ['any', 'none', 403],
  ] as const)('scopes %s: %s', async (scopes, token, status) => {
    const api = await apiFor([{ oauth: ['read', 'write'] }], { scopes });
    expect(
      (await inject(api, { url: '/me?n=1', headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(status);
  });

  test('a 401 names the schemes', async () => {
    const answer = await inject(await apiFor([{ basic: [] }, { header: [] }, { bearer: [] }]), {
      url: '/me?n=1',
    });
    expect(answer.headers['www-authenticate']).toBe(
      'Basic realm="api", charset="UTF-8", ApiKey realm="api", Bearer realm="api"',
    );
  });

  test('a key in the query is no unknown query parameter', async () => {
    const api = await apiFor([{ query: [] }], { unknownQuery: 'reject' });
    expect((await inject(api, { url: '/me?n=1&key=q' })).status).toBe(200);
    expect((await inject(api, { url: '/me?n=1&key=q&other=1' })).status).toBe(400);
  });

  test('an authenticator that never answers is not waited for without end', async () => {
    const header: Authenticator = () => new Promise(() => undefined);
    const api = await apiFor([{ header: [] }, {}], { authenticators: { header }, timeout: 10 });
    expect((await inject(api, { url: '/me?n=1', headers: H })).status).toBe(504);
  });

  test('each scheme is asked once', async () => {
    let asked = 0;
    const header: Authenticator = () => {
      asked += 1;
      return null;
    };
    const api = await apiFor([{ header: [], bearer: [] }, { header: [] }], {
      authenticators: { header, bearer: is('b') },
    });
    await inject(api, { url: '/me?n=1', headers: { ...BAD, ...B } });
    expect(asked).toBe(1);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('down');
      },
      500,
    ],
    ['rejects', () => Promise.reject(new Error('down')), 500],
    [
      'throws a problem',
      () => {
        throw new Problem('access-denied');
      },
      403,
    ],
    [
      'throws a problem that cannot be written',
      () => {
        throw new Problem('access-denied', { errors: [1n as never] });
      },
      500,
    ],
    [
      'throws a problem that cannot be written',
      () => {
        throw new Problem('access-denied', { errors: [1n as never] });
      },
      500,
    ],
    ['forgets to answer', (() => undefined) as unknown as Authenticator, 401],
    ['gives an empty list', (() => []) as unknown as Authenticator, 500],
    ['gives an error', () => new Error('expired'), 500],
    ['says no more than yes', (() => true) as unknown as Authenticator, 500],
    ['gives nobody with a name', (() => ({})) as unknown as Authenticator, 500],
    ['gives an empty name', () => ({ name: '' }), 500],
    ['gives scopes that are a text', () => ({ name: 'a', scopes: 'readonly' as never }), 500],
    ['gives scopes in a set', () => ({ name: 'a', scopes: new Set(['read']) as never }), 500],
    ['gives roles that are no texts', () => ({ name: 'a', roles: [['admin']] as never }), 500],
  ] satisfies [string, Authenticator, number][])(
    'an authenticator that %s lets nobody in',
    async (_, header, status) => {
      const api = await apiFor([{ header: [] }, {}], {
        authenticators: { header },
        onError: () => undefined,
      });
      expect((await inject(api, { url: '/me?n=1', headers: H })).status).toBe(status);
    },
  );
});

test.each([
  ['\tb', 401],
  ['b', 200],
])('any number of blanks before %j is one: %i', async (token, status) => {
  const api = await apiFor([{ bearer: [] }, {}]);
  const headers = { authorization: `Bearer${' '.repeat(100_000)}${token}` };
  expect((await inject(api, { url: '/me?n=1', headers })).status).toBe(status);
});

test('members that are null are not there', async () => {
  const header: Authenticator = () => ({ name: 'ann', scopes: null, roles: null, claims: null }) as never;
  const api = await apiFor([{ header: [] }], { authenticators: { header } });
  expect((await inject(api, { url: '/me?n=1', headers: H })).json()).toEqual({ username: 'ann' });
});

test('a promise of another make is waited for', async () => {
  // biome-ignore lint/suspicious/noThenProperty: just that is tested
  const thenable = { name: 'x', then: (resolve: (value: unknown) => void) => resolve(null) };
  const api = await apiFor([{ header: [] }], { authenticators: { header: () => thenable as never } });
  expect((await inject(api, { url: '/me?n=1', headers: H })).status).toBe(401);
});

test.each([{ origin: 5 }, { 'x-key': {} }, { origin: null }, undefined])(
  'header fields that are no texts are none: %j',
  async (headers) => {
    const api = await apiFor([{ header: [] }], { cors: 'https://app.example' });
    const answer = await api.handle({ method: 'GET', url: '/me?n=1', headers: headers as never });
    expect(answer?.status).toBe(401);
  },
);

test('onError is told why credentials cannot be checked', async () => {
  const errors: unknown[] = [];
  const header: Authenticator = () => {
    throw new Problem('credentials-unchecked', { cause: new Error('no keys') });
  };
  const api = await apiFor([{ header: [] }], {
    authenticators: { header },
    onError: (error) => errors.push(error),
  });
  expect((await inject(api, { url: '/me?n=1', headers: H })).status).toBe(503);
  expect(errors).toEqual([new Error('no keys')]);
});

test.each<[name: string, query: string, told: string | null]>([
  ['a+b c%', 'a%2Bb+c%25=k', 'k'],
  ['a+b c%', 'a%2bb%20c%25=k', 'k'],
  ['a+b c%', 'a+b+c%=k', null],
  ['é.*', '%C3%A9.*=k', 'k'],
  ['é.*', '%c3%a9%2E%2a=k', 'k'],
  ['é.*', '%C3%A9xx=k', null],
  ['k', `${'%&'.repeat(1000)}k=k&%ff=1`, 'k'],
  ['k', 'K=k', null],
])('a key called %j in the query %s', async (name, query, told) => {
  const document = documentOf(
    { '/me': { get: operation('me', { security: [{ key: [] }, {}] }) } },
    { components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name } } } },
  );
  const key: Authenticator = (credential: unknown) => ({ name: String(credential) });
  const api = await bind(document, { me: whoami }, { authenticators: { key } });
  expect((await inject(api, { url: `/me?${query}` })).json()).toEqual({ username: told });
});

test.each(['constructor', '__proto__', 'toString'])('a key called %s is not inherited', async (name) => {
  const document = documentOf(
    { '/me': { get: operation('me', { security: [{ key: [] }] }) } },
    { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name } } } },
  );
  const api = await bind(document, { me: whoami }, { authenticators: { key: () => ({ name: 'ann' }) } });
  const answer = await inject(api, { url: '/me' });
  expect([answer.status, (answer.json() as { code: string }).code]).toEqual([401, 'credentials-missing']);
});

test.each(['☃', 'a\r\nb: c'])(
  'a 401 does not name the scheme %j, which no header may hold',
  async (scheme) => {
    const document = documentOf(
      { '/me': { get: operation('me', { security: [{ odd: [] }] }) } },
      { components: { securitySchemes: { odd: { type: 'http', scheme } } } },
    );
    const limit = Error.stackTraceLimit;
    const api = await bind(document, { me: whoami }, { authenticators: { odd: is('x') } });
    const answer = await inject(api, { url: '/me' });
    expect([answer.status, answer.headers['www-authenticate'], Error.stackTraceLimit]).toEqual([
      401,
      undefined,
      limit,
    ]);
  },
);

describe('binding', () => {
  const codesOf = async (
    security: readonly Partial<Record<string, string[]>>[],
    options: BindOptions,
  ): Promise<string[]> => {
    const document = documentOf(
      { '/me': { get: operation('me', { security }) } },
      { components: { securitySchemes: SCHEMES } },
    );
    try {
      await bind(document, { me: whoami }, options);
      return [];
    } catch (error) {
      return error instanceof SetupError ? error.findings.map(({ code }) => code) : [String(error)];
    }
  };

  test.each<
    [
      what: string,
      security: readonly Partial<Record<string, string[]>>[],
      options: BindOptions,
      codes: string[],
    ]
  >([
    ['a scheme without authenticator', [{ header: [] }], {}, ['security-unbound']],
    [
      'one of two without authenticator',
      [{ header: [] }, { bearer: [] }],
      { authenticators: { header: is('h') } },
      ['security-unbound'],
    ],
    [
      'an authenticator without scheme',
      [],
      { authenticators: { nobody: is('h') } },
      ['authenticator-unknown'],
    ],
    [
      'several scopes and no rule',
      [{ oauth: ['read', 'write'] }],
      { authenticators: { oauth: is('h') } },
      ['scopes-undecided'],
    ],
    [
      'several scopes and a rule',
      [{ oauth: ['read', 'write'] }],
      { authenticators: { oauth: is('h') }, scopes: 'any' },
      [],
    ],
    [
      'an authenticator that is none',
      [{ header: [] }],
      { authenticators: { header: 'h' as never } },
      ['authenticator-invalid'],
    ],
    [
      'an authenticator that is not there',
      [{ header: [] }],
      { authenticators: { header: undefined as never } },
      ['security-unbound'],
    ],
    ['a scheme that the document lacks', [{ missing: [] }], {}, ['security-scheme-unknown']],
    [
      'an authenticator that is null',
      [{ header: [] }],
      { authenticators: { header: null as never } },
      ['authenticator-invalid'],
    ],
    [
      'a promise of an authenticator',
      [{ header: [] }],
      { authenticators: { header: Promise.resolve(is('h')) as never } },
      ['authenticator-invalid'],
    ],
  ])('%s', async (_, security, options, codes) => {
    expect(await codesOf(security, options)).toEqual(codes);
  });

  test('a scheme of the whole document counts for every operation but those that ask for nothing', async () => {
    const document = documentOf(
      { '/a': { get: operation('a') }, '/b': { get: operation('b', { security: [] }) } },
      { security: [{ header: [] }], components: { securitySchemes: SCHEMES } },
    );
    const api = await bind(document, { a: whoami, b: whoami }, { authenticators: { header: is('h') } });
    expect((await inject(api, { url: '/a' })).status).toBe(401);
    expect((await inject(api, { url: '/b' })).status).toBe(200);
  });
});
