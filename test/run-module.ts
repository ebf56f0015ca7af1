import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

/** Runs a module of ours in a process of its own, for memory is told of whole processes. Gives the JSON that it writes. */
export async function runModule(module: URL, ...options: readonly string[]): Promise<unknown> {
  const generated = fileURLToPath(new URL('./generated/', module));
  mkdirSync(generated, { recursive: true });
  try {
    const bundle = await rolldown({
      input: fileURLToPath(module),
      platform: 'node',
      external: (id) => !/^[./]/.test(id),
    });
    const file = `${generated}module.mjs`;
    await bundle.write({ file, format: 'esm', codeSplitting: false });
    await bundle.close();
    const { stdout } = await promisify(execFile)(process.execPath, [...options, file]);
    return JSON.parse(stdout);
  } finally {
    rmSync(generated, { recursive: true, force: true });
  }
}
