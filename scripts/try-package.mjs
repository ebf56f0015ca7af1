// Packs opbind, installs the package in an empty project, and uses it as its users do: ESM and `require`, types under three compilers,
// three bundlers, packages that are not there. Fails where something is not as it should be, and says how large it all is.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
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
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

async function tryCompiler(compiler) {
  const { version } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8'));
  for (const index of PROJECTS.keys()) await node(join(compiler, 'bin/tsc'), '-p', `tsconfig.${index}.json`);
  tell(`TypeScript ${version}: ${PROJECTS.length} projects compile, declarations of opbind included`);
}

async function tryTypes() {
  const compilers = await installCompilers();
  for (const [index, project] of PROJECTS.entries()) {
    await writeFile(join(app, `tsconfig.${index}.json`), JSON.stringify(project));
  }
  await Promise.all(compilers.map(tryCompiler));
  return compilers;
}

// The path of a newcomer

/** What the page says, with a port that is free. */
async function readStart() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  const page = readFileSync(join(app, 'node_modules/opbind/docs/getting-started.md'), 'utf8');
  return page.replaceAll('8080', String(port));
}

/** Files of a page: blocks whose first line is a comment with a name. */
const filesOf = (page) => [...page.matchAll(/^```\w+(?: ignore)?\n(?:\/\/|#) (\S+\.\w+)\n([\s\S]*?)^```$/gm)];

/** Lines for curl, with the status that stands beside them. */
const callsOf = (page) => [...page.matchAll(/^curl (.+?)(?:\s+# (\d{3}).*)?$/gm)];

async function tryCall([, command, status = '200']) {
  const body = /--json '([^']+)'/.exec(command)?.[1];
  const method = /-X (\w+)/.exec(command)?.[1] ?? (body === undefined ? 'GET' : 'POST');
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(/http:\S+/.exec(command)[0], { method, headers, body });
  assert.equal(answer.status, Number(status), command);
}

/** Calls what is about to listen. */
async function whenListening(url, tries = 100) {
  await fetch(url).catch(async (error) => {
    if (tries === 0) throw error;
    await sleep(100);
    await whenListening(url, tries - 1);
  });
}

async function tryServer(folder, calls) {
  const server = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await whenListening(/http:\S+/.exec(calls[0][0])[0]);
    for (const call of calls) await tryCall(call);
  } finally {
    server.kill();
  }
}

async function tryStart(compilers) {
  const page = await readStart();
  const folder = join(app, 'start');
  mkdirSync(folder);
  const files = filesOf(page);
  for (const [, name, text] of files) await writeFile(join(folder, name), text);
  const calls = callsOf(page);
  await tryServer(folder, calls);
  const [, said] = /^```\n(1 finding [\s\S]*?)^```$/m.exec(page);
  const misspelt = `import { bind } from 'opbind'; bind('pets.yaml', { getPets: () => 1 }).catch(({ message }) => console.log(message))`;
  assert.equal(await run(process.execPath, ['--input-type=module', '-e', misspelt], folder), said);
  await run(process.execPath, ['--test'], folder);
  const [, options] = /^npx openapi-typescript (.+)$/m.exec(page);
  await run(inRoot('.bin/openapi-typescript'), options.split(' '), folder);
  for (const compiler of compilers)
    await run(process.execPath, [join(compiler, 'bin/tsc'), '-p', folder], folder);
  tell(`getting started: ${files.length} files, ${calls.length} calls, tests and types are as the page says`);
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
  await tryStart(await tryTypes());
  await tryBundles();
} finally {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
