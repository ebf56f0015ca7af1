import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createGzip } from 'node:zlib';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Memory can only be told in a process of its own, which takes a bundle, for it cannot read TypeScript. */
const folder = new URL('generated/', import.meta.url);
const file = fileURLToPath(new URL('bundle.mjs', folder));

let server: ChildProcess;
let port: number;

beforeAll(async () => {
  const entry = 'entry.ts';
  const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external: (id) => id !== entry && !id.startsWith('.') && !id.startsWith('/'),
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry
            ? `export { bind } from ${JSON.stringify(source('index.ts'))};
               export { toNodeListener } from ${JSON.stringify(source('doors/node.ts'))};`
            : null,
      },
    ],
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  server = fork(fileURLToPath(new URL('upload-server.mjs', import.meta.url)), [pathToFileURL(file).href], {
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
