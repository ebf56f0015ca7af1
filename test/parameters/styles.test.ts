import { expect, test } from 'vitest';
import { compileReading, type RawRequest } from './reading.ts';

const string = { type: 'string' };
const integer = { type: 'integer' };
const list = (items: object) => ({ type: 'array', items });
const record = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const rgb = record({ R: integer, G: integer });

type Parameter = Readonly<Record<string, unknown>> & { readonly in: string };

const query = (schema: object, more: object = {}): Parameter => ({ name: 'q', in: 'query', schema, ...more });
const path = (style: string, explode: boolean, schema: object): Parameter => ({
  name: 'q',
  in: 'path',
  required: true,
  style,
  explode,
  schema,
});
const header = (schema: object, more: object = {}): Parameter => ({
  name: 'Q',
  in: 'header',
  schema,
  ...more,
});
const cookie = (schema: object, more: object = {}): Parameter => ({
  name: 'q',
  in: 'cookie',
  schema,
  ...more,
});
const deep = (schema: object): Parameter => query(schema, { style: 'deepObject', explode: true });
const plain = { explode: false };

const GROUPS = {
  path: 'path',
  query: 'query',
  querystring: 'query',
  header: 'headers',
  cookie: 'cookies',
} as const;

const sent = (location: string, raw: string | string[]): RawRequest => {
  if (location === 'path') return { path: [String(raw)] };
  if (location === 'header') return { headers: { q: raw } };
  return location === 'cookie' ? { headers: { cookie: raw } } : { query: String(raw) };
};

async function read(version: string, parameter: Parameter, raw: string | string[]): Promise<unknown> {
  const reading = await compileReading(version, [parameter]);
  const { values, issues } = reading(sent(parameter.in, raw));
  if (issues.length > 0) return issues.map(({ code, pointer }) => `! ${code} ${pointer}`.trim());
  const group = GROUPS[parameter.in as keyof typeof GROUPS];
  return Object.values(values[group])[0];
}

