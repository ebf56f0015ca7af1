// Packs opbind, installs the package in an empty project, and uses it as its users do: ESM and `require`, types under three compilers,
// three bundlers, packages that are not there. Fails where something is not as it should be, and says how large it all is.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const { exports: subpaths } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const doors = Object.keys(subpaths)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => `opbind${path.slice(1)}`);

const folder = mkdtempSync(join(tmpdir(), 'opbind-package-'));
const app = join(folder, 'app');

/** Gives what a program wrote, or fails with all that it said. */
async function run(program, args, cwd = app) {
  const options = { cwd, maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: '1' } };
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
  }
}

const node = (...args) => run(process.execPath, args);
const evaluate = (code) => node('--input-type=module', '-e', code);
const tell = (line) => process.stdout.write(`${line}\n`);
const inRoot = (path) => join(root, 'node_modules', path);

// What is in the package

/** Files of the package, by what they may be. */
const EXPECTED = [
  /^(package\.json|LICENSE|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md)$/,
  /^docs\/[\w-]+\.md$/,
  /^src\/.+\.ts$/,
];
const BUILT = /^dist\/.+\.(js|js\.map|d\.ts|d\.ts\.map)$/;
const EXAMPLE = /^examples\/.+\.(mjs|ts|md|yaml|json)$/;

function findStray(files) {
  return files.filter((file) => ![...EXPECTED, BUILT, EXAMPLE].some((kind) => kind.test(file)));
}

const LINK = /\]\((?![a-z]+:)([^)#\s]+)(?:#[^)\s]*)?\)/g;

/** Links of pages that lead nowhere in the package. */
function findBroken(files, readPage) {
  return files
    .filter((file) => file.endsWith('.md'))
    .flatMap((page) =>
      [...readPage(page).matchAll(LINK)]
        .map(([, to]) => normalize(join(dirname(page), to)))
        .filter((to) => !files.includes(to) && !files.some((file) => file.startsWith(`${to}/`)))
        .map((to) => `${page} → ${to}`),
    );
}

async function pack() {
  const [{ filename, files, size, unpackedSize }] = JSON.parse(
    await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  );
  const names = files.map(({ path }) => path);
  assert(names.includes('dist/index.js'), 'Nothing is built: npm run build.');
  assert.deepEqual(findStray(names), [], 'These files do not belong into the package.');
  const broken = findBroken(names, (page) => readFileSync(join(root, page), 'utf8'));
  assert.deepEqual(broken, [], 'These links lead nowhere in the package.');
  tell(`${filename}: ${names.length} files, ${toSize(size)} packed, ${toSize(unpackedSize)} unpacked`);
  return join(folder, filename);
}

// An empty project

const toSize = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

const sizeOf = (path) =>
  lstatSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : lstatSync(path).size;

async function install(tarball) {
  mkdirSync(app);
  await writeFile(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', tarball]);
  const { packages } = JSON.parse(readFileSync(join(app, 'node_modules/.package-lock.json'), 'utf8'));
  const all = Object.keys(packages);
  const { dependencies } = JSON.parse(readFileSync(join(app, 'node_modules/opbind/package.json'), 'utf8'));
  tell(
    `installed: ${all.length} packages, ${Object.keys(dependencies).length} of them its own dependencies, ${toSize(sizeOf(join(app, 'node_modules')))}`,
  );
}

// Doors

async function tryDoors() {
  const names = JSON.stringify(doors);
  const list = `for (const [name, door] of found) if (Object.keys(door).length === 0) throw new Error(name);`;
  await evaluate(
    `const found = []; for (const name of ${names}) found.push([name, await import(name)]); ${list}`,
  );
  await node(
    '--input-type=commonjs',
    '-e',
    `const found = ${names}.map((name) => [name, require(name)]); ${list}`,
  );
  tell(`${doors.length} doors are there by import and by require, without any optional package`);
}

const DOCUMENT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        responses: {
          200: { description: 'Pets', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
  },
});

/** What is asked of opbind for which a package is not installed, and the mends that are to be named, one after the other. */
const MISSING = [
  [
    'postgresRuns',
    `const { postgresRuns } = await import('opbind/postgres');
     const runs = postgresRuns({ connectionString: 'postgres://nobody@127.0.0.1:9/none' });
     await bind(${DOCUMENT}, { listPets: () => [] }, { runs: { store: runs } });`,
    'npm install pg',
  ],
  [
    'postgresRevocations',
    `const { postgresRevocations } = await import('opbind/postgres');
     postgresRevocations({ connectionString: 'postgres://nobody@127.0.0.1:9/none' });`,
    'npm install pg',
  ],
  ['mocks', `await bind(${DOCUMENT}, {}, { unbound: 'mock' });`, 'npm install openapi-sampler'],
];

async function tryCommand() {
  assert.match(await run(join(app, 'node_modules/.bin/opbind'), ['--help']), /opbind token/);
  tell('the command opbind is there');
}

async function tryMissing() {
  for (const [what, code, mend] of MISSING) {
    const said = await evaluate(`import { bind, SetupError } from 'opbind';
      try { ${code} } catch (error) { console.log(error instanceof SetupError, error.message); }`);
    assert.match(said, /^true /, `${what} says: ${said}`);
    assert(said.includes(mend), `${what} says: ${said}`);
  }
  tell(
    `what needs a package that is not installed says so, with the command that mends it (${MISSING.length} times)`,
  );
}

// Types

const STRICT = {
  target: 'es2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  skipLibCheck: false,
};

const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

/** Files, and the types of the environment that they need: those of the web will do for the main door. */
const CONSUMERS = [
  { files: ['main.ts'], environment: { lib: ['es2023', 'dom'], types: [] } },
  { files: ['main.ts', 'server.ts'], environment: { lib: ['es2023'], types: ['node'] } },
];

async function installCompilers() {
  const types = JSON.parse(readFileSync(inRoot('@types/node/package.json'), 'utf8')).version;
  await run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
    '--no-save',
    'typescript@~5.9.3',
    `@types/node@${types}`,
  ]);
  return [join(app, 'node_modules/typescript'), inRoot('typescript'), inRoot('tsc7')];
}

