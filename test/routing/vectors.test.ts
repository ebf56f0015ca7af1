import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findCollisions } from '../../src/routing/collision.ts';
import { compileRouter } from '../../src/routing/router.ts';
import { EXACT, type Kind, operationOf } from './operation-of.ts';

interface Case {
  readonly id: string;
  readonly paths: readonly {
    readonly path: string;
    readonly types?: Readonly<Record<string, Kind>>;
    readonly method?: string;
  }[];
  readonly expect: {
    readonly strict?: 'ok' | 'collision';
    readonly rich?: 'ok';
    readonly oas?: 'ok' | 'ambiguous';
    readonly overlapUrl?: string;
    readonly match?: readonly (readonly [path: string, template: string | null])[];
    readonly params?: Readonly<Record<string, number>>;
    readonly method?: Readonly<Record<string, string>>;
    readonly load?: string;
  };
}

const file = new URL('../../../shared/corpus/vectors/routing.json', import.meta.url);
const here = existsSync(file);
const cases: readonly Case[] = here ? JSON.parse(readFileSync(file, 'utf8')).cases : [];

// The rows about loading are for the document room, but for paths that only a query tells apart.
const routed = cases.filter(({ expect: { load } }) => load === undefined || load === 'error-or-collision');

const operationsOf = ({ paths }: Case) =>
  paths.map(({ path, types, method = 'get' }) => operationOf(`${method.toUpperCase()} ${path}`, types));

describe.skipIf(!here)(
  `the vectors of the corpus${here ? '' : ' (skipped: they are not beside the checkout)'}`,
  () => {
    test.each(routed.map((row) => [row.id, row] as const))('%s', (_, row) => {
      const operations = operationsOf(row);
      const { strict, rich, oas, overlapUrl, match = [], params, method = {}, load } = row.expect;
      const found = findCollisions(operations, 'strict', EXACT);
      const collides = load === undefined ? rich === undefined && strict === 'collision' : true;
      if (strict !== undefined || load !== undefined) expect(found.length > 0).toBe(collides);
      if (overlapUrl !== undefined) expect(found[0]?.message).toContain(` both answer ${overlapUrl}:`);
      if (oas === 'ok') expect(findCollisions(operations, 'concrete-first', EXACT)).toEqual([]);

      const router = compileRouter(
        operations.map((operation) => ({ operation, target: operation.template })),
        EXACT,
      );
      for (const [path, template] of match) {
        const result = router.find('GET', path);
        expect([path, result.kind === 'found' ? result.target : null]).toEqual([path, template]);
      }
      if (params !== undefined) {
        expect(router.find('GET', match[0]?.[0] ?? '')).toMatchObject({
          values: Object.values(params).map(String),
        });
      }
      for (const name of Object.keys(method)) {
        const result = router.find(name, '/a');
        if (name === 'HEAD') expect(result.kind).toBe('found');
        else expect(result).toEqual({ kind: 'method', allow: ['GET', 'HEAD', 'OPTIONS'] });
      }
    });
  },
);
