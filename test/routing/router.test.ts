import { expect, test } from 'vitest';
import { compileRouter, type RoutingOptions } from '../../src/routing/router.ts';
import { EXACT, type Kind, operationOf } from './operation-of.ts';

const routerOf = (
  routes: Readonly<Record<string, Readonly<Record<string, Kind>>>>,
  options: Partial<RoutingOptions> = {},
) =>
  compileRouter(
    Object.entries(routes).map(([route, kinds]) => ({ operation: operationOf(route, kinds), target: route })),
    { ...EXACT, ...options },
  );

type Expected = readonly [route: string, ...values: string[]] | string | null;

/** The route and the raw values, the reason of a 404, or `malformed`. */
const find = (router: ReturnType<typeof routerOf>, method: string, path: string): Expected => {
  const match = router.find(method, path);
  if (match.kind === 'found') return [match.target, ...match.values];
  if (match.kind === 'method') return match.allow.join(', ');
  return match.kind === 'malformed' ? 'malformed' : match.reason;
};

const shop = routerOf({
  'GET /': {},
  'GET /pets': {},
  'POST /pets': {},
  'GET /pets/{petId}': { petId: 'integer' },
  'DELETE /pets/{name}': { name: 'string' },
  'GET /pets/findByStatus': {},
  'GET /files/{name}.{ext}': { name: 'string', ext: 'string' },
  'GET /compare/{base}...{head}': { base: 'string', head: 'string' },
  'GET /range/{from}-{to}': { from: 'integer', to: 'integer' },
  'GET /books:batchGet': {},
  'POST /books/{id}:cancel': { id: 'integer' },
  'GET /café/{x}': { x: 'string' },
  'GET /pairs/{a},{b}': { a: 'string', b: 'string' },
  'GET /codes/{a}{b}': { a: { types: ['string'], enum: ['x', 'xy'] }, b: 'string' },
  'GET /a//b': {},
  'GET /list/': {},
  'BREW /pot': {},
});

