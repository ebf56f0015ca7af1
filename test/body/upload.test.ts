import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeBundle } from '../bundle.ts';

/** Memory can only be told in a process of its own, which takes a bundle, for it cannot read TypeScript. */
const folder = new URL('generated/', import.meta.url);

let server: ChildProcess;
let port: number;

beforeAll(async () => {
  const bundle = await writeBundle(folder);
  server = fork(fileURLToPath(new URL('upload-server.mjs', import.meta.url)), [bundle], {
    execArgv: [],
  });
  [port] = (await once(server, 'message')) as [number];
}, 60_000);

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
});

const LINE = `${JSON.stringify({ n: 7, text: 'x'.repeat(1000) })}\n`;
const BLOCK = Buffer.from(LINE.repeat(100));
const MIB = 1024 * 1024;

async function* lines(bytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < bytes; sent += BLOCK.byteLength) yield BLOCK;
}

interface Uploaded {
  readonly count: number;
  readonly before: number;
  readonly most: number;
}

async function upload(bytes: number, coding: 'gzip' | 'identity'): Promise<Uploaded> {
  const sending = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/items',
    headers: { 'content-type': 'application/jsonl', 'content-encoding': coding },
  });
  const answered = once(sending, 'response') as Promise<[Readable]>;
  const source = Readable.from(lines(bytes));
  await (coding === 'gzip' ? pipeline(source, createGzip({ level: 1 }), sending) : pipeline(source, sending));
  const [answer] = await answered;
  return (await json(answer)) as Uploaded;
}

const itemsOf = (bytes: number): number => Math.ceil(bytes / BLOCK.byteLength) * 100;

test.each([
  [1024, 'identity'],
  [256, 'gzip'],
] as const)(
  '%i MiB of items pass in constant memory: %s',
  async (size, coding) => {
    await upload(64 * MIB, coding);
    const { count, before, most } = await upload(size * MIB, coding);
    expect(count).toBe(itemsOf(size * MIB));
    // Newer versions of V8 let the young generation grow further before they collect it.
    expect(most - before).toBeLessThan(64 * MIB);
  },
  120_000,
);
