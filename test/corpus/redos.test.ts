import { describe, expect, test } from 'vitest';
import { bind, SetupError } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { here, readJson, titled } from './corpus.ts';

interface Case {
  readonly pattern: string;
  readonly attack: string;
}

/** An attack as the vectors write it: pieces in quotes, each so many times, joined by `+`; `safe` stands for none. */
const textOf = (attack: string): string =>
  [...attack.matchAll(/("(?:[^"\\]|\\.)*")(?:×(\d+))?/g)]
    .map(([, piece = '""', times = '1']) => (JSON.parse(piece) as string).repeat(Number(times)))
    .join('');

const cases = here ? (readJson('vectors/redos.json') as { cases: readonly Case[] }).cases : [];

const documentOf = (schema: object): object => ({
  openapi: '3.1.0',
  info: { title: 'Patterns', version: '1' },
  paths: {
    '/texts': {
      post: {
        operationId: 'take',
        requestBody: { required: true, content: { 'application/json': { schema } } },
        responses: { 204: { description: 'Taken.' } },
      },
    },
  },
});

const take = () => undefined;

const send = async (schema: object, text: string, options: object = {}): Promise<readonly string[]> => {
  const api = await bind(documentOf(schema), { take }, options);
  const response = await inject(api, { method: 'POST', url: '/texts', json: text });
  if (response.status === 204) return [];
  const problem = response.json() as { errors: readonly { code: string }[] };
  return problem.errors.map(({ code }) => code);
};

describe.skipIf(!here)(titled('catastrophic patterns'), () => {
  test('there are eight, one of them safe and seven with a text that is long enough', () => {
    expect(cases).toHaveLength(8);
    expect(cases.filter(({ attack }) => textOf(attack).length > 29)).toHaveLength(7);
  });

  test('those that plainly are so are warned of, and no other', async () => {
    const schema = { oneOf: cases.map(({ pattern }) => ({ pattern })) };
    const { warnings } = await bind(documentOf(schema), { take });
    const told = warnings.filter(({ code }) => code === 'pattern-costly');
    expect(told.map(({ pointer }) => Number(/\/(\d+)\/pattern$/.exec(pointer)?.[1]))).toEqual([
      0, 1, 2, 3, 4, 6,
    ]);
  });

  describe.each(cases.map(({ pattern, attack }) => [pattern, textOf(attack)] as const))(
    '%s',
    (pattern, text) => {
      test('is not refused', async () => {
        const api = await bind(documentOf({ type: 'string', pattern }), { take });
        await expect(api.warmup()).resolves.toBeUndefined();
      });

      // Each of these would run for ages if the pattern were tried.
      test.each([
        ['beside it', { type: 'string', maxLength: 10, pattern }],
        ['in front of it in an allOf', { allOf: [{ maxLength: 10 }, { pattern }] }],
        ['after it in an allOf', { allOf: [{ pattern }, { maxLength: 10 }] }],
        ['beside a reference to it', { $ref: '#/$defs/text', maxLength: 10, $defs: { text: { pattern } } }],
      ])('maxLength %s comes first', async (_, schema) => {
        const resolved = '$ref' in schema ? { ...schema, $ref: `${SCHEMA}/$defs/text` } : schema;
        const attack = text === '' ? 'a'.repeat(70) : text;
        expect(await send(resolved, attack)).toEqual(['max-length']);
      });

      test('is tried by another engine', async () => {
        const asked: string[] = [];
        const regexp = (source: string) => {
          asked.push(source);
          return { test: () => true };
        };
        expect(await send({ pattern }, text, { regexp })).toEqual([]);
        expect(new Set(asked)).toEqual(new Set([pattern]));
      });

      test('is a finding where another engine does not take it', async () => {
        const regexp = () => {
          throw new SyntaxError('too costly');
        };
        const api = await bind(documentOf({ pattern }), { take }, { regexp });
        const error = await api.warmup().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(SetupError);
        expect(String(error)).toContain('too costly');
      });
    },
  );
});

const SCHEMA = '#/paths/~1texts/post/requestBody/content/application~1json/schema';
