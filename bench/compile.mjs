import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { guarded } from './documents/guarded.mjs';
import { pets } from './documents/pets.mjs';
import { shop } from './documents/shop.mjs';

/** Documents compiled before anything is measured, into a folder that servers find by this variable. */

const FOLDER = 'OPBIND_BENCH_COMPILED';
const COMMAND = fileURLToPath(new URL('../dist/cli/index.js', import.meta.url));

const compile = (file, ...options) => {
  const output = join(process.env[FOLDER], basename(file).replace(/\.json$/, '.mjs'));
  const { status, stderr } = spawnSync(
    process.execPath,
    [COMMAND, 'compile', file, '-o', output, ...options],
    { encoding: 'utf8', timeout: 120_000 },
  );
  if (status !== 0) throw new Error(`${basename(file)} cannot be compiled: ${stderr}`);
};

/** Compiles the documents of the work loads, and those that stand in files. */
export const compileDocuments = (files) => {
  const folder = mkdtempSync(join(tmpdir(), 'opbind-bench-compiled-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  process.env[FOLDER] = folder;
  for (const [name, document] of Object.entries({ guarded, pets, shop })) {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(document));
    compile(file, '--responses');
  }
  for (const file of files) compile(file);
};

/** The module of a document, by its name or that of its file. */
export const compiledOf = (name) =>
  pathToFileURL(join(process.env[FOLDER], `${basename(name, '.json')}.mjs`)).href;