test.each<[parameter: Parameter, raw: string | string[], value: unknown]>([
  // delimiters and decoding
  [query(list(string), plain), 'q=a%2Cb,c', ['a,b', 'c']],
  [query(list(integer), plain), 'q=1%2C2,3', [1, 2, 3]],
  [query(list({ type: ['integer', 'string'] }), plain), 'q=1%2C2', ['1,2']],
  [query(list(string), plain), 'q=a,,b', ['a', '', 'b']],
  [query(list(string), plain), 'q=a+b,%2B', ['a b', '+']],
  [query(list(string), plain), 'q=', []],
  [query(list(string)), 'q=', []],
  [query(list(string)), 'q=&q=a', ['', 'a']],
  [query(list(string), plain), 'q=a,b&q=c', ['a', 'b', 'c']],
  [query(list(string)), 'q=a,b', ['a,b']],
  [query(list(string), { style: 'pipeDelimited', ...plain }), 'q=a|b%7Cc%7cd', ['a', 'b', 'c', 'd']],
  [query(list(string), { style: 'spaceDelimited', ...plain }), 'q=a%20b+c', ['a', 'b', 'c']],
  [query(list(string), { style: 'spaceDelimited', ...plain }), 'blue%20black', ['blue', 'black']],
  [query(list(string), { style: 'spaceDelimited', ...plain }), 'debug', null],
  [query(list(string), { style: 'pipeDelimited', ...plain }), 'a|b&c', null],
  [query(rgb, { style: 'pipeDelimited', ...plain }), 'q=R|1|G|2', { R: 1, G: 2 }],
  [query(string), 'x=1&&q=a=b&', 'a=b'],
  [query(string), '%71=a', 'a'],
  [query(string), 'q=%E0%A4', ['! malformed']],
  [query(string), 'q=%00', ['! malformed']],
  [query(string), '%zz=1&q=a', 'a'],
  [query(list(integer), plain), 'q=1,x,y', ['! type /1', '! type /2']],
  [
    query({ type: 'array', prefixItems: [integer, string], items: { type: 'boolean' } }, plain),
    'q=1,2,true',
    [1, '2', true],
  ],

  // label and matrix
  [path('label', false, list(string)), '.a.b', ['a', 'b']],
  [path('label', false, list(string)), '.a,b.c', ['a', 'b.c']],
  [path('label', false, list({ type: 'number' })), '.1.5', [1.5]],
  [path('label', false, list(integer)), '.1.5', [1, 5]],
  [path('label', false, rgb), '.R.1.G.2', { R: 1, G: 2 }],
  [path('label', false, rgb), '.R,1,G,2', { R: 1, G: 2 }],
  [path('label', true, list(string)), '.', []],
  [path('label', true, list(string)), 'a', ['! style']],
  [path('matrix', false, string), ';q', ''],
  [path('matrix', false, string), ';q=', ''],
  [path('matrix', false, string), ';%71=a', 'a'],
  [path('matrix', false, string), ';other=a', ['! style']],
  [path('matrix', true, list(string)), ';q=a;q', ['a', '']],
  [path('matrix', true, list(string)), ';q=a;r=b', ['! style']],
  [path('matrix', true, rgb), ';R=1;R=2', ['! repeated /R']],
  [path('simple', false, rgb), 'R,1,G', ['! style']],
  [path('simple', true, rgb), 'R=1,G', ['! style']],
  [path('simple', true, record({ k: string })), 'k=a%2Cb', { k: 'a,b' }],
  [path('simple', false, string), 'a+b', 'a+b'],

  // headers
  [header(list(integer)), '1 ,, 2', [1, 2]],
  [header(list(integer)), ['1', '2, 3'], [1, 2, 3]],
  [header(integer), ['1', '2'], ['! repeated']],
  [header(integer), ['1'], 1],
  [header(string), 'a%20b+c', 'a%20b+c'],
  [header(rgb, { explode: true }), 'R=1, G=2', { R: 1, G: 2 }],
  [header(rgb), 'R, 1, G, 2', { R: 1, G: 2 }],

  // cookies
  [cookie(string), 'a=1; q=x; q=y', 'x'],
  [cookie(string), ['a=1', 'q=x'], 'x'],
  [cookie(string), 'q="a b"', 'a b'],
  [cookie(string), 'q', null],
  [cookie(list(string), plain), 'q="a,b"', ['a', 'b']],
  [cookie(list(string)), 'q=a&q=b', ['a', 'b']],
  [cookie(rgb), 'R=1&G=2; x=1', { R: 1, G: 2 }],
  [cookie(string), 'q=a&b', 'a&b'],
  [cookie(integer, { style: 'cookie' }), 'q=%31', ['! type']],
  [cookie(list(string), { style: 'cookie' }), 'q=a; q=b%20', ['a', 'b%20']],

  // objects that spread
  [query(rgb), 'R=1&x=2', { R: 1 }],
  [query(rgb), 'x=2', null],
  [query({ type: 'object' }), 'a=1&b=2', { a: '1', b: '2' }],
  [query(record({ a: string }, { additionalProperties: integer })), 'a=1&b=2', { a: '1', b: 2 }],
  [query(record({ t: list(integer) })), 't=1&t=2', { t: [1, 2] }],
  [query(rgb), 'R=1&R=2', ['! repeated /R']],
  [query(record({ o: rgb })), 'o=%7B%22R%22:1%7D', { o: { R: 1 } }],
  [query(list(rgb)), 'q=%7B%22R%22:1%7D&q=x', ['! malformed /1']],

  // deepObject
  [deep(rgb), 'q[R]=1&q%5BG%5D=2', { R: 1, G: 2 }],
  [deep(rgb), 'q[R]=1&q[R]=2', ['! repeated /R']],
  [deep(rgb), 'q[R=1', ['! malformed']],
  [deep(rgb), 'q[R]x=1', ['! malformed']],
  [deep(rgb), 'q=1', ['! type']],
  [deep(record({ a: list(integer) })), 'q[a][0]=1&q[a][1]=2', { a: [1, 2] }],
  [deep(record({ a: list(integer) })), 'q[a][1]=1', ['! index /a']],
  [deep(record({ a: list(integer) })), 'q[a][]=1&q[a][]=2', { a: [1, 2] }],
  [deep(record({ a: list(integer) })), 'q[a]=1&q[a]=2', { a: [1, 2] }],
  [deep(record({ a: list(rgb) })), 'q[a][0][R]=1', { a: [{ R: 1 }] }],
  [deep(record({ a: integer })), 'q[a][b]=1', ['! type /a']],
  [deep(record({ a: integer })), 'q[a]=1&q[a][b]=1', ['! type /a']],
  [deep({ type: 'object' }), 'q[a][b]=1&q[c][]=2&q[d]=3', { a: { b: '1' }, c: ['2'], d: '3' }],
  [deep({ type: 'object' }), 'q[a]=1&q[a]=2', ['! repeated /a']],
  [deep({ type: 'object' }), `q${'[a]'.repeat(11)}=1`, ['! depth']],
  [deep({ anyOf: [rgb, integer] }), 'q=5', 5],
  [deep({ anyOf: [rgb, integer] }), 'q[R]=5', { R: 5 }],
  [deep(list(string)), 'q[]=a&q[]=b', ['a', 'b']],
  [deep(list(string)), 'q[0]=a', ['a']],
  [deep({ type: 'object' }), 'q[]=1&q[][b]=1', ['! malformed']],

  // unions
  [query({ anyOf: [string, list(string)] }), 'q=a', 'a'],
  [query({ anyOf: [string, list(string)] }), 'q=a&q=b', ['a', 'b']],
  [query({ anyOf: [integer, list(integer)] }, plain), 'q=1,2', [1, 2]],
  [query({ anyOf: [integer, list(integer)] }, plain), 'q=x', ['! type']],
  [query({ type: ['array', 'null'], items: integer }), 'q=', []],
  [query({ oneOf: [{ type: 'integer', maximum: 10 }, string] }), 'q=5', 5],
  [query({ oneOf: [{ type: 'integer', maximum: 10 }, string] }), 'q=50', '50'],
  [query({ oneOf: [integer, { type: 'number' }] }), 'q=5', ['! one-of']],
  [
    query({
      anyOf: [
        { type: 'integer', maximum: 10 },
        { type: 'string', minLength: 2 },
      ],
    }),
    'q=50',
    '50',
  ],
  [
    query({
      anyOf: [
        { type: 'integer', maximum: 10 },
        { type: 'string', minLength: 2 },
      ],
    }),
    'q=5',
    5,
  ],
  [query({ oneOf: [integer, { type: 'boolean' }] }), 'q=%zz', ['! malformed']],

  // content
  [
    query({}, { schema: undefined, content: { 'application/json': { schema: rgb } } }),
    'q=%7B%22R%22:1%7D',
    { R: 1 },
  ],
  [
    query({}, { schema: undefined, content: { 'application/json': { schema: rgb } } }),
    'q=%7B%22R%22:%221%22%7D',
    ['! type /R'],
  ],
  [query({}, { schema: undefined, content: { 'application/hal+json': {} } }), 'q=[1]', [1]],
  [
    query({}, { schema: undefined, content: { 'application/json': {} } }),
    'q=%7B%22__proto__%22:1%7D',
    ['! malformed'],
  ],
  [
    query({}, { schema: undefined, content: { 'application/json': {} } }),
    'q=%7B%22__%5Cu0070roto__%22:1%7D',
    ['! malformed'],
  ],
  [query({}, { schema: undefined, content: { 'text/plain': { schema: string } } }), 'q=1+2', '1 2'],
  [
    query({}, { schema: undefined, content: { 'application/x-www-form-urlencoded': { schema: rgb } } }),
    'q=R%3D1%26G%3D2',
    { R: 1, G: 2 },
  ],
  [header({}, { schema: undefined, content: { 'application/json': { schema: rgb } } }), '{"R": 1}', { R: 1 }],
])('%j reads %j as %j', async (parameter, raw, value) => {
  expect(await read(parameter.in === 'cookie' ? '3.2.0' : '3.1.0', parameter, raw)).toEqual(value);
});

