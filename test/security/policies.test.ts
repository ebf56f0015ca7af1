import { describe, expect, test } from 'vitest';
import { type Authenticator, type BindOptions, bind, type Policy, SetupError } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation, pathParameter } from '../document-of.ts';

const item = (name: string, more: object = {}): object =>
  operation(name, { parameters: [pathParameter('id', { type: 'string' })], ...more });

const EITHER = { security: [{ key: [] }, { token: [] }, {}] };

const DOCUMENT = documentOf(
  {
    '/pets': {
      get: operation('list', EITHER),
      post: operation('add', { security: [{ key: [] }, { token: [] }] }),
    },
    '/pets/{id}': { get: item('read', EITHER), delete: item('remove', EITHER) },
    '/health': { get: operation('health') },
  },
  {
    servers: [{ url: '/api' }],
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  },
);

const token: Authenticator = (text: string) => {
  const claims = JSON.parse(text);
  return { name: 'ann', claims, roles: claims.roles, scopes: claims.scope };
};
const key: Authenticator = (name: string) => (name === 'bad' ? null : { name });

const PROCESSES = Object.fromEntries(
  ['list', 'add', 'read', 'remove', 'health'].map((name) => [name, () => name]),
);

const apiWith = (policies: readonly Policy[], options: BindOptions = {}) =>
  bind(DOCUMENT, PROCESSES, { authenticators: { key, token }, policies, ...options });

const K = (name: string) => ({ 'x-key': name });
const T = (claims: object) => ({ authorization: `Bearer ${JSON.stringify(claims)}` });

describe('who may call', () => {
  const PETS: Policy = { name: 'pets', endpoints: [{ path: '/api/pets' }] };
  const of = (...identities: NonNullable<Policy['identities']>): Policy[] => [{ ...PETS, identities }];

  test.each<[what: string, policies: Policy[], headers: Record<string, string>, status: number]>([
    ['no identities', [PETS], {}, 200],
    ['public', of('public'), {}, 200],
    ['public', of('public'), K('bad'), 401],
    ['authenticated', of('authenticated'), {}, 401],
    ['authenticated', of('authenticated'), K('a'), 200],
    ['authenticated, as an object', of({ authenticated: true }), {}, 401],
    ['keys', of({ keys: ['a', 'b'] }), K('b'), 200],
    ['keys', of({ keys: ['a', 'b'] }), K('c'), 403],
    ['keys are no names of tokens', of({ keys: ['ann'] }), T({}), 403],
    [
      'all methods',
      [{ ...PETS, endpoints: [{ method: 'all', path: '/api/pets' }], identities: ['authenticated'] }],
      {},
      401,
    ],
    ['claims exist', of({ claims: [{ claim: 'sub', exists: true }] }), T({ sub: '' }), 200],
    ['claims exist', of({ claims: [{ claim: 'sub', exists: true }] }), T({ sub: null }), 403],
    ['claims exist', of({ claims: [{ claim: 'sub', exists: true }] }), T({ Sub: 1 }), 403],
    ['claims exist, their own', of({ claims: [{ claim: 'toString', exists: true }] }), T({}), 403],
    ['claims equal', of({ claims: [{ claim: 'aud', equals: 'x' }] }), T({ aud: ['y', 'x'] }), 200],
    ['claims equal', of({ claims: [{ claim: 'aud', equals: 'x' }] }), T({ aud: 'X' }), 403],
    ['claims equal', of({ claims: [{ claim: 'n', equals: 1 }] }), T({ n: '1' }), 403],
    ['claims match, whole', of({ claims: [{ claim: 'role', matches: 'adm.*' }] }), T({ role: 'admin' }), 200],
    ['claims match, whole', of({ claims: [{ claim: 'role', matches: 'adm' }] }), T({ role: 'admin' }), 403],
    ['claims match, whole', of({ claims: [{ claim: 'role', matches: 'a|b' }] }), T({ role: 'xb' }), 403],
    [
      'all claims',
      of({
        claims: [
          { claim: 'a', exists: true },
          { claim: 'b', equals: true },
        ],
      }),
      T({ a: 1, b: true }),
      200,
    ],
    [
      'all claims',
      of({
        claims: [
          { claim: 'a', exists: true },
          { claim: 'b', equals: true },
        ],
      }),
      T({ a: 1, b: false }),
      403,
    ],
    ['roles', of({ roles: ['admin', 'owner'] }), T({ roles: ['owner'] }), 200],
    ['roles', of({ roles: ['own'] }), T({ roles: ['owner'] }), 403],
    ['scopes', of({ scopes: ['read'] }), T({ scope: ['read'] }), 200],
    ['scopes', of({ scopes: ['read'] }), K('a'), 403],
    ['alternatives', of({ keys: ['a'] }, { claims: [{ claim: 'a', exists: true }] }), T({ a: 1 }), 200],
    ['a key without claims', of({ claims: [{ claim: 'a', exists: true }] }), K('a'), 403],
  ])('%s %j %j → %i', async (_, policies, headers, status) => {
    const api = await apiWith(policies);
    expect((await inject(api, { url: '/api/pets', headers })).status).toBe(status);
  });

  test('a policy opens nothing that the document closes', async () => {
    const api = await apiWith([{ ...PETS, identities: ['public'] }]);
    expect((await inject(api, { method: 'POST', url: '/api/pets' })).status).toBe(401);
  });

  test('who is not known is asked to say who he is', async () => {
    const api = await apiWith(of('authenticated'));
    const answer = await inject(api, { url: '/api/pets' });
    expect(answer.headers['www-authenticate']).toBe('ApiKey realm="api", Bearer realm="api"');
  });
});

