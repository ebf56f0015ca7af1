import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type Server as HttpServer, type IncomingMessage, request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyParser } from '@koa/bodyparser';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, describe, expect, test } from 'vitest';
import { certificate } from '../../src/auth/index.ts';
import { toExpressMiddleware } from '../../src/doors/express.ts';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { toFetchHandler } from '../../src/doors/fetch.ts';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import { type Api, bind, reply } from '../../src/index.ts';
import { createAuthority } from '../certificates.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { listen } from './listen.ts';

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function urlOf(door: Promise<{ url: string; close: () => unknown }>): Promise<string> {
  const { url, close } = await door;
  closing.push(close);
  return url;
}

/** Calls that have begun, streams that were opened, and those of them that are not closed yet. */
let [begun, opened, open] = [0, 0, 0];

/** Takes no notice of a caller who goes, and answers with a stream. */
async function openLate(): Promise<Readable> {
  begun += 1;
  await sleep(50);
  opened += 1;
  open += 1;
  const stream = new Readable({ read: () => undefined });
  stream.push('begun');
  return stream.once('close', () => {
    open -= 1;
  });
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !holds(); tries += 1) await sleep(5);
  expect(holds()).toBe(true);
}

const apiAt = (basePath: string, name: string): Promise<Api> =>
  bind(
    documentOf({
      '/name': { get: operation('name') },
      '/body': { post: operation('body', jsonBody({}, false)) },
      '/hash': { post: operation('hash', jsonBody({})) },
      '/fields': { get: operation('fields') },
      '/late': { get: operation('late') },
    }),
    {
      name: () => ({ name }),
      late: openLate,
      body: ({ body }) => ({ isAbsent: body === undefined, body }),
      hash: ({ http }) => ({
        hash: createHmac('sha256', 'key')
          .update(http.bytes ?? '')
          .digest('hex'),
      }),
      fields: () => reply(200, {}, { headers: { 'set-cookie': 'api=1', vary: 'x-one', 'x-both': 'api' } }),
    },
    { basePath },
  );

const first = await apiAt('/first', 'first');
const second = await apiAt('/second', 'second');

type Host = (apis: readonly Api[]) => Promise<{ url: string; close: () => unknown }>;

/** Host applications with routes of their own before and after several APIs, that set header fields, and read no bodies. */
const HOSTS: Readonly<Record<string, Host>> = {
  express: (apis) => {
    const app = express();
    app.get('/before', (_, response) => response.send('before'));
    app.use((_, response, next) => {
      response.set({ 'set-cookie': 'host=1', vary: 'origin', 'x-both': 'host', 'x-host': 'host' });
      next();
    });
    for (const api of apis) app.use(toExpressMiddleware(api));
    app.get('/after', (_, response) => response.send('after'));
    return listen(app);
  },
  koa: (apis) => {
    const app = new Koa();
    app.use((ctx, next) => {
      if (ctx.path === '/before') ctx.body = 'before';
      else {
        ctx.set({ 'set-cookie': 'host=1', vary: 'origin', 'x-both': 'host', 'x-host': 'host' });
        return next();
      }
    });
    for (const api of apis) app.use(toKoaMiddleware(api));
    app.use((ctx) => {
      if (ctx.path === '/after') ctx.body = 'after';
    });
    return listen(app.callback());
  },
  fastify: async (apis) => {
    const app = fastify({ forceCloseConnections: true });
    app.addHook('onRequest', (_, reply, next) => {
      reply.headers({ 'set-cookie': 'host=1', vary: 'origin', 'x-both': 'host', 'x-host': 'host' });
      next();
    });
    app.get('/before', (_, reply) => reply.send('before'));
    for (const api of apis) app.register(toFastifyPlugin(api));
    app.get('/after', (_, reply) => reply.send('after'));
    return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  },
};

