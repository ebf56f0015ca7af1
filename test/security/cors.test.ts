import { describe, expect, test } from 'vitest';
import {
  type Api,
  type BindOptions,
  bind,
  type Cors,
  fail,
  Problem,
  type Process,
  ResponseMismatch,
  reply,
  SetupError,
} from '../../src/index.ts';
import { enforce, type Injected, type Injection, inject } from '../../src/testing/index.ts';
import { here, readJson, titled } from '../corpus/corpus.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const APP = 'https://app.example';
const EVIL = 'https://evil.example';

const HEADER = { name: 'X-A', in: 'header', schema: { type: 'integer' } };

const response = (more: object = {}): object => ({
  description: 'ok',
  content: { 'application/json': {} },
  ...more,
});

const DOCUMENT = documentOf(
  {
    '/pets': {
      get: operation('list', {
        parameters: [HEADER],
        responses: {
          200: response({ headers: { 'X-Total': { schema: {} }, 'Content-Language': { schema: {} } } }),
          default: response({ headers: { 'x-total': { schema: {} }, Location: { schema: {} } } }),
        },
      }),
      post: operation('add', { security: [{ bearer: [] }, { key: [] }], ...jsonBody({ type: 'object' }) }),
    },
    '/pets/{id}': {
      parameters: [pathParameter('id', { type: 'integer' })],
      get: operation('get'),
      put: operation('put', {
        security: [{ oauth: [] }],
        parameters: [HEADER],
        ...jsonBody({ type: 'object' }),
      }),
      delete: operation('remove', { security: [{ query: [] }, {}] }),
    },
    '/own': { options: operation('ownOptions'), get: operation('ownGet') },
    '/idle': { put: operation('idle', { parameters: [HEADER] }) },
    '/https': { put: operation('https') },
  },
  {
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        query: { type: 'apiKey', in: 'query', name: 'q-key' },
        oauth: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: 'https://a.example', scopes: {} } },
        },
      },
    },
  },
);

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('1');
}

const ran: string[] = [];

const GETS: Record<string, () => unknown> = {
  1: () => ({}),
  2: () => {
    throw new Error('broken');
  },
  3: () => fail('no', { status: 409 }),
  4: () => reply(200, pieces(), { headers: { vary: 'Accept-Language' } }),
  5: () => reply(200, {}, { headers: { 'access-control-allow-origin': EVIL, vary: '*' } }),
  6: () => reply(429, {}, { headers: { 'retry-after': '1', 'access-control-expose-headers': 'X-Own' } }),
  7: () => {
    throw new Problem('rate-limited', { headers: [['retry-after', '1']] });
  },
};

const mark =
  (process: Process = () => ({})): Process =>
  (trigger) => {
    ran.push(trigger.operation.id);
    return process(trigger);
  };

const PROCESSES = {
  list: mark(),
  add: mark(),
  get: mark(({ path }) => GETS[String(path['id'])]?.()),
  put: mark(),
  remove: mark(),
  ownOptions: mark(),
  ownGet: mark(),
  https: { process: mark(), protocols: 'https' },
} as const;

const nobody = (): null => null;

const apiWith = (cors: Cors | undefined, more: BindOptions = {}): Promise<Api> =>
  bind(DOCUMENT, PROCESSES, {
    ...(cors !== undefined && { cors }),
    authenticators: { bearer: nobody, key: nobody, query: nobody, oauth: nobody },
    onError: () => undefined,
    ...more,
  });

/** What an answer says to browsers, in short. */
const said = ({ status, headers }: Injected): object => ({
  status,
  ...Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('access-control-'))
      .map(([name, value]) => [name.slice('access-control-'.length), value]),
  ),
});

const asks = (
  url: string,
  method: string,
  fields?: string | string[],
  origin = APP,
  more: object = {},
): Injection => ({
  method: 'OPTIONS',
  url,
  headers: {
    origin,
    'access-control-request-method': method,
    ...(fields !== undefined && { 'access-control-request-headers': fields }),
    ...more,
  },
});

