import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileDocument } from '../../src/compile-document.ts';
import { loadDocument } from '../../src/document/load.ts';
import { bind } from '../../src/index.ts';
import { writeBundle } from '../bundle.ts';
import { library } from './library.ts';
import { ask, REQUESTS } from './requests.ts';

const generated = new URL('./generated/', import.meta.url);
const bundle = fileURLToPath(new URL('bundle.mjs', generated));
const module = new URL('library.mjs', generated);

beforeAll(async () => {
  mkdirSync(generated, { recursive: true });
  await writeBundle(generated, [
    ['bind', 'compiled.ts'],
    ['ask', '../test/compiled/requests.ts'],
  ]);
  writeFileSync(module, await compileDocument(await loadDocument(library), { responses: true }));
});

describe('a compiled document', () => {
  test('answers alike where no text may become code', async () => {
    const script = `
      const { ask, bind } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
      const { default: document } = await import(${JSON.stringify(module.href)});
      process.stdout.write(JSON.stringify(await ask(bind, document)));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disallow-code-generation-from-strings',
      '--input-type=module',
      '--eval',
      script,
    ]);
    const answers = await ask(bind, library);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201, 400, 404, 415]));
    expect(answers).toHaveLength(REQUESTS.length);
    expect(JSON.parse(stdout)).toEqual(answers);
  });

  test('imports nothing of Node, and nothing that parses or compiles', () => {
    const text = readFileSync(bundle, 'utf8');
    const imported = [
      ...text.matchAll(/^\s*(?:import|export)\b[^;]*?from ["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/gm),
    ].map(([, name, lazy]) => name ?? lazy ?? '');
    // The bundler's own, for what is required when it is first needed.
    expect(imported).toContain('node:module');
    expect(
      imported.filter((name) =>
        /^node:(?!module$)|^ajv$|^ajv\/|js-yaml|json-schema-ref-parser|openapi-sampler/.test(name),
      ),
    ).toEqual([]);
  });

  test('is written in ASCII, and says who has written it', () => {
    const text = readFileSync(module, 'utf8');
    expect(/[^\n -~]/.exec(text)).toBeNull();
    expect(text).toMatch(/compiled by opbind \d/);
  });
});