describe.each(Object.entries(HOSTS))('%s', async (name, host) => {
  const url = await urlOf(host([first, second]));
  const ask = async (path: string, init: RequestInit = {}): Promise<[number, string]> => {
    const answer = await fetch(url + path, init);
    return [answer.status, await answer.text()];
  };

  test.each([
    ['/before', 200, 'before'],
    ['/first/name', 200, '{"name":"first"}'],
    ['/second/name', 200, '{"name":"second"}'],
    ['/after', 200, 'after'],
  ])('%s', async (path, status, text) => expect(await ask(path)).toEqual([status, text]));

  test('what nobody has is the 404 of the host application', async () => {
    const [status, text] = await ask('/first/nowhere');
    expect([status, text]).toEqual([404, expect.not.stringContaining('route-not-found')]);
  });

  test('a method that a path does not have is not left to it', async () => {
    const [status, text] = await ask('/second/name', { method: 'PUT' });
    expect([status, text]).toEqual([405, expect.stringContaining('method-not-allowed')]);
  });

  test('header fields of the host application stay, cookies beside those of the answer', async () => {
    const { headers } = await fetch(`${url}/first/fields`);
    expect(headers.getSetCookie()).toEqual(['host=1', 'api=1']);
    expect(headers.get('vary')).toBe('origin, x-one');
    expect([headers.get('x-both'), headers.get('x-host')]).toEqual(['api', 'host']);
  });

  test('closes a stream whose caller has gone before it was opened', async () => {
    const leaving = new AbortController();
    const before = [begun, opened] as const;
    const asking = ask('/first/late', { signal: leaving.signal }).catch(() => undefined);
    await until(() => begun > before[0]);
    leaving.abort();
    await asking;
    await until(() => opened > before[1]);
    await until(() => open === 0);
  });

  test('takes no notice of trailers', async () => {
    const sending = request(`${url}/first/body`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', trailer: 'x-one', 'transfer-encoding': 'chunked' },
    });
    sending.write('{"a":');
    sending.addTrailers({ 'x-one': 'a' });
    sending.end('1}');
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    const text = (await answer.toArray()).join('');
    expect([answer.statusCode, text]).toEqual([200, '{"isAbsent":false,"body":{"a":1}}']);
  });

  test('is not kept from its own 404 by a body', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
    expect((await ask('/nowhere', init))[0]).toBe(404);
    expect(name).toBeTruthy();
  });
});

const post = (type: string, body?: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type },
  ...(body !== undefined && { body }),
});

/** What stands before the API does with bodies, and what becomes of these. */
type Row = readonly [
  what: string,
  host: () => Promise<string>,
  init: RequestInit,
  status: number,
  body: object,
];

const before =
  (...reading: express.RequestHandler[]) =>
  () => {
    const app = express();
    app.use(...reading, toExpressMiddleware(first));
    return urlOf(listen(app));
  };

const beforeKoa =
  (...reading: Koa.Middleware[]) =>
  () => {
    const app = new Koa();
    for (const one of reading) app.use(one);
    return urlOf(listen(app.use(toKoaMiddleware(first)).callback()));
  };

const draining: express.RequestHandler = (request, _, next) => {
  request.resume().on('end', () => next());
};

const saying =
  (body: unknown): express.RequestHandler =>
  (incoming, _, next) => {
    incoming.body = body;
    next();
  };

const drainingKoa: Koa.Middleware = async (ctx, next) => {
  for await (const _ of ctx.req);
  await next();
};

const drainingFastify = async (): Promise<string> => {
  const app = fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (incoming) => {
    for await (const _ of incoming.raw);
  });
  app.register(toFastifyPlugin(first));
  const url = app.listen({ host: '127.0.0.1', port: 0 });
  return urlOf(url.then((at) => ({ url: at, close: () => app.close() })));
};

const JSON_TYPE = 'application/json';
const DRAINED = { code: 'body-drained' };

