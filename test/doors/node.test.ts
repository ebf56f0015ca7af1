import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, type Process, reply } from '../../src/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const seen: { signal?: AbortSignal; ran: number; chunks: number; open: number } = {
  ran: 0,
  chunks: 0,
  open: 0,
};

const PATHS = {
  '/t/{x}': { get: operation('text', { parameters: [pathParameter('x', { type: 'string' })] }) },
  '/echo': { post: operation('echo', jsonBody({})) },
  '/ignore': { post: operation('ignore') },
  '/accept': { post: operation('accept') },
  '/stream': { get: operation('stream') },
  '/broken': { get: operation('broken') },
  '/slow': { get: operation('slow') },
  '/http': { get: operation('http') },
  '/cookies': { get: operation('cookies') },
  '/file': { get: operation('file') },
  '/late-file': { get: operation('lateFile') },
  '/missing': { get: operation('missing') },
  '/trailer': { get: operation('trailer') },
  '/locked': { get: operation('locked') },
  '/unopened': { get: operation('unopened') },
};

/** A stream that counts as a file: it stays open until it is read to its end or destroyed. */
const openFile = (): Readable => {
  seen.open += 1;
  const file = new Readable({ read: () => undefined });
  file.push('begun');
  return file.once('close', () => {
    seen.open -= 1;
  });
};

const locked = new Blob(['a']).stream();
locked.getReader();

const PROCESSES: Record<string, Process> = {
  text: ({ path }) => ({ x: path['x'] }),
  echo: ({ body }) => {
    seen.ran += 1;
    return { body };
  },
  ignore: () => ({ ignored: true }),
  accept: () => reply(202),
  stream: () =>
    (async function* () {
      for (let i = 0; i < 100; i += 1) {
        seen.chunks += 1;
        yield Buffer.alloc(100_000, 'a');
      }
    })(),
  broken: () =>
    (async function* () {
      yield Buffer.from('begun');
      throw new Error('broken');
    })(),
  slow: ({ run }) => {
    seen.signal = run.signal;
    return new Promise((resolve) => setTimeout(() => resolve({}), 100));
  },
  http: ({ http }) => ({ uri: http.uri, ip: http.clientIp, protocol: http.protocol, method: http.method }),
  cookies: () => reply(200, {}, { headers: { 'set-cookie': ['a=1', 'b=2'] } }),
  file: openFile,
  lateFile: () => new Promise((resolve) => setTimeout(() => resolve(openFile()), 30)),
  missing: () => createReadStream('/no/such/file'),
  trailer: () => reply(200, 'a', { headers: { trailer: 'x-a' } }),
  locked: () => locked,
  unopened: () => ({
    [Symbol.asyncIterator]: () => {
      throw new Error('cannot be opened');
    },
  }),
};

let server: Server;
let base: string;

