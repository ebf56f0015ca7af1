import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { apiKey, basic, certificate, createApiKey, hashPassword, tokenIssuer } from '../../src/auth/index.ts';
import { bind, eachRecord, fail, type RunRecord, reply, SetupError, type Trigger } from '../../src/index.ts';
import { fakeTrigger, type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const petPaths = (schema: object): object =>
  documentOf({
    '/api/pet/{id}': { get: operation('getPet', { parameters: [pathParameter('id', schema)] }) },
    '/api/pet/getStatus': { get: operation('getStatus') },
  });

describe('1. an integer in a path and a literal in its place live together', async () => {
  const api = await bind(petPaths({ type: 'integer' }), {
    getPet: ({ path }) => ({ id: path['id'], type: typeof path['id'] }),
    getStatus: () => ({ status: 'open' }),
  });

  test.each([
    ['/api/pet/324', 200, { id: 324, type: 'number' }],
    ['/api/pet/getStatus', 200, { status: 'open' }],
    ['/api/pet/muffet', 404, expect.objectContaining({ code: 'route-not-found' })],
  ])('%s', async (url, status, json) => {
    const answer = await inject(api, { url });
    expect([answer.status, answer.json()]).toEqual([status, json]);
  });
});

test('2. a string in a path and a literal in its place collide, and the error names both', async () => {
  const binding = bind(petPaths({ type: 'string' }), { getPet: () => null, getStatus: () => null });
  await expect(binding).rejects.toThrow(SetupError);
  await expect(binding).rejects.toThrow(/getStatus[\s\S]*\{id\}|\{id\}[\s\S]*getStatus/);
});

describe('3. lists of integers under every delimiter', async () => {
  const list = (collectionFormat: string): object => ({
    get: {
      operationId: collectionFormat,
      parameters: [{ name: 'ids', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat }],
      responses: { 200: { description: 'ok' } },
    },
  });
  const formats = ['csv', 'ssv', 'tsv', 'pipes'];
  const api = await bind(
    {
      swagger: '2.0',
      info: { title: 'test', version: '1' },
      paths: Object.fromEntries(formats.map((format) => [`/${format}`, list(format)])),
    },
    Object.fromEntries(formats.map((format) => [format, ({ query }) => query['ids']])),
  );

  test.each([
    ['/csv?ids=1,2,3,4,5'],
    ['/ssv?ids=1%202%203%204%205'],
    ['/tsv?ids=1%092%093%094%095'],
    ['/pipes?ids=1|2|3|4|5'],
  ])('%s', async (url) => {
    expect((await inject(api, { url })).json()).toEqual([1, 2, 3, 4, 5]);
  });
});

test('4. a path parameter compares as a number', async () => {
  const api = await bind(petPaths({ type: 'integer' }), { getPet: ({ path }) => (path['id'] as number) > 3 });
  expect((await inject(api, { url: '/api/pet/4' })).json()).toBe(true);
  expect((await inject(api, { url: '/api/pet/3' })).json()).toBe(false);
});

test('5. members of a body are reached by name, and absent ones are no error', async () => {
  const api = await bind(
    documentOf({ '/house': { post: operation('build', jsonBody({ type: 'object' })) } }),
    {
      build: ({ body }) => {
        const { house, garden } = body as { house?: { window?: number }; garden?: { tree?: number } };
        return [house?.window, garden?.tree ?? null];
      },
    },
  );
  const answer = await inject(api, { url: '/house', json: { house: { window: 4 } } });
  expect(answer.json()).toEqual([4, null]);
});

test('6. a declared query parameter that is not sent is null, or its default', async () => {
  const parameters = [
    { name: 'plain', in: 'query', schema: { type: 'integer' } },
    { name: 'filled', in: 'query', schema: { type: 'integer', default: 5 } },
  ];
  const api = await bind(documentOf({ '/list': { get: operation('list', { parameters }) } }), {
    list: ({ query, supplied }) => ({ query, supplied: [supplied('plain'), supplied('filled')] }),
  });
  expect((await inject(api, { url: '/list' })).json()).toEqual({
    query: { plain: null, filled: 5 },
    supplied: [false, false],
  });
});

describe('7. a call over http of an operation for https only is refused', async () => {
  const api = await bind(
    documentOf({ '/pets': { get: operation('list') } }),
    { list: () => [] },
    { protocols: 'https' },
  );

  test.each([
    ['http', 403],
    ['https', 200],
  ] as const)('%s: %i', async (protocol, status) => {
    expect((await inject(api, { url: '/pets', protocol })).status).toBe(status);
  });
});

describe('8. of several scopes any one will do, or all are needed, as is said', () => {
  const document = documentOf(
    { '/a': { get: operation('a', { security: [{ login: ['a', 'b'] }] }) } },
    { components: { securitySchemes: { login: { type: 'oauth2', flows: {} } } } },
  );
  const tokens = tokenIssuer({ keys: [{ kid: 'k', secret: 'x'.repeat(32) }], issuer: 'i', audience: 'a' });

  test.each([
    ['any', 200],
    ['all', 403],
  ] as const)('%s → %i', async (scopes, status) => {
    const api = await bind(document, { a: () => 'in' }, { authenticators: { login: tokens }, scopes });
    const headers = { authorization: `Bearer ${await tokens.issue('ann', { scopes: ['b'] })}` };
    expect((await inject(api, { url: '/a', headers })).status).toBe(status);
  });

  test('and where it is not said, the API is not bound', async () => {
    const binding = bind(document, { a: () => 'in' }, { authenticators: { login: tokens } });
    await expect(binding).rejects.toThrow(/scopes-undecided/);
  });
});

describe('9. objects are JSON, and a string is the body as it is', async () => {
  const api = await bind(
    documentOf({
      '/object': { get: operation('object') },
      '/text': { get: { operationId: 'text', responses: { 200: { description: 'ok' } } } },
    }),
    { object: () => ({ foo: 'bar' }), text: () => '"as" {is}' },
  );

  test.each([
    ['/object', {}, 'application/json', '{"foo":"bar"}'],
    ['/object', { accept: 'application/json' }, 'application/json', '{"foo":"bar"}'],
    ['/text', { accept: 'application/json' }, 'text/plain; charset=utf-8', '"as" {is}'],
  ])('%s %j', async (url, headers, type, text) => {
    const answer = await inject(api, { url, headers });
    expect([answer.headers['content-type'], answer.text]).toEqual([type, text]);
  });
});

test('10. an object with HttpStatusCode and Content says all of the answer', async () => {
  const api = await bind(documentOf({ '/a': { get: operation('a') } }), {
    a: () => ({
      HttpStatusCode: 200,
      ContentType: 'application/json',
      ContentEncoding: 'UTF-8',
      Content: '{"foo":"bar"}',
      HttpHeaders: [{ Key: 'Set-Cookie', Value: 'UserId=3;' }],
    }),
  });
  const answer = await inject(api, { url: '/a', headers: { accept: 'application/xml' } });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['set-cookie']).toBe('UserId=3;');
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.text).toBe('{"foo":"bar"}');
});