describe('a preflight', async () => {
  const api = await apiWith(APP, { protocols: 'both' });
  const put = {
    'allow-methods': 'DELETE, GET, HEAD, PUT',
    'allow-headers': 'content-type, authorization, x-a',
  };
  const allowed = { status: 204, 'allow-origin': APP };
  const refused = { status: 204 };

  test.each<[string, Injection, object]>([
    ['declared header, body and scheme', asks('/pets/1', 'PUT', 'content-type,x-a'), { ...allowed, ...put }],
    ['authorization of oauth2', asks('/pets/1', 'PUT', 'authorization'), { ...allowed, ...put }],
    [
      'names in any case, with spaces and nothing between',
      asks('/pets/1', 'PUT', 'X-A , ,\tContent-Type,'),
      { ...allowed, ...put },
    ],
    ['names in several lines', asks('/pets/1', 'PUT', ['x-a', ' content-type']), { ...allowed, ...put }],
    [
      'the name of an API key',
      asks('/pets', 'POST', 'x-key'),
      {
        ...allowed,
        'allow-methods': 'GET, HEAD, POST',
        'allow-headers': 'content-type, authorization, x-key',
      },
    ],
    ['no header', asks('/pets/1', 'DELETE'), { ...allowed, 'allow-methods': put['allow-methods'] }],
    [
      'HEAD, which GET answers',
      asks('/pets/1', 'HEAD'),
      { ...allowed, 'allow-methods': put['allow-methods'] },
    ],
    [
      'what may always be sent',
      asks('/pets/1', 'GET', 'accept'),
      { ...allowed, 'allow-methods': put['allow-methods'], 'allow-headers': 'accept' },
    ],
    [
      'an operation without a process',
      asks('/idle', 'PUT', 'x-a'),
      { ...allowed, 'allow-methods': 'PUT', 'allow-headers': 'x-a' },
    ],
    [
      'where the document has OPTIONS too',
      asks('/own', 'OPTIONS'),
      { ...allowed, 'allow-methods': 'GET, HEAD, OPTIONS' },
    ],
    ['a header that is not declared', asks('/pets/1', 'PUT', 'x-a, x-b'), refused],
    ['content-type without a body', asks('/pets/1', 'GET', 'content-type'), refused],
    ['the name of a key in the query', asks('/pets/1', 'DELETE', 'q-key'), refused],
    ['a header of another operation', asks('/pets/1', 'GET', 'x-a'), refused],
    ['a method that is not there', asks('/pets/1', 'PATCH'), refused],
    ['a method in lower case', asks('/pets/1', 'put'), refused],
    ['OPTIONS that is not declared', asks('/pets/1', 'OPTIONS'), refused],
    ['no method', asks('/pets/1', ''), refused],
    ['another origin', asks('/pets/1', 'PUT', 'x-a', EVIL), refused],
    ['two origins', asks('/pets/1', 'PUT', 'x-a', `${APP}, ${APP}`), refused],
    ['a line break', asks('/pets/1', 'PUT', 'x-a\r\nSet-Cookie: x=1'), refused],
    ['a star', asks('/pets/1', 'PUT', '*'), refused],
    ['a path that is not there', asks('/nope', 'GET'), { status: 404, 'allow-origin': APP }],
    ['a malformed path', asks('/pets/%zz', 'GET'), { status: 400, 'allow-origin': APP }],
    ['the wrong protocol', asks('/https', 'PUT'), { status: 403, 'allow-origin': APP }],
    [
      'the right protocol',
      { ...asks('/https', 'PUT'), protocol: 'https' },
      { ...allowed, 'allow-methods': 'PUT' },
    ],
  ])('%s', async (_, injection, expected) => {
    ran.length = 0;
    const answer = await inject(api, injection);
    expect(said(answer)).toEqual(expected);
    expect(ran).toEqual([]);
    expect(answer.headers['vary']).toContain('Origin');
    expect(answer.headers['set-cookie']).toBeUndefined();
    if (answer.status === 204) {
      expect(answer.headers['vary']).toBe(
        'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
      );
      expect(answer.bytes.length).toBe(0);
    }
  });

  test('that is refused says what there is', async () => {
    const answer = await inject(api, asks('/pets/1', 'PATCH'));
    expect(answer.headers['allow']).toBe('DELETE, GET, HEAD, OPTIONS, PUT');
  });

  test.each<[string, Cors, Injection, object]>([
    ['an age', { origins: APP, maxAge: 10.5 }, asks('/pets/1', 'GET'), { 'max-age': '10' }],
    ['an age below zero', { origins: APP, maxAge: -1 }, asks('/pets/1', 'GET'), { 'max-age': '0' }],
    [
      'credentials',
      { origins: APP, credentials: true },
      asks('/pets/1', 'GET'),
      { 'allow-credentials': 'true' },
    ],
    [
      'more headers',
      { origins: APP, allowHeaders: 'X-B; X-C' },
      asks('/pets/1', 'GET', 'x-c'),
      { 'allow-headers': 'x-b, x-c' },
    ],
    [
      'all headers, by name',
      { origins: '*', allowHeaders: ['*'] },
      asks('/pets/1', 'GET', 'authorization,x-any'),
      { 'allow-origin': '*', 'allow-headers': 'authorization, x-any' },
    ],
    [
      'a private network',
      { origins: APP, privateNetwork: true },
      asks('/pets/1', 'GET', undefined, APP, { 'access-control-request-private-network': 'true' }),
      { 'allow-private-network': 'true' },
    ],
    [
      'a private network that nobody asks for',
      { origins: APP, privateNetwork: true },
      asks('/pets/1', 'GET'),
      {},
    ],
  ])('with %s', async (_, cors, injection, expected) => {
    const answer = said(await inject(await apiWith(cors), injection));
    expect(answer).toEqual({ ...allowed, 'allow-methods': put['allow-methods'], ...expected });
  });

  test('makes no line of what is no name, even where all names are allowed', async () => {
    const open = await apiWith({ origins: '*', allowHeaders: '*' });
    expect(said(await inject(open, asks('/pets/1', 'PUT', 'x-a\r\nSet-Cookie: x=1')))).toEqual(refused);
  });

  test('is no preflight without a method or an origin', async () => {
    const noMethod = await inject(api, { method: 'OPTIONS', url: '/own', headers: { origin: APP } });
    expect(said(noMethod)).toEqual({ status: 200, 'allow-origin': APP });
    const { headers } = asks('/pets/1', 'GET');
    const noOrigin = await inject(api, {
      method: 'OPTIONS',
      url: '/pets/1',
      headers: { ...headers, origin: undefined },
    });
    expect([said(noOrigin), noOrigin.headers['allow']]).toEqual([
      { status: 204 },
      'DELETE, GET, HEAD, OPTIONS, PUT',
    ]);
  });

  test('is no business of an API that says nothing of other origins', async () => {
    const answer = await inject(await apiWith(undefined), asks('/own', 'GET'));
    expect([said(answer), answer.headers['vary']]).toEqual([{ status: 200 }, undefined]);
  });

  test('asks in vain for an operation that is as good as not there', async () => {
    const answer = await inject(await apiWith(APP, { unbound: 'not-found' }), asks('/idle', 'PUT'));
    expect(answer.status).toBe(404);
  });

  test('asks for what the document answers itself', async () => {
    const mocked = await apiWith(APP, { unbound: 'mock', protocols: 'https' });
    expect((await inject(mocked, asks('/idle', 'PUT', 'x-a'))).status).toBe(403);
    const answer = await inject(mocked, { ...asks('/idle', 'PUT', 'x-a'), protocol: 'https' });
    expect(said(answer)).toMatchObject({ 'allow-origin': APP, 'allow-headers': 'x-a' });
  });
});

