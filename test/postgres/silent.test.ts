import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresRuns } from '../../src/postgres/index.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { createHost, endOf, newRun, stateOf } from '../runs/store-host.ts';

let postgres: Postgres;
let proxy: Server;
let url: string;
let isSilent = false;
const sockets = new Set<Socket>();

/** Passes bytes on, until it falls silent: then nobody is told that nothing comes any more. */
function pass(from: Socket, to: Socket): void {
  sockets.add(from);
  from.on('data', (bytes) => isSilent || to.write(bytes));
  from.on('error', () => to.destroy());
  from.on('close', () => isSilent || to.destroy());
}

beforeAll(async () => {
  postgres = await startPostgres();
  const { hostname, port } = new URL(postgres.url);
  proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    pass(client, server);
    pass(server, client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const through = new URL(postgres.url);
  through.hostname = '127.0.0.1';
  through.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  url = through.href;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => proxy.close(resolve));
  await postgres.stop();
});

test('a server that falls silent is taken for gone, and all is well when it speaks again', async () => {
  const host = createHost();
  const store = postgresRuns({ connectionString: url, schema: 'silent', lease: 3000 });
  await store.open(host);
  const run = newRun();
  await store.begin(run);
  isSilent = true;
  const finished = store.finish(run.id, endOf());
  await expect(Promise.all([store.get(run.id)])).rejects.toThrow(/time/i);
  isSilent = false;
  for (const socket of sockets) socket.destroy();
  expect(await finished).toBe(true);
  expect(stateOf(await store.get(run.id))).toBe('succeeded');
  await store.close();
});