describe('which policy decides', async () => {
  const only = (name: string, ...endpoints: Policy['endpoints'][number][]): Policy => ({
    name,
    endpoints,
    identities: [{ keys: [name] }],
  });
  const api = await apiWith([
    only('all', { path: '/api/pets' }),
    only('deleting', { method: 'DELETE', path: '/api/pets' }),
    only('special', { path: '/api/pets/rex' }),
    only('one', { method: 'get', path: '/api/pets/{any}' }),
  ]);

  test.each<[method: string, url: string, policy: string | null]>([
    ['GET', '/api/pets', 'all'],
    ['HEAD', '/api/pets', 'all'],
    ['GET', '/api/pets/7', 'one'],
    ['HEAD', '/api/pets/7', 'one'],
    ['GET', '/api/pets/rex', 'special'],
    ['GET', '/api/pets/r%65x', 'special'],
    ['GET', '/api/pets/rex%2F', 'one'],
    ['GET', '/api/pets/REX', 'one'],
    ['DELETE', '/api/pets/rex', 'special'],
    ['DELETE', '/api/pets/7', 'deleting'],
    ['GET', '/api/pets/..', null],
    ['GET', '/api/pets/%2e', null],
  ])('%s %s: %s', async (method, url, policy) => {
    const statusOf = async (name: string) => (await inject(api, { method, url, headers: K(name) })).status;
    for (const name of ['all', 'deleting', 'special', 'one'])
      expect([name, await statusOf(name)]).toEqual([name, name === policy ? 200 : 403]);
  });

  test.each<[method: string, url: string, policy: string | null, endpoint: string | null]>([
    ['GET', '/api/pets/7', 'one', 'GET /api/pets/{any}'],
    ['GET', '/api/pets/rex', 'special', 'ALL /api/pets/rex'],
    ['GET', '/api/health', null, null],
  ])('explain says so: %s %s', (method, url, policy, endpoint) => {
    expect(api.explain(method, url).access).toMatchObject({ policy, endpoint });
  });

  test('explain says it in a sentence', () => {
    expect(api.explain('GET', '/api/pets/rex').access).toEqual({
      protocols: ['http', 'https'],
      credentials: 'key, or token, or nothing',
      policy: 'special',
      endpoint: 'ALL /api/pets/rex',
      identities: ['keys special'],
      reason:
        'The document asks for key, or token, or nothing; the policy special decides by ALL /api/pets/rex: keys special.',
    });
    expect(api.explain('GET', '/api/none').access).toBeNull();
  });
});

