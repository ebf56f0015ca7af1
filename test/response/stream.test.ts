import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, type ErrorContext, type Process } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

const TYPES = ['application/jsonl', 'application/octet-stream'];

interface Told {
  readonly error: unknown;
  readonly at: ErrorContext;
}

/** An API of one operation, and what it tells of errors. */
async function apiOf(process: Process, types: readonly string[] = TYPES) {
  const told: Told[] = [];
  const content = Object.fromEntries(types.map((type) => [type, {}]));
  const responses = { 200: { description: 'ok', content } };
  const api = await bind(
    documentOf({ '/a': { get: { operationId: 'a', responses } } }),
    { a: process },
    { onError: (error, at) => told.push({ error, at }) },
  );
  return { api, told };
}

/** An iterable that says what becomes of it. It waits for `turn` before each item. */
function watched(items: number, size = 1, turn: () => Promise<unknown> = async () => undefined) {
  const seen = { pulled: 0, returned: 0, opened: 0 };
  const iterable: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => {
      seen.opened += 1;
      return {
        next: async () => {
          await turn();
          if (seen.pulled === items) return { done: true, value: undefined };
          seen.pulled += 1;
          return { done: false, value: 'x'.repeat(size) };
        },
        return: async () => {
          seen.returned += 1;
          return { done: true, value: undefined };
        },
      };
    },
  };
  return { seen, iterable };
}

const request = { method: 'GET', url: '/a', headers: {} };

describe('in memory', () => {
  test('an item is pulled when it is asked for, and not before', async () => {
    const { seen, iterable } = watched(3);
    const { api } = await apiOf(() => iterable);
    const body = (await api.handle(request))?.body as AsyncIterable<Uint8Array>;
    expect(seen).toEqual({ pulled: 0, returned: 0, opened: 1 });
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    expect(seen.pulled).toBe(1);
    await chunks.next();
    expect(seen.pulled).toBe(2);
    expect(Buffer.from((await chunks.next()).value as Uint8Array).toString()).toBe('"x"\n');
    expect((await chunks.next()).done).toBe(true);
    expect((await chunks.next()).done).toBe(true);
    await chunks.return?.();
    expect(seen).toEqual({ pulled: 3, returned: 0, opened: 1 });
  });

  test('one who stops reading ends it once, and the run is told', async () => {
    const { seen, iterable } = watched(3);
    let signal: AbortSignal | undefined;
    const { api, told } = await apiOf(({ run }) => {
      signal = run.signal;
      return iterable;
    });
    const body = (await api.handle(request))?.body as AsyncIterable<Uint8Array>;
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.return?.();
    await chunks.return?.();
    expect([seen.returned, signal?.aborted, told]).toEqual([1, true, []]);
    expect((await chunks.next()).done).toBe(true);
    expect(seen.pulled).toBe(1);
  });

  test.each<[what: string, value: () => unknown, types: readonly string[], message: string]>([
    [
      'breaks',
      async function* () {
        yield 'begun';
        throw new Error('broken');
      },
      TYPES,
      'broken',
    ],
    [
      'gives what cannot be written',
      async function* () {
        yield { a: [Number.NaN] };
      },
      TYPES,
      'The value at /a/0 is NaN',
    ],
    [
      'gives items where no sequence is declared',
      async function* () {
        yield { a: 1 };
      },
      ['application/json'],
      'An item of the stream is neither bytes nor text.',
    ],
    [
      'gives what its charset does not have',
      async function* () {
        yield '☃';
      },
      ['text/plain; charset=us-ascii'],
      'us-ascii',
    ],
    [
      'gives no results',
      () => ({ [Symbol.asyncIterator]: () => ({ next: () => null }) }),
      TYPES,
      'destructure',
    ],
    ['is a file that is not there', () => createReadStream('/no/such/file'), TYPES, 'ENOENT'],
    [
      'is a web stream that breaks',
      () =>
        new ReadableStream({
          pull: (controller) => controller.error(new Error('broken')),
        }),
      TYPES,
      'broken',
    ],
  ])('a stream that %s is told of once, with its operation and run', async (_, value, types, message) => {
    const { api, told } = await apiOf(() => value(), types);
    const body = (await api.handle(request))?.body as AsyncIterable<Uint8Array>;
    const read = async (): Promise<void> => {
      for await (const chunk of body) expect(chunk).toBeInstanceOf(Uint8Array);
    };
    await expect(read()).rejects.toThrow();
    expect(told).toHaveLength(1);
    expect(String(told[0]?.error)).toContain(message);
    expect(told[0]?.at).toMatchObject({ operation: 'a', run: expect.stringMatching(/^\w{29}$/) });
  });

  test('a source that gave what cannot be written is closed', async () => {
    const { seen, iterable } = watched(3);
    const { api } = await apiOf(() => iterable, ['text/plain; charset=ebcdic']);
    await expect(inject(api, { url: '/a' })).rejects.toThrow();
    expect(seen.returned).toBe(1);
  });

  test('HEAD opens nothing that it does not close, and reads nothing', async () => {
    const { seen, iterable } = watched(3);
    let signal: AbortSignal | undefined;
    const { api, told } = await apiOf(({ run }) => {
      signal = run.signal;
      return iterable;
    });
    const answer = await inject(api, { method: 'HEAD', url: '/a' });
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      200,
      'application/jsonl',
      '',
    ]);
    expect([seen.pulled, seen.opened - seen.returned, signal?.aborted, told]).toEqual([0, 0, false, []]);
  });
});

