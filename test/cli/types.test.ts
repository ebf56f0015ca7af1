import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'opbind-types-'));
const document = join(folder, 'pets.yaml');
const output = join(folder, 'pets.ts');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PETS = `openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: after, in: query, schema: { type: integer, format: int64 } }
        - { name: id, in: query, schema: { type: string, format: uuid } }
      requestBody: { content: { application/json: { schema: { type: object, properties: { name: { type: string, default: Rex } } } } } }
      responses: { '204': { description: None } }
`;

const UNSOUND = PETS.replace(
  'get:',
  'put: { operationId: listPets, responses: { default: { description: Any } } }\n    get:',
);

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function run(...args: readonly string[]): Promise<Ran> {
  let [out, error] = ['', ''];
  const code = await main(['types', ...args], {
    env: {},
    readInput: async () => '',
    stopped: async () => undefined,
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

beforeEach(() => {
  writeFileSync(document, PETS);
  rmSync(output, { force: true });
});

describe('opbind types', () => {
  test('writes to standard output, or to a file', async () => {
    const { code, out, error } = await run(document);
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(/^\/\/ Written by: opbind types .*pets\.yaml\n/);
    expect(await run(document, '-o', output)).toEqual({ code: 0, out: '', error: '' });
    const withoutHead = (text: string): string => text.replace(/^.*\n/, '');
    expect(withoutHead(readFileSync(output, 'utf8'))).toBe(withoutHead(out));
  });

  test.each<[string, readonly string[], string]>([
    ['numbers', [], 'after?: number'],
    ['bigints', ['--int64', 'bigint'], 'after: bigint | null'],
    ['digits', ['--int64=string'], 'after: string | null'],
    ['filled bodies', [], 'name: string'],
    ['texts', [], 'id?: string'],
    ['texts of a format', ['--formats'], 'id?: Formatted<"uuid">'],
  ])('%s, by %j', async (_, options, member) => {
    expect((await run(document, ...options)).out).toContain(`${member};`);
  });

  test('into a folder that is not there yet', async () => {
    const file = join(folder, 'types/of/pets.ts');
    expect((await run(document, '-o', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('export interface operations');
  });

  test('bodies as they come', async () => {
    expect((await run(document, '--no-body-defaults')).out).not.toContain('name: string;');
  });

  test.each<[string, (text: string) => string | null, number]>([
    ['a file that is up to date', (text) => text, 0],
    ['one with other line breaks', (text) => text.replaceAll('\n', '\r\n'), 0],
    ['one that was changed', (text) => text.replace('after', 'since'), 1],
    ['one that is not there', () => null, 1],
  ])('--check looks at %s', async (_, change, expected) => {
    await run(document, '-o', output);
    const text = change(readFileSync(output, 'utf8'));
    rmSync(output);
    if (text !== null) writeFileSync(output, text);
    const { code, out, error } = await run(document, '-o', output, '--check');
    expect([code, out]).toEqual([expected, '']);
    const message =
      expected === 0 ? /^$/ : /pets\.ts is not up to date\. Run: opbind types .*pets\.yaml -o .*pets\.ts\n$/;
    expect(error).toMatch(message);
    expect(text === null || readFileSync(output, 'utf8') === text).toBe(true);
  });

  test.each<[string, readonly string[]]>([
    ['as it was', [document, '-o', output]],
    ['from another folder', [relative('', document), '-o', relative('', output)]],
    ['with more in it', [join(folder, '.', 'types', '..', 'pets.yaml'), '-o', output, '--folder', folder]],
    ['as init writes it', [document, '--output', `${folder}/./${basename(output)}`]],
  ])('--check takes the command %s, and no absolute path is written', async (_, args) => {
    await run(...args);
    const [head] = readFileSync(output, 'utf8').split('\n');
    expect(head).toMatch(/^\/\/ Written by: opbind types pets\.yaml -o pets\.ts( --folder \.)?$/);
    expect(await run(document, '-o', output, '--check')).toEqual({ code: 0, out: '', error: '' });
    writeFileSync(
      output,
      readFileSync(output, 'utf8').replace(/^.*/, '// Written by: opbind types ../x.yaml'),
    );
    expect((await run(...args, '--check')).code).toBe(0);
  });

  test('tells findings on standard error, and writes what it can', async () => {
    writeFileSync(document, UNSOUND);
    const { code, out, error } = await run(document);
    expect(code).toBe(0);
    expect(error).toContain('operation-id-duplicate');
    expect(out).toMatch(/\n {2}listPets: \{[\s\S]*\n {2}"GET \/pets": \{/);
  });

  test.each<[readonly string[], RegExp]>([
    [[], /Give one document/],
    [['a.yaml', 'b.yaml'], /Give one document/],
    [['a.yaml', '--check'], /--check needs the file/],
    [['a.yaml', '--int64', 'bigin'], /Did you mean bigint\?/],
    [['a.yaml', '--out', 'a.ts'], /--out/],
  ])('%j is typed wrong', async (args, message) => {
    const { code, out, error } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(error).toMatch(message);
  });

  test.each<[string, string | null]>([
    ['that is not there', null],
    ['that is no OpenAPI', 'swagger: 1.2\n'],
    ['that is no YAML', 'a: [\n'],
  ])('a document %s is told, and nothing is written', async (_, text) => {
    rmSync(document);
    if (text !== null) writeFileSync(document, text);
    const { code, out, error } = await run(document, '-o', output);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/file-missing|version-unknown|document-malformed|syntax/);
    expect(error).not.toMatch(/\n {4}at /);
    expect(() => readFileSync(output)).toThrow();
  });
});