describe('requireSecurity', () => {
  const statusOf = async (policies: readonly Policy[], url: string, headers = {}): Promise<number> =>
    (await inject(await apiWith(policies, { requireSecurity: true }), { url, headers })).status;

  test.each<[what: string, policies: Policy[], url: string, status: number]>([
    ['no policy and no scheme, no access', [], '/api/health', 403],
    ['a scheme', [], '/api/pets', 200],
    [
      'a policy that opens',
      [{ name: 'p', endpoints: [{ path: '/api/health' }], identities: ['public'] }],
      '/api/health',
      200,
    ],
    [
      'a policy that says nothing of callers',
      [{ name: 'p', endpoints: [{ path: '/' }] }],
      '/api/health',
      403,
    ],
    [
      'a policy about something else',
      [{ name: 'p', endpoints: [{ path: '/api/pets' }], identities: ['public'] }],
      '/api/health',
      403,
    ],
  ])('%s', async (_, policies, url, status) => {
    expect(await statusOf(policies, url)).toBe(status);
  });

  test('a policy that says nothing of callers opens nothing, and explain says so', async () => {
    const api = await apiWith([{ name: 'p', endpoints: [{ path: '/' }] }], { requireSecurity: true });
    expect(api.warnings.map(({ code }) => code)).toEqual(['operation-closed']);
    expect(api.explain('GET', '/api/health').access).toMatchObject({
      policy: null,
      reason: expect.stringMatching(/^Nobody may call/),
    });
  });

  test('what nobody may call is told when the API is bound', async () => {
    const api = await apiWith([], { requireSecurity: true });
    expect(api.warnings).toEqual([
      expect.objectContaining({ code: 'operation-closed', pointer: '/paths/~1health/get' }),
    ]);
    expect(api.explain('GET', '/api/health').access?.reason).toMatch(/requireSecurity/);
  });
});