describe('an answer', async () => {
  const api = await apiWith({ origins: [APP, 'https://*.apps.example'], credentials: true });
  const shared = { 'allow-origin': APP, 'allow-credentials': 'true' };
  const from = (origin: string, url: string, more: Injection = {}): Injection => ({
    ...more,
    url,
    headers: { origin, ...more.headers },
  });

  test.each<[string, Injection, object, string]>([
    [
      'lets read what is declared, once',
      from(APP, '/pets'),
      { status: 200, ...shared, 'expose-headers': 'X-Total, Location' },
      'Origin',
    ],
    ['has nothing to let read', from(APP, '/pets/1'), { status: 200, ...shared }, 'Origin'],
    ['of no page', { url: '/pets/1' }, { status: 200 }, 'Origin'],
    ['for another origin', from(EVIL, '/pets'), { status: 200 }, 'Origin'],
    ['to HEAD', from(APP, '/pets/1', { method: 'HEAD' }), { status: 200, ...shared }, 'Origin'],
    [
      '400',
      from(APP, '/pets', { headers: { 'x-a': 'x' } }),
      { status: 400, ...shared, 'expose-headers': 'X-Total, Location' },
      'Origin',
    ],
    ['401', from(APP, '/pets/1', { method: 'PUT', json: {} }), { status: 401, ...shared }, 'Origin'],
    ['403', from(APP, '/https', { method: 'PUT' }), { status: 403, ...shared }, 'Origin'],
    ['404', from(APP, '/nope'), { status: 404, ...shared }, 'Origin'],
    ['405', from(APP, '/pets/1', { method: 'PATCH' }), { status: 405, ...shared }, 'Origin'],
    ['409', from(APP, '/pets/3'), { status: 409, ...shared }, 'Origin'],
    ['500', from(APP, '/pets/2'), { status: 500, ...shared }, 'Origin'],
    ['501', from(APP, '/idle', { method: 'PUT' }), { status: 501, ...shared }, 'Origin'],
    [
      '429 lets read when to come again',
      from(APP, '/pets/7'),
      { status: 429, ...shared, 'expose-headers': 'Retry-After' },
      'Origin',
    ],
    [
      'keeps what a process lets read',
      from(APP, '/pets/6'),
      { status: 429, ...shared, 'expose-headers': 'X-Own, Retry-After' },
      'Origin',
    ],
    ['keeps nothing of it for others', from(EVIL, '/pets/6'), { status: 429 }, 'Origin'],
    ['varies by more', from(APP, '/pets/4'), { status: 200, ...shared }, 'Accept-Language, Origin'],
    ['varies by everything', from(APP, '/pets/5'), { status: 200, ...shared }, '*'],
    [
      'for a name below a domain',
      from('https://a.b.apps.example', '/pets/1'),
      { status: 200, ...shared, 'allow-origin': 'https://a.b.apps.example' },
      'Origin',
    ],
    ['not for the domain', from('https://apps.example', '/pets/1'), { status: 200 }, 'Origin'],
    ['not for a domain that ends alike', from('https://xapps.example', '/pets/1'), { status: 200 }, 'Origin'],
    ['not for more behind it', from('https://a.apps.example.evil', '/pets/1'), { status: 200 }, 'Origin'],
    [
      'not for a letter in place of a dot',
      from('https://a.appsxexample', '/pets/1'),
      { status: 200 },
      'Origin',
    ],
    ['not for a user', from('https://a@b.apps.example', '/pets/1'), { status: 200 }, 'Origin'],
    ['not for a line break', from('https://a.apps.example\n', '/pets/1'), { status: 200 }, 'Origin'],
  ])('%s', async (_, injection, expected, vary) => {
    const answer = await inject(api, injection);
    expect([said(answer), answer.headers['vary']]).toEqual([expected, vary]);
  });

  test('of an operation to an origin that is not listed is made all the same', async () => {
    ran.length = 0;
    await inject(api, from(EVIL, '/pets/1'));
    expect(ran).toEqual(['get']);
  });

  test('stays one that a host application may give in its place', async () => {
    expect(await api.handle({ method: 'GET', url: '/nope', headers: { origin: APP } })).toBeUndefined();
  });

  test('keeps the mark of one that stands in the place of a mismatch', async () => {
    const strict = enforce(
      await bind(
        DOCUMENT,
        { ...PROCESSES, get: () => reply(201, {}) },
        {
          cors: APP,
          authenticators: { bearer: nobody, key: nobody, query: nobody, oauth: nobody },
          responses: { check: 'enforce', undocumented: 'enforce' },
          onError: () => undefined,
        },
      ),
    );
    await expect(inject(strict, from(APP, '/pets/1'))).rejects.toThrow(ResponseMismatch);
  });

  test('is read even where a request breaks the API', async () => {
    const broken = { method: 'GET', url: undefined as unknown as string, headers: { origin: APP } };
    const answer = await api.handle(broken);
    expect(answer?.status).toBe(500);
    expect(answer?.headers).toContainEqual(['access-control-allow-origin', APP]);
  });

  test('says the same however often it is made', async () => {
    const first = await inject(api, from(APP, '/nope'));
    expect((await inject(api, from(APP, '/nope'))).headers).toEqual(first.headers);
    expect((await inject(api, { url: '/nope' })).headers['access-control-allow-origin']).toBeUndefined();
  });

  test('has all headers read by name and star', async () => {
    const open = await apiWith({ origins: '*', exposeHeaders: ['X-Own', 'x-total'] });
    expect(said(await inject(open, from(EVIL, '/pets')))).toEqual({
      status: 200,
      'allow-origin': '*',
      'expose-headers': 'X-Own, x-total, Location',
    });
  });

  test('is made for null by name only', async () => {
    const open = await apiWith('null');
    expect(said(await inject(open, from('null', '/pets/1')))).toMatchObject({ 'allow-origin': 'null' });
    expect(said(await inject(api, from('null', '/pets/1')))).toEqual({ status: 200 });
  });
});

