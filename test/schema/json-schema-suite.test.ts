import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import type { Version } from '../../src/document/operation.ts';
import { createChecks } from '../../src/schema/checks.ts';
import { schemasOf } from './schemas.ts';

const SUITE = new URL('../../../shared/corpus/external/json-schema/', import.meta.url);
const REMOTES = 'http://localhost:1234/';
const META = 'https://json-schema.org/draft/2020-12/';

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

const require = createRequire(import.meta.url);

const filesIn = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, SUITE), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );

const readJson = (file: string) => JSON.parse(readFileSync(new URL(file, SUITE), 'utf8'));

const META_PARTS = [
  'applicator',
  'content',
  'core',
  'format-annotation',
  'meta-data',
  'unevaluated',
  'validation',
];

const others = (): Record<string, unknown> =>
  Object.fromEntries([
    ...filesIn('remotes/').map((file) => [REMOTES + file, readJson(`remotes/${file}`)]),
    ...['schema', ...META_PARTS.map((part) => `meta/${part}`)].map((name) => [
      META + name,
      require(`ajv/dist/refs/json-schema-2020-12/${name}.json`),
    ]),
  ]);

// The suite holds formats to be annotations, save in optional/format; OpenAPI asserts them.
const formatsOff = (): Record<string, () => boolean> =>
  Object.fromEntries(
    filesIn('tests/draft2020-12/optional/format/').map((file) => [file.replace('.json', ''), () => true]),
  );

const outcomeOf = (check: (value: unknown) => unknown, data: unknown): boolean | 'uncompilable' => {
  try {
    return check(data) === null;
  } catch {
    return 'uncompilable';
  }
};

interface Tally {
  passed: number;
  readonly misses: string[];
}

const run = (folder: string, file: string, version: Version, remotes: Record<string, unknown>): Tally => {
  const tally: Tally = { passed: 0, misses: [] };
  const options = file === 'format.json' ? { formats: formatsOff() } : {};
  for (const { description, schema, tests } of readJson(folder + file) as Group[]) {
    const check = createChecks(schemasOf(schema, version, remotes), options).checkOf('#', 'request');
    for (const { description: name, data, valid } of tests) {
      if (outcomeOf(check, data) === valid) tally.passed += 1;
      else tally.misses.push(`${file} > ${description} > ${name}`);
    }
  }
  return tally;
};

const DRAFT4_MISSES = [
  // They refer to the meta-schema of draft 4, which is not at hand.
  'definitions.json > validate definition against metaschema > valid definition schema',
  'definitions.json > validate definition against metaschema > invalid definition schema',
  'ref.json > remote ref, containing refs itself > remote ref valid',
  'ref.json > remote ref, containing refs itself > remote ref invalid',
];

const DRAFT2020_MISSES = [
  // Ajv takes every item for evaluated where there is a `contains`.
  'unevaluatedItems.json > unevaluatedItems depends on adjacent contains > contains passes, second item is not evaluated',
  'unevaluatedItems.json > unevaluatedItems depends on multiple nested contains > 7 not evaluated, fails unevaluatedItems',
  "unevaluatedItems.json > unevaluatedItems and contains interact to control item dependency relationship > only b's are invalid",
  "unevaluatedItems.json > unevaluatedItems and contains interact to control item dependency relationship > only c's are invalid",
  "unevaluatedItems.json > unevaluatedItems and contains interact to control item dependency relationship > only b's and c's are invalid",
  "unevaluatedItems.json > unevaluatedItems and contains interact to control item dependency relationship > only a's and c's are invalid",
  'unevaluatedItems.json > unevaluatedItems with minContains = 0 > all items evaluated by contains',
  // Ajv joins what the branches of a union have evaluated wrongly when one of them is `true`.
  'unevaluatedItems.json > unevaluatedItems with nested items > with no additional items',
  'unevaluatedItems.json > unevaluatedItems with nested items > with invalid additional item',
  // Ajv leaves out an `if` without `then` or `else`.
  'unevaluatedItems.json > unevaluatedItems can see annotations from if without then and else > valid in case if is evaluated',
  'unevaluatedProperties.json > unevaluatedProperties can see annotations from if without then and else > valid in case if is evaluated',
  'unevaluatedProperties.json > unevaluatedProperties with if/then/else, then not defined > when if is true and has no unevaluated properties',
  'unevaluatedProperties.json > unevaluatedProperties with if/then/else, then not defined > when if is false and has unevaluated properties',
  // Vocabularies of a meta-schema are not read: every keyword counts.
  'vocabulary.json > schema that uses custom metaschema with with no validation vocabulary > no validation: invalid number, but it still validates',
];

test('docs/schemas.md lists every miss, and no other', () => {
  const page = readFileSync(new URL('../../docs/schemas.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^- `(\S+\.json > .+)`$/gm)].map(([, miss]) => miss);
  expect(listed.sort()).toEqual([...DRAFT4_MISSES, ...DRAFT2020_MISSES].sort());
});

describe.skipIf(!existsSync(SUITE))(
  'JSON Schema Test Suite (skipped where the corpus is not beside the checkout)',
  () => {
    test.each([
      // folder, as a document of, rows passed, rows missed
      ['tests/draft4/', '3.0', 614, DRAFT4_MISSES],
      ['tests/draft2020-12/', '3.1', 1285, DRAFT2020_MISSES],
    ] as const)('%s as OpenAPI %s: %i rows', (folder, version, passed, misses) => {
      const remotes = others();
      const tallies = filesIn(folder)
        .filter((file) => !file.startsWith('optional/'))
        .map((file) => run(folder, file, version, remotes));
      expect(tallies.flatMap((tally) => tally.misses).sort()).toEqual([...misses].sort());
      expect(tallies.reduce((sum, tally) => sum + tally.passed, 0)).toBe(passed);
    });

    test.each(
      [...new Set(DRAFT2020_MISSES.map((miss) => miss.split(' > ').slice(0, 2).join(' > ')))].map((name) => [
        name,
      ]),
    )('what is not checked exactly is not silent when it is bound: %s', async (name) => {
      const [file = '', description] = name.split(' > ');
      const groups = readJson(`tests/draft2020-12/${file}`) as Group[];
      const group = groups.find((one) => one.description === description);
      const { warnings } = await loadDocument({
        openapi: '3.1.0',
        info: { title: 'test', version: '1' },
        components: { schemas: { A: group?.schema } },
      });
      const told = warnings.filter(({ code }) => ['keyword-unsure', 'dialect-unknown'].includes(code));
      expect(told.length).toBeGreaterThan(0);
    });

    test.each([
      // format, rows missed: what they ask beyond the table of ajv-formats
      ['date', 0],
      ['date-time', 0],
      ['duration', 2],
      ['email', 0],
      ['hostname', 23],
      ['idn-email', 0],
      ['idn-hostname', 42],
      ['ipv4', 0],
      ['ipv6', 0],
      ['iri', 2],
      ['iri-reference', 0],
      ['json-pointer', 0],
      ['regex', 0],
      ['relative-json-pointer', 0],
      ['time', 0],
      ['unknown', 0],
      ['uri', 3],
      ['uri-reference', 6],
      ['uri-template', 3],
      ['uuid', 0],
    ])('format %s misses %i rows', (format, missed) => {
      const { misses } = run('tests/draft2020-12/', `optional/format/${format}.json`, '3.1', {});
      expect(misses).toHaveLength(missed);
    });
  },
);
