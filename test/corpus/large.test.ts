import { beforeAll, describe, expect, test } from 'vitest';
import { type Api, bind, type Process, describe as read } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { here, readGzip, titled, toAuthenticators } from './corpus.ts';

interface Large {
  readonly name: string;
  readonly operations: number;
  readonly calls: readonly (readonly [request: Injection, status: number, json: object])[];
}

const bearer = { authorization: 'Bearer token' };

const form = (fields: Record<string, string>): Injection => ({
  method: 'POST',
  form: fields,
  headers: bearer,
});

const LARGE: readonly Large[] = [
  {
    name: 'github',
    operations: 1223,
    calls: [
      [
        { url: '/repos/octocat/hello-world/issues?per_page=5&state=closed' },
        200,
        {
          id: 'issues/list-for-repo',
          path: { owner: 'octocat', repo: 'hello-world' },
          query: { per_page: 5, state: 'closed', page: 1, since: null },
        },
      ],
      [
        { url: '/repos/octocat/hello-world/issues', json: { title: 'Found a bug', labels: ['bug'] } },
        201,
        { id: 'issues/create', body: { title: 'Found a bug', labels: ['bug'] } },
      ],
      [{ url: '/repos/octocat/hello-world/issues/one' }, 404, { code: 'route-not-found' }],
    ],
  },
  {
    name: 'stripe',
    operations: 452,
    calls: [
      [
        { url: '/v1/customers?limit=3&created[gte]=100', headers: bearer },
        200,
        { id: 'GetCustomers', query: { limit: 3, created: { gte: 100 } } },
      ],
      [
        { url: '/v1/customers', ...form({ email: 'a@example.com', 'metadata[plan]': 'x' }) },
        200,
        { id: 'PostCustomers', body: { email: 'a@example.com', metadata: { plan: 'x' } } },
      ],
      [{ url: '/v1/customers?limit=many', headers: bearer }, 400, { code: 'request-invalid' }],
    ],
  },
];

const bindAll = async (document: object): Promise<Api> => {
  const { operations, securitySchemes } = await read(document);
  const processes = operations.map(({ id }): [string, Process] => [
    id,
    ({ path, query, body }) => ({ id, path, query, body }),
  ]);
  return bind(document, Object.fromEntries(processes), {
    collisions: 'concrete-first',
    scopes: 'all',
    authenticators: toAuthenticators(securitySchemes),
  });
};

describe.skipIf(!here).each(LARGE)(titled('$name'), ({ name, operations, calls }) => {
  let api: Api;

  beforeAll(async () => {
    api = await bindAll(readGzip(`large/${name}.json.gz`) as object);
  }, 30_000);

  test('binds whole', () => {
    expect(api.operations).toHaveLength(operations);
  });

  test.each(calls)('answers %j with %i', async (request, status, json) => {
    const answer = await inject(api, request);
    expect({ status: answer.status, json: answer.json() }).toMatchObject({ status, json });
  });
});