describe('behind a server', () => {
  let server: Server | null = null;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function ask(process: Process): Promise<{ socket: Socket; told: readonly Told[] }> {
    const { api, told } = await apiOf(process);
    server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /a HTTP/1.1\r\nHost: a\r\n\r\n');
    return { socket, told };
  }

  test('the header fields are sent before the first item is there, and each item when it is there', async () => {
    let give: (value: unknown) => void = () => undefined;
    const turn = (): Promise<unknown> =>
      new Promise((resolve) => {
        give = resolve;
      });
    const { iterable } = watched(2, 1, turn);
    const { socket } = await ask(() => iterable);
    const received = async (): Promise<string> => String((await once(socket, 'data'))[0]);
    expect(await received()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/);
    give(null);
    expect(await received()).toBe('4\r\n"x"\n\r\n');
    socket.destroy();
  });

  test('one who does not read stalls it, and one who goes ends it', async () => {
    const { seen, iterable } = watched(100_000, 10_000);
    let signal: AbortSignal | undefined;
    const { socket, told } = await ask(({ run }) => {
      signal = run.signal;
      return iterable;
    });
    await once(socket, 'data');
    socket.pause();
    const settled = async (): Promise<number> => {
      for (let before = -1; ; ) {
        if (before === seen.pulled) return before;
        before = seen.pulled;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    expect(await settled()).toBeLessThan(10_000);
    const closed = once(signal as AbortSignal, 'abort');
    socket.destroy();
    await closed;
    await new Promise((resolve) => setImmediate(resolve));
    expect([seen.returned, told]).toEqual([1, []]);
  });

  test('one who goes while an item is waited for ends it', async () => {
    const { seen, iterable } = watched(2, 1, () => new Promise(() => undefined));
    let signal: AbortSignal | undefined;
    const { socket } = await ask(({ run }) => {
      signal = run.signal;
      return iterable;
    });
    await once(socket, 'data');
    const closed = once(signal as AbortSignal, 'abort');
    socket.destroy();
    await closed;
    await new Promise((resolve) => setImmediate(resolve));
    expect([seen.pulled, seen.returned]).toEqual([0, 1]);
  });

  test('one that breaks ends the connection before the body is whole', async () => {
    const { socket, told } = await ask(async function* () {
      yield 'begun';
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error('broken');
    });
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    await once(socket, 'close');
    expect(received).toContain('"begun"\n');
    expect(received).not.toMatch(/0\r\n\r\n$/);
    expect(told).toHaveLength(1);
  });
});
