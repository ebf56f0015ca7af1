import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind } from '../../src/index.ts';
import { documentOf } from '../document-of.ts';

/** Sends one gigabyte of JSON Lines to itself, and says how much memory it took at most beyond what it took after the first part. */

const ITEMS = 1024;
const ITEM = { text: 'x'.repeat(1024 * 1024) };

async function* items(): AsyncGenerator<unknown> {
  for (let n = 0; n < ITEMS; n += 1) yield ITEM;
}

const responses = { 200: { description: 'ok', content: { 'application/jsonl': {} } } };
const api = await bind(documentOf({ '/a': { get: { operationId: 'a', responses } } }), { a: items });
const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
await once(server, 'listening');

const { port } = server.address() as AddressInfo;
const [answer] = (await once(get({ port, path: '/a' }), 'response')) as [IncomingMessage];

const WARM = 64 * 1024 * 1024;
const STEP = 16 * 1024 * 1024;
let [length, base, most, next] = [0, 0, 0, WARM];
for await (const chunk of answer) {
  length += (chunk as Uint8Array).byteLength;
  if (length < next) continue;
  next += STEP;
  const { rss } = process.memoryUsage();
  if (base === 0) base = rss;
  most = Math.max(most, rss);
}
server.close();
process.stdout.write(JSON.stringify({ length, growth: most - base }));
