import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { compileModules } from '../../src/compile-document.ts';
import { loadDocument } from '../../src/document/load.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';

const folder = new URL('./generated/web/', import.meta.url);
const fileOf = (name: string): string => fileURLToPath(new URL(name, folder));
const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

const document = documentOf(
  {
    '/pets': {
      post: {
        ...operation('addPet', jsonBody({ required: ['name'], properties: { kind: { default: 'dog' } } })),
        security: [{ key: [] }],
      },
    },
    '/forms': {
      post: {
        ...operation('fillIn'),
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': { schema: { properties: { age: { type: 'integer' } } } },
            'text/plain': { schema: { type: 'string' } },
          },
        },
        security: [{ user: [] }],
      },
    },
  },
  {
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-key' },
        user: { type: 'http', scheme: 'basic' },
      },
    },
  },
);

/** What Node alone has of globals. */
const OF_NODE = ['Buffer', 'clearImmediate', 'global', 'process', 'setImmediate'];

/** A Worker, as its author would write it. */
const worker = `
  import { bind } from ${JSON.stringify(source('compiled.ts'))};
  import { toFetchHandler } from ${JSON.stringify(source('doors/fetch.ts'))};
  import document from './pets.mjs';
  const api = await bind(document, {
    addPet: ({ body, username }) => ({ ...body, by: username }),
    fillIn: ({ body, username }) => ({ body, by: username }),
  }, {
    authenticators: {
      key: (key) => (key === 'secret' ? { name: 'Ann' } : null),
      user: ({ username, password }) => (password === 'dög' ? { name: username } : null),
    },
  });
  export const handle = toFetchHandler(api);
`;

/** Asks the Worker. */
const host = `
  const { stdout } = process;
  const { handle } = await import('./bundle.mjs');
  const post = (body, headers) => new Request('https://pets.example/pets', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const known = { 'x-key': 'secret' };
  const authorization = 'Basic Qm9iOmTDtmc=';
  const form = (body, type) => new Request('https://pets.example/forms', { method: 'POST', body, headers: { 'content-type': type, authorization } });
  const answers = [];
  for (const request of [
    post('{"name":"Rex"}', known),
    post('{"name":"R\\u00e9x","kind":"cat"}', known),
    post('{}', known),
    post('{', known),
    post('{"name":"Rex"}', {}),
    form('age=7', 'application/x-www-form-urlencoded'),
    form('wäre', 'text/plain;charset=utf-8'),
    new Request('https://pets.example/pets'),
    new Request('https://pets.example/none'),
  ]) {
    const response = await handle(request);
    const text = await response.text();
    const length = response.headers.get('content-length');
    answers.push([response.status, JSON.parse(text), length === null || Number(length) === new TextEncoder().encode(text).length]);
  }
  stdout.write(JSON.stringify(answers));
`;

beforeAll(async () => {
  mkdirSync(new URL('pets.parts/', folder), { recursive: true });
  const { text, parts } = await compileModules(await loadDocument(document), {
    folder: './pets.parts',
    least: 0,
  });
  writeFileSync(fileOf('pets.mjs'), text);
  for (const part of parts) writeFileSync(fileOf(`pets.parts/${part.name}`), part.text);
  writeFileSync(fileOf('worker.mjs'), worker);
  writeFileSync(fileOf('host.mjs'), host);
  await build({
    entryPoints: [fileOf('worker.mjs')],
    outfile: fileOf('bundle.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    // Node's own Fetch needs what is hidden from the bundle.
    banner: { js: OF_NODE.map((name) => `const ${name} = undefined;`).join('') },
    define: Object.fromEntries(OF_NODE.map((name) => [`globalThis.${name}`, 'undefined'])),
    logLevel: 'silent',
  });
});

test('a bundle for places without Node answers with what the web has', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disallow-code-generation-from-strings',
    fileOf('host.mjs'),
  ]);
  expect(JSON.parse(stdout)).toEqual([
    [200, { name: 'Rex', kind: 'dog', by: 'Ann' }, true],
    [200, { name: 'Réx', kind: 'cat', by: 'Ann' }, true],
    [400, expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/name' })] }), true],
    [400, expect.objectContaining({ status: 400 }), true],
    [401, expect.objectContaining({ status: 401 }), true],
    [200, { body: { age: 7 }, by: 'Bob' }, true],
    [200, { body: 'wäre', by: 'Bob' }, true],
    [405, expect.objectContaining({ status: 405 }), true],
    [404, expect.objectContaining({ status: 404 }), true],
  ]);
});
