import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, sizeOf, tell, toSize } from './run.mjs';

const QUIETLY = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** Installs packages in a project. */
export const add = (app, ...packages) => run(app, 'npm', ...QUIETLY, ...packages);

/** Makes a project that has nothing but opbind. */
export async function install(app, tarball) {
  mkdirSync(app);
  await writeFile(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  await add(app, tarball);
  const { packages } = JSON.parse(readFileSync(join(app, 'node_modules/.package-lock.json'), 'utf8'));
  const all = Object.keys(packages);
  const { dependencies } = JSON.parse(readFileSync(join(app, 'node_modules/opbind/package.json'), 'utf8'));
  tell(
    `installed: ${all.length} packages, ${Object.keys(dependencies).length} of them its own dependencies, ${toSize(sizeOf(join(app, 'node_modules')))}`,
  );
}
