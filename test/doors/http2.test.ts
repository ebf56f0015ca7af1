import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
} from 'node:http2';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import Koa from 'koa';
import { afterAll, describe, expect, test } from 'vitest';
import { certificate } from '../../src/auth/index.ts';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { type Api, bind, reply } from '../../src/index.ts';
import type { AuditAnswer, AuditRequest, CalledDoor } from '../../src/testing/index.ts';
import { createAuthority } from '../certificates.ts';
import { documentOf, operation } from '../document-of.ts';
import { auditing } from './auditing.ts';

async function listening(server: Http2Server): Promise<[port: number, close: () => void]> {
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    for (const session of sessions) session.destroy();
    server.close();
  };
  return [(server.address() as AddressInfo).port, close];
}

const linesOf = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers)
    .filter(([name]) => !name.startsWith(':'))
    .flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, String(one)]));

function fieldsOf({ headers }: AuditRequest): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const [written, value] of headers) {
    const name = written.toLowerCase();
    if (name !== 'host') fields[name] = fields[name] === undefined ? value : [fields[name], value].flat();
  }
  return fields;
}

async function ask(session: ClientHttp2Session, request: AuditRequest): Promise<AuditAnswer> {
  const { method, target, body, signal } = request;
  const authority = request.headers.find(([name]) => name === 'host')?.[1] ?? 'audit.example';
  const head = { ':method': method, ':path': target, ':authority': authority, ...fieldsOf(request) };
  const stream = session.request(head, { endStream: body === undefined, ...(signal && { signal }) });
  stream.on('error', () => undefined);
  if (body instanceof Uint8Array) stream.end(body);
  else if (body !== undefined) {
    (async () => {
      for await (const chunk of body) stream.write(chunk);
      stream.end();
    })().catch(() => undefined);
  }
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }];
  return { status: headers[':status'], headers: linesOf(headers), body: stream };
}

const calling =
  (start: (api: Api) => Promise<[port: number, close: () => unknown]>) =>
  async (api: Api): Promise<CalledDoor> => {
    const [port, end] = await start(api);
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', () => undefined);
    return {
      call: (request) => ask(session, request),
      close: () => {
        session.destroy();
        return end();
      },
    };
  };

const onKoa = (api: Api): Promise<[number, () => void]> => {
  const app = new Koa();
  app.on('error', () => undefined);
  return listening(createServer(app.use(toKoaMiddleware(api)).callback()));
};

const onFastify = async (api: Api): Promise<[number, () => unknown]> => {
  const app = fastify({ http2: true });
  app.register(toFastifyPlugin(api));
  await app.listen({ host: '127.0.0.1', port: 0 });
  return [(app.server.address() as AddressInfo).port, () => app.close()];
};

const LACKS = { lacks: ['connections'] } as const;

describe('HTTP/2', () => {
  auditing(
    'node',
    calling((api) => listening(createServer(toNodeListener(api)))),
    LACKS,
  );
  auditing('Koa 3', calling(onKoa), LACKS);
  auditing('Fastify 5', calling(onFastify), LACKS);
});

describe('fields that speak of a connection are left out over HTTP/2', async () => {
  const headers = { te: 'x', 'http2-settings': 'x', connection: 'close', 'x-kept': 'x' };
  const api = await bind(documentOf({ '/a': { get: operation('a') } }), {
    a: () => reply(200, {}, { headers }),
  });
  const hosts: [string, () => Promise<[port: number, close: () => unknown]>][] = [
    ['node', () => listening(createServer(toNodeListener(api)))],
    ['Koa 3', () => onKoa(api)],
    ['Fastify 5', () => onFastify(api)],
  ];
  test.each(hosts)('%s', async (_, start) => {
    const [port, close] = await start();
    const session = connect(`http://127.0.0.1:${port}`);
    const answer = await ask(session, { method: 'GET', target: '/a', headers: [] });
    const names = answer.headers.map(([name]) => name);
    expect([answer.status, names]).toEqual([200, expect.arrayContaining(['x-kept'])]);
    expect(names).not.toContain('te');
    session.destroy();
    await close();
  });
});

describe('a server of HTTP/2 with TLS', async () => {
  const authority = await createAuthority('CN=authority');
  const [own, client] = await Promise.all([authority.issue('CN=localhost'), authority.issue('CN=ann')]);
  const api = await bind(
    documentOf(
      { '/who': { get: operation('who') } },
      { components: { securitySchemes: { tls: { type: 'mutualTLS' } } }, security: [{ tls: [] }] },
    ),
    { who: ({ username, http }) => ({ username, protocol: http.protocol, uri: http.uri }) },
    { authenticators: { tls: certificate({ issuers: ['CN=authority'] }) } },
  );
  const options = {
    key: own.key,
    cert: own.cert,
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const [port, close] = await listening(
    createSecureServer({ ...options, allowHTTP1: true }, toNodeListener(api)),
  );
  afterAll(close);
  const trust = { ca: authority.cert, key: client.key, cert: client.cert, servername: 'localhost' };

  test('knows certificate, protocol and host of the caller', async () => {
    const session = connect(`https://127.0.0.1:${port}`, trust);
    const headers = [['host', 'api.example']] as const;
    const answer = await ask(session, { method: 'GET', target: '/who?a=1', headers });
    expect(JSON.parse((await answer.body[Symbol.asyncIterator]().next()).value)).toEqual({
      username: 'CN=ann',
      protocol: 'https',
      uri: 'https://api.example/who?a=1',
    });
    session.destroy();
  });

  test('speaks HTTP/1 to who speaks nothing else', async () => {
    const asking = request({ ...trust, port, host: '127.0.0.1', path: '/who', agent: false }).end();
    const [incoming] = (await once(asking, 'response')) as [IncomingMessage];
    expect([incoming.httpVersion, incoming.statusCode]).toEqual(['1.1', 200]);
    incoming.destroy();
  });
});