const ROWS: readonly Row[] = [
  ['JSON, read by nobody', before(), post(JSON_TYPE, '{"a":1}'), 200, { body: { a: 1 } }],
  ['JSON, parsed', before(express.json()), post(JSON_TYPE, '{"a":1}'), 200, { body: { a: 1 } }],
  [
    'an empty object, parsed',
    before(express.json()),
    post(JSON_TYPE, '{}'),
    200,
    { isAbsent: false, body: {} },
  ],
  [
    'null, parsed',
    before(express.json({ strict: false })),
    post(JSON_TYPE, 'null'),
    200,
    { isAbsent: false, body: null },
  ],
  ['nothing, before a parser', before(express.json()), post(JSON_TYPE), 200, { isAbsent: true }],
  [
    'JSON, left alone by a parser of forms',
    before(express.urlencoded()),
    post(JSON_TYPE, '{"a":1}'),
    200,
    { body: { a: 1 } },
  ],
  [
    'JSON, left alone by one that says {}',
    before(saying({})),
    post(JSON_TYPE, '{"a":1}'),
    200,
    { body: { a: 1 } },
  ],
  [
    'JSON, left alone by one that says null',
    before(saying(null)),
    post(JSON_TYPE, '{"a":1}'),
    200,
    { body: { a: 1 } },
  ],
  [
    'JSON, as bytes',
    before(express.raw({ type: JSON_TYPE })),
    post(JSON_TYPE, '{"a":1}'),
    200,
    { body: { a: 1 } },
  ],
  [
    'malformed JSON, as bytes',
    before(express.raw({ type: JSON_TYPE })),
    post(JSON_TYPE, '{"a":'),
    400,
    { code: 'body-malformed' },
  ],
  [
    'JSON, as text',
    before(express.text({ type: JSON_TYPE })),
    post(JSON_TYPE, '{"a":1}'),
    200,
    { body: { a: 1 } },
  ],
  ['JSON, which something has read and dropped', before(draining), post(JSON_TYPE, '{"a":1}'), 500, DRAINED],
  ['JSON, parsed, for Koa', beforeKoa(bodyParser()), post(JSON_TYPE, '{"a":1}'), 200, { body: { a: 1 } }],
  [
    'JSON, left alone, for Koa',
    beforeKoa(bodyParser({ enableTypes: ['form'] })),
    post(JSON_TYPE, '{"a":1}'),
    200,
    { body: { a: 1 } },
  ],
  ['nothing, for Koa', beforeKoa(bodyParser()), post(JSON_TYPE), 200, { isAbsent: true }],
  [
    'JSON, which something has read and dropped, for Koa',
    beforeKoa(drainingKoa),
    post(JSON_TYPE, '{"a":1}'),
    500,
    DRAINED,
  ],
  [
    'JSON, which something has read and dropped, for Fastify',
    drainingFastify,
    post(JSON_TYPE, '{"a":1}'),
    500,
    DRAINED,
  ],
];

test.each(ROWS)('a body: %s', async (_, host, init, status, body) => {
  const answer = await fetch(`${await host()}/first/body`, init);
  expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining(body)]);
});

test('a body that something has read of a Request is a clear error', async () => {
  const answer = toFetchHandler(first);
  const asked = new Request('http://a/first/body', post(JSON_TYPE, '{"a":1}'));
  await asked.json();
  expect(await (await answer(asked)).json()).toMatchObject(DRAINED);
});

test('a body that something has parsed of a Request can be handed over', async () => {
  const app = new Hono();
  const answer = toFetchHandler(first, {
    fromPlatform: async (_, context: { req: { json(): Promise<unknown> } }) => ({
      body: { parsed: await context.req.json() },
    }),
  });
  app.all('*', async (context) => {
    await context.req.json();
    return answer(context.req.raw, context);
  });
  const { status } = await app.request('/first/body', post(JSON_TYPE, '{"a":1}'));
  expect(status).toBe(200);
});

test('the signature of a body holds after a parser that keeps its bytes', async () => {
  const text = '{ "b":1.0 }';
  const verify = (incoming: object, _: unknown, rawBody: Buffer): void =>
    void Object.assign(incoming, { rawBody });
  const answer = await fetch(`${await before(express.json({ verify }))()}/first/hash`, post(JSON_TYPE, text));
  expect(await answer.json()).toEqual({ hash: createHmac('sha256', 'key').update(text).digest('hex') });
});

test('nothing is written to the request of the host application', async () => {
  const names: string[][] = [];
  const app = express();
  app.use(express.json(), (incoming, _, next) => {
    names.push(Object.keys(incoming));
    next();
  });
  app.use(toExpressMiddleware(first), (incoming, response) => {
    names.push(Object.keys(incoming));
    response.end();
  });
  await fetch(`${await urlOf(listen(app))}/nowhere?a=1`, post(JSON_TYPE, '{"a":1}'));
  expect(names[1]).toEqual(names[0]);
});