test('11. after an intermediate return the process goes on; when it fails, the caller has its 202 and the run has failed', async () => {
  const errors: unknown[] = [];
  let settle: (run: RunRecord) => void = () => undefined;
  const ended = new Promise<RunRecord>((resolve) => {
    settle = resolve;
  });
  const api = await bind(
    documentOf({ '/job': { post: operation('job') } }),
    {
      job: async ({ respond }) => {
        respond(reply(202, { accepted: true }));
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw fail('too late');
      },
    },
    { onRun: settle, onError: (error) => errors.push(error) },
  );
  const answer = await inject(api, { method: 'POST', url: '/job' });
  expect([answer.status, answer.json()]).toEqual([202, { accepted: true }]);
  const run = await ended;
  expect([run.outcome, run.status, run.operation]).toEqual(['failed', 202, 'job']);
  expect(errors).toEqual([expect.objectContaining({ message: 'too late' })]);
});

test('12. an exception is a 500 with nothing of it for the caller', async () => {
  const errors: unknown[] = [];
  const api = await bind(
    documentOf({ '/a': { get: operation('a') } }),
    {
      a: () => {
        throw new Error('secret /etc/passwd');
      },
    },
    { onError: (error) => errors.push(error) },
  );
  const answer = await inject(api, { url: '/a' });
  expect(answer.status).toBe(500);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json()).toMatchObject({ code: 'process-failed', run: expect.any(String) });
  expect(answer.text).not.toMatch(/secret|passwd|at /);
  expect(errors).toEqual([new Error('secret /etc/passwd')]);
});

