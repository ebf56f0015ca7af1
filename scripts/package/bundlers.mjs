import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ofRoot, run, runNode, sizeOf, tell, toSize } from './run.mjs';

const VITE = `export default {
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: { ssr: 'app.mjs', outDir: 'vite', rollupOptions: { output: { entryFileNames: 'app.mjs' } } },
};`;

const withEsbuild = (format, outfile) => (app) =>
  build({
    absWorkingDir: app,
    entryPoints: ['app.mjs'],
    bundle: true,
    platform: 'node',
    format,
    outfile,
    logLevel: 'error',
  });

const ROLLDOWN =
  'app.mjs --platform=node --format=esm --file=rolldown/app.mjs --no-code-splitting --log-level=silent';

const BUNDLERS = [
  ['esbuild, ESM', 'esbuild/app.mjs', withEsbuild('esm', 'esbuild/app.mjs')],
  ['esbuild, CommonJS', 'esbuild/app.cjs', withEsbuild('cjs', 'esbuild/app.cjs')],
  ['rolldown', 'rolldown/app.mjs', (app) => run(app, ofRoot('.bin/rolldown'), ...ROLLDOWN.split(' '))],
  ['vite', 'vite/app.mjs', (app) => run(app, ofRoot('.bin/vite'), 'build')],
];

const ANSWERS = [
  [200, 'seen=yes', 'application/json'],
  [400, null, 'application/problem+json'],
  [200, null, 'application/xml'],
];

/** Bundles of an application run in a folder that has no packages beside it. */
export async function tryBundles(app, far) {
  cpSync(new URL('consumer/app.mjs', import.meta.url), join(app, 'app.mjs'));
  assert.deepEqual(JSON.parse(await runNode(app, 'app.mjs')), ANSWERS, 'without a bundler');
  await writeFile(join(app, 'vite.config.mjs'), VITE);
  for (const [name, file, bundle] of BUNDLERS) {
    await bundle(app);
    rmSync(far, { recursive: true, force: true });
    cpSync(dirname(join(app, file)), far, { recursive: true });
    const answers = JSON.parse(await runNode(far, basename(file)));
    assert.deepEqual(answers, ANSWERS, name);
    tell(
      `${name}: ${toSize(sizeOf(join(app, file)))}, answers ${answers.length} requests with no package beside it`,
    );
  }
}
