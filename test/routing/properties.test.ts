import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/document/operation.ts';
import { findCollisions } from '../../src/routing/collision.ts';
import { compileRouter } from '../../src/routing/router.ts';
import { EXACT, type Kind, operationOf } from './operation-of.ts';
import { precedence, valuesIn } from './reference.ts';

// Few texts, so that templates and paths often meet.
const KINDS: readonly Kind[] = [
  'string',
  'string',
  'integer',
  'number',
  'boolean',
  { types: ['string'], enum: ['a', 'b', 'true'] },
  { types: ['string'], enum: ['b', '1', 'a-1'] },
  { types: ['integer'], enum: [1, 12] },
  { types: ['integer', 'boolean'] },
];
const LITERALS = ['', 'a', 'b', '1', '12', 'true', 'a-1', 'é', '%C3%A9', 'b:x', '1.5'];
const MIXED = ['{0}-{1}', '{0}.{1}', 'a{0}', '{0}:x', '{0}{1}', '{0}-{1}-{2}', '1{0}1', '{0}1{1}', 'é{0}'];
const TEXTS = [
  '',
  'a',
  'b',
  '1',
  '12',
  '-7',
  '1.5',
  '1e2',
  'true',
  'a-1',
  '1-1',
  '1--1',
  'a-b-1',
  'b:x',
  '1:x',
  '1%3Ax',
  'é',
  '%C3%A9',
  '%c3%a9a',
  '%61',
  '1%2D1',
  '1%2F1',
  '111',
  '11',
  'a.b.c',
  '😀',
  '%F0%9F%98%80',
  '😀1',
  'a%2E1',
];

interface Piece {
  readonly text: string;
  readonly kinds: readonly Kind[];
}

const literal = fc.constantFrom(...LITERALS).map((text): Piece => ({ text, kinds: [] }));
const parameter = fc.constantFrom(...KINDS).map((kind): Piece => ({ text: '{0}', kinds: [kind] }));
const mixed = fc
  .tuple(fc.constantFrom(...MIXED), fc.array(fc.constantFrom(...KINDS), { minLength: 3, maxLength: 3 }))
  .map(([text, kinds]): Piece => ({ text, kinds }));

const route = fc.tuple(
  fc.constantFrom('GET', 'GET', 'PUT'),
  fc.array(fc.oneof(literal, parameter, mixed), { minLength: 1, maxLength: 3 }),
);

/** Gives every parameter of a template a name of its own. */
const build = (method: string, pieces: readonly Piece[], id: string): Operation => {
  const kinds: Record<string, Kind> = {};
  const segments = pieces.map((piece, level) =>
    piece.text.replace(/\{(\d)\}/g, (_, slot: string) => {
      const name = `p${level}${slot}`;
      kinds[name] = piece.kinds[Number(slot)] ?? 'string';
      return `{${name}}`;
    }),
  );
  return { ...operationOf(`${method} /${segments.join('/')}`, kinds, { id }), pointer: `#/${id}` };
};

const operations = fc
  .array(route, { minLength: 1, maxLength: 8 })
  .map((routes) => routes.map(([method, pieces], index) => build(method, pieces, `operation${index}`)));

const path = fc
  .array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 3 })
  .map((texts) => `/${texts.join('/')}`);
const paths = fc.array(path, { minLength: 1, maxLength: 12 });

const routerOf = (bound: readonly Operation[]) =>
  compileRouter(
    bound.map((operation) => ({ operation, target: operation })),
    EXACT,
  );

/** What the reference finds: the operation that goes first among all that fit. */
const expected = (bound: readonly Operation[], method: string, target: string) => {
  const fitting = bound.filter(
    (operation) => operation.method === method && valuesIn(operation, target) !== null,
  );
  return fitting.find((operation) =>
    fitting.every((other) => other === operation || precedence(operation, other) < 0),
  );
};

const runs = { numRuns: 600 };

