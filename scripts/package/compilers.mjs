import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { add } from './install.mjs';
import { ofRoot, runNode, tell } from './run.mjs';

const STRICT = {
  target: 'es2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  skipLibCheck: false,
};

const NODENEXT = { module: 'nodenext', moduleResolution: 'nodenext' };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };

/** What the environment has types of: those of the web will do for the main door. */
const WEB = { lib: ['es2023', 'dom'], types: [] };
const NODE = { lib: ['es2023'], types: ['node'] };

const PROJECTS = [
  { compilerOptions: { ...STRICT, ...NODENEXT, ...WEB }, files: ['main.ts'] },
  { compilerOptions: { ...STRICT, ...NODENEXT, ...NODE }, files: ['main.ts', 'server.ts'] },
  { compilerOptions: { ...STRICT, ...BUNDLER, ...NODE }, files: ['main.ts', 'server.ts'] },
];

async function installCompilers(app) {
  const types = JSON.parse(readFileSync(ofRoot('@types/node/package.json'), 'utf8')).version;
  await add(app, '--no-save', 'typescript@~5.9.3', `@types/node@${types}`);
  return [join(app, 'node_modules/typescript'), ofRoot('typescript'), ofRoot('tsc7')];
}

async function tryCompiler(app, compiler) {
  const { version } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8'));
  for (const index of PROJECTS.keys())
    await runNode(app, join(compiler, 'bin/tsc'), '-p', `tsconfig.${index}.json`);
  tell(`TypeScript ${version}: ${PROJECTS.length} projects compile, declarations of opbind included`);
}

/** The newest types of Node have other names than those of the oldest version that opbind runs on. */
async function tryNewestTypes(app, compiler) {
  const types = join(app, 'newest');
  mkdirSync(types);
  await writeFile(join(types, 'package.json'), '{ "private": true }');
  await add(types, '@types/node@latest');
  const { version } = JSON.parse(readFileSync(join(types, 'node_modules/@types/node/package.json'), 'utf8'));
  const typeRoots = [join(types, 'node_modules/@types')];
  const project = { compilerOptions: { ...STRICT, ...NODENEXT, ...NODE, typeRoots }, files: ['server.ts'] };
  await writeFile(join(app, 'tsconfig.newest.json'), JSON.stringify(project));
  await runNode(app, join(compiler, 'bin/tsc'), '-p', 'tsconfig.newest.json');
  tell(`@types/node ${version}: compiles, declarations of opbind included`);
}

/** Consumers compile, declarations of opbind included. Gives the compilers. */
export async function tryTypes(app) {
  for (const file of ['main.ts', 'server.ts'])
    cpSync(new URL(`consumer/${file}`, import.meta.url), join(app, file));
  const compilers = await installCompilers(app);
  for (const [index, project] of PROJECTS.entries()) {
    await writeFile(join(app, `tsconfig.${index}.json`), JSON.stringify(project));
  }
  await Promise.all(compilers.map((compiler) => tryCompiler(app, compiler)));
  await tryNewestTypes(app, compilers.at(-1));
  return compilers;
}
