import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { told } from './documents.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const isHere = existsSync(corpus);
const at = (name: string): string => fileURLToPath(new URL(name, corpus));
const files = (folder: string): string[] => (isHere ? readdirSync(new URL(folder, corpus)) : []);

/** An example of the specification that contradicts itself within one operation; nothing else is said of it. */
const CONTRADICTS: Readonly<Record<string, string[]>> = {
  'operation-object-example.yaml': [
    'path-parameter-undeclared /paths/~1pets~1{id}/put',
    'path-parameter-unused /paths/~1pets~1{id}/put/parameters/0',
    'security-scheme-unknown /paths/~1pets~1{id}/put/security/0/petstore_auth',
  ],
};

describe.skipIf(!isHere)(
  `the OpenAPI Initiative's 3.1 documents${isHere ? '' : ': the corpus is not here'}`,
  () => {
    test.each(files('conformance/oas31/pass'))('%s is in order', async (file) => {
      const loaded = await loadDocument(at(`conformance/oas31/pass/${file}`));
      expect(loaded.version).toBe('3.1');
      expect(told(loaded).errors).toEqual(CONTRADICTS[file] ?? []);
    });

    test.each(files('conformance/oas31/fail'))('%s is not', async (file) => {
      const { findings } = await loadDocument(at(`conformance/oas31/fail/${file}`));
      expect(findings).not.toEqual([]);
      expect(findings.filter(({ line }) => line === undefined)).toEqual([]);
    });
  },
);

describe.skipIf(!isHere)('documents in use', () => {
  test.each<[file: string, version: string, operations: number, errors: string[]]>([
    ['v2/docker-engine-1.55.yaml', '2.0', 108, []],
    ['v2/swagger-petstore.json', '2.0', 20, []],
    ['v3.0/blockfrost.yaml', '3.0', 129, []],
    ['v3.0/atlassian-jira.json', '3.0', 499, []],
    ['v3.1/redocly-starter/openapi.yaml', '3.1', 12, []],
    ['v3.1/scalar-galaxy.yaml', '3.1', 10, []],
    ['v3.1/discord.json', '3.1', 242, []],
    ['v3.2/redocly-cafe.yaml', '3.2', 12, []],
    [
      'v3.0/readme-parameters-common.json',
      '3.0',
      5,
      ['template-variable-repeated /paths/~1anything~1{id}~1{action}~1{id}/get'],
    ],
  ])('%s', async (file, version, operations, errors) => {
    const loaded = await loadDocument(at(`documents/${file}`));
    expect({ version: loaded.version, operations: loaded.operations.length }).toEqual({
      version,
      operations,
    });
    expect(told(loaded).errors).toEqual(errors);
  });

  test('every schema an operation points at is there', async () => {
    for (const file of [
      'v2/swagger-petstore.json',
      'v3.1/redocly-starter/openapi.yaml',
      'v3.0/box-2025.json',
    ]) {
      const { operations, schemas } = await loadDocument(at(`documents/${file}`));
      const pointers = operations.flatMap(({ parameters, body, responses }) => [
        ...parameters.map(({ schema }) => schema),
        ...[body, ...responses].flatMap((part) => part?.content.map(({ schema }) => schema) ?? []),
      ]);
      expect(pointers.length).toBeGreaterThan(10);
      expect(pointers.filter((pointer) => pointer !== null && schemas.at(pointer) === undefined)).toEqual([]);
    }
  });
});
