import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import type { Operation } from '../../src/document/operation.ts';
import { createChecks, type Direction } from '../../src/schema/checks.ts';

const CORPUS = new URL('../../../shared/corpus/', import.meta.url);

const readJson = (path: string) => {
  const bytes = readFileSync(new URL(path, CORPUS));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
};

const entries = (): string[] =>
  readJson('documents/manifest.json').documents.map(({ entry }: { entry: string }) => entry);

const schemasOf = (holders: readonly { readonly schema: string | null }[]): readonly string[] =>
  holders.flatMap(({ schema }) => schema ?? []);

const schemasIn: Record<Direction, (operation: Operation) => readonly string[]> = {
  request: ({ body, parameters }) => schemasOf([...(body?.content ?? []), ...parameters]),
  response: ({ responses }) => responses.flatMap(({ content }) => schemasOf(content)),
};

const compileAll = async (document: URL | object, directions: readonly Direction[]): Promise<number> => {
  const references = { folder: fileURLToPath(new URL('documents', CORPUS)) };
  const { operations, schemas } = await loadDocument(document, { references });
  const checks = createChecks(schemas);
  const asked = directions.flatMap((direction) =>
    operations.flatMap(schemasIn[direction]).map((schema) => checks.checkOf(schema, direction)),
  );
  await checks.warmup();
  return asked.length;
};

describe.skipIf(!existsSync(CORPUS))(
  'documents in use (skipped where the corpus is not beside the checkout)',
  () => {
    test('every schema of every operation compiles', async () => {
      let compiled = 0;
      for (const entry of entries())
        compiled += await compileAll(new URL(`documents/${entry}`, CORPUS), ['request', 'response']);
      expect(compiled).toBeGreaterThan(4_000);
    }, 120_000);

    test('so does every request of 1,223 operations', async () => {
      expect(await compileAll(readJson('large/github.json.gz'), ['request'])).toBeGreaterThan(345);
    }, 60_000);
  },
);