describe('origins of the options', () => {
  test.each<[string, string, boolean]>([
    ['https://app.example:443', 'https://app.example', true],
    ['HTTPS://App.Example', 'https://app.example', true],
    ['http://app.example:80', 'http://app.example', true],
    ['http://app.example:443', 'http://app.example:443', true],
    ['https://bücher.example', 'https://xn--bcher-kva.example', true],
    ['http://[::1]:3000', 'http://[::1]:3000', true],
    ['chrome-extension://abcdef', 'chrome-extension://abcdef', true],
    ['https://*.app.example:8443', 'https://a.app.example:8443', true],
    ['https://*.app.example:8443', 'https://a.app.example', false],
    ['https://app.example', 'http://app.example', false],
    ['https://app.example', 'https://app.example/', false],
  ])('%s, a call from %s', async (named, origin, isAllowed) => {
    const answer = await inject(await apiWith(named), { url: '/pets/1', headers: { origin } });
    expect(answer.headers['access-control-allow-origin']).toBe(isAllowed ? origin : undefined);
  });

  test.each<[Cors | number, string, string]>([
    ['https://app.example/', 'cors-origin-invalid', 'cors'],
    ['https://app.example/path', 'cors-origin-invalid', 'cors'],
    ['app.example', 'cors-origin-invalid', 'cors'],
    ['//app.example', 'cors-origin-invalid', 'cors'],
    ['https://user@app.example', 'cors-origin-invalid', 'cors'],
    ['https://app.example:99999', 'cors-origin-invalid', 'cors'],
    ['https://app.example:*', 'cors-origin-invalid', 'cors'],
    ['https://*', 'cors-origin-invalid', 'cors'],
    ['https://a*.app.example', 'cors-origin-invalid', 'cors'],
    ['file://', 'cors-origin-invalid', 'cors'],
    ['', 'cors-origin-invalid', 'cors'],
    [[], 'cors-origin-invalid', 'cors'],
    [{ origins: '*', credentials: true }, 'cors-credentials', 'cors.origins'],
    [{ origins: [APP, '*'], credentials: true }, 'cors-credentials', 'cors.origins'],
    [{ origins: APP, credentials: true, exposeHeaders: '*' }, 'cors-credentials', 'cors.exposeHeaders'],
    [{ origins: APP, allowHeaders: ['x a'] }, 'cors-header-invalid', 'cors.allowHeaders'],
    [{ origins: APP, exposeHeaders: 'a:b' }, 'cors-header-invalid', 'cors.exposeHeaders'],
    [7, 'option-invalid', 'cors'],
    [{ origins: APP, maxAge: Number.NaN }, 'option-invalid', 'cors.maxAge'],
    [{ origins: APP, orgins: 1 } as Cors, 'option-unknown', 'cors.orgins'],
    [{ credentials: true } as unknown as Cors, 'option-invalid', 'cors'],
  ])('%j cannot be bound', async (cors, code, pointer) => {
    const error = await apiWith(cors as Cors).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SetupError);
    expect((error as SetupError).findings).toMatchObject([{ code, pointer, mend: expect.any(String) }]);
  });
});

