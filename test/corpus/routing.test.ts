import { describe, expect, test } from 'vitest';
import { describe as read } from '../../src/index.ts';
import { documentOf, operation, pathParameter } from '../document-of.ts';
import { here, readJson, titled } from './corpus.ts';

interface Case {
  readonly id: string;
  readonly paths: readonly {
    readonly path: string;
    readonly types?: Readonly<Record<string, string>>;
    readonly method?: string;
  }[];
  readonly expect: { readonly load?: string };
}

const cases: readonly Case[] = here ? (readJson('vectors/routing.json') as { cases: Case[] }).cases : [];

const toDocument = ({ paths }: Case): object =>
  documentOf(
    Object.fromEntries(
      paths.map(({ path, types = {}, method = 'get' }) => [
        path,
        {
          [method]: operation(path, {
            parameters: Object.entries(types).map(([name, type]) => pathParameter(name, { type })),
          }),
        },
      ]),
    ),
  );

/** What is said of loading; matching and collisions are held by the tests of the routing room. */
const LOADS: Readonly<Record<string, (document: object) => Promise<boolean>>> = {
  error: async (document) => (await read(document)).findings.length > 0,
  'error-or-warning': async (document) => {
    const { findings, warnings } = await read(document);
    return findings.length + warnings.length > 0;
  },
  // The routing room shows that such paths collide; the document room warns of them.
  'error-or-collision': async (document) => (await read(document)).warnings.length > 0,
  ignored: async (document) => {
    const { operations, findings } = await read(document);
    return operations.length === 0 && findings.length === 0;
  },
};

describe.skipIf(!here)(titled('vectors/routing.json, loading'), () => {
  test.each(cases.map((one) => [one.id, one] as const))('%s', async (_, one) => {
    const loads = LOADS[one.expect.load ?? ''];
    if (loads === undefined) expect((await read(toDocument(one))).findings).toEqual([]);
    else expect(await loads(toDocument(one))).toBe(true);
  });
});
