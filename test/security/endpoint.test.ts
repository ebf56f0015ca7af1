import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileRules,
  faultOf,
  findRule,
  foldOf,
  reachOf,
  readSegments,
} from '../../src/security/endpoint.ts';

describe('segments of a path', () => {
  test.each<[path: string, segments: readonly string[] | null]>([
    ['/', []],
    ['/a', ['a']],
    ['/a/', ['a']],
    ['/a//', ['a', '']],
    ['//a', ['', 'a']],
    ['/a%2Fb/c', ['a/b', 'c']],
    ['/%61', ['a']],
    ['/%2561', ['%61']],
    ['/a/.', null],
    ['/a/..', null],
    ['/a/%2e%2E/b', null],
    ['/a/...', ['a', '...']],
    ['/a/.b', ['a', '.b']],
    ['/%zz', null],
    ['/%ff', null],
  ])('%s', (path, segments) => expect(readSegments(path)).toEqual(segments));
});

test.each<[path: unknown, isFine: boolean]>([
  ['/', true],
  ['/a', true],
  ['/a/{id}/b', true],
  ['/caf%C3%A9', true],
  ['/items/%3AbatchGet', true],
  ['/items/%2A', true],
  ['/items/:id', false],
  ['/items/*', false],
  ['/a/', false],
  ['//', false],
  ['/a//b', false],
  ['/a/../b', false],
  ['/a/%2e', false],
  ['/a/x{id}', false],
  ['/a?b', false],
  ['/a#b', false],
  ['a', false],
  ['', false],
  [undefined, false],
])('%j as the path of a rule: %s', (path, isFine) => expect(faultOf(path) === null).toBe(isFine));

const fold = foldOf(true);
const word = fc.constantFrom('a', 'b', 'ab', 'A', 'é');
const rulePath = fc
  .array(fc.oneof(word, fc.constant('{x}')), { maxLength: 4 })
  .map((parts) => `/${parts.map((part) => (part === '{x}' ? part : encodeURIComponent(part))).join('/')}`);
const method = fc.constantFrom(undefined, 'GET', 'POST');
const templateParts = fc.array(fc.oneof(word, fc.constantFrom('{id}', 'a{id}')), { maxLength: 5 });

describe('rules', () => {
  test('what a rule has to do with a template holds for every path of the template', () => {
    fc.assert(
      fc.property(
        rulePath,
        templateParts,
        fc.array(word, { minLength: 5, maxLength: 5 }),
        (path, parts, values) => {
          const rules = compileRules([{ endpoint: { path }, target: true }], fold);
          const template = `/${parts.map((part) => (part.includes('{') ? part : encodeURIComponent(part))).join('/')}`;
          const segments = parts.map((part, index) => part.replace('{id}', values[index] ?? ''));
          const fits = findRule(rules, 'GET', segments, fold) !== undefined;
          const reach = rules.map((rule) => reachOf(rule, template, fold))[0];
          expect(reach === 'some' || (reach === 'each') === fits).toBe(true);
        },
      ),
    );
  });

  test('the one that decides has the longest path of all that fit, and of two such names the method', () => {
    const given = fc.array(fc.record({ path: rulePath, method }), { maxLength: 8 });
    fc.assert(
      fc.property(given, fc.array(word, { maxLength: 5 }), (endpoints, segments) => {
        const rules = compileRules(
          endpoints.map(({ path, method: named }) => ({
            endpoint: named === undefined ? { path } : { path, method: named },
            target: path,
          })),
          fold,
        );
        const winner = findRule(rules, 'GET', segments, fold);
        for (const rule of rules) {
          if (findRule([rule], 'GET', segments, fold) === undefined) continue;
          expect(winner).toBeDefined();
          expect(rule.parts.length).toBeLessThanOrEqual(winner?.parts.length ?? -1);
          if (JSON.stringify(rule.parts) === JSON.stringify(winner?.parts) && winner?.method === null)
            expect(rule.method).toBeNull();
        }
      }),
    );
  });
});
