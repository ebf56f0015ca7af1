import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCollisions } from '../../src/routing/collision.ts';
import { EXACT, type Kind, operationOf } from './operation-of.ts';

/** Names say the kind: `{i}` and `{i2}` are integers. */
const KINDS: Readonly<Record<string, Kind>> = {
  i: 'integer',
  n: 'number',
  b: 'boolean',
  s: 'string',
  u: { types: ['string'], format: 'uuid' },
  d: { types: ['string'], format: 'date' },
  t: { types: ['string'], format: 'date-time' },
  e: { types: ['string'], enum: ['a', 'b'] },
  f: { types: ['string'], enum: ['b', 'c'] },
  g: { types: ['string'], enum: ['1', 'true', '2026-01-31'] },
  o: { types: ['integer', 'boolean'] },
};

const kindsOf = (template: string): Readonly<Record<string, Kind>> =>
  Object.fromEntries(
    [...template.matchAll(/\{((\w)\d?)\}/g)].map(([, name = '', kind = '']) => [
      name,
      KINDS[kind] ?? 'string',
    ]),
  );

const operationsOf = (...templates: readonly string[]) =>
  templates.map((template, index) => operationOf(`GET ${template}`, kindsOf(template), { id: `o${index}` }));

const exampleIn = (message = ''): string | null => / both answer (\S+): /.exec(message)?.[1] ?? null;

// A path that both answer, or null; and whether concrete-first decides.
test.each<[string, string, string | null, 'decides' | 'fails' | null]>([
  ['/a', '/b', null, null],
  ['/a', '/a/', null, null],
  ['/a', '/A', null, null],
  ['/a', '/%61', '/a', 'fails'],
  ['/a', '/a?x=1', '/a', 'fails'],
  ['/café', '/caf%C3%A9', '/caf%C3%A9', 'fails'],
  ['/a', '/{s}', '/a', 'decides'],
  ['/', '/{s}', null, null],
  ['/1', '/{i}', '/1', 'decides'],
  ['/a', '/{i}', null, null],
  ['/01', '/{i}', null, null],
  ['/1.5', '/{n}', '/1.5', 'decides'],
  ['/true', '/{b}', '/true', 'decides'],
  ['/a', '/{e}', '/a', 'decides'],
  ['/c', '/{e}', null, null],
  ['/2026-01-31', '/{d}', '/2026-01-31', 'decides'],
  ['/2026-02-30', '/{d}', null, null],
  ['/{s}', '/{s2}', '/x', 'fails'],
  ['/{i}', '/{i2}', '/7', 'fails'],
  ['/{i}', '/{b}', null, null],
  ['/{i}', '/{n}', '/7', 'decides'],
  ['/{i}', '/{s}', '/7', 'decides'],
  ['/{i}', '/{u}', null, null],
  ['/{d}', '/{t}', null, null],
  ['/{d}', '/{n}', null, null],
  ['/{e}', '/{f}', '/b', 'fails'],
  ['/{e}', '/{g}', null, null],
  ['/{g}', '/{i}', '/1', 'decides'],
  ['/{g}', '/{b}', '/true', 'fails'],
  ['/{g}', '/{d}', '/2026-01-31', 'decides'],
  ['/{o}', '/{b}', '/false', 'decides'],
  ['/{o}', '/{i}', '/7', 'fails'],
  // One segment that tells them apart is enough; the first of different rank decides.
  ['/{s}/x', '/{s}/y', null, null],
  ['/{i}/x', '/y/{s}', null, null],
  ['/{s}/me', '/books/{s}', '/books/me', 'decides'],
  ['/{e}/me', '/{f}/{s}', '/b/me', 'decides'],
  ['/{s}/{i}', '/{s2}/{s}', '/x/7', 'decides'],
  // Segments of several parts.
  ['/{s}:cancel', '/{s}:delete', null, null],
  ['/{s}:cancel', '/{s2}:cancel', '/x:cancel', 'fails'],
  ['/{s}:cancel', '/{s}', '/x:cancel', 'decides'],
  ['/{s}:cancel', '/{i}', null, null],
  ['/{s}:cancel', '/x:cancel', '/x:cancel', 'decides'],
  ['/{s}.{s2}', '/a.b', '/a.b', 'decides'],
  ['/{s}.{s2}', '/a.', null, null],
  ['/{s}.{s2}', '/{s}-{s2}', '/x.-x', 'fails'],
  ['/{s}.{s2}', '/{n}', '/0.0', 'decides'],
  ['/{s}.{s2}', '/{i}', null, null],
  ['/{i}-{i2}', '/{d}', null, null],
  ['/{i}-0{i2}-{i3}', '/{d}', '/1000-01-10', 'decides'],
  ['/{i}-{i2}', '/{s}x{s2}', null, null],
  ['/v{i}', '/v{n}', '/v0', 'fails'],
  ['/v{i}', '/v{e}', null, null],
  ['/v{i}', '/{s}7', '/v7', 'fails'],
  ['/a{s}', '/{s}b', '/ab', 'fails'],
  ['/ab{s}', '/a{s}', '/abx', 'fails'],
  ['/{d}T{s}Z', '/{t}', '/0000-02-29T00:00:00Z', 'decides'],
  ['/{s}{s2}', '/{i}', '/-0', 'decides'],
  ['/{s}{s2}', '/{e}', null, null],
  ['/{s}%2F{s2}', '/{s}', '/x%2Fx', 'decides'],
])('%s and %s: %s', (one, other, example, rule) => {
  const operations = operationsOf(one, other);
  const found = findCollisions(operations, 'strict', EXACT);
  expect(found.map(({ message }) => exampleIn(message))).toEqual(example === null ? [] : [example]);
  expect(findCollisions(operations, 'concrete-first', EXACT)).toHaveLength(rule === 'fails' ? 1 : 0);
  expect(found[0]?.mend?.includes('concrete-first') ?? null).toBe(rule && rule === 'decides');
  expect(findCollisions(operations.toReversed(), 'strict', EXACT)).toHaveLength(found.length);
});