test.each<[content: object, raw: string, value: unknown]>([
  [{ 'application/x-www-form-urlencoded': { schema: rgb } }, 'R=1&G=2', { R: 1, G: 2 }],
  [{ 'application/x-www-form-urlencoded': { schema: record({ a: string }) } }, 'a=x+%2B', { a: 'x +' }],
  [{ 'application/json': {} }, '%5B1,%222+%22%5D', [1, '2+']],
  [{ 'application/json': {} }, '', null],
  [{ 'text/plain': {} }, 'a%20b', 'a b'],
])('the whole query string as %j: %j is %j', async (content, raw, value) => {
  expect(await read('3.2.0', { name: 'q', in: 'querystring', content }, raw)).toEqual(value);
});

test.each<[parameter: Parameter, raw: string, value: unknown]>([
  [
    {
      name: 'q',
      in: 'query',
      type: 'array',
      collectionFormat: 'pipes',
      items: { ...list(integer), collectionFormat: 'ssv' },
    },
    'q=1%202|3',
    [[1, 2], [3]],
  ],
  [
    { name: 'q', in: 'query', type: 'array', items: list(integer), collectionFormat: 'multi' },
    'q=1,2&q=3',
    [[1, 2], [3]],
  ],
  [
    { name: 'q', in: 'query', type: 'array', items: list(integer), collectionFormat: 'multi' },
    'q=1,x',
    ['! type /0/1'],
  ],
  [{ name: 'q', in: 'header', type: 'array', items: string, collectionFormat: 'tsv' }, 'a\tb', ['a', 'b']],
  [
    { name: 'q', in: 'path', required: true, type: 'array', items: integer, collectionFormat: 'ssv' },
    '1%202',
    [1, 2],
  ],
])('in Swagger 2.0, %j reads %j as %j', async (parameter, raw, value) => {
  expect(await read('2.0', parameter, raw)).toEqual(value);
});
