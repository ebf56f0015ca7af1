import { describe, expect, test } from 'vitest';
import { compileReading } from './reading.ts';

const query = (name: string, schema: object, more: object = {}) => ({ name, in: 'query', schema, ...more });
const integer = { type: 'integer' };
const string = { type: 'string' };
const long = { type: 'integer', format: 'int64' };

describe('what was not sent', () => {
  test('is its default or null, in the order of the document', async () => {
    const read = await compileReading('3.0.3', [
      query('limit', { ...integer, default: 20 }),
      query('tags', { type: 'array', items: string, default: ['a'] }),
      query('name', string),
      { name: 'X-Trace', in: 'header', schema: string },
      { name: 'sid', in: 'cookie', schema: string },
    ]);
    const { values, issues } = read({});
    expect(issues).toEqual([]);
    expect(JSON.stringify(values.query)).toBe('{"limit":20,"tags":["a"],"name":null}');
    expect(values.headers).toEqual({ 'X-Trace': null });
    expect(values.cookies).toEqual({ sid: null });
    expect(['limit', 'tags', 'X-Trace'].map((name) => values.supplied(name))).toEqual([false, false, false]);
  });

  test('does not share its default between requests', async () => {
    const read = await compileReading('3.0.3', [
      query('tags', { type: 'array', items: string, default: ['a'] }),
    ]);
    expect(read({}).values.query['tags']).not.toBe(read({}).values.query['tags']);
  });

  test('is an issue where it is required, and all issues come at once', async () => {
    const read = await compileReading('3.0.3', [
      query('a', integer, { required: true }),
      query('b', { ...integer, minimum: 3 }),
      query('c', { type: 'array', items: integer }, { explode: false }),
      { name: 'X-D', in: 'header', required: true, schema: string },
      { name: 'e', in: 'cookie', required: true, schema: string },
    ]);
    const { issues } = read({ query: 'b=1&c=1,x' });
    expect(issues.map((issue) => [issue.in, issue.name, issue.pointer, issue.code])).toEqual([
      ['query', 'a', '', 'required'],
      ['query', 'b', '', 'minimum'],
      ['query', 'c', '/1', 'type'],
      ['header', 'X-D', '', 'required'],
      ['cookie', 'e', '', 'required'],
    ]);
  });
});

