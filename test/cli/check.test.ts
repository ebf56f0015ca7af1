import { afterAll, describe, expect, test } from 'vitest';
import { entries, here, pathOf, titled } from '../corpus/corpus.ts';
import { createFolder, PETS } from './folder.ts';
import { runCli } from './run-cli.ts';

const folder = createFolder();

afterAll(folder.remove);

const pets = folder.file('pets.yaml', PETS);
const twice = folder.file(
  'twice.yaml',
  PETS.replace('  /users/login:', '  /users/{login}:').replace('operationId: login', 'operationId: listPets'),
);
const outside = folder.file(
  'api/outside.yaml',
  `openapi: 3.0.0
info: { title: a, version: '1' }
paths:
  /a: { get: { responses: { 200: { description: ok, content: { application/json: { schema: { $ref: ../a.yaml } } } } } } }
  /b: { get: { responses: { 200: { description: ok, content: { application/json: { schema: { $ref: ../a.yaml } } } } } } }
`,
);
folder.file('a.yaml', 'type: object\n');

const all = 'getPet: () => 1, listPets: () => 1, getUser: () => 1, login: () => 1';
const options =
  "{ collisions: 'concrete-first', scopes: 'all', authenticators: { key: () => null, login: () => null } }";

const module = (name: string, text: string): string => folder.file(name, text);

test.each<[what: string, args: string[], code: number, out: RegExp]>([
  [
    'a document with a warning',
    [pets],
    0,
    /^✓ 1 warning in .*pets\.yaml \(OpenAPI 3\.1\): 4 operations\n\n {2}route-collision .*\(.*pets\.yaml:\d+:\d+\)\n {4}GET \/users\/login and GET \/users\/\{name\} both answer \/v1\/users\/login: /,
  ],
  ['a warning that counts', [pets, '--strict'], 1, /^✗ 1 warning/],
  ['a warning that is a finding', [pets, '--collisions', 'strict'], 1, /^✗ 1 finding in/],
  [
    'a warning that is settled',
    [pets, '--collisions', 'concrete-first'],
    0,
    /^✓ Nothing wrong in .*: 4 operations\n$/,
  ],
  ['no warnings listed', [pets, '--quiet'], 0, /^✓ 1 warning in .*\n$/],
  ['another base path', [pets, '--base-path', '/x'], 0, /both answer \/x\/users\/login/],
  [
    'two findings',
    [twice],
    1,
    /^✗ 3 findings, 1 warning in (.|\n)*route-collision(.|\n)*operation-id-duplicate/,
  ],
  ['several documents', [pets, twice], 1, /^✓ 1 warning(.|\n)*\n✗ 3 findings/],
  ['no document', [folder.file('none.yaml')], 1, /✗ 1 finding in .*none\.yaml\n\n {2}file-missing\n/],
  [
    'no text of a document',
    [folder.file('broken.yaml', 'a: [')],
    1,
    /document-malformed {2}\(.*broken\.yaml:\d+:\d+\)/,
  ],
  [
    'one thing at two places, and how to allow it',
    [outside],
    1,
    /^✗ 2 findings in .*\n\n {2}reference-refused .*\n.* The same at 5:\d+\.\n.*\n\n {2}On the command line: --folder/,
  ],
  ['a folder that is allowed', [outside, '--folder', folder.path], 0, /^✓ Nothing wrong/],
  [
    'all processes',
    [pets, module('all.mjs', `export default { processes: { ${all} }, options: ${options} };`)],
    0,
    /^✓ Nothing wrong in .*: 4 operations, each with a process\n$/,
  ],
  [
    'some processes',
    [pets, module('some.mjs', 'export const listPets = () => 1; export const log = 1;')],
    0,
    /: 4 operations, 1 with a process; without: getPet, getUser, login\n$/,
  ],
  [
    'a process too many',
    [pets, module('many.mjs', 'export default async () => ({ listPet: () => 1 });')],
    1,
    /process-unknown {2}listPet\n.*\n {4}Did you mean listPets\?/,
  ],
  [
    'nobody to check credentials',
    [pets, module('open.cjs', 'exports.getPet = () => 1;')],
    1,
    /security-unbound(.|\n)*scopes-undecided/,
  ],
  [
    'what the command line says first',
    [pets, folder.file('all.mjs'), '--collisions', 'strict'],
    1,
    /route-collision/,
  ],
])('%s', async (_, args, code, out) => {
  const ran = await runCli(['check', ...args]);
  expect(ran).toEqual({ code, out: expect.stringMatching(out), error: '' });
});

const CLOSED = 'requireSecurity: true';

test.each<[what: string, name: string, text: string]>([
  ['processes by name', 'a.mjs', `export const listPets = () => 1; export const options = { ${CLOSED} };`],
  ['a default', 'b.mjs', `export default { listPets: () => 1 }; export const options = { ${CLOSED} };`],
  [
    'a function',
    'c.mjs',
    `export default () => ({ listPets: () => 1 }); export const options = { ${CLOSED} };`,
  ],
  [
    'processes in a default',
    'd.mjs',
    `export default { processes: { listPets: () => 1 } }; export const options = { ${CLOSED} };`,
  ],
  [
    'processes by that name',
    'e.mjs',
    `export const processes = { listPets: () => 1 }; export const options = { ${CLOSED} };`,
  ],
  [
    'CommonJS',
    'f.cjs',
    `exports.listPets = () => 1; exports.options = { ${CLOSED} }; exports.close = () => 1;`,
  ],
  [
    'what was compiled to CommonJS',
    'g.cjs',
    `Object.defineProperty(exports, '__esModule', { value: true }); exports.listPets = () => 1; exports.options = { ${CLOSED} };`,
  ],
  [
    'one that closes',
    'h.mjs',
    `export const listPets = () => 1; export const close = () => 1; export const options = { ${CLOSED} };`,
  ],
])('options beside %s are heard', async (_, name, text) => {
  const ran = await runCli(['check', pets, module(`beside/${name}`, text)]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('operation-closed'), error: '' });
  expect(ran.out).not.toContain('process-unknown');
});

