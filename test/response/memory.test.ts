import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, expect, test } from 'vitest';

const MIB = 1024 * 1024;
const generated = fileURLToPath(new URL('./generated/', import.meta.url));

afterAll(() => rmSync(generated, { recursive: true, force: true }));

/** A module of ours as one that Node runs, in a process of its own: memory is told of whole processes. */
async function run(module: string): Promise<unknown> {
  mkdirSync(generated, { recursive: true });
  const bundle = await rolldown({
    input: fileURLToPath(new URL(module, import.meta.url)),
    platform: 'node',
    external: (id) => !/^[./]/.test(id),
  });
  const file = `${generated}module.mjs`;
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=96', file]);
  return JSON.parse(stdout);
}

test('a gigabyte of items is sent in constant memory', { timeout: 120_000 }, async () => {
  const { length, growth } = (await run('./gigabyte.ts')) as { length: number; growth: number };
  expect(length).toBe(1024 * (MIB + '{"text":""}\n'.length));
  expect(growth).toBeLessThan(64 * MIB);
});