interface Vector {
  readonly id: string;
  readonly config: {
    readonly origins: string[];
    readonly allowHeaders?: string[];
    readonly exposeHeaders?: string[];
  };
  readonly request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly path?: string;
    readonly handler?: string;
  };
  readonly expect: {
    readonly acao?: string | null;
    readonly vary?: string;
    readonly status?: number | number[] | string;
    readonly expose?: string;
  };
}

const vectors: readonly Vector[] = here ? (readJson('vectors/cors.json') as { cases: Vector[] }).cases : [];

/** What the words of a row come to. */
const ROWS: Readonly<Record<string, object>> = {
  'no-origin': { vary: 'Origin' },
  'preflight-ok': {
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'content-type, x-a',
  },
  'preflight-wildcard-authorization': { 'access-control-allow-headers': 'authorization' },
};

const ABSENT_LINES: Readonly<Record<string, string>> = {
  'private-network': 'access-control-allow-private-network',
  'preflight-crlf': 'access-control-allow-headers',
  'preflight-evil': 'access-control-allow-methods',
};

const PUTS = ['preflight-ok', 'preflight-evil', 'preflight-crlf'];

describe.skipIf(!here)(titled('the vectors of the corpus'), () => {
  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', async (id, vector) => {
    const put = operation('put', { parameters: [{ ...HEADER, schema: {} }], ...jsonBody({}, false) });
    let runs = 0;
    const process: Process = () => {
      runs += 1;
      if (vector.request.handler === 'throws') throw new Error('broken');
      return {};
    };
    const api = await bind(
      documentOf({ '/x': PUTS.includes(id) ? { put } : { get: operation('put') } }),
      { put: process },
      { cors: vector.config, onError: () => undefined },
    );
    const { method, headers, path = '/x' } = vector.request;
    const answer = await inject(api, { method, headers, url: path });
    const { acao, status, expose } = vector.expect;
    if (acao !== undefined) expect(answer.headers['access-control-allow-origin'] ?? null).toBe(acao);
    if (status !== undefined && typeof status !== 'string') expect([status].flat()).toContain(answer.status);
    if (expose !== undefined) expect(answer.headers['access-control-expose-headers']).toBe(expose);
    expect(answer.headers).toMatchObject(ROWS[id] ?? {});
    expect(answer.headers).not.toHaveProperty(ABSENT_LINES[id] ?? 'set-cookie');
    expect(answer.headers['vary']).toContain('Origin');
    if (method === 'OPTIONS') expect(runs).toBe(0);
  });
});