beforeAll(async () => {
  const api = await bind(documentOf(PATHS), PROCESSES, { limits: { body: 1000 } });
  server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Writes raw requests on one connection and gives all that comes back until it has `answers` status lines, or the other side closes. */
async function raw(text: string, answers: number): Promise<string> {
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  let received = '';
  return new Promise((resolve) => {
    const done = (): void => {
      socket.destroy();
      resolve(received);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (statusesOf(received).length >= answers && received.endsWith('}')) done();
    });
    socket.on('close', done);
  });
}

const statusesOf = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

const GET = 'GET /t/1 HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a request reaches its process', () => {
  test.each([
    ['/t/a%2Fb', 200, { x: 'a/b' }],
    ['/t/%2e%2e', 200, { x: '..' }],
  ])('%s', async (path, status, json) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`, 1);
    expect(statusesOf(answer)).toEqual([status]);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toEqual(json);
  });

  test('with the target as it was sent, the address of the peer and the protocol of the socket', async () => {
    const answer = await fetch(`${base}/http?a=%20b`, {
      headers: { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' },
    });
    expect(await answer.json()).toEqual({
      uri: `${base}/http?a=%20b`,
      ip: '127.0.0.1',
      protocol: 'http',
      method: 'GET',
    });
  });

  test('with an absolute target', async () => {
    expect(statusesOf(await raw('GET http://other.example/t/1 HTTP/1.1\r\nHost: a\r\n\r\n', 1))).toEqual([
      200,
    ]);
  });
});

describe('the connection goes on', () => {
  const post = (path: string, length: number, sent = length): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${' '.repeat(sent)}`;
  const chunked = (path: string, size: number): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${' '.repeat(size)}\r\n0\r\n\r\n`;

  test.each<[what: string, text: string, statuses: number[]]>([
    ['after a body that says that it is too long', post('/echo', 5000), [413, 200]],
    ['after a body that turns out too long', chunked('/echo', 5000), [413, 200]],
    [
      'after a body of another type',
      post('/echo', 500).replace('application/json', 'text/plain'),
      [415, 200],
    ],
    ['after a body that nobody asked for', post('/ignore', 5000), [200, 200]],
    ['after a body for a path that is not there', post('/nowhere', 5000), [404, 200]],
    ['after a body for a method that is not there', post('/t/1', 5000), [405, 200]],
    ['after a hundred requests at once', GET.repeat(99), Array.from({ length: 100 }, () => 200)],
  ])('%s', async (_, text, statuses) => {
    expect(statusesOf(await raw(text + GET, statuses.length))).toEqual(statuses);
  });

  test('unless the rest of a refused body is too long to wait for', async () => {
    const answer = await raw(post('/echo', 50_000_000, 2_000_000) + GET, 2);
    expect(statusesOf(answer)).toEqual([413]);
  });

  test.each(['GET', 'HEAD'])('nor is a body of %s read without end', async (method) => {
    const text = post('/t/1', 50_000_000, 2_000_000).replace('POST', method);
    expect(statusesOf(await raw(text, 2))).toEqual([200]);
  });
});

describe('what Node itself refuses never reaches a process', () => {
  test.each<[what: string, text: string, status: number]>([
    [
      'a length and chunks',
      'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG',
      400,
    ],
    [
      'two lengths',
      'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345',
      400,
    ],
    ['a length with a sign', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n12345', 400],
    ['no host', 'GET /t/1 HTTP/1.1\r\n\r\n', 400],
    ['a method in lower case', 'get /t/1 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['an unknown coding', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n5\r\n', 400],
    [
      'a length out of all bounds',
      `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ${'9'.repeat(20)}\r\n\r\n`,
      400,
    ],
    [
      'a chunk extension that ends in a bare line feed',
      'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a\n1\r\n0\r\n\r\n',
      400,
    ],
    ['a folded header line', 'GET /t/1 HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n', 400],
    ['HTTP 0.9', 'GET /t/1\r\n\r\n', 400],
    ['an unknown expectation', 'GET /t/1 HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n', 417],
    ['header fields over 16 KiB', `GET /t/1 HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`, 431],
    ['a target over 16 KiB', `GET /t/${'a'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
  ])('%s', async (_, text, status) => {
    const before = seen.ran;
    expect(statusesOf(await raw(text, 1))[0]).toBe(status);
    expect(seen.ran).toBe(before);
  });
});

test('a body is read in pieces', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(
    'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a"',
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.write(':1}');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(chunk.toString()).toContain('{"body":{"a":1}}');
});

