import { execFile } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A file of a package that the checkout has. */
export const ofRoot = (path) => join(root, 'node_modules', path);

/** Gives what a program wrote, or fails with all that it said. */
export async function run(cwd, program, ...args) {
  const options = { cwd, maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: '1' } };
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
  }
}

export const runNode = (cwd, ...args) => run(cwd, process.execPath, ...args);

/** Runs a module that is nowhere but here. */
export const evaluate = (cwd, code) => runNode(cwd, '--input-type=module', '-e', code);

export const tell = (line) => process.stdout.write(`${line}\n`);

export const toSize = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export const sizeOf = (path) =>
  lstatSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : lstatSync(path).size;