test.each<[what: string, text: string, said: RegExp]>([
  [
    'a misspelt member',
    'export default { processes: {}, option: { requireSecurity: true } };',
    / exports option beside its processes, which nobody reads\. Did you mean options\?\n$/,
  ],
  [
    'a member that is none',
    'export default { processes: {}, authenticators: {} };',
    / exports authenticators beside .* There are processes, options, close\.\n$/,
  ],
  [
    'a misspelt export',
    'export const listPets = () => 1; export const optoins = { requireSecurity: true };',
    / exports optoins, which nobody reads\. Did you mean options\?\n$/,
  ],
  ['options that are none', 'export const listPets = () => 1; export const options = 1;', /no object/],
  [
    'options that are to come',
    'export const listPets = () => 1; export const options = Promise.resolve({});',
    /no object: .*async/,
  ],
  ['a close that is none', 'export default { processes: {}, close: 1 };', /no function/],
])('%s is told', async (what, text, said) => {
  const ran = await runCli(['check', pets, module(`told/${what.replaceAll(' ', '-')}.mjs`, text)]);
  expect(ran).toEqual({ code: 1, out: '', error: expect.stringMatching(said) });
});

test.each<[what: string, text: string, said: RegExp]>([
  ['breaks', 'throw new Error("boom")', /^\S*m0\.mjs cannot be loaded\.\nError: boom\n +at .*m0\.mjs:1/],
  ['exports nothing', 'export const a = 1;', /^\S*m1\.mjs exports no processes: export default \{/],
  [
    'exports an API',
    'export default { handle() {}, operations: [] };',
    /^\S*m2\.mjs exports an API that is bound already/,
  ],
  [
    'gives none',
    'export default () => { throw new Error("late") };',
    /^\S*m3\.mjs gives no processes\.\nError: late/,
  ],
  ['imports what is not there', 'import "./none.mjs";', /^\S*m4\.mjs cannot be loaded\.\n.*none\.mjs/],
])('a module that %s', async (what, text, said) => {
  const names = ['breaks', 'exports nothing', 'exports an API', 'gives none', 'imports what is not there'];
  const ran = await runCli(['check', pets, module(`m${names.indexOf(what)}.mjs`, text)]);
  expect(ran).toEqual({ code: 1, out: '', error: expect.stringMatching(said) });
});

test('a JSON that says all', async () => {
  const { code, out } = await runCli(['check', pets, twice, '--json']);
  const { ok, documents } = JSON.parse(out) as { ok: boolean; documents: Record<string, unknown>[] };
  expect([code, ok, documents.length]).toEqual([1, false, 2]);
  expect(documents[0]).toMatchObject({
    document: expect.stringMatching(/pets\.yaml$/),
    version: '3.1',
    ok: true,
    findings: [],
    warnings: [
      { code: 'route-collision', file: expect.stringMatching(/pets\.yaml$/), line: expect.any(Number) },
    ],
  });
  expect(documents[0]?.['operations']).toHaveLength(4);
});

test('more than three warnings of a kind are counted', async () => {
  const paths = Array.from({ length: 5 }, (_, index) => `/a/${index}: { get: { responses: {} } }`);
  const text = `openapi: 3.0.0\ninfo: { title: a, version: '1' }\npaths:\n  /a/{b}: { get: { parameters: [{ name: b, in: path, required: true, schema: { type: string } }], responses: {} } }\n  ${paths.join('\n  ')}\n`;
  const many = folder.file('many.yaml', text);
  const counted = (out: string): number => out.split('route-collision').length - 1;
  const { out } = await runCli(['check', many]);
  expect([counted(out), /and 2 more of these kinds: --all lists them/.test(out)]).toEqual([3, true]);
  expect(counted((await runCli(['check', many, '--all'])).out)).toBe(5);
});

describe.skipIf(!here)(titled('the corpus'), () => {
  test('is checked without a crash, and every finding has a place', async () => {
    const files = entries.map(({ entry }) => pathOf(`documents/${entry}`));
    const { code, out, error } = await runCli(['check', ...files, '--json']);
    const { documents } = JSON.parse(out) as {
      documents: {
        version: string | null;
        findings: { code: string; line?: number }[];
        warnings: { line?: number }[];
      }[];
    };
    expect([code, error, documents.length]).toEqual([1, '', 41]);
    const told = documents.flatMap(({ findings, warnings }) => [...findings, ...warnings]);
    expect(told.filter(({ line }) => line === undefined)).toEqual([]);
    const codes = new Set(documents.flatMap(({ findings }) => findings.map((finding) => finding.code)));
    expect([...codes].sort()).toEqual([
      'reference-refused',
      'route-collision',
      'server-variable-undeclared',
      'template-variable-repeated',
    ]);
    expect(documents.filter(({ findings }) => findings.length > 0)).toHaveLength(7);
  });
});