test('a caller who goes away in the middle of a body leaves nothing behind', async () => {
  const before = seen.ran;
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(
    'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 70\r\n\r\n{"a"',
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(seen.ran).toBe(before);
  expect((await fetch(`${base}/t/1`)).status).toBe(200);
});

test('a caller who goes away while the process works aborts its signal', async () => {
  const controller = new AbortController();
  const asking = fetch(`${base}/slow`, { signal: controller.signal }).catch(() => 'gone');
  while (seen.signal === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  expect(await asking).toBe('gone');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(seen.signal.aborted).toBe(true);
});

test('a stream is sent whole', async () => {
  expect((await (await fetch(`${base}/stream`)).arrayBuffer()).byteLength).toBe(10_000_000);
});

test('a stream waits for a caller who does not read', async () => {
  seen.chunks = 0;
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /stream HTTP/1.1\r\nHost: a\r\n\r\n');
  for (let before = -1; seen.chunks === 0 || before !== seen.chunks; ) {
    before = seen.chunks;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const waiting = seen.chunks;
  socket.destroy();
  expect(waiting).toBeGreaterThan(0);
  expect(waiting).toBeLessThan(100);
});

test('a stream that breaks ends the connection', async () => {
  await expect(fetch(`${base}/broken`).then((answer) => answer.text())).rejects.toThrow();
  expect((await fetch(`${base}/t/1`)).status).toBe(200);
});

test('HEAD has the length of GET and no body', async () => {
  const answer = await fetch(`${base}/t/1`, { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '9', '']);
});

test('an answer without a body says so', async () => {
  const { status, headers } = await fetch(`${base}/accept`, { method: 'POST' });
  const framing = [headers.get('content-length'), headers.get('transfer-encoding')];
  expect([status, ...framing]).toEqual([202, '0', null]);
});

test('repeated header lines stay apart', async () => {
  expect((await fetch(`${base}/cookies`)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

describe('a host application', () => {
  test.each([
    ['/nowhere', 'host'],
    ['/t/1', '{"x":"1"}'],
  ])('goes on where the API has no path: %s', async (path, text) => {
    const api = await bind(documentOf(PATHS), PROCESSES);
    const listener = toNodeListener(api);
    const host = createServer((incoming, outgoing) =>
      listener(incoming, outgoing, () => outgoing.end('host')),
    );
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(host.address() as AddressInfo).port}${path}`);
    expect(await answer.text()).toBe(text);
    host.closeAllConnections();
    host.close();
  });

  test.each([
    ['that read the body and kept nothing', (): unknown => undefined, 500],
    ['that parsed the body', (text: string): unknown => JSON.parse(text), 200],
  ])('%s', async (_, parse, status) => {
    const listener = toNodeListener(await bind(documentOf(PATHS), PROCESSES));
    const host = createServer(async (incoming, outgoing) => {
      let text = '';
      for await (const chunk of incoming) text += chunk;
      Object.assign(incoming, { body: parse(text) });
      listener(incoming, outgoing);
    });
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(host.address() as AddressInfo).port}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    expect(answer.status).toBe(status);
    host.closeAllConnections();
    host.close();
  });
});

test('a body that a host application made up where none was sent is none', async () => {
  const made: unknown[] = [];
  const api = await bind(documentOf({ '/optional': { post: operation('optional', jsonBody({}, false)) } }), {
    optional: ({ body }) => {
      made.push(body);
      return {};
    },
  });
  const listener = toNodeListener(api);
  const host = createServer((incoming, outgoing) => {
    Object.assign(incoming, { body: {} });
    listener(incoming, outgoing);
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/optional`;
  const headers = { 'content-type': 'application/json' };
  await fetch(url, { method: 'POST', headers });
  await fetch(url, { method: 'POST', headers, body: '{}' });
  expect(made).toEqual([undefined, {}]);
  host.closeAllConnections();
  host.close();
});

describe('a stream that nobody reads is closed', () => {
  test.each<[what: string, line: string, leaves: number]>([
    ['HEAD asks for no body', 'HEAD /file', 30],
    ['the caller goes away before the answer', 'GET /late-file', 10],
    ['the caller goes away in the middle', 'GET /file', 30],
  ])('%s', async (_, line, leaves) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await new Promise((resolve) => setTimeout(resolve, leaves));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen.open).toBe(0);
  });
});

test.each(['/trailer', '/locked', '/unopened'])(
  'what cannot be written is a 500, is told, and ends nothing: %s',
  async (path) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect((await fetch(`${base}${path}`)).status).toBe(500);
    expect((await fetch(`${base}/t/1`)).status).toBe(200);
    expect(told.mock.calls).toEqual([[expect.any(Error)]]);
    told.mockRestore();
  },
);

test('a body that something in the host application decodes to text is refused', async () => {
  const listener = toNodeListener(await bind(documentOf(PATHS), PROCESSES));
  const host = createServer((incoming, outgoing) => {
    incoming.setEncoding('utf8');
    listener(incoming, outgoing);
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(host.address() as AddressInfo).port}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `"${'a'.repeat(200_000)}"`,
  });
  expect(((await answer.json()) as { code: string }).code).toBe('body-drained');
  host.closeAllConnections();
  host.close();
});

test('HEAD of a file that is not there ends nothing', async () => {
  await fetch(`${base}/missing`, { method: 'HEAD' });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect((await fetch(`${base}/t/1`)).status).toBe(200);
});

describe('a body that is read as it comes', async () => {
  const lines: string[] = [];
  const over: string[] = [];
  const read = async (body: unknown, most = Number.POSITIVE_INFINITY): Promise<number> => {
    let count = 0;
    for await (const item of body as AsyncIterable<unknown>) {
      lines.push(JSON.stringify(item));
      count += 1;
      if (count === most) break;
    }
    return count;
  };
  const sequence = (operationId: string): object => ({
    post: operation(operationId, { requestBody: { content: { 'application/x-ndjson': {} } } }),
  });
  const errors: unknown[] = [];
  const api = await bind(
    documentOf({
      '/all': sequence('all'),
      '/first': sequence('first'),
      '/none': sequence('none'),
      '/early': sequence('early'),
      '/echo': sequence('echo'),
      '/t/{x}': { get: operation('text', { parameters: [pathParameter('x', { type: 'string' })] }) },
    }),
    {
      text: ({ path }) => ({ x: path['x'] }),
      all: async ({ body }) => ({ count: await read(body) }),
      first: async ({ body }) => ({ count: await read(body, 1) }),
      none: () => ({}),
      early: async ({ body, respond }) => {
        respond({ accepted: true });
        await read(body);
      },
      echo: ({ body }) =>
        (async function* () {
          for await (const item of body as AsyncIterable<unknown>) yield Buffer.from(`<${String(item)}>`);
        })(),
    },
    {
      contentEncodings: ['gzip'],
      limits: { body: 50_000_000 },
      onRun: ({ operation: id, outcome }) => over.push(`${id} ${outcome}`),
      onError: (error) => errors.push(error),
    },
  );
  const host = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const { port } = host.address() as AddressInfo;

  afterAll(() => {
    host.closeAllConnections();
    host.close();
  });

  /** A connection, and all that came back on it. */
  const open = () => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        received += chunk.toString('latin1');
      });
    return {
      socket,
      until: async (found: (text: string) => boolean): Promise<string> => {
        while (!found(received) && !socket.destroyed) await new Promise((resolve) => setTimeout(resolve, 2));
        return received;
      },
    };
  };
  const statuses =
    (count: number) =>
    (text: string): boolean =>
      statusesOf(text).length >= count && text.endsWith('}');
  const head = (path: string, more = 'Transfer-Encoding: chunked'): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n${more}\r\n\r\n`;
  const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  const END = '0\r\n\r\n';
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
  };

  test.each<[what: string, path: string, answer: string]>([
    ['to its end', '/all', '{"count":3}'],
    ['in part', '/first', '{"count":1}'],
    ['not at all', '/none', '{}'],
  ])('%s leaves the connection in use', async (_, path, answer) => {
    const { socket, until: given } = open();
    socket.write(head(path) + chunk('1\n2\n') + chunk('3\n') + END + GET);
    const received = await given(statuses(2));
    socket.destroy();
    expect(statusesOf(received)).toEqual([200, 200]);
    expect(received).toContain(answer);
  });

  test('is given item by item', async () => {
    lines.length = 0;
    const { socket, until: given } = open();
    socket.write(head('/all') + chunk('"first"\n'));
    await until(() => lines.length === 1);
    socket.write(chunk('"second"') + END);
    expect(await given(statuses(1))).toContain('{"count":2}');
    expect(lines).toEqual(['"first"', '"second"']);
    socket.destroy();
  });

  test('may be answered before its end, and the connection goes on when it has come', async () => {
    const { socket, until: given } = open();
    socket.write(head('/first') + chunk('1\n'));
    expect(statusesOf(await given(statuses(1)))).toEqual([200]);
    socket.write(chunk('2\n') + END + GET);
    expect(statusesOf(await given(statuses(2)))).toEqual([200, 200]);
    socket.destroy();
  });

  test('that has no end ends the connection when too much of it is left', async () => {
    const { socket, until: given } = open();
    socket.write(head('/first') + chunk('1\n'));
    await given(statuses(1));
    for (let i = 0; i < 40 && !socket.destroyed; i += 1) {
      socket.write(chunk(`${' '.repeat(65_536)}\n`));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await given(() => false);
    expect(socket.destroyed).toBe(true);
  });

  test('is read on after an intermediate return', async () => {
    lines.length = 0;
    const { socket, until: given } = open();
    socket.write(head('/early') + chunk('1\n'));
    expect(await given(statuses(1))).toContain('{"accepted":true}');
    socket.write(chunk('2\n'.repeat(100_000)));
    socket.write(chunk('3\n') + END + GET);
    expect(statusesOf(await given(statuses(2)))).toEqual([200, 200]);
    await until(() => lines.length === 100_002);
    expect(lines.at(-1)).toBe('3');
    socket.destroy();
  });

  test('can become the answer as it comes', async () => {
    const { socket, until: given } = open();
    socket.write(head('/echo') + chunk('1\n'));
    await given((text) => text.includes('<1>'));
    socket.write(chunk('2\n') + END + GET);
    const received = await given((text) => statuses(2)(text));
    expect(received).toContain('<2>');
    expect(statusesOf(received)).toEqual([200, 200]);
    socket.destroy();
  });

  test('breaks where the caller goes away', async () => {
    over.length = 0;
    const { socket } = open();
    socket.write(head('/all') + chunk('1\n'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    await until(() => over.length === 1);
    expect(over).toEqual(['all failed']);
  });

  test('breaks where the caller goes away while it becomes the answer', async () => {
    const { socket, until: given } = open();
    socket.write(head('/echo') + chunk('1\n'));
    await given((text) => text.includes('<1>'));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await fetch(`http://127.0.0.1:${port}/t/1`)).status).toBe(200);
  });

  test('may be compressed', async () => {
    const bytes = gzipSync('1\n'.repeat(100_000));
    const { socket, until: given } = open();
    socket.write(head('/all', `Content-Encoding: gzip\r\nContent-Length: ${bytes.byteLength}`));
    for (const at of [0, 1, 10, 100])
      socket.write(bytes.subarray(at, at === 100 ? undefined : at === 0 ? 1 : at * 10));
    socket.write(GET);
    const received = await given(statuses(2));
    expect(received).toContain('{"count":100000}');
    expect(statusesOf(received)).toEqual([200, 200]);
    socket.destroy();
  });

  test('and is refused is read no further', async () => {
    const { socket, until: given } = open();
    socket.write(head('/all') + chunk('1\nnope\n'));
    const received = await given(statuses(1));
    expect(statusesOf(received)).toEqual([400]);
    socket.write(chunk('2\n') + END + GET);
    expect(statusesOf(await given(statuses(2)))).toEqual([400, 200]);
    socket.destroy();
  });

  test('that a host application has read is a clear error', async () => {
    const listener = toNodeListener(api);
    const other = createServer(async (incoming, outgoing) => {
      for await (const _ of incoming);
      listener(incoming, outgoing);
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/all`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: '1\n',
    });
    expect(((await answer.json()) as { code: string }).code).toBe('body-drained');
    other.closeAllConnections();
    other.close();
  });

  test('leaves no error untold or unforeseen', () => expect(errors).toEqual([]));
});
