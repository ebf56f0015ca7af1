import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';

const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

/** Sends 100 MB as a client would, reads it back, and tells by how much the process grew, in bytes. */
const PROGRAM = `
import { readdirSync } from 'node:fs';
import { compileMultipart } from ${JSON.stringify(source('body/multipart.ts'))};
import { compileParts } from ${JSON.stringify(source('parameters/parts.ts'))};

const MB = 1024 * 1024;
const read = compileMultipart(
  { type: 'multipart/form-data', pointer: '#', schema: null },
  { limits: { file: 200 * MB, text: MB, parts: 10 }, partsOf: compileParts, headersOf: () => () => undefined },
);
const chunk = Buffer.alloc(64 * 1024, 0x2d);
let most = 0;
const look = () => { most = Math.max(most, process.memoryUsage().rss); };

async function* body(megabytes) {
  yield Buffer.from('--b\\r\\nContent-Disposition: form-data; name="f"; filename="f"\\r\\n\\r\\n');
  // A chunk of its own each time, as a socket gives it.
  for (let i = 0; i < megabytes * 16; i += 1) { look(); yield Buffer.from(chunk); }
  yield Buffer.from('\\r\\n--b--');
}

async function upload(megabytes) {
  const { value, close } = await read(body(megabytes), 'multipart/form-data; boundary=b', []);
  let size = 0;
  for await (const piece of value.f.stream()) { look(); size += piece.byteLength; }
  const spooled = readdirSync(process.env.TMPDIR, { recursive: true }).length;
  await close();
  return { size, said: value.f.size, spooled };
}

// V8 lets some 32 MB of chunks that nobody needs any more pile up before it collects them; a server that only drains its socket grows by them too.
await upload(40);
global.gc();
const before = process.memoryUsage().rss;
most = 0;
const result = await upload(100);
console.log(JSON.stringify({ ...result, grown: most - before, left: readdirSync(process.env.TMPDIR).length }));
`;

let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'multipart-memory-'));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  const bundle = await rolldown({ input: join(folder, 'program.ts'), platform: 'node', logLevel: 'silent' });
  await bundle.write({ file: join(folder, 'program.mjs'), format: 'esm' });
  await bundle.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('100 MB pass through less than 30 MB of memory', async () => {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', join(folder, 'program.mjs')],
    {
      env: { ...process.env, TMPDIR: temporary },
    },
  );
  const { grown, ...result } = JSON.parse(stdout) as Record<string, number>;
  expect(result).toEqual({ size: 104_857_600, said: 104_857_600, spooled: 2, left: 0 });
  expect(grown).toBeGreaterThan(0);
  expect(grown).toBeLessThan(30 * 1024 * 1024);
});