test('the router finds what a plain matcher finds, wherever concrete-first has nothing to say', () => {
  let found = 0;
  fc.assert(
    fc.property(operations, paths, (all, targets) => {
      if (findCollisions(all, 'concrete-first', EXACT).length > 0) return;
      const router = routerOf(all);
      for (const target of targets) {
        const match = router.find('GET', target);
        const operation = expected(all, 'GET', target);
        expect(match.kind === 'found' ? match.target.id : null).toBe(operation?.id ?? null);
        if (match.kind !== 'found') continue;
        found++;
        expect(match.values.map(decodeURIComponent)).toEqual(valuesIn(match.target, target));
      }
    }),
    runs,
  );
  expect(found).toBeGreaterThan(100);
});

test('a path that fits under other methods names them', () => {
  fc.assert(
    fc.property(operations, paths, (all, targets) => {
      const router = routerOf(all);
      for (const target of targets) {
        const methods = new Set(
          all.filter((operation) => valuesIn(operation, target) !== null).map(({ method }) => method),
        );
        const match = router.find('PATCH', target);
        expect(match.kind).toBe(methods.size > 0 ? 'method' : 'none');
        if (match.kind === 'method') {
          expect(match.allow).toEqual(
            [...methods, ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS'].sort(),
          );
        }
      }
    }),
    runs,
  );
});

test('the order of declaration never matters', () => {
  fc.assert(
    fc.property(operations, paths, fc.infiniteStream(fc.nat()), (all, targets, random) => {
      const shuffled = all
        .map((operation) => ({ operation, key: random.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key);
      const [router, other] = [routerOf(all), routerOf(shuffled.map(({ operation }) => operation))];
      for (const target of targets) expect(other.find('GET', target)).toEqual(router.find('GET', target));
    }),
    runs,
  );
});

const pairsOf = (all: readonly Operation[], mode: 'strict' | 'concrete-first') =>
  findCollisions(all, mode, EXACT).map(({ message }) => {
    const [, example = ''] = / both answer (\S+): /.exec(message) ?? [];
    return { message, example };
  });

test('the example of a collision fits both operations', () => {
  let reported = 0;
  fc.assert(
    fc.property(operations, (all) => {
      for (const { message, example } of pairsOf(all, 'strict')) {
        reported++;
        const fitting = all.filter((operation) => valuesIn(operation, example) !== null);
        const named = fitting.filter(({ method, template }) => message.includes(`${method} ${template}`));
        expect([message, named.length]).toEqual([message, Math.max(2, named.length)]);
        for (const operation of named)
          expect(routerOf([operation]).find(operation.method, example).kind).toBe('found');
      }
    }),
    runs,
  );
  expect(reported).toBeGreaterThan(100);
});

test('operations without a collision never fit one path', () => {
  fc.assert(
    fc.property(operations, paths, (all, targets) => {
      const collides = findCollisions(all, 'strict', EXACT).length > 0;
      for (const target of targets) {
        const fitting = all.filter(
          (operation) => operation.method === 'GET' && valuesIn(operation, target) !== null,
        );
        if (!collides) expect(fitting.length).toBeLessThan(2);
      }
    }),
    { numRuns: 1500 },
  );
});

test('what concrete-first accepts, it can decide', () => {
  fc.assert(
    fc.property(operations, paths, (all, targets) => {
      if (findCollisions(all, 'concrete-first', EXACT).length > 0) return;
      for (const target of targets) {
        const fitting = all.filter(
          (operation) => operation.method === 'GET' && valuesIn(operation, target) !== null,
        );
        if (fitting.length > 0) expect(expected(all, 'GET', target)).toBeDefined();
      }
    }),
    { numRuns: 1500 },
  );
});

// Of many routes only those are read to which a path may lead; what is found must not depend on how they are told apart.
test.each(['/filler', '/a/filler', '/a/b/filler'])(
  'many routes %s… change nothing for other paths',
  (stem) => {
    const fillers = Array.from({ length: 40 }, (_, n) =>
      operationOf(`GET ${stem}${n}/x`, {}, { id: `filler${n}` }),
    );
    fc.assert(
      fc.property(operations, paths, (all, targets) => {
        const [alone, among] = [routerOf(all), routerOf([...all, ...fillers])];
        for (const target of targets) {
          for (const method of ['GET', 'PUT'])
            expect(among.find(method, target)).toEqual(alone.find(method, target));
          expect(among.find('GET', `${stem}7/x`)).toMatchObject({ target: { id: 'filler7' } });
        }
      }),
      runs,
    );
  },
);