test.each<[string, string, Expected]>([
  ['GET', '/', ['GET /']],
  ['GET', '/pets', ['GET /pets']],
  ['GET', '/%70ets', ['GET /pets']],
  ['GET', '/pets/7', ['GET /pets/{petId}', '7']],
  ['GET', '/pets/%37', ['GET /pets/{petId}', '%37']],
  ['GET', '/pets/-7', ['GET /pets/{petId}', '-7']],
  ['GET', '/pets/findByStatus', ['GET /pets/findByStatus']],
  ['HEAD', '/pets/7', ['GET /pets/{petId}', '7']],
  ['BREW', '/pot', ['BREW /pot']],
  // A value of another type is no match: it is left to other methods, or 404 with the reason.
  ['GET', '/pets/abc', 'DELETE, OPTIONS'],
  ['GET', '/range/1-x', '{to} is not an integer'],
  ['PUT', '/pets/7', 'DELETE, GET, HEAD, OPTIONS'],
  ['PUT', '/pets', 'GET, HEAD, OPTIONS, POST'],
  ['OPTIONS', '/pets', 'GET, HEAD, OPTIONS, POST'],
  ['HEAD', '/pot', 'BREW, OPTIONS'],
  ['get', '/pets', 'GET, HEAD, OPTIONS, POST'],
  ['__proto__', '/pets', 'GET, HEAD, OPTIONS, POST'],
  // Segments are split before they are decoded, and never resolved.
  ['DELETE', '/pets/a%2Fb', ['DELETE /pets/{name}', 'a%2Fb']],
  ['DELETE', '/pets/a%2Fb/', null],
  ['DELETE', '/pets/..', ['DELETE /pets/{name}', '..']],
  ['DELETE', '/x/../pets/a', null],
  ['DELETE', '/pets/%2e%2e/a', null],
  ['DELETE', '/pets\\a', null],
  ['DELETE', '/pets/..\\a', ['DELETE /pets/{name}', '..\\a']],
  ['DELETE', '/pets/', null],
  ['DELETE', '/pets//', null],
  ['DELETE', '/pets/a%00b', ['DELETE /pets/{name}', 'a%00b']],
  ['GET', '/a//b', ['GET /a//b']],
  ['GET', '/a/b', null],
  ['GET', '//', null],
  ['GET', '/list/', ['GET /list/']],
  ['GET', '/list', null],
  ['GET', '/pets/', null],
  ['GET', '/PETS', null],
  ['GET', '', null],
  ['GET', '*', null],
  ['GET', 'pets', null],
  // Mixed segments: the first parameter takes as much as types and literals let it.
  ['GET', '/files/a.txt', ['GET /files/{name}.{ext}', 'a', 'txt']],
  ['GET', '/files/a.tar.gz', ['GET /files/{name}.{ext}', 'a.tar', 'gz']],
  ['GET', '/files/a%2Etxt', ['GET /files/{name}.{ext}', 'a', 'txt']],
  ['GET', '/files/%F0%9F%98%80%2Fb.t%C3%A9', ['GET /files/{name}.{ext}', '%F0%9F%98%80%2Fb', 't%C3%A9']],
  ['GET', '/files/.txt', null],
  ['GET', '/files/a.', null],
  ['GET', '/files/a', null],
  ['GET', '/compare/main...dev', ['GET /compare/{base}...{head}', 'main', 'dev']],
  ['GET', '/compare/v1....v2', ['GET /compare/{base}...{head}', 'v1.', 'v2']],
  ['GET', '/range/1-2', ['GET /range/{from}-{to}', '1', '2']],
  ['GET', '/range/-1--2', ['GET /range/{from}-{to}', '-1', '-2']],
  ['GET', '/range/1--2', ['GET /range/{from}-{to}', '1', '-2']],
  ['GET', '/range/1', null],
  ['GET', '/books:batchGet', ['GET /books:batchGet']],
  ['GET', '/books%3AbatchGet', ['GET /books:batchGet']],
  ['POST', '/books/7:cancel', ['POST /books/{id}:cancel', '7']],
  ['POST', '/books/x:cancel', '{id} is not an integer'],
  ['GET', '/caf%C3%A9/1', ['GET /café/{x}', '1']],
  ['GET', '/caf%c3%a9/1', ['GET /café/{x}', '1']],
  ['GET', '/café/1', ['GET /café/{x}', '1']],
  // An encoded delimiter is data.
  ['GET', '/pairs/a%2Cb,c', ['GET /pairs/{a},{b}', 'a%2Cb', 'c']],
  ['GET', '/pairs/a%2Cb', null],
  ['GET', '/codes/xyz', ['GET /codes/{a}{b}', 'xy', 'z']],
  ['GET', '/codes/xy', ['GET /codes/{a}{b}', 'x', 'y']],
  // What is no UTF-8 is malformed where a route leads that far.
  ['GET', '/pets/%zz', 'malformed'],
  ['GET', '/pets/%', 'malformed'],
  ['GET', '/pets/%E9', 'malformed'],
  ['GET', '/pets/%C0%AF', 'malformed'],
  ['GET', '/pets/%ED%A0%80', 'malformed'],
  ['GET', '/pets/%F5%80%80%80', 'malformed'],
  ['PUT', '/files/%zz.x', 'malformed'],
  ['GET', '/%zz', 'malformed'],
  ['GET', '/elsewhere/%zz', null],
])('%s %s: %j', (method, path, expected) => {
  expect(find(shop, method, path)).toEqual(expected);
});

const lax = routerOf(
  {
    'GET /Pets': {},
    'GET /Pets/{Id}.JSON': { Id: 'string' },
    'GET /flags/{on}': { on: 'boolean' },
    'GET /list/': {},
    'GET /ÉTÉ': {},
  },
  { caseSensitive: false, trailingSlash: 'ignore' },
);

test.each<[string, Expected]>([
  ['/pets', ['GET /Pets']],
  ['/PETS/', ['GET /Pets']],
  ['/pets//', null],
  ['/pets/Rex.json/', ['GET /Pets/{Id}.JSON', 'Rex']],
  ['/list', ['GET /list/']],
  ['/list/', ['GET /list/']],
  ['/%C3%A9t%C3%A9', ['GET /ÉTÉ']],
  ['/FLAGS/true', ['GET /flags/{on}', 'true']],
  ['/flags/TRUE', '{on} is not false or true'],
])('without case and slash at the end, %s: %j', (path, expected) => {
  expect(find(lax, 'GET', path)).toEqual(expected);
});

