import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import express from 'express';
import { fastify } from 'fastify';
import { Hono, type Next } from 'hono';
import Koa from 'koa';
import { describe, expect, test } from 'vitest';
import { toExpressMiddleware } from '../../src/doors/express.ts';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { toFetchHandler } from '../../src/doors/fetch.ts';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import { toLambdaHandler } from '../../src/doors/lambda.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { type Api, type Combined, combine } from '../../src/index.ts';
import { answerOf, bindPets, openConsole, startSlow } from './consoles.ts';

interface Mounted {
  readonly console: Combined;
  readonly api: Api;
}

const PATH = '/ops/console';

const AUTHORIZED = { authorization: 'Bearer ann' };

async function hono({ console, api }: Mounted): Promise<Server> {
  const app = new Hono();
  for (const one of [console, api]) {
    const answer = toFetchHandler(one, { fallback: (_, next: Next) => next() });
    app.use((context, next) => answer(context.req.raw, next));
  }
  return serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
}

async function viaFastify({ console, api }: Mounted): Promise<Server> {
  const app = fastify({ forceCloseConnections: true });
  app.register(toFastifyPlugin(combine(console, api)));
  await app.listen({ host: '127.0.0.1', port: 0 });
  return app.server;
}

function viaExpress({ console, api }: Mounted): Server {
  const app = express();
  app.use('/ops', express.json(), toExpressMiddleware(console));
  app.use(toExpressMiddleware(api));
  return createServer(app).listen(0, '127.0.0.1');
}

const viaKoa = ({ console, api }: Mounted): Server =>
  new Koa().use(toKoaMiddleware(console)).use(toKoaMiddleware(api)).listen(0, '127.0.0.1');

const viaNode = ({ console, api }: Mounted): Server =>
  createServer(toNodeListener(combine(console, api))).listen(0, '127.0.0.1');

const DOORS: readonly (readonly [name: string, start: (mounted: Mounted) => Server | Promise<Server>])[] = [
  ['Node', viaNode],
  ['Express, under a prefix', viaExpress],
  ['Koa', viaKoa],
  ['Fastify', viaFastify],
  ['Fetch', hono],
];

describe.each(DOORS)('behind the door of %s', (_, start) => {
  test('the console is served, and so is its API', async () => {
    const api = await bindPets();
    const console = await openConsole(api, { path: PATH });
    const server = await start({ api, console });
    if (!server.listening) await once(server, 'listening');
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const look = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${base}${PATH}${path}`, { ...init, headers: { ...AUTHORIZED, ...init.headers } });
    try {
      expect((await fetch(`${base}${PATH}/`)).status).toBe(401);
      expect((await fetch(`${base}/v1/pets`)).status).toBe(200);
      const page = await look('');
      expect([page.url, page.status]).toEqual([`${base}${PATH}/`, 200]);
      const script = await look('/assets/console.js');
      expect(script.headers.get('content-encoding')).toBe('gzip');
      expect(await script.text()).toContain('EventSource');
      const events = (await look('/api/api/events')).body?.pipeThrough(new TextDecoderStream()).getReader();
      expect((await events?.read())?.value).toContain('event: hello');
      const { id, answer } = await startSlow(api);
      expect((await events?.read())?.value).toContain('event: changed');
      const headers = { 'x-opbind-console': '1' };
      const cancelled = await look(`/api/api/runs/${id}`, { method: 'DELETE', headers });
      expect(await cancelled.json()).toEqual({ isCancelled: true });
      await answer;
      await Promise.all([api.close(), console.close()]);
      for (let read = await events?.read(); read?.done === false; read = await events?.read()) {
        expect(read.value).toContain('event: changed');
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

test('behind the door of Lambda its pages ask, instead of being told', async () => {
  const api = await bindPets();
  const lambda = toLambdaHandler(combine(await openConsole(api, { streams: 0 }), api));
  await answerOf(api, '/v1/pets');
  const call = async (rawPath: string): Promise<unknown> => {
    const result = await lambda({
      version: '2.0',
      rawPath,
      rawQueryString: '',
      headers: AUTHORIZED,
      requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' } },
      isBase64Encoded: false,
    } as never);
    return (result as { statusCode: number }).statusCode;
  };
  expect(await call('/console/')).toBe(200);
  expect(await call('/console/api/api/runs')).toBe(200);
  expect(await call('/console/api/api/events')).toBe(429);
  expect(await call('/v1/pets')).toBe(200);
});
