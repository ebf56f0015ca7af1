import { describe, expect, test, vi } from 'vitest';
import { toExpressMiddleware } from '../../src/doors/express.ts';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { toFetchHandler } from '../../src/doors/fetch.ts';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import { toLambdaHandler } from '../../src/doors/lambda.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, combine, type HttpRequest, type Servable } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { listen } from './listen.ts';

const document = documentOf({
  '/pets': { get: operation('listPets'), post: operation('addPet', jsonBody({ type: 'object' })) },
});

const api = await bind(document, { listPets: () => ['rex'], addPet: ({ body }) => body });

/** Answers as the API does, and adds a field; its own path is answered by itself. */
const wrapped = (seen: HttpRequest[] = []): Servable => ({
  ...api,
  handle: async (request) => {
    seen.push(request);
    if (request.url === '/own') return { status: 200, headers: [], body: 'own' };
    if (request.url === '/broken') throw new Error('broken');
    const response = await api.handle({ ...request });
    return response && { ...response, headers: [...response.headers, ['x-wrapped', '1']] };
  },
});

describe('whoever puts a handle in front is asked', () => {
  test.each<[request: string, status: number, text: string | RegExp, field: string | undefined]>([
    ['GET /pets', 200, '["rex"]', '1'],
    ['HEAD /pets', 200, '', '1'],
    ['POST /pets', 200, '{"a":1}', '1'],
    ['GET /own', 200, 'own', undefined],
    ['GET /none', 404, /route-not-found/, undefined],
    ['GET /broken', 500, /process-failed/, undefined],
  ])('%s', async (request, status, text, field) => {
    const [method = '', url = ''] = request.split(' ');
    const door = await listen(toNodeListener(wrapped()));
    const body = method === 'POST' ? '{"a":1}' : null;
    const answer = await fetch(`${door.url}${url}`, {
      method,
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.headers.get('x-wrapped') ?? undefined]).toEqual([status, field]);
    expect(await answer.text()).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
    await door.close();
  });

  test('with all members of a request, as they would be copied', async () => {
    const seen: HttpRequest[] = [];
    const door = await listen(toNodeListener(wrapped(seen)));
    await fetch(`${door.url}/pets`, { headers: { 'X-More': 'm' } });
    await door.close();
    expect(Object.keys(seen[0] ?? {})).toEqual(
      expect.arrayContaining(['method', 'url', 'headers', 'signal']),
    );
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/pets',
      protocol: 'http',
      headers: { 'x-more': 'm' },
    });
  });

  test('also among others, and in memory', async () => {
    const other = await bind(documentOf({ '/others': { get: operation('others') } }), { others: () => 'o' });
    const combined = combine({ handle: wrapped().handle }, other);
    expect((await inject(combined, { url: '/pets' })).headers['x-wrapped']).toBe('1');
    expect((await inject(combined, { url: '/others' })).text).toBe('o');
    expect((await inject(combined, { url: '/none' })).status).toBe(404);
    expect(combine({ handle: wrapped().handle }).explain('GET', '/pets?x=1')).toMatchObject({
      outcome: 'none',
      path: '/pets',
    });
  });
});

test.each([
  ['node', toNodeListener],
  ['express', toExpressMiddleware],
  ['koa', toKoaMiddleware],
  ['fastify', toFastifyPlugin],
  ['fetch', toFetchHandler],
  ['lambda', toLambdaHandler],
  ['combine', combine],
])('%s serves nothing that is no API', (_, toDoor) => {
  for (const nothing of [undefined, {}, bind(document, {})])
    expect(() => toDoor(nothing as never)).toThrow(/bind or combine gave, awaited/);
});

test('a body that cannot be opened is a 500 of Fetch, and told', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const locked = {
    [Symbol.asyncIterator]: () => {
      throw new Error('locked');
    },
  };
  const servable = { handle: async () => ({ status: 200, headers: [], body: locked }) };
  expect((await toFetchHandler(servable)(new Request('http://a/'))).status).toBe(500);
  expect(told.mock.calls).toEqual([[expect.any(Error)]]);
  told.mockRestore();
});