async function tryTypes() {
  const compilers = await installCompilers();
  const settings = RESOLUTIONS.flatMap((resolution) =>
    CONSUMERS.map(({ files, environment }) => ({
      compilerOptions: { ...STRICT, ...resolution, ...environment },
      files,
    })),
  );
  for (const [index, setting] of settings.entries()) {
    await writeFile(join(app, `tsconfig.${index}.json`), JSON.stringify(setting));
  }
  for (const compiler of compilers) {
    const { version } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8'));
    for (const index of settings.keys())
      await node(join(compiler, 'bin/tsc'), '-p', `tsconfig.${index}.json`);
    tell(`TypeScript ${version}: ${settings.length} projects compile, declarations of opbind included`);
  }
}

// Bundlers

const VITE = `export default {
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: { ssr: 'app.mjs', outDir: 'vite', rollupOptions: { output: { entryFileNames: 'app.mjs' } } },
};`;

const withEsbuild = (format, outfile) => () =>
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
  ['rolldown', 'rolldown/app.mjs', () => run(inRoot('.bin/rolldown'), ROLLDOWN.split(' '))],
  ['vite', 'vite/app.mjs', () => run(inRoot('.bin/vite'), ['build'])],
];

const ANSWERS = [
  [200, 'seen=yes', 'application/json'],
  [400, null, 'application/problem+json'],
  [200, null, 'application/xml'],
];

async function tryBundles() {
  assert.deepEqual(JSON.parse(await node('app.mjs')), ANSWERS, 'without a bundler');
  await writeFile(join(app, 'vite.config.mjs'), VITE);
  const far = join(folder, 'far');
  mkdirSync(far);
  for (const [name, file, bundle] of BUNDLERS) {
    await bundle();
    // Away from all packages.
    rmSync(far, { recursive: true });
    cpSync(dirname(join(app, file)), far, { recursive: true });
    const answers = JSON.parse(await run(process.execPath, [file.replace(/.*\//, '')], far));
    assert.deepEqual(answers, ANSWERS, name);
    tell(
      `${name}: ${toSize(sizeOf(join(app, file)))}, answers ${answers.length} requests with no package beside it`,
    );
  }
}

try {
  await install(await pack());
  await tryDoors();
  await tryMissing();
  await tryCommand();
  for (const file of ['main.ts', 'server.ts', 'app.mjs'])
    cpSync(join(root, 'scripts/consumer', file), join(app, file));
  await tryTypes();
  await tryBundles();
} finally {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
