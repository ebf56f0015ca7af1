import { expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { look, openConsole } from './consoles.ts';

const a = operation('a');

const version2 = {
  swagger: '2.0',
  info: { title: 'two', version: '1' },
  host: 'api.example',
  schemes: ['https'],
  basePath: '/v2',
  paths: { '/a': { get: { operationId: 'a', responses: { 200: { description: 'ok' } } } } },
};

const withServers = (url: string, more: object = {}): object =>
  documentOf({ '/a': { get: a } }, { servers: [{ url, ...more }] });

const split = documentOf(
  {
    '/a': { get: a, servers: [{ url: 'https://a.example/one' }] },
    '/b~c': { get: { ...operation('b'), servers: [{ url: 'https://b.example/two/' }, { url: '/three' }] } },
  },
  { servers: [{ url: 'https://api.example/zero' }] },
);

/** Where the page of the console calls operations, of whatever host their document speaks. */
test.each<[string, object, string | undefined, object]>([
  ['a document without servers', documentOf({ '/a': { get: a } }), undefined, { servers: [{ url: '/' }] }],
  [
    'a server of another host',
    withServers('https://api.example/v1/'),
    undefined,
    { servers: [{ url: '/v1' }] },
  ],
  [
    'a server with variables',
    withServers('https://{host}/{v}', {
      variables: { host: { default: 'a.example' }, v: { default: 'v2', enum: ['v1', 'v2'] } },
    }),
    undefined,
    { servers: [{ url: '/v1' }, { url: '/v2' }] },
  ],
  ['a base path of its own', withServers('https://api.example/v1'), '/mine', { servers: [{ url: '/mine' }] }],
  [
    'servers of paths and operations',
    split,
    undefined,
    {
      servers: [{ url: '/one' }],
      paths: {
        '/a': { get: { operationId: 'a' } },
        '/b~c': { get: { operationId: 'b', servers: [{ url: '/two' }, { url: '/three' }] } },
      },
    },
  ],
  ['version 2.0', version2, undefined, { basePath: '/v2' }],
  ['version 2.0 under another path', version2, '', { basePath: '/' }],
])('%s', async (_, document, basePath, expected) => {
  const processes = { a: () => 1, ...(document === split && { b: () => 2 }) };
  const api = await bind(document, processes, basePath === undefined ? {} : { basePath });
  const shown = (await look(await openConsole(api), '/console/api/api/document')).json<
    Record<string, unknown>
  >();
  expect(shown).toMatchObject(expected);
  expect(JSON.stringify(shown)).not.toMatch(/example|schemes/);
});
