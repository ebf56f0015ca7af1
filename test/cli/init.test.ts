import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BindOptions, bind, type Processes } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { here, pathOf, titled } from '../corpus/corpus.ts';
import { createFolder, PETS } from './folder.ts';
import { runCli } from './run-cli.ts';

const execute = promisify(execFile);

const folder = createFolder();
const pets = folder.file('pets.yaml', PETS);

/** Ids that are no names of JavaScript, and texts that would end what they stand in. */
const ODD = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Odd', version: '1' },
  paths: {
    '/a': { get: { summary: 'a */ b\n// c', responses: {} } },
    '/b': { get: { operationId: "it's\\a", responses: {} } },
    '/c': { get: { operationId: 'delete', responses: {} } },
    '/d': { get: { operationId: '__proto__', responses: {} } },
    "/e/{it's}": {
      get: {
        operationId: 'e\u2028f',
        parameters: [{ name: "it's", in: 'path', required: true, schema: { type: 'string' } }],
        responses: {},
      },
    },
  },
});

// TypeScript finds opbind and the types of Node from within the project only.
const generated = fileURLToPath(new URL('./generated/init/', import.meta.url));

beforeAll(() => mkdirSync(generated, { recursive: true }));

afterAll(() => {
  folder.remove();
  rmSync(generated, { recursive: true, force: true });
});

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Compiles by the compiler options that were written, with opbind from the source. */
async function compile(name: string): Promise<string> {
  const file = join(generated, name, 'tsconfig.json');
  const { compilerOptions } = JSON.parse(readFileSync(file, 'utf8')) as { compilerOptions: object };
  const paths = {
    opbind: [`${root}src/index.ts`],
    'opbind/node': [`${root}src/doors/node.ts`],
    'opbind/testing': [`${root}src/testing/index.ts`],
  };
  writeFileSync(file, JSON.stringify({ compilerOptions: { ...compilerOptions, paths } }));
  try {
    await execute(process.execPath, [`${root}node_modules/tsc7/bin/tsc`, '-p', file]);
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

/** Nothing above the temporary folder says what the project is; above the other one, this repository does. */
async function writeTypes(name: string, document: string): Promise<void> {
  const to = join(folder.path, name);
  expect(await runCli(['init', document, '-o', to])).toMatchObject({ code: 0, error: '' });
  mkdirSync(join(generated, name), { recursive: true });
  for (const file of readdirSync(to))
    writeFileSync(join(generated, name, file), readFileSync(join(to, file)));
}

interface Written {
  readonly processes: Processes;
  readonly options: BindOptions;
}

/** The JavaScript that was written into a folder, with opbind from the source. */
async function importWritten(name: string): Promise<Written> {
  const text = readFileSync(join(folder.path, name, 'processes.mjs'), 'utf8');
  const source = text.replace("'opbind'", JSON.stringify(pathToFileURL(`${root}src/index.ts`).href));
  return (await import(pathToFileURL(folder.file(`${name}/linked.mjs`, source)).href)) as Written;
}

describe('opbind init', () => {
  test('writes what TypeScript accepts', async () => {
    await writeTypes('pets', pets);
    expect(readdirSync(join(folder.path, 'pets')).sort()).toEqual([
      'operations.ts',
      'package.json',
      'processes.ts',
      'server.ts',
      'tsconfig.json',
    ]);
    expect(await compile('pets')).toBe('');
    const file = join(generated, 'pets/processes.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('getPet: ()', 'getPte: ()'));
    expect(await compile('pets')).toMatch(/processes\.ts\(\d+,\d+\): error TS2561: .*getPte/);
  });

  test('writes processes of a type of their own, which tests can call', async () => {
    await writeTypes('called', pets);
    const file = join(generated, 'called/processes.ts');
    const text = readFileSync(file, 'utf8').replace(
      /getPet: \(\) => \{[^}]*\}/,
      'getPet: ({ path }) => ({ name: String(path.petId) })',
    );
    const call = (member: string): void =>
      writeFileSync(
        file,
        `import { fakeTrigger } from 'opbind/testing';\n${text}\nexport const said: string = processes.getPet(fakeTrigger<operations['getPet']>({ path: { petId: 7 } })).${member};\n`,
      );
    call('name');
    expect(await compile('called')).toBe('');
    call('nam');
    expect(await compile('called')).toMatch(/TS2551: .*nam/);
  });

  test('writes what TypeScript accepts of odd ids and texts', async () => {
    await writeTypes('odd', folder.file('odd.json', ODD));
    expect(await compile('odd')).toBe('');
  });

  test.skipIf(!here)(titled('writes what TypeScript accepts of the Petstore'), async () => {
    await writeTypes('petstore', pathOf('documents/v3.0/swagger-petstore-3.0.4.yaml'));
    expect(await compile('petstore')).toBe('');
  });

  test.each([
    ['pets', pets, ['listPets', 'getPet', 'getUser', 'login']],
    ['odd', folder.file('odd.json', ODD), ['GET /a', "it's\\a", 'delete', '__proto__', 'e\u2028f']],
  ])('writes JavaScript that can be bound: %s', async (name, document, ids) => {
    const to = join(folder.path, `${name}-js`);
    await runCli(['init', document, '-o', to, '--js']);
    expect(readdirSync(to).sort()).toEqual(['package.json', 'processes.mjs', 'server.mjs']);
    const { processes, options } = await importWritten(`${name}-js`);
    expect(Object.keys(processes)).toEqual(ids);
    const api = await bind(document, processes, options);
    expect(api.operations).toHaveLength(ids.length);
    const url = name === 'pets' ? '/v1/pets' : '/a';
    const { status, text: said } = await inject(api, { url });
    expect([status, said]).toEqual([501, expect.stringContaining(`${ids[0]} is not written yet.`)]);
  });

  test('writes down where references may lead, for the server and for the types', async () => {
    const ok = { description: 'ok' };
    const shared = createServer((_, response) =>
      response.end(JSON.stringify({ openapi: '3.1.0', components: { responses: { ok } } })),
    ).listen(0, '127.0.0.1');
    await once(shared, 'listening');
    try {
      const host = `127.0.0.1:${(shared.address() as AddressInfo).port}`;
      folder.file('specs/common.json', JSON.stringify({ ok }));
      const responses = {
        200: { $ref: '../common.json#/ok' },
        201: { $ref: `http://${host}/a.json#/components/responses/ok` },
      };
      const paths = { '/a': { get: { operationId: 'a', responses } } };
      const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths });
      const document = folder.file('specs/a/api.json', text);
      const to = join(folder.path, 'led');
      const { code, error } = await runCli(['init', document, '-o', to, '--js']);
      expect([code, error]).toEqual([1, expect.stringContaining('2 findings')]);
      const where = ['--folder', join(folder.path, 'specs'), '--allow-host', host];
      expect(await runCli(['init', document, '-o', to, ...where])).toMatchObject({ code: 0, error: '' });
      const scripts = JSON.parse(readFileSync(join(to, 'package.json'), 'utf8')) as {
        scripts: { types: string };
      };
      const command = `opbind types ../specs/a/api.json -o operations.ts --folder ../specs --allow-host ${host}`;
      expect(scripts.scripts.types).toBe(command);
      expect(readFileSync(join(to, 'operations.ts'), 'utf8')).toContain(command);
      const source = readFileSync(join(to, 'processes.ts'), 'utf8');
      expect(source).toContain(`new URL('../specs', import.meta.url)), hosts: ['${host}'] }`);
      await runCli(['init', document, '-o', to, '--js', '--force', ...where]);
      const { processes, options } = await importWritten('led');
      expect((await bind(document, processes, options)).operations).toHaveLength(1);
    } finally {
      shared.close();
    }
  });

  test('lets nobody in before that is written', async () => {
    const { processes, options } = await importWritten('pets-js');
    const api = await bind(pets, processes, options);
    expect((await inject(api, { url: '/v1/pets/7', headers: { 'x-key': 'any' } })).status).toBe(401);
  });

  test('writes over nothing, but where it is told to', async () => {
    const to = join(folder.path, 'once');
    const ours = folder.file('once/processes.mjs', '// ours');
    const refused = await runCli(['init', pets, '-o', to, '--js']);
    expect(refused).toEqual({
      code: 2,
      out: '',
      error: expect.stringMatching(/^processes\.mjs is there already: .*--force\.\n$/),
    });
    expect([readFileSync(ours, 'utf8'), readdirSync(to)]).toEqual(['// ours', ['processes.mjs']]);
    const { code, out } = await runCli(['init', pets, '-o', to, '--js', '--force', '--json']);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { folder: to, files: ['processes.mjs', 'server.mjs', 'package.json'] },
    ]);
    expect(readFileSync(ours, 'utf8')).toContain('getPet');
  });

  test.each<[tsconfig: string, extension: string]>([
    ['{ "compilerOptions": {} }', './processes.js'],
    ['{ "compilerOptions": { "rewriteRelativeImportExtensions": true } }', './processes.ts'],
  ])('keeps to the project that it is in: %s', async (tsconfig, extension) => {
    folder.file('project/tsconfig.json', tsconfig);
    folder.file('project/package.json', '{}');
    const types = extension.replace('processes', 'operations');
    const to = join(folder.path, 'project/src');
    const { out } = await runCli(['init', pets, '-o', to, '--force']);
    expect(readdirSync(to).sort()).toEqual(['operations.ts', 'processes.ts', 'server.ts']);
    expect(readFileSync(join(to, 'server.ts'), 'utf8')).toContain(`from '${extension}'`);
    for (const file of ['server.ts', 'processes.ts'])
      expect(readFileSync(join(to, file), 'utf8')).toContain(`from '${types}'`);
    expect(out).toContain('npm install opbind');
  });

  test.each<[what: string, text: object, args: string[], said: RegExp, notSaid: RegExp]>([
    [
      'all',
      { dependencies: { opbind: '1.0.0' } },
      [],
      /--save-dev typescript @types\/node\n {2}npm pkg set type=module scripts\.start="node server\.ts" scripts\.dev="opbind serve \S*pets\.yaml processes\.ts"\n/,
      /npm run/,
    ],
    [
      'another type',
      { type: 'commonjs', scripts: { start: 'a', dev: 'b' } },
      [],
      / type=module\n/,
      /scripts/,
    ],
    ['some', { type: 'module', scripts: { start: 'a' } }, [], / scripts\.dev=/, /type=module|scripts\.start/],
    ['nothing', { type: 'module', scripts: { start: 'a', dev: 'b' } }, [], /Next:/, /npm pkg set/],
    ['scripts', {}, ['--js'], /scripts\.start="node server\.mjs"/, /type=module|typescript/],
  ])('says what a package lacks: %s', async (what, text, args, said, notSaid) => {
    const to = join(folder.path, `lacks/${what.replaceAll(' ', '-')}`);
    folder.file(`${to.slice(folder.path.length)}/package.json`, JSON.stringify(text));
    const { code, out } = await runCli(['init', pets, '-o', to, ...args]);
    expect([code, out]).toEqual([0, expect.stringMatching(said)]);
    expect(out).not.toMatch(notSaid);
  });

  test('quotes paths with blanks in scripts', async () => {
    const to = join(folder.path, 'blank');
    await runCli(['init', folder.file('some pets.yaml', PETS), '-o', to, '--js']);
    const { scripts } = JSON.parse(readFileSync(join(to, 'package.json'), 'utf8')) as {
      scripts: { dev: string };
    };
    expect(scripts.dev).toBe('opbind serve "../some pets.yaml" processes.mjs');
  });

  test('writes down how the document is bound', async () => {
    const to = join(folder.path, 'bound');
    const how = ['--base-path', '/x', '--collisions', 'concrete-first', '--folder', folder.path];
    expect((await runCli(['init', pets, '-o', to, '--js', ...how])).code).toBe(0);
    const { processes, options } = await importWritten('bound');
    expect(options).toMatchObject({ basePath: '/x', collisions: 'concrete-first' });
    expect(options.references?.folder).toBe(join(folder.path, '/'));
    const api = await bind(pets, processes, options);
    expect((await inject(api, { url: '/x/pets' })).status).toBe(501);
    const strict = await runCli(['init', pets, '-o', to, '--js', '--force', '--collisions', 'strict']);
    expect([strict.code, strict.error]).toEqual([1, expect.stringContaining('route-collision')]);
  });

  test('writes nothing for a document with findings', async () => {
    const wrong = folder.file('wrong.yaml', PETS.replace('operationId: getUser', 'operationId: login'));
    const to = join(folder.path, 'none');
    const { code, error } = await runCli(['init', wrong, '-o', to]);
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(/^1 finding in .*\n\n {2}operation-id-duplicate/),
    ]);
    expect(() => readdirSync(to)).toThrow();
  });

  test('begins with a small document where there is none, and with that of the folder where there is one', async () => {
    const to = join(folder.path, 'begun');
    const begun = await runCli(['init', '-o', to, '--js', '--json']);
    expect([begun.code, JSON.parse(begun.out)]).toEqual([
      0,
      { folder: to, files: ['openapi.yaml', 'processes.mjs', 'server.mjs', 'package.json'] },
    ]);
    const document = join(to, 'openapi.yaml');
    expect((await runCli(['check', document, '--strict'])).code).toBe(0);
    const mock = await bind(document, {}, { unbound: 'mock' });
    for (const url of ['/v1/pets', '/v1/pets/1'])
      expect(await inject(mock, { url })).toMatchObject({
        status: 200,
        text: expect.stringContaining('Rex'),
      });
    expect((await runCli(['init', '-o', to, '--js'])).error).toContain('are there already');
    writeFileSync(document, PETS);
    expect((await runCli(['init', '-o', to, '--js', '--force'])).code).toBe(0);
    expect(readFileSync(document, 'utf8')).toBe(PETS);
    expect(readFileSync(join(to, 'processes.mjs'), 'utf8')).toContain('getUser');
  });

  test('writes no document beside files that are there', async () => {
    folder.file('taken/server.mjs', '// ours');
    const { code } = await runCli(['init', '-o', join(folder.path, 'taken'), '--js']);
    expect([code, readdirSync(join(folder.path, 'taken'))]).toEqual([2, ['server.mjs']]);
  });
});
