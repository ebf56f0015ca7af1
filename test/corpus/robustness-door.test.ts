import crypto from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiKey, createApiKey } from '../../src/auth/index.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, type ClientCertificate, SetupError } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';
import { here, readJson } from './corpus.ts';

interface Row {
  readonly area: string;
  readonly id: string;
}

const rowsOf = (area: string): readonly string[] =>
  here
    ? (readJson('vectors/http-robustness.json') as { cases: Row[] }).cases
        .filter((row) => row.area === area)
        .map(({ id }) => id)
    : [];

let server: Server;
let ran = 0;

const portOf = (): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  const api = await bind(
    documentOf({ '/a': { get: operation('get'), post: operation('post', jsonBody({})) } }),
    {
      get: () => {
        ran += 1;
        return {};
      },
      post: () => {
        ran += 1;
        return {};
      },
    },
  );
  server = createServer({ connectionsCheckingInterval: 50 }, toNodeListener(api)).listen(0, '127.0.0.1');
  server.headersTimeout = 300;
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const open = async (): Promise<Socket> => {
  const socket = connect(portOf(), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

/** All that comes back until the other side closes. */
async function raw(text: string): Promise<string> {
  const socket = await open();
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.write(text);
  await once(socket, 'close');
  return received;
}

const ask = async (): Promise<number> => (await fetch(`http://127.0.0.1:${portOf()}/a`)).status;

const post = (fields: string, body: string): string =>
  `POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n\r\n${body}`;

const FRAMING: Readonly<Record<string, readonly [text: string, status: number]>> = {
  'cl-te': [post('Content-Length: 6\r\nTransfer-Encoding: chunked', '0\r\n\r\nG'), 400],
  'te-te-obf': [post('Transfer-Encoding: xchunked', '5\r\n'), 400],
  'dup-cl-different': [post('Content-Length: 5\r\nContent-Length: 6', '12345'), 400],
  'cl-plus': [post('Content-Length: +5', '12345'), 400],
  'cl-huge': [post(`Content-Length: ${'9'.repeat(20)}`, ''), 400],
  'chunk-ext-lf': [post('Transfer-Encoding: chunked', '1;a\n1\r\n0\r\n\r\n'), 400],
  'obs-fold': ['GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n', 400],
  'no-host': ['GET /a HTTP/1.1\r\n\r\n', 400],
  http09: ['GET /a\r\n\r\n', 400],
  'method-lower': ['get /a HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  'target-authority': ['CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', 0],
  'expect-unknown': ['GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 200-ok\r\n\r\n', 417],
};

describe('requests that are framed wrongly', () => {
  test.skipIf(!here)('are all tested', () => {
    expect(Object.keys(FRAMING).sort()).toEqual([...rowsOf('framing')].sort());
  });

  // Node closes a connection that asks for a tunnel, and says nothing.
  test.each(Object.entries(FRAMING))('%s never reaches a process', async (_, [text, status]) => {
    const before = ran;
    const received = await raw(text);
    expect(Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0)).toBe(status);
    expect(ran).toBe(before);
    expect(await ask()).toBe(200);
  });
});

describe('connections that do nothing', () => {
  test('slow-headers: are closed when their time is over, and nobody else waits for them', async () => {
    const socket = await open();
    const closed = once(socket, 'close');
    socket.resume().write('GET /a HTTP/1.1\r\nHo');
    expect(await ask()).toBe(200);
    await closed;
  });

  test('conn-1000: leave the server answering', async () => {
    const sockets = await Promise.all(Array.from({ length: 1000 }, open));
    expect(await ask()).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

const SCHEMES = {
  basic: { type: 'http', scheme: 'basic' },
  header: { type: 'apiKey', in: 'header', name: 'X-Key' },
  query: { type: 'apiKey', in: 'query', name: 'key' },
  broken: { type: 'http', scheme: 'bearer' },
  digest: { type: 'http', scheme: 'digest' },
  certificate: { type: 'mutualTLS' },
};

const secured = (operationId: string, ...security: readonly object[]): object => ({
  get: operation(operationId, { security }),
});

const AUTHENTICATORS = {
  basic: ({ username, password }: { username: string; password: string }) =>
    password === 'a:b:c' ? { name: username } : null,
  header: (key: string) => (key === 'h' ? { name: 'header' } : null),
  query: (key: string) => (key === 'q' ? { name: 'query' } : null),
  broken: () => {
    throw new Error('the user table is gone');
  },
  certificate: (credential: unknown) => {
    const { authorized, subject } = credential as ClientCertificate;
    return authorized ? { name: subject } : null;
  },
};

const SECURED = documentOf(
  {
    '/basic': secured('basic', { basic: [] }),
    '/header': secured('header', { header: [] }),
    '/both': secured('both', { header: [], query: [] }),
    '/public': secured('public'),
    '/broken': secured('broken', { broken: [] }),
    '/certificate': secured('certificate', { certificate: [] }),
    '/checked/{id}': {
      get: operation('checked', {
        security: [{ header: [] }],
        parameters: [
          pathParameter('id', { type: 'string' }),
          { name: 'n', in: 'query', required: true, schema: { type: 'integer' } },
        ],
      }),
    },
  },
  { components: { securitySchemes: SCHEMES }, security: [{ header: [] }] },
);

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const withBasic = (credentials: string): Injection => ({
  url: '/basic',
  headers: { authorization: `Basic ${credentials}` },
});

const AUTH: readonly (readonly [id: string, request: Injection, status: number])[] = [
  ['basic-colon', withBasic(base64('ann:a:b:c')), 200],
  ['basic-bad-base64', withBasic('!!!'), 401],
  ['basic-no-colon', withBasic('dXNlcg=='), 401],
  ['basic-challenge', { url: '/basic' }, 401],
  ['apikey-query-header', { url: '/header?X-Key=h' }, 401],
  ['and-security', { url: '/both', headers: { 'X-Key': 'h' } }, 401],
  ['and-security', { url: '/both?key=q' }, 401],
  ['and-security', { url: '/both?key=q', headers: { 'X-Key': 'h' } }, 200],
  ['op-empty-security', { url: '/public' }, 200],
  ['verifier-throws', { url: '/broken', headers: { authorization: 'Bearer a' } }, 500],
  ['cert-missing', { url: '/certificate' }, 401],
  ['auth-before-validate', { url: '/checked/a?n=x' }, 401],
  ['auth-before-validate', { url: '/checked/a?n=x', headers: { 'X-Key': 'h' } }, 400],
];

describe('callers', async () => {
  const ids = ['basic', 'header', 'both', 'public', 'broken', 'certificate', 'checked'];
  const called: string[] = [];
  const processes = Object.fromEntries(
    ids.map((id) => [
      id,
      () => {
        called.push(id);
        return {};
      },
    ]),
  );
  const api = await bind(SECURED, processes, { authenticators: AUTHENTICATORS, onError: () => undefined });

  test.skipIf(!here)('are all tested', () => {
    const tested = new Set([...AUTH.map(([id]) => id), 'unsupported-scheme', 'timing']);
    expect(rowsOf('auth').filter((id) => !tested.has(id))).toEqual([]);
  });

  test('timing: keys are compared by their digests, in constant time', async () => {
    const { key, hash } = createApiKey();
    const compared: number[] = [];
    const { timingSafeEqual } = crypto;
    crypto.timingSafeEqual = (a, b) => {
      compared.push(a.byteLength, b.byteLength);
      return timingSafeEqual(a, b);
    };
    syncBuiltinESMExports();
    try {
      const header = apiKey({ keys: [{ name: 'shop', hash }] });
      const keyed = await bind(SECURED, { header: () => 'in' }, { authenticators: { header } });
      const answer = await inject(keyed, { url: '/header', headers: { 'X-Key': key } });
      expect([answer.status, compared]).toEqual([200, [32, 32]]);
    } finally {
      crypto.timingSafeEqual = timingSafeEqual;
      syncBuiltinESMExports();
    }
  });

  test.each(AUTH.map(([id, request, status]) => [id, status, request] as const))(
    '%s: %i',
    async (_, status, request) => {
      called.length = 0;
      const answer = await inject(api, request);
      expect([answer.status, called.length]).toEqual([status, status === 200 ? 1 : 0]);
    },
  );

  test('basic-challenge says UTF-8', async () => {
    const { headers } = await inject(api, { url: '/basic' });
    expect(headers['www-authenticate']).toMatch(/^Basic realm="[^"]*", charset="UTF-8"$/);
  });

  test('unsupported-scheme is an error when the API is bound', async () => {
    const document = documentOf(
      { '/a': secured('a', { digest: [] }) },
      { components: { securitySchemes: SCHEMES } },
    );
    await expect(bind(document, { a: () => null })).rejects.toThrow(SetupError);
  });
});