test.each([
  [
    ['/user/{username}', '/user/login'],
    { username: 'string' },
    '/paths/~1user~1login/get',
    'GET /user/login and GET /user/{username} both answer /user/login: {username} is a string.',
    'Bind with { collisions: "concrete-first" } to let login go before {username}, or narrow {username} (enum, format, integer).',
  ],
  [
    ['/pet/{id}', '/pet/1'],
    { id: 'integer' },
    '/paths/~1pet~11/get',
    'GET /pet/1 and GET /pet/{id} both answer /pet/1: 1 fits {id}, which is an integer.',
    'Bind with { collisions: "concrete-first" } to let 1 go before {id}, or narrow {id} (enum, format, integer).',
  ],
  [
    ['/pet/{id}', '/pet/{name}'],
    { id: 'string', name: 'string' },
    '/paths/~1pet~1{id}/get',
    'GET /pet/{id} and GET /pet/{name} both answer /pet/x: {id} is a string, {name} is a string.',
    'Narrow a parameter (enum, format, integer) until no URL fits both, or bind only one of them.',
  ],
  [
    ['/f/{name}.{ext}', '/f/{a}-{b}'],
    {},
    '/paths/~1f~1{name}.{ext}/get',
    'GET /f/{name}.{ext} and GET /f/{a}-{b} both answer /f/x.-x: x.-x fits both {name}.{ext} and {a}-{b}.',
    'Narrow a parameter (enum, format, integer) until no URL fits both, or bind only one of them.',
  ],
  [
    ['/a', '/a'],
    {},
    '/paths/~1a/get',
    'GET /a (first) and GET /a (second) both answer /a: their paths are equal.',
    'Give one of them another path, or bind only one.',
  ],
] as const)('%j: what collides, why, and what helps', ([one, other], kinds, pointer, message, mend) => {
  const operations = [
    operationOf(`GET ${one}`, kinds, { id: 'first' }),
    operationOf(`GET ${other}`, kinds, { id: 'second' }),
  ];
  expect(findCollisions(operations, 'strict', EXACT)).toEqual([
    { code: 'route-collision', pointer, message, mend },
  ]);
});