describe('logging', () => {
  const apiLogging = async (logging: Policy['logging']) => {
    const entries: object[] = [];
    const api = await apiWith(
      [{ name: 'p', endpoints: [{ path: '/api/pets' }], ...(logging && { logging }) }],
      {
        logger: { info: (entry) => entries.push(entry) },
      },
    );
    return { api, entries };
  };

  test('tells the fields that it names, and no other', async () => {
    const { api, entries } = await apiLogging({
      fields: ['method', 'path', 'query', 'operation', 'status', 'caller', 'clientIp', 'duration'],
    });
    await inject(api, { url: '/api/pets?a=1&access_token=secret&access%5Ftoken=secret', headers: K('a') });
    await inject(api, { url: '/api/health' });
    expect(entries).toEqual([
      {
        method: 'GET',
        path: '/api/pets',
        query: 'a=1&access_token=[redacted]&access%5Ftoken=[redacted]',
        operation: 'list',
        status: 200,
        caller: 'a',
        clientIp: '127.0.0.1',
        duration: expect.any(Number),
        policy: 'p',
      },
    ]);
  });

  test('never tells credentials, and cuts bodies', async () => {
    const { api, entries } = await apiLogging({
      fields: ['requestHeaders', 'responseHeaders', 'responseBody', 'status'],
      bodyBytes: 2,
    });
    const headers = {
      ...K('a'),
      authorization: 'secret',
      cookie: 'secret',
      referer: 'https://page.example/?key=secret',
      'x-other': 'told',
    };
    await inject(api, { url: '/api/pets', headers });
    await inject(api, { url: '/api/pets', headers: K('bad') });
    expect(entries).toEqual([
      expect.objectContaining({
        status: 200,
        responseBody: 'li',
        requestHeaders: expect.objectContaining({ 'x-other': 'told', 'x-key': '[redacted]' }),
      }),
      expect.objectContaining({ status: 401, responseBody: '{"' }),
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/secret/);
  });

  test('tells bodies of requests, as they came', async () => {
    const entries: object[] = [];
    const document = documentOf({
      '/pets': {
        post: operation('add', {
          requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        }),
      },
    });
    const policies = [
      { name: 'p', endpoints: [{ path: '/' }], logging: { fields: ['requestBody'] } },
    ] satisfies Policy[];
    const api = await bind(
      document,
      { add: () => 'ok' },
      { policies, logger: { info: (entry) => entries.push(entry) } },
    );
    await inject(api, { url: '/pets', json: { name: 'Rex' } });
    expect(entries).toEqual([{ requestBody: '{"name":"Rex"}', policy: 'p' }]);
  });

  test('tells of calls that nobody may make', async () => {
    const entries: object[] = [];
    const policies = [
      { name: 'p', endpoints: [{ path: '/' }], logging: { fields: ['status'] } },
    ] satisfies Policy[];
    const api = await apiWith(policies, {
      requireSecurity: true,
      logger: { info: (entry) => entries.push(entry) },
    });
    await inject(api, { url: '/api/health' });
    expect(entries).toEqual([{ status: 403, policy: 'p' }]);
  });

  test('that breaks does no harm', async () => {
    const api = await apiWith([{ name: 'p', endpoints: [{ path: '/' }], logging: { fields: ['path'] } }], {
      logger: {
        info: () => {
          throw new Error('full');
        },
      },
    });
    expect((await inject(api, { url: '/api/health' })).status).toBe(200);
  });
});

describe('binding', () => {
  const P = { name: 'p', endpoints: [{ path: '/api/pets' }] };
  const codesOf = async (policies: unknown): Promise<string[]> => {
    try {
      const { warnings } = await apiWith(policies as Policy[]);
      return warnings.map(({ code, pointer }) => `${code} ${pointer}`);
    } catch (error) {
      return error instanceof SetupError
        ? error.findings.map(({ code, pointer }) => `${code} ${pointer}`)
        : [String(error)];
    }
  };

  test.each<[what: string, policies: unknown, codes: string[]]>([
    ['no list', {}, ['option-invalid policies']],
    ['nothing', [], []],
    ['no name', [{ endpoints: P.endpoints }], ['policy-invalid policies[0].name']],
    ['no endpoints', [{ name: 'p', endpoints: [] }], ['policy-invalid policies[0].endpoints']],
    ['a misspelt member', [{ ...P, identites: ['public'] }], ['policy-invalid policies[0].identites']],
    [
      'a path that is none',
      [{ ...P, endpoints: [{ path: '/a/' }] }],
      ['policy-invalid policies[0].endpoints[0].path'],
    ],
    [
      'an identity of two kinds',
      [{ ...P, identities: [{ public: true, keys: ['a'] }] }],
      ['policy-invalid policies[0].identities[0]'],
    ],
    ['an identity of no kind', [{ ...P, identities: [{}] }], ['policy-invalid policies[0].identities[0]']],
    [
      'an identity that is none',
      [{ ...P, identities: ['everybody'] }],
      ['policy-invalid policies[0].identities[0]'],
    ],
    [
      'a claim that is asked nothing',
      [{ ...P, identities: [{ claims: [{ claim: 'a' }] }] }],
      ['policy-invalid policies[0].identities[0].claims[0]'],
    ],
    [
      'a pattern that is none',
      [{ ...P, identities: [{ claims: [{ claim: 'a', matches: '(' }] }] }],
      ['policy-invalid policies[0].identities[0].claims[0].matches'],
    ],
    [
      'a limit of nothing',
      [{ ...P, throttle: { limit: 0, per: 'minute' } }],
      ['policy-invalid policies[0].throttle.limit'],
    ],
    [
      'a time that is none',
      [{ ...P, throttle: [{ limit: 1, per: 'second' }] }],
      ['policy-invalid policies[0].throttle[0].per'],
    ],
    [
      'a field that is none',
      [{ ...P, logging: { fields: ['password'] } }],
      ['policy-invalid policies[0].logging.fields[0]'],
    ],
    ['the same endpoint twice', [P, { ...P, name: 'q' }], ['policy-conflict policies[1].endpoints[0]']],
    [
      'the same endpoint twice, but for names',
      [
        { name: 'p', endpoints: [{ path: '/api/pets/{a}' }] },
        { name: 'q', endpoints: [{ path: '/api/pets/{b}', method: 'ALL' }] },
      ],
      ['policy-conflict policies[1].endpoints[0]'],
    ],
    [
      'an endpoint of another API',
      [{ name: 'p', endpoints: [{ path: '/other' }] }],
      ['policy-unreached policies[0].endpoints[0]'],
    ],
    [
      'a method in a list',
      [{ name: 'p', endpoints: [{ path: '/api/pets', method: ['GET'] }] }],
      ['policy-invalid policies[0].endpoints[0].method'],
    ],
    [
      'callers in a list',
      [{ ...P, throttle: { limit: 1, per: 'minute', by: ['caller'] } }],
      ['policy-invalid policies[0].throttle.by'],
    ],
    [
      'a pattern that closes the group around it',
      [{ ...P, identities: [{ claims: [{ claim: 'a', matches: 'x)|(.*' }] }] }],
      ['policy-invalid policies[0].identities[0].claims[0].matches'],
    ],
    [
      'two limits of a kind',
      [
        {
          ...P,
          throttle: [
            { limit: 1, per: 'minute' },
            { limit: 2, per: 'minute', by: 'endpoint' },
          ],
        },
      ],
      ['policy-invalid policies[0].throttle[1]'],
    ],
    [
      'two policies of one name',
      [P, { name: 'p', endpoints: [{ path: '/api/health' }] }],
      ['policy-conflict policies[1].name'],
    ],
    [
      'two identities of one name',
      [
        {
          ...P,
          identities: [
            { name: 'i', keys: ['a'] },
            { name: 'i', keys: ['b'] },
          ],
        },
      ],
      ['policy-conflict policies[0].identities[1].name'],
    ],
    [
      'known callers where nobody can be known',
      [{ name: 'p', endpoints: [{ path: '/api/health' }], identities: ['authenticated'] }],
      ['policy-unidentified policies[0].endpoints[0]'],
    ],
  ])('%s', async (_, policies, codes) => {
    expect(await codesOf(policies)).toEqual(codes);
  });

  test('an endpoint about an operation under some of its base paths is a warning', async () => {
    const document = documentOf(
      { '/a': { get: operation('a') } },
      { servers: [{ url: '/v1' }, { url: '/v2' }] },
    );
    const warningsOf = async (...paths: string[]) => {
      const policies = [{ name: 'p', endpoints: paths.map((path) => ({ path })) }];
      return (await bind(document, { a: () => 'a' }, { policies })).warnings;
    };
    expect(await warningsOf('/v1/a')).toEqual([
      expect.objectContaining({ code: 'policy-partly', pointer: 'policies[0].endpoints[0]' }),
    ]);
    expect(await warningsOf('/v1/a', '/v2/a')).toEqual([]);
  });

  test.each<[what: string, policies: Policy[], mend: string]>([
    ['a path without base path', [{ name: 'p', endpoints: [{ path: '/pets' }] }], 'Did you mean /api/pets?'],
    [
      'a path that others decide about',
      [
        { name: 'p', endpoints: [{ path: '/api' }] },
        { name: 'q', endpoints: [{ path: '/' }] },
      ],
      'Drop it, if it is meant for this API alone.',
    ],
  ])('%s', async (_, policies, mend) => {
    const { warnings } = await apiWith(policies);
    expect(warnings).toEqual([expect.objectContaining({ code: 'policy-unreached', mend })]);
  });

  test.each<[what: string, options: object, code: RegExp]>([
    ['protocols in a list that is none', { protocols: ['both'] }, /option-invalid {2}protocols/],
    ['responses in a list', { responses: ['off'] }, /option-invalid {2}responses/],
  ])('%s', async (_, options, code) => {
    await expect(apiWith([], options)).rejects.toThrow(code);
  });

  test('policies may come from JSON, and serve two APIs', async () => {
    const policies = JSON.parse(
      '[{"name":"p","endpoints":[{"path":"/api/pets"}],"identities":[{"keys":["a"]}]}]',
    );
    for (const api of [await apiWith(policies), await apiWith(policies)])
      expect((await inject(api, { url: '/api/pets', headers: K('b') })).status).toBe(403);
  });
});