interface Row {
  readonly name: string;
  readonly options: {
    readonly AllowedOrigins?: string[];
    readonly AllowedMethods?: string[];
    readonly AllowedHeaders?: string[];
    readonly ExposedHeaders?: string[];
    readonly AllowCredentials?: boolean;
    readonly AllowPrivateNetwork?: boolean;
    readonly MaxAge?: number;
  };
  readonly method: string;
  readonly requestHeaders: Record<string, string[]>;
  readonly responseHeaders: Record<string, string[]>;
}

const rows: readonly Row[] = here ? (readJson('external/cors-rs.json') as { cases: Row[] }).cases : [];

/** Rows that go another way here. */
const OTHERWISE: Readonly<Record<string, string>> = {
  MatchAllOriginWithCredentials: 'All origins with credentials cannot be bound: no browser takes it.',
};

/** What that library allows where nothing is said. */
const DEFAULT_HEADERS = ['accept', 'content-type', 'x-requested-with'];

/** Its methods are those of the document here. */
const documentFor = ({ AllowedMethods = ['GET', 'POST'] }: Row['options']): object =>
  documentOf({
    '/': Object.fromEntries(
      AllowedMethods.map((method) => [method.toLowerCase(), operation(method.toLowerCase())]),
    ),
  });

function corsFor(options: Row['options']): Cors {
  const headers = options.AllowedHeaders ?? [];
  return {
    origins: options.AllowedOrigins ?? ['*'],
    credentials: options.AllowCredentials ?? false,
    allowHeaders: headers.length === 0 ? DEFAULT_HEADERS : headers,
    exposeHeaders: options.ExposedHeaders ?? [],
    privateNetwork: options.AllowPrivateNetwork ?? false,
    ...(options.MaxAge !== undefined && { maxAge: options.MaxAge }),
  };
}