test('header fields are seen by whoever waits for the head of an answer', async () => {
  const heads: unknown[][] = [];
  const app = express();
  app.use((_, response, next) => {
    const { writeHead } = response;
    response.writeHead = (status: number, ...given: unknown[]) => {
      heads.push([response.getHeader('content-type'), ...given]);
      return writeHead.call(response, status);
    };
    next();
  });
  app.use(toExpressMiddleware(first));
  await (await fetch(`${await urlOf(listen(app))}/first/name`)).text();
  expect(heads).toEqual([['application/json']]);
});

describe('a scope of Fastify', () => {
  test('has its hooks run before the API, and after its answer', async () => {
    const seen: unknown[] = [];
    const app = fastify();
    app.addHook('onRequest', async () => {
      seen.push('onRequest');
    });
    app.addHook('onSend', async (_, answer, content) => {
      seen.push(answer.statusCode, String(content));
    });
    app.register(toFastifyPlugin(first));
    const answer = await app.inject('/first/name');
    expect([answer.statusCode, answer.body]).toEqual([200, '{"name":"first"}']);
    expect(seen).toEqual(['onRequest', 200, '{"name":"first"}']);
  });

  test('may hold two APIs under one prefix', async () => {
    const app = fastify();
    app.register(
      async (scope) => {
        scope.register(toFastifyPlugin(first));
        scope.register(toFastifyPlugin(await apiAt('/first/more', 'more')));
        scope.get('/own', (_, answer) => answer.send('own'));
      },
      { prefix: '/first' },
    );
    const ask = async (path: string): Promise<string> => (await app.inject(path)).body;
    expect(await ask('/first/name')).toBe('{"name":"first"}');
    expect(await ask('/first/more/name')).toBe('{"name":"more"}');
    expect(await ask('/first/own')).toBe('own');
    expect((await app.inject('/first/nowhere')).statusCode).toBe(404);
  });

  test('may be closed by what stands before it', async () => {
    const app = fastify();
    app.addHook('onRequest', async (incoming, answer) => {
      if (incoming.headers.authorization === undefined) return answer.code(401).send('who?');
    });
    app.register(toFastifyPlugin(first));
    expect((await app.inject('/first/name')).statusCode).toBe(401);
  });
});

describe('a client certificate', async () => {
  const authority = await createAuthority('CN=authority');
  const [own, client] = await Promise.all([authority.issue('CN=localhost'), authority.issue('CN=ann')]);
  const api = await bind(
    documentOf(
      { '/who': { get: operation('who') } },
      {
        components: { securitySchemes: { tls: { type: 'mutualTLS' } } },
        security: [{ tls: [] }],
      },
    ),
    { who: ({ username, http }) => ({ username, protocol: http.protocol }) },
    { authenticators: { tls: certificate({ issuers: ['CN=authority'] }) } },
  );
  const options = {
    key: own.key,
    cert: own.cert,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const koa = new Koa().use(toKoaMiddleware(api)).callback();
  const onFastify = async (): Promise<Server | HttpServer> => {
    const app = fastify({ https: options, forceCloseConnections: true });
    app.register(toFastifyPlugin(api));
    await app.listen({ host: '127.0.0.1', port: 0 });
    closing.push(() => app.close());
    return app.server;
  };
  const started = async (server: Server): Promise<Server> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    return server;
  };
  const servers: Readonly<Record<string, () => Promise<Server | HttpServer>>> = {
    express: () => started(createServer(options, express().use(toExpressMiddleware(api)))),
    koa: () => started(createServer(options, koa)),
    fastify: onFastify,
  };

  test.each(Object.entries(servers))('is known by %s', async (_, start) => {
    const { port } = (await start()).address() as AddressInfo;
    const { request: ask } = await import('node:https');
    const answer = async (identity: object): Promise<[number | undefined, string]> => {
      const [incoming] = await once(
        ask({
          port,
          host: '127.0.0.1',
          path: '/who',
          agent: false,
          rejectUnauthorized: false,
          ...identity,
        }).end(),
        'response',
      );
      let text = '';
      for await (const chunk of incoming) text += chunk;
      return [incoming.statusCode, text];
    };
    const [status, text] = await answer({ key: client.key, cert: client.cert });
    expect([status, text]).toEqual([200, expect.stringMatching(/ann.*https/)]);
    expect((await answer({}))[0]).toBe(401);
  });
});
