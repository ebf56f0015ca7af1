import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { toTypes } from '../../src/types/to-types.ts';
import { documentOf, operation } from '../document-of.ts';
import { compile } from './compile.ts';

/** Members that are required but not described, beside what the schema says of such. */
const SCHEMAS: readonly (readonly [what: string, schema: object, type: string])[] = [
  ['nothing', { type: 'object', required: ['id'] }, '{ id: unknown; }'],
  [
    'one type',
    { type: 'object', required: ['id'], additionalProperties: { type: 'string' } },
    '{ id: string; [key: string]: string | undefined; }',
  ],
  [
    'one type, and other members have another',
    {
      type: 'object',
      required: ['id'],
      properties: { n: { type: 'integer' } },
      additionalProperties: { type: 'string' },
    },
    '{ n?: number; id: string; [key: string]: string | number | undefined; }',
  ],
  [
    'any type',
    { type: 'object', required: ['id'], additionalProperties: true },
    '{ id: unknown; [key: string]: unknown; }',
  ],
  [
    'a type by patterns',
    {
      type: 'object',
      required: ['x-id'],
      patternProperties: { '^x-': { type: 'boolean' } },
      additionalProperties: false,
    },
    '{ "x-id": boolean; [key: string]: boolean | undefined; }',
  ],
  [
    'that there are none',
    { type: 'object', required: ['id'], additionalProperties: false },
    '{ id: unknown; }',
  ],
];

describe('a member that is required, of which the schema says', () => {
  const typesOf = async (schema: object): Promise<string> => {
    const parameter = { name: 'q', in: 'query', style: 'deepObject', schema };
    const paths = { '/a': { get: operation('read', { parameters: [parameter] }) } };
    return toTypes(await loadDocument(documentOf(paths, { components: { schemas: { A: schema } } })));
  };

  test.each(SCHEMAS)('%s', async (_, schema, type) => {
    const [, declared] = /^ {4}A: (\{[^}]*\})/m.exec(await typesOf(schema)) ?? [];
    expect(declared?.replaceAll(/\s+/g, ' ')).toBe(type);
  });

  test('compile, all of them', async () => {
    const modules = await Promise.all(
      SCHEMAS.map(async ([, schema], index) => [`a${index}`, await typesOf(schema)] as const),
    );
    expect(await compile('objects', Object.fromEntries(modules))).toEqual([]);
  }, 60_000);
});
