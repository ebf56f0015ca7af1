import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import Koa from 'koa';
import { describe } from 'vitest';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import type { Api } from '../../src/index.ts';
import type { AuditAnswer, AuditRequest, CalledDoor } from '../../src/testing/index.ts';
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
