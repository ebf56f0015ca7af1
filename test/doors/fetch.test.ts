import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type Next } from 'hono';
import { describe, expect, test } from 'vitest';
import { toFetchHandler } from '../../src/doors/fetch.ts';
import { type Api, bind } from '../../src/index.ts';
import type { AuditRequest, CalledDoor, ListeningDoor } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { auditing } from './auditing.ts';

function toRequest({ method, target, headers, body, signal }: AuditRequest): Request {
  const host = headers.find(([name]) => name === 'host')?.[1] ?? 'audit.example';
  const content = body instanceof Uint8Array ? body : body && Readable.toWeb(Readable.from(body));
  return new Request(`http://${host}${target}`, {
    method,
    headers: headers.map(([name, value]) => [name, value] as [string, string]),
    ...(content && { body: content as ReadableStream, duplex: 'half' }),
    ...(signal && { signal }),
  } as RequestInit);
}

async function* chunksOf(body: Response['body']): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body;
}

const inMemory = (api: Api): CalledDoor => {
  const answer = toFetchHandler(api, {
    fallback: () => new Response(null, { status: 404 }),
  });
  return {
    async call(request) {
      const { status, headers, body } = await answer(toRequest(request));
      return { status, headers: [...headers], body: chunksOf(body) };
    },
  };
};

async function hono(api: Api): Promise<ListeningDoor> {
  const app = new Hono();
  const answer = toFetchHandler(api, {
    fromPlatform: (_, context: Context, __: Next) => ({ clientIp: getConnInfo(context).remote.address }),
    fallback: (_, __, next: Next) => next(),
  });
  app.use((context, next) => answer(context.req.raw, context, next));
  app.get('/host', (context) => context.text('host'));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('Fetch', () => {
  auditing('in memory', inMemory, { lacks: ['raw-target', 'connections'] });
  auditing('Hono', hono, {
    lacks: ['raw-target', 'queued-disconnect'],
    host: { target: '/host', text: 'host' },
  });
});

const POST = { method: 'POST', duplex: 'half' } as const;

test.each(['application/json', 'application/x-ndjson'])(
  'a body of %s that does not come is waited for until the caller has gone',
  async (type) => {
    let cancelled = 0;
    const body = new ReadableStream({
      cancel: () => {
        cancelled += 1;
      },
    });
    const api = await bind(
      documentOf({ '/a': { post: operation('a', { requestBody: { content: { [type]: {} } } }) } }),
      { a: () => ({}) },
    );
    const leaving = new AbortController();
    const headers = { 'content-type': type };
    const init = { ...POST, headers, body, signal: leaving.signal } as RequestInit;
    const answering = toFetchHandler(api)(new Request('http://a/a', init));
    setTimeout(() => leaving.abort(), 20);
    expect((await answering).status).toBe(400);
    expect(cancelled).toBe(1);
    await api.close();
  },
);

test('a stream whose caller has gone before it was opened is closed', async () => {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let close = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const late = async (): Promise<Readable> => {
    begin();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return new Readable({ read: () => undefined }).once('close', close);
  };
  const api = await bind(documentOf({ '/late': { get: operation('late') } }), { late });
  const door = await hono(api);
  const leaving = new AbortController();
  const asking = fetch(`${door.url}/late`, { signal: leaving.signal }).catch(() => undefined);
  await begun;
  leaving.abort();
  await Promise.all([asking, closed]);
  door.close();
});