const bindRow = ({ options }: Row): Promise<Api> => {
  const { AllowedMethods = ['GET', 'POST'] } = options;
  return bind(
    documentFor(options),
    Object.fromEntries(AllowedMethods.map((method) => [method.toLowerCase(), () => ({})])),
    { cors: corsFor(options) },
  );
};

/** Lines whose value is the same there and here. */
const SAME = ['Allow-Origin', 'Allow-Credentials', 'Max-Age', 'Allow-Private-Network'];

const itemsOf = (values: string | readonly string[] | undefined): readonly string[] =>
  [values ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '');

describe.skipIf(!here)(titled('the table of rs/cors'), () => {
  test.each(rows.filter(({ name }) => !(name in OTHERWISE)).map((row) => [row.name, row] as const))(
    '%s',
    async (_, row) => {
      const headers = row.requestHeaders;
      const answer = await inject(await bindRow(row), { method: row.method, headers });
      const lineOf = (name: string): string | undefined =>
        answer.headers[`access-control-${name.toLowerCase()}`];
      for (const name of SAME)
        expect([name, lineOf(name)]).toEqual([name, row.responseHeaders[`Access-Control-${name}`]?.[0]]);
      for (const name of ['Allow-Methods', 'Allow-Headers', 'Expose-Headers'])
        expect(itemsOf(lineOf(name))).toEqual(
          expect.arrayContaining([...itemsOf(row.responseHeaders[`Access-Control-${name}`])]),
        );
      expect(itemsOf(answer.headers['vary'])).toEqual(
        expect.arrayContaining([...itemsOf(row.responseHeaders['Vary'])]),
      );
      if (row.responseHeaders['Access-Control-Allow-Origin'] === undefined)
        expect(said(answer)).toEqual({ status: answer.status });
    },
  );

  test.each(Object.entries(OTHERWISE))('%s: %s', async (name) => {
    const row = rows.find((one) => one.name === name);
    await expect(bindRow(row as Row)).rejects.toThrow(/cors-credentials/);
  });
});
