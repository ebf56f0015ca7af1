import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { createFolder, PETS } from './folder.ts';
import { runCli as run } from './run-cli.ts';

const folder = createFolder();

afterAll(folder.remove);

const pets = folder.file('pets.yaml', PETS);

/** Wrong in an operation: harmless where it is not bound. */
const partly = folder.file(
  'partly.yaml',
  PETS.replace('operationId: login', 'operationId: login\n      x-opbind: { mode: fast }'),
);

/** Wrong in what all operations need. */
const wholly = folder.file('wholly.yaml', PETS.replace('openapi: 3.1.0', 'openapi: 4.0.0'));

/** Each operation has a check of its own, so that there is much to write. */
const large = folder.file(
  'large.json',
  JSON.stringify(
    documentOf(
      Object.fromEntries(
        Array.from({ length: 400 }, (_, n) => [
          `/things${n}`,
          {
            get: operation(`get${n}`, {
              parameters: [
                { name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: n + 1 } },
              ],
            }),
          },
        ]),
      ),
    ),
  ),
);

const output = (name: string): string => folder.file(name);

describe('opbind compile', () => {
  test('writes a module that bind takes, and its declarations', async () => {
    const file = output('pets.mjs');
    const { code, out } = await run(['compile', pets, '-o', file]);
    expect([code, out]).toEqual([0, expect.stringMatching(/pets\.mjs: 4 operations, \d+ KB\n$/)]);
    const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default: object };
    const api = await bind(module.default, { listPets: () => [{ name: 'Rex' }] });
    expect((await inject(api, { url: '/v1/pets' })).json()).toEqual([{ name: 'Rex' }]);
    const declarations = readFileSync(output('pets.d.mts'), 'utf8');
    expect(declarations).toContain("import type { CompiledDocument } from 'opbind';");
    expect(declarations).not.toContain('operations');
  });

  test('writes the types of the operations where they are asked for', async () => {
    await run(['compile', pets, '-o', output('typed.js'), '--types']);
    expect(readFileSync(output('typed.d.ts'), 'utf8')).toMatch(/export interface operations/);
  });

  test('says what it did as JSON', async () => {
    const { out } = await run(['compile', pets, '-o', output('json.mjs'), '--json', '--responses']);
    expect(JSON.parse(out)).toMatchObject({ output: output('json.mjs'), operations: 4, findings: [] });
  });

  test('writes a large document as several modules, and leaves none of another time', async () => {
    const file = output('large.mjs');
    const parts = output('large.parts');
    const { code, out } = await run(['compile', large, '-o', file]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/large\.mjs: 400 operations, \d+ KB, and \d+ modules in .*large\.parts\n$/),
    ]);
    const names = readdirSync(parts);
    expect(names).toEqual(expect.arrayContaining(['checks-0.mjs', 'document.mjs']));
    const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default: object };
    const api = await bind(module.default, { get7: ({ query }) => query });
    expect((await inject(api, { url: '/things7?size=0' })).status).toBe(400);
    expect((await inject(api, { url: '/things7?size=8' })).json()).toEqual({ size: 8 });
    const listed = await run(['compile', large, '-o', file, '--document', '--json']);
    expect(JSON.parse(listed.out).parts).toEqual(
      names.filter((name) => name !== 'document.mjs').map((name) => join(parts, name)),
    );
    await run(['compile', large, '-o', file, '--single']);
    expect(existsSync(parts)).toBe(false);
  });

  test('tells what is wrong with an operation, and compiles the rest', async () => {
    const { code, error } = await run(['compile', partly, '-o', output('partly.mjs')]);
    expect([code, error]).toEqual([0, expect.stringContaining('settings-invalid')]);
    expect(existsSync(output('partly.mjs'))).toBe(true);
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['what cannot be bound at all', [wholly, '-o', output('no.mjs')], 1, /version-unknown/],
    ['a file that is not there', [output('none.yaml'), '-o', output('no.mjs')], 1, /file-missing/],
    ['no document', ['-o', output('no.mjs')], 2, /Give one document/],
    ['two documents', [pets, pets, '-o', output('no.mjs')], 2, /Give one document/],
    ['no output', [pets], 2, /Name the module/],
    ['an output that is no module', [pets, '-o', output('no.ts')], 2, /no name of a module/],
    [
      'a rule that there is not',
      [pets, '-o', output('no.mjs'), '--read-only', 'deny'],
      2,
      /allow or refuse, not deny/,
    ],
    ['an option that there is not', [pets, '-o', output('no.mjs'), '--response'], 2, /--responses/],
  ])('refuses %s', async (_, args, code, said) => {
    const ran = await run(['compile', ...args]);
    expect([ran.code, ran.error]).toEqual([code, expect.stringMatching(said)]);
    expect(existsSync(output('no.mjs'))).toBe(false);
  });
});
