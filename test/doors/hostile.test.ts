import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, describe, expect, test } from 'vitest';
import { toExpressMiddleware } from '../../src/doors/express.ts';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { toFetchHandler } from '../../src/doors/fetch.ts';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind } from '../../src/index.ts';
import type { ListeningDoor } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';
import { listen } from './listen.ts';

const errors: unknown[] = [];

const api = await bind(
  documentOf({
    '/json': { post: operation('json', jsonBody({})) },
    '/lines': { post: operation('lines', { requestBody: { content: { 'application/x-ndjson': {} } } }) },
    '/text/{x}': { get: operation('text', { parameters: [pathParameter('x', { type: 'string' })] }) },
    '/stream': { get: operation('stream') },
  }),
  {
    json: ({ body }) => ({ body }),
    lines: async ({ body }) => {
      for await (const _ of body as AsyncIterable<unknown>);
      return {};
    },
    text: ({ path }) => path,
    stream: () =>
      (async function* () {
        for (let i = 0; i < 1000; i += 1) yield Buffer.alloc(10_000);
      })(),
  },
  { onError: (error) => errors.push(error), limits: { body: 10_000 } },
);

const DOORS: Readonly<Record<string, () => Promise<ListeningDoor>>> = {
  node: () => listen(toNodeListener(api)),
  express: () => listen(express().use(toExpressMiddleware(api))),
  'express after a parser': () => listen(express().use(express.json(), toExpressMiddleware(api), quiet)),
  koa: () =>
    listen(
      new Koa()
        .on('error', () => undefined)
        .use(toKoaMiddleware(api))
        .callback(),
    ),
  fastify: async () => {
    const app = fastify({ forceCloseConnections: true });
    app.register(toFastifyPlugin(api));
    return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  },
  hono: () => {
    const answer = toFetchHandler(api);
    return listen(getRequestListener(new Hono().all('*', (context) => answer(context.req.raw)).fetch));
  },
};

/** Express writes down what its parsers refuse. */
const quiet: express.ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(400).end();
};

const post = (path: string, fields: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: ${path === '/json' ? 'application/json' : 'application/x-ndjson'}\r\n${fields}\r\n\r\n${body}`;

/** What is sent before the caller goes away. */
const SENT: readonly string[] = [
  '',
  'G',
  'GET /text/a HTTP/1.1\r\n',
  'GET /text/%zz HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /text/%00%ff HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET \\\\..\\.. HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET //evil.example/text/a HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http:// HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http://[::1/text/a HTTP/1.1\r\nHost: a\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n',
  'TRACE /text/a HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /text/a HTTP/1.1\r\nHost: a b?#\r\n\r\n',
  'GET /text/a HTTP/1.1\r\nHost:\r\n\r\n',
  'GET /text/a HTTP/1.0\r\n\r\n',
  `GET /text/${'a'.repeat(10_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  'GET /text/a HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
  'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n',
  'HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20),
  post('/json', 'Content-Length: 10', '{"a"'),
  post('/json', 'Content-Length: 4', '{"a"'),
  post('/json', 'Content-Length: 99999999999', '{"a"'),
  post('/json', 'Content-Length: 20000', ' '.repeat(20_000)),
  post('/json', 'Transfer-Encoding: chunked', '5\r\n{"a"'),
  post('/json', 'Transfer-Encoding: chunked', 'zz\r\n{"a"'),
  post('/json', 'Transfer-Encoding: chunked', '0\r\n\r\n'),
  post('/json', 'Content-Encoding: gzip\r\nContent-Length: 4', 'abcd'),
  post('/json', 'Expect: 100-continue\r\nContent-Length: 4', ''),
  post('/lines', 'Transfer-Encoding: chunked', '2\r\n1\n\r\n'),
  post('/lines', 'Transfer-Encoding: chunked', '2\r\n{{\r\n'),
  post('/json', 'Content-Length: 2\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
];

/** Sends a text, and goes away when an answer begins, or soon. */
const sendAndLeave = (port: number, text: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const leave = (): void => void socket.destroy();
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.write(text);
    socket.once('data', leave);
    setTimeout(leave, 50);
  });

describe.each(Object.entries(DOORS))('%s', (_, start) => {
  test('goes on, whatever callers send, and whenever they go', async () => {
    const { url, close } = await start();
    for (let turn = 0; turn < 3; turn += 1)
      await Promise.all(SENT.map((text) => sendAndLeave(Number(new URL(url).port), text)));
    const answer = await fetch(`${url}/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    expect([answer.status, await answer.json()]).toEqual([200, { body: { a: 1 } }]);
    await close();
  });
});

afterAll(() => expect(errors.map(String)).toEqual([]));