test.each([
  ['/FOO', '/foo', '/FOO'],
  ['/a', '/a/', '/a'],
  ['/TRUE', '/{b}', '/TRUE'],
  ['/{s}.X', '/a.{s}', '/a.x'],
])('without case and slash at the end, %s and %s collide', (one, other) => {
  const options = { caseSensitive: false, trailingSlash: 'ignore' } as const;
  expect(findCollisions(operationsOf(one, other), 'strict', options)).toHaveLength(1);
});

test('other methods and other base paths do not collide; any base path in common does', () => {
  const at = (route: string, ...basePaths: readonly string[]) =>
    operationOf(route, {}, { basePaths, id: `${route} ${basePaths}` });
  const count = (...operations: readonly ReturnType<typeof at>[]) =>
    findCollisions(operations, 'strict', EXACT).length;
  expect(count(at('GET /a', ''), at('PUT /a', ''))).toBe(0);
  expect(count(at('GET /a', '/v1'), at('GET /a', '/v2'))).toBe(0);
  expect(count(at('GET /a', '/v1', '/v2'), at('GET /a', '/v2', '/v1'))).toBe(1);
  expect(count(at('GET /{x}', '', '/a'), at('GET /a/{y}', ''))).toBe(1);
  expect(count(at('GET /{x}', '', '/a'))).toBe(0);
});

test('every pair is reported, in the order of the document', () => {
  const found = findCollisions(operationsOf('/{s}', '/b', '/a', '/{s2}'), 'strict', EXACT);
  expect(found.map(({ message }) => message.split(' both ')[0])).toEqual([
    'GET /b and GET /{s}',
    'GET /a and GET /{s}',
    'GET /{s} and GET /{s2}',
    'GET /b and GET /{s2}',
    'GET /a and GET /{s2}',
  ]);
});

test('a thousand are enough', () => {
  const operations = Array.from({ length: 200 }, (_, index) =>
    operationOf(`${index % 2 ? 'GET' : 'PUT'} /{s${index}}`),
  );
  expect(findCollisions(operations, 'strict', EXACT)).toHaveLength(1000);
});

test.each([
  ['literals', (index: number) => `/resource${index}/{i}`],
  ['verbs', (index: number) => `/{s}:verb${index}`],
  ['deep paths', (index: number) => `${'/a'.repeat(1000)}/${index}`],
])('a thousand operations apart by %s are compared at once', (_, template) => {
  const operations = operationsOf(...Array.from({ length: 1000 }, (_, index) => template(index)));
  const start = process.cpuUsage();
  expect(findCollisions(operations, 'strict', EXACT)).toEqual([]);
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(10);
});

test('templates of any text are compared', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('\uD800', '%\uD800', '{\uDC00}', '%zz', '%'),
  );
  fc.assert(
    fc.property(text, text, (one, other) => {
      const operations = [`/${one}`, `/{a}${other}`, '/{b}', '/{c}.{d}'].map((template, index) =>
        operationOf(`GET ${template}`, {}, { id: `o${index}` }),
      );
      for (const { message } of findCollisions(operations, 'strict', EXACT))
        expect(message).toContain(' both answer /');
    }),
    { numRuns: 1000 },
  );
});

test('enums of any size are compared', () => {
  const members = (prefix: string) => Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}`);
  const operations = ['a', 'a', 'b'].map((prefix, index) =>
    operationOf(
      `GET /{x}${index ? '.json' : '.xml'}`,
      { x: { types: ['string'], enum: members(prefix) } },
      { id: `o${index}` },
    ),
  );
  expect(findCollisions(operations, 'strict', EXACT)).toEqual([]);
});