describe('13. the name of the caller is that of the key, the user, the subject, or the claim', async () => {
  const { key, hash } = createApiKey();
  const tokens = tokenIssuer({ keys: [{ kid: 'k', secret: 'x'.repeat(32) }], issuer: 'i', audience: 'a' });
  const schemes = {
    key: { type: 'apiKey', in: 'header', name: 'X-ApiKey' },
    user: { type: 'http', scheme: 'basic' },
    certificate: { type: 'mutualTLS' },
    token: { type: 'oauth2', flows: {} },
  };
  const security = [...Object.keys(schemes).map((name) => ({ [name]: [] })), {}];
  const api = await bind(
    documentOf(
      { '/me': { get: operation('me', { security }) } },
      { components: { securitySchemes: schemes } },
    ),
    { me: ({ username, claims }) => ({ username, team: claims?.get('team') ?? null }) },
    {
      authenticators: {
        key: apiKey({ keys: [{ name: 'shop', hash }] }),
        user: basic({ users: { ann: await hashPassword('secret') } }),
        certificate: certificate({ issuers: ['CN=Partners,O=Example'] }),
        token: tokens,
      },
    },
  );
  const bearer = async () => ({
    authorization: `Bearer ${await tokens.issue('u1', { claims: { name: 'Ann', team: 'dogs' } })}`,
  });

  test.each<
    [what: string, call: () => Promise<Injection> | Injection, username: string | null, team: string | null]
  >([
    ['key', () => ({ headers: { 'x-apikey': key } }), 'shop', null],
    ['user', () => ({ headers: { authorization: `Basic ${btoa('ann:secret')}` } }), 'ann', null],
    [
      'certificate',
      () => ({
        clientCertificate: {
          authorized: true,
          subject: 'CN=client,O=Example',
          issuer: 'CN=Partners,O=Example',
        },
      }),
      'CN=client,O=Example',
      null,
    ],
    ['claim', async () => ({ headers: await bearer() }), 'Ann', 'dogs'],
    ['nobody', () => ({}), null, null],
  ])('%s', async (_, call, username, team) => {
    expect((await inject(api, { url: '/me', ...(await call()) })).json()).toEqual({ username, team });
  });
});

describe('14. origins are split at commas and semicolons, and ports count', async () => {
  const api = await bind(
    documentOf({ '/pets': { get: operation('list') } }),
    { list: () => [] },
    { cors: 'https://a.example, https://b.example:8443;https://c.example' },
  );

  test.each([
    ['https://a.example', true],
    ['https://b.example:8443', true],
    ['https://c.example', true],
    ['https://b.example', false],
  ])('%s: %s', async (origin, isAllowed) => {
    const { headers } = await inject(api, { url: '/pets', headers: { origin } });
    expect(headers['access-control-allow-origin']).toBe(isAllowed ? origin : undefined);
  });
});

describe('15. a process that waits and one that is polled, over their time', async () => {
  const work = ({ run }: Trigger): Promise<unknown> => sleep(150, { done: true }, { signal: run.signal });
  const api = await bind(
    documentOf({ '/now': { post: operation('now') }, '/later': { post: operation('later') } }),
    { now: { process: work, timeout: 30 }, later: { process: work, mode: 'poll', wait: 30 } },
    { onError: () => undefined },
  );

  test('the one that waits is aborted, and its caller gets 504', async () => {
    const answer = await inject(api, { method: 'POST', url: '/now' });
    expect([answer.status, answer.json()]).toMatchObject([504, { code: 'process-timeout' }]);
    expect(await api.runs.list({ operation: 'now' })).toMatchObject([{ outcome: 'timed-out', status: 504 }]);
  });

  test('the one that is polled gives an id at once, and the result later', async () => {
    const accepted = await inject(api, { method: 'POST', url: '/later' });
    const { id, statusUrl } = accepted.json<{ id: string; statusUrl: string }>();
    expect([accepted.status, accepted.headers['location']]).toEqual([202, statusUrl]);
    expect((await inject(api, { url: statusUrl })).json()).toMatchObject({ id, status: 'running' });
    await sleep(200);
    const ended = await inject(api, { url: statusUrl });
    expect([ended.status, ended.json()]).toMatchObject([
      200,
      { id, status: 'succeeded', result: { done: true } },
    ]);
  });
});

test('16. a secret of 31 bytes is refused at the start, one of 32 is taken', () => {
  const issuerWith = (bytes: number) => () =>
    tokenIssuer({ keys: [{ kid: 'k', secret: new Uint8Array(bytes) }], issuer: 'i', audience: 'a' });
  expect(issuerWith(31)).toThrow(/31 bytes.*at least 32/);
  expect(issuerWith(32)).not.toThrow();
});

test('17. of three records the second fails: two are processed, and one is reported', async () => {
  const processed: string[] = [];
  const api = await bind(
    documentOf({ '/pets': { post: operation('importPets', jsonBody({ type: 'array' })) } }),
    {
      importPets: ({ body }) =>
        eachRecord(body as { name: string }[], ({ name }) => {
          if (name === '') throw fail('A pet has a name.');
          processed.push(name);
        }),
    },
  );
  const answer = await inject(api, { url: '/pets', json: [{ name: 'Tom' }, { name: '' }, { name: 'Rex' }] });
  expect(answer.status).toBe(207);
  expect(answer.json()).toEqual({
    total: 3,
    succeeded: 2,
    failed: 1,
    results: [
      { index: 0, status: 'succeeded' },
      { index: 1, status: 'failed', error: 'A pet has a name.', code: 'process-failed' },
      { index: 2, status: 'succeeded' },
    ],
  });
  expect(processed).toEqual(['Tom', 'Rex']);
});

test('a process is tested by itself with a fake trigger', () => {
  const process = ({ path }: { path: Readonly<Record<string, unknown>> }): unknown => path['id'];
  expect(process(fakeTrigger({ path: { id: 324 } }))).toBe(324);
});
