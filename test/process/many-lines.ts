import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, eachRecord, fail } from '../../src/index.ts';
import { documentOf, operation } from '../document-of.ts';

/**
 * Sends a hundred thousand lines of JSON to itself, every ten thousandth a bad one. Says how many had been sent while the first records
 * were held, how much the heap grew between the twenty thousandth and the ninety thousandth, and what was answered.
 */

const LINES = 100_000;
const TEXT = 'x'.repeat(500);

let sent = 0;

/** Waits until the client sends no more. */
async function untilHeld(): Promise<number> {
  for (let [before, still] = [-1, 0]; still < 10; ) {
    await setTimeout(50);
    still = sent === before ? still + 1 : 0;
    before = sent;
  }
  return sent;
}

const heap: number[] = [];

function measure(): void {
  globalThis.gc?.();
  heap.push(process.memoryUsage().heapUsed);
}

let held: Promise<number> | null = null;

const api = await bind(
  documentOf({
    '/lines': { post: operation('lines', { requestBody: { content: { 'application/jsonl': {} } } }) },
  }),
  {
    lines: ({ body, run }) =>
      eachRecord(
        body as AsyncIterable<{ n: number; text: string }>,
        async (line, index) => {
          if (index < 8) {
            held ??= untilHeld();
            await held;
          }
          if (index === 20_000 || index === 90_000) measure();
          if (line.n % 10_000 === 0) throw fail('A bad line.', { code: 'bad' });
          return line;
        },
        { results: 'failed', signal: run.signal },
      ),
  },
  { limits: { body: 1_000_000_000 } },
);

const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

const call = request({
  port,
  method: 'POST',
  path: '/lines',
  headers: { 'content-type': 'application/jsonl' },
});
const response = once(call, 'response') as Promise<[IncomingMessage]>;
for (; sent < LINES; sent += 1) {
  if (!call.write(`${JSON.stringify({ n: sent, text: TEXT })}\n`)) await once(call, 'drain');
}
call.end();

const [answer] = await response;
const chunks: Buffer[] = [];
for await (const chunk of answer) chunks.push(chunk as Buffer);
server.close();

const [early = 0, late = 0] = heap;
process.stdout.write(
  JSON.stringify({
    status: answer.statusCode,
    report: JSON.parse(Buffer.concat(chunks).toString()),
    held: await held,
    growth: late - early,
  }),
);