test('supplied tells what was sent, also empty, in every location', async () => {
  const read = await compileReading('3.0.3', [
    { name: 'id', in: 'path', required: true, schema: integer },
    query('a', string),
    query('f', { type: 'object' }, { style: 'deepObject', explode: true }),
    { name: 'X-B', in: 'header', schema: string },
    { name: 'c', in: 'cookie', schema: string },
  ]);
  const { values } = read({ path: ['1'], query: 'a=&f[x]=1', headers: { 'x-b': '', cookie: 'd=1' } });
  expect(['id', 'a', 'f', 'X-B', 'c', 'toString'].map((name) => values.supplied(name))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test.each([
  // schema                                     parameter                     value or code
  [string, {}, ''],
  [integer, {}, 'type'],
  [integer, { allowEmptyValue: true }, null],
  [{ ...string, minLength: 1 }, {}, 'min-length'],
  [{ ...string, minLength: 1 }, { allowEmptyValue: true }, ''],
  [{ ...integer, nullable: true }, {}, null],
  [{ type: 'boolean' }, {}, 'type'],
  [{ type: 'array', items: integer }, {}, []],
  [{ type: 'array', items: integer }, { explode: false, allowEmptyValue: true }, []],
])('an empty value of %j %j is %j', async (schema, more, expected) => {
  const read = await compileReading('3.0.3', [query('q', schema, more)]);
  for (const text of ['q=', 'q']) {
    const { values, issues } = read({ query: text });
    expect(issues[0]?.code ?? values.query['q']).toEqual(expected);
  }
});

test.each([
  ['bigint', [5n, 9007199254740993n]],
  ['string', ['5', '9007199254740993']],
] as const)('int64: %s is checked and handed on exactly', async (int64, values) => {
  const bounded = { ...long, minimum: 1, default: 5 };
  const read = await compileReading('3.0.3', [query('a', bounded), query('b', bounded)], { int64 });
  const { values: exact, issues } = read({ query: 'b=9007199254740993' });
  expect(issues).toEqual([]);
  expect(Object.values(exact.query)).toEqual(values);
  expect(read({ query: 'b=0' }).issues.map(({ code }) => code)).toEqual(['minimum']);
});

const ids = { type: 'array', items: long, minItems: 1 };

test.each([
  // schema                                                                        query                              value
  [
    { type: 'object', properties: { ids, n: integer } },
    'ids=9007199254740993&ids=1&n=2',
    { ids: ['9007199254740993', '1'], n: 2 },
  ],
  [
    { type: 'object', additionalProperties: long, minProperties: 1 },
    'a=9007199254740993',
    { a: '9007199254740993' },
  ],
  [{ anyOf: [long, ids] }, 'q=9007199254740993', '9007199254740993'],
  [{ anyOf: [long, ids] }, 'q=1&q=9007199254740993', ['1', '9007199254740993']],
  [{ ...ids, default: [1] }, '', ['1']],
])('int64 within %j is exact too', async (schema, text, value) => {
  const read = await compileReading('3.0.3', [query('q', schema)], { int64: 'string' });
  const { values, issues } = read({ query: text });
  expect(issues).toEqual([]);
  expect(values.query['q']).toEqual(value);
});

describe('unknown query parameters', () => {
  const parameters = [
    query('a', string),
    query('f', { type: 'object' }, { style: 'deepObject', explode: true }),
    query('o', { type: 'object', properties: { R: string } }),
  ];

  test('are let pass', async () => {
    const read = await compileReading('3.0.3', parameters);
    expect(read({ query: 'a=1&z=1&f[x]=1&R=1' }).issues).toEqual([]);
  });

  test('are refused by option, once for each name', async () => {
    const read = await compileReading('3.0.3', parameters, { unknownQuery: 'reject' });
    const { issues } = read({ query: 'a=1&z=1&z=2&f[x]=1&R=1&%7A%2F=1&%zz&g[x]=1' });
    expect(issues.map(({ name, code }) => [name, code])).toEqual([
      ['z', 'unknown'],
      ['z/', 'unknown'],
      ['%zz', 'unknown'],
      ['g[x]', 'unknown'],
    ]);
  });

  test('are refused also where the document declares none', async () => {
    const read = await compileReading('3.0.3', [], { unknownQuery: 'reject' });
    expect(read({ query: 'a=1' }).issues.map(({ code }) => code)).toEqual(['unknown']);
    expect(read({}).issues).toEqual([]);
  });
});

describe('names that objects have by nature', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  test('are parameters like any other', async () => {
    const read = await compileReading(
      '3.0.3',
      names.flatMap((name) => [
        query(name, string),
        { name, in: 'header', schema: string },
        { name, in: 'cookie', schema: string },
      ]),
    );
    for (const group of ['query', 'headers', 'cookies'] as const) {
      const { values, issues } = read({});
      expect(issues).toEqual([]);
      expect(names.map((name) => Object.getOwnPropertyDescriptor(values[group], name)?.value)).toEqual(
        names.map(() => null),
      );
    }
    const { values } = read({ query: names.map((name) => `${name}=x`).join('&') });
    expect(names.map((name) => Object.getOwnPropertyDescriptor(values.query, name)?.value)).toEqual(
      names.map(() => 'x'),
    );
  });

  test.each([
    ['deepObject', true, 'q[__proto__][polluted]=1&q[constructor][prototype][polluted]=1'],
    ['form', false, 'q=__proto__,1,constructor,2'],
    ['form', true, '__proto__=1&constructor=2'],
  ])('do not reach a prototype by %s', async (style, explode, text) => {
    const read = await compileReading('3.0.3', [query('q', { type: 'object' }, { style, explode })]);
    const value = read({ query: text }).values.query['q'];
    expect(Object.keys(value ?? {})).toContain('__proto__');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});

// A hundred kilobytes of each: reading stays linear, so all together take far less than the time allowed.
test.each([
  ['names without values', 'a&'],
  ['ampersands', '&'],
  ['occurrences', 'ids=1&'],
  ['bad occurrences', 'ids=x&'],
  ['items', 'csv=1,'],
  ['bad items', 'x,'],
  ['percent signs', '%'],
  ['bad octets', 'ids=%ff&'],
  ['bad names', '%ff=1&'],
  ['brackets', 'deep[a]'],
  ['open brackets', 'deep['],
  ['members', 'deep[a][b]=1&'],
])('%s in great number', async (_kind, piece) => {
  const list = { type: 'array', items: integer };
  const parameters = [
    query('ids', list),
    query('csv', list, { explode: false }),
    query('n', integer),
    query('deep', { type: 'object' }, { style: 'deepObject', explode: true }),
  ];
  const read = await compileReading('3.0.3', parameters, { unknownQuery: 'reject' });
  const many = piece.repeat(100_000 / piece.length);
  const start = process.cpuUsage();
  const { issues } = read({ query: many });
  read({ query: `csv=${many}` });
  read({ query: `n=${many}` });
  read({ query: `deep[${many}` });
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  expect(issues.length).toBeLessThanOrEqual(60);
});
