import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, type ErrorContext, type Process, type RunRecord, reply } from '../../src/index.ts';
import { documentOf, operation } from '../document-of.ts';

/** What becomes of the runs, by the operation of each. */
const runs = new Map<string, (record: RunRecord) => void>();
const errors: (readonly [message: string, operation: string])[] = [];
const aborted: string[] = [];

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

const PROCESSES: Record<string, Process> = {
  plain: () => ({ plain: true }),
  goesOn: async ({ respond, run }) => {
    run.signal.addEventListener('abort', () => aborted.push('goesOn'));
    respond(reply(202, { accepted: true }));
    await soon();
    return { late: true };
  },
  looksLate: async ({ respond, run }) => {
    respond(reply(202, { accepted: true }));
    await soon();
    if (run.signal.aborted) aborted.push('looksLate');
    return { late: true };
  },
  fails: async ({ respond }) => {
    respond(reply(202, { accepted: true }));
    await soon();
    throw new Error('after the answer');
  },
  reads: async ({ body, respond }) => {
    respond(reply(202, { accepted: true }));
    for await (const item of body as AsyncIterable<unknown>) void item;
  },
  twice: async ({ respond }) => {
    respond(reply(202, { accepted: true }));
    await soon();
    respond(reply(200, { again: true }));
  },
};

const ITEMS = { requestBody: { content: { 'application/jsonl': {} } } };

let server: Server;

beforeAll(async () => {
  const paths = Object.fromEntries(
    Object.keys(PROCESSES).map((id) => [
      `/${id}`,
      id === 'reads' ? { post: operation(id, ITEMS) } : { get: operation(id) },
    ]),
  );
  const api = await bind(documentOf(paths), PROCESSES, {
    onRun: (record) => runs.get(record.operation)?.(record),
    onError: (error, { operation: id }: ErrorContext) => errors.push([(error as Error).message, id]),
  });
  server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const open = (): Socket => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
};

const ask = (path: string): string => `GET /${path} HTTP/1.1\r\nhost: a\r\n\r\n`;

const endOf = (id: string): Promise<RunRecord> => new Promise((resolve) => runs.set(id, resolve));

/** Reads until there are as many answers. */
async function read(socket: Socket, answers: number): Promise<string> {
  let received = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    received += String(chunk);
    if (received.split('HTTP/1.1 ').length > answers && received.endsWith('}')) break;
  }
  return received;
}

const statusesOf = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status);

describe('the intermediate return over a connection that stays open', () => {
  test.each([
    ['goesOn', 'succeeded', []],
    ['fails', 'failed', [['after the answer', 'fails']]],
    ['twice', 'failed', [['The caller of this run has its answer already.', 'twice']]],
  ] as const)('%s: one answer, the next request is answered, the run %s', async (id, outcome, told) => {
    errors.length = 0;
    const ended = endOf(id);
    const socket = open();
    socket.write(ask(id) + ask('plain'));
    const received = await read(socket, 2);
    expect(statusesOf(received)).toEqual(['202', '200']);
    expect(received).toMatch(/\{"accepted":true\}[\s\S]*\{"plain":true\}$/);
    const run = await ended;
    expect([run.outcome, run.status]).toEqual([outcome, 202]);
    socket.write(ask('plain'));
    expect(statusesOf(await read(socket, 1))).toEqual(['200']);
    expect(errors).toEqual(told);
    socket.destroy();
  });
});

describe('a caller that goes away after the intermediate return', () => {
  test('ends a body that is still read', async () => {
    errors.length = 0;
    const ended = endOf('reads');
    const socket = open();
    socket.write(
      'POST /reads HTTP/1.1\r\nhost: a\r\ncontent-type: application/jsonl\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{}\n\r\n',
    );
    await read(socket, 1);
    socket.destroy();
    const run = await ended;
    expect([run.outcome, run.status]).toEqual(['failed', 202]);
    expect(errors.map(([, id]) => id)).toEqual(['reads']);
  });

  test.each(['goesOn', 'looksLate'])('%s: the run goes on to its end', async (id) => {
    aborted.length = 0;
    errors.length = 0;
    const ended = endOf(id);
    const socket = open();
    socket.write(ask(id));
    await read(socket, 1);
    socket.destroy();
    const run = await ended;
    expect([run.outcome, run.status]).toEqual(['succeeded', 202]);
    expect([aborted, errors]).toEqual([[], []]);
  });
});
