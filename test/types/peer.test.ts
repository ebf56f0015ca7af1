import { createRequire } from 'node:module';
import openapiTS, { astToString } from 'openapi-typescript';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { toTypes } from '../../src/types/to-types.ts';
import { here, pathOf } from '../corpus/corpus.ts';
import { compile } from './compile.ts';

const trains = createRequire(import.meta.url).resolve('@readme/oas-examples/3.1/json/train-travel.json');

interface Compared {
  readonly name: string;
  readonly file: string;
  /** Schemas and operations that are others by intent. */
  readonly otherwise?: readonly string[];
}

const DOCUMENTS: readonly Compared[] = [
  { name: 'train-travel', file: trains },
  ...(here
    ? [
        { name: 'petstore', file: pathOf('documents/v3.0/swagger-petstore-3.0.4.yaml') },
        { name: 'pubsub', file: pathOf('documents/v3.0/google-pubsub.json') },
        { name: 'lambda', file: pathOf('documents/v3.0/aws-lambda.json') },
        { name: 'museum', file: pathOf('documents/v3.1/redocly-museum.yaml') },
        // openapi-typescript lets objects hold anything that may hold nothing (additionalProperties: false).
        {
          name: 'box',
          file: pathOf('documents/v3.0/box-2025.json'),
          otherwise: [
            ...['DocGenJob', 'DocGenJob--Full', 'DocGenJobs', 'DocGenJobs--Full'],
            ...['get_docgen_jobs_v2025.0 responses', 'get_docgen_jobs_id_v2025.0 responses'],
            ...[
              'get_docgen_batch_jobs_id_v2025.0 responses',
              'get_docgen_template_jobs_id_v2025.0 responses',
            ],
          ],
        },
        // openapi-typescript leaves out of a member what tells the branches of its union apart.
        {
          name: 'cafe',
          file: pathOf('documents/v3.2/redocly-cafe.yaml'),
          otherwise: ['OrderItem', 'listOrderItems responses'],
        },
      ]
    : []),
];

const comparison = (union: string): string => `
import type * as Ours from './ours.ts';
import type * as Theirs from './theirs.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type MemberOf<T, Key> = Key extends keyof T ? T[Key] : 'missing';
type Parts = 'parameters' | 'requestBody' | 'responses';

// openapi-typescript takes a header that is a reference for a required one.
type ContentsOf<Responses> = { [Status in keyof Responses]: MemberOf<Responses[Status], 'content'> };
type PartOf<Operation, Part> = Part extends 'responses' ? ContentsOf<MemberOf<Operation, Part>> : MemberOf<Operation, Part>;

// Webhooks are no operations that could be bound.
type Operations = {
  [Id in keyof Ours.operations]: {
    [Part in Parts]: Same<PartOf<Ours.operations[Id], Part>, PartOf<MemberOf<Theirs.operations, Id>, Part>> extends true
      ? never
      : \`\${Id & string} \${Part}\`;
  }[Parts];
}[keyof Ours.operations];

type OurSchemas = Ours.components['schemas'];
type TheirSchemas = Theirs.components['schemas'];
type Schemas = {
  [Name in keyof OurSchemas | keyof TheirSchemas]: Same<MemberOf<OurSchemas, Name>, MemberOf<TheirSchemas, Name>> extends true ? never : Name;
}[keyof OurSchemas | keyof TheirSchemas];

type Paths = Exclude<keyof Ours.paths, keyof Theirs.paths> | Exclude<keyof Theirs.paths, keyof Ours.paths>;

export const expected: { [Name in ${union}]: true } = {} as { [Name in Operations | Schemas | Paths]: true };
export const found: { [Name in Operations | Schemas | Paths]: true } = {} as { [Name in ${union}]: true };
`;

// Each is assignable to the other. Defaults are kept apart from what has to be there, and objects of which nothing is said hold anything.
const PEER_OPTIONS = { defaultNonNullable: false, emptyObjectsUnknown: true, silent: true };

describe('opbind types and openapi-typescript write the same', () => {
  test.each(DOCUMENTS)(
    'of $name',
    async ({ name, file, otherwise = [] }) => {
      const theirs = astToString(await openapiTS(new URL(`file://${file}`), PEER_OPTIONS));
      const modules = {
        ours: toTypes(await loadDocument(file)),
        theirs,
        comparison: comparison(otherwise.map((one) => JSON.stringify(one)).join(' | ') || 'never'),
      };
      expect(await compile(`peer-${name}`, modules, { options: { noErrorTruncation: true } })).toEqual([]);
    },
    120_000,
  );

  test('but where they do not, it shows', async () => {
    const document = {
      openapi: '3.1.0',
      info: { title: 'test', version: '1' },
      paths: { '/': { get: { operationId: 'a', responses: { 204: { description: 'none' } } } } },
    };
    const theirs = astToString(await openapiTS(JSON.stringify(document), PEER_OPTIONS));
    const ours = toTypes(await loadDocument(document)).replace('204: {', '205: {');
    const said = await compile('peer-none', { ours, theirs, comparison: comparison('never') });
    expect(said.join('\n')).toContain('"a responses"');
  }, 60_000);
});