test.each<[string, Expected]>([
  ['/v1/pets/7', ['GET /pets/{id}', '7']],
  ['/api/v1/pets/7', ['GET /pets/{id}', '7']],
  ['/pets/7', null],
  ['/v1', null],
])('under several base paths, %s: %j', (path, expected) => {
  const operation = operationOf(
    'GET /pets/{id}',
    { id: 'integer' },
    { basePaths: ['/v1', '/api/v1', '/v1'] },
  );
  expect(find(compileRouter([{ operation, target: operation.id }], EXACT), 'GET', path)).toEqual(expected);
});

test('the more concrete path goes first, segment by segment from the left', () => {
  const kinds: Readonly<Record<string, Kind>> = {
    id: 'integer',
    n: 'number',
    s: 'string',
    e: { types: ['string'], enum: ['1', '2'] },
  };
  const routes = ['/a/{s}', '/{e}/{id}', '/{id}/{id}', '/{n}/a', '/{s}/a', '/{s}/1', '/1.{s}/{s}'];
  const router = routerOf(Object.fromEntries(routes.map((route) => [`GET ${route}`, kinds])));
  const paths = ['/a/a', '/1/1', '/3/1', '/1/a', '/b/a', '/b/1', '/1.5/a', '/2.5/a', '/1.5/1'];
  expect(paths.map((path) => find(router, 'GET', path)?.[0])).toEqual([
    'GET /a/{s}',
    'GET /{e}/{id}',
    'GET /{id}/{id}',
    'GET /{n}/a',
    'GET /{s}/a',
    'GET /{s}/1',
    'GET /1.{s}/{s}',
    'GET /{n}/a',
    'GET /1.{s}/{s}',
  ]);
});

test('a declared HEAD goes before GET, where it fits', () => {
  const router = routerOf({
    'GET /a': {},
    'GET /b': {},
    'HEAD /{x}': { x: { types: ['string'], enum: ['a'] } },
  });
  expect([find(router, 'HEAD', '/a'), find(router, 'HEAD', '/b')]).toEqual([['HEAD /{x}', 'a'], ['GET /b']]);
});

test('nothing is found among no operations', () => {
  expect(compileRouter([], EXACT).find('GET', '/')).toEqual({ kind: 'none', reason: null });
});

const seconds = (run: () => void): number => {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

const both = (level: number): readonly string[] =>
  level === 0 ? [''] : both(level - 1).flatMap((rest) => [`/a${rest}`, `/{p${level}}${rest}`]);

// Limits are wide for slow machines; what grows faster than the path takes minutes.
test.each<[string, string, Readonly<Record<string, Kind>>, string]>([
  ['segments', '/{a}/{b}', {}, '/a'.repeat(100_000)],
  ['slashes', '/{a}/{b}', {}, '/'.repeat(100_000)],
  ['literals of a mixed segment', '/{a}-{b}-{c}.', {}, `/${'a-'.repeat(50_000)}`],
  ['typed parts', '/{a}-{b}-{c}', { a: 'integer', b: 'number', c: 'integer' }, `/${'1-'.repeat(50_000)}x`],
  [
    'parts with nothing between',
    '/{a}{b}{c}',
    { a: 'integer', b: 'integer', c: 'integer' },
    `/${'1'.repeat(50_000)}x`,
  ],
  ['escapes', '/{a}.{b}', {}, `/${'%2C%61'.repeat(20_000)}.x`],
  ['digits', '/{a}', { a: 'number' }, `/${'1'.repeat(100_000)}x`],
])('a path of many %s takes no longer than it is', (_, template, kinds, path) => {
  const router = routerOf({ [`GET ${template}`]: kinds });
  expect(seconds(() => router.find('GET', path))).toBeLessThan(5);
});

test('a path that every template begins like is looked for once in each', () => {
  const router = routerOf(Object.fromEntries(both(11).map((template) => [`GET ${template}`, {}])));
  expect(seconds(() => router.find('GET', `${'/a'.repeat(10)}/`))).toBeLessThan(2);
});

test('templates of any depth are found', () => {
  const router = routerOf({ [`GET ${'/a'.repeat(20_000)}/{x}`]: { x: 'integer' } });
  expect(find(router, 'GET', `${'/a'.repeat(20_000)}/7`)?.[1]).toBe('7');
  expect(find(router, 'GET', `${'/a'.repeat(20_000)}/b`)).toBe('{x} is not an integer');
});
