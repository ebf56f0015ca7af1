import { describe, expect, test } from 'vitest';
import {
  type BindOptions,
  bind,
  type OperationOptions,
  Problem,
  reply,
  type Serializer,
} from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

const ok = { description: 'ok' };
const of = (...types: string[]): object => ({
  200: { ...ok, content: Object.fromEntries(types.map((type) => [type, {}])) },
});

const csv: Serializer = (value, { status }) => `csv ${status} ${JSON.stringify(value)}`;
const xml: Serializer = (value) => `<a>${JSON.stringify(value)}</a>`;
const SERIALIZERS = { 'text/csv': csv, 'application/xml': xml, 'application/*+xml': xml };

interface Asked {
  readonly options?: BindOptions;
  readonly own?: OperationOptions;
  readonly method?: string;
}

async function ask(
  responses: object,
  accept: string | undefined,
  process: () => unknown,
  { options = {}, own = {}, method = 'GET' }: Asked = {},
) {
  const errors: unknown[] = [];
  const api = await bind(
    documentOf({ '/a': { get: { operationId: 'a', responses } } }),
    { a: { process, ...own } },
    { serializers: SERIALIZERS, onError: (error) => errors.push(error), ...options },
  );
  const headers = accept === undefined ? {} : { accept };
  const { status, text, headers: lines } = await inject(api, { url: '/a', method, headers });
  return { status, type: lines['content-type'], vary: lines['vary'], text, errors };
}

const JSON_XML = of('application/json', 'application/xml');

describe('what is declared and can be written is offered', () => {
  // biome-ignore format: a table
  test.each<[responses: object, accept: string | undefined, value: unknown, type: string, vary: string | undefined]>([
    [of('application/json'),                          'application/xml',  {},     'application/json',              undefined],
    [JSON_XML,                                        undefined,          {},     'application/json',              'Accept'],
    [JSON_XML,                                        'application/xml',  {},     'application/xml',               'Accept'],
    [JSON_XML,                                        'application/xml',  [1],    'application/xml',               'Accept'],
    [JSON_XML,                                        'application/xml',  5,      'application/xml',               'Accept'],
    [JSON_XML,                                        'image/png',        {},     'application/json',              'Accept'],
    [of('application/xml', 'application/json'),       undefined,          {},     'application/json',              'Accept'],
    [of('application/xml', 'application/json'),       'application/*',    {},     'application/json',              'Accept'],
    [of('application/xml'),                           undefined,          {},     'application/xml',               undefined],
    [of('application/vnd.pet+xml', 'application/vnd.pet+json'), undefined, {},    'application/vnd.pet+json',      'Accept'],
    [of('application/vnd.pet+xml', 'application/vnd.pet+json'), 'application/vnd.pet+xml', {}, 'application/vnd.pet+xml', 'Accept'],
    [of('application/json', 'text/csv'),              'text/csv',         {},     'text/csv; charset=utf-8',       'Accept'],
    [of('application/json', 'text/csv'),              'text/*',           {},     'text/csv; charset=utf-8',       'Accept'],
    [of('application/json', 'image/png'),             'image/png',        {},     'application/json',              undefined],
    // a type without a writer is as good as not declared
    [of('image/png'),                                 undefined,          {},     'application/json',              undefined],
    // texts are for scalars
    [of('application/json', 'text/plain'),            'text/plain',       5,      'text/plain; charset=utf-8',     'Accept'],
    [of('application/json', 'text/plain'),            'text/plain',       true,   'text/plain; charset=utf-8',     'Accept'],
    [of('application/json', 'text/plain'),            'text/plain',       {},     'application/json',              undefined],
    [of('application/json', 'text/plain'),            'text/plain',       'a',    'text/plain; charset=utf-8',     undefined],
    // a range lets everything be that there is
    [of('*/*'),                                       'application/xml',  {},     'application/xml',               'Accept'],
    [{ 404: ok },                                     'application/xml',  {},     'application/xml',               'Accept'],
    [{ 200: ok },                                     undefined,          {},     'application/json',              'Accept'],
    [of('text/*'),                                    undefined,          5,      'text/plain; charset=utf-8',     undefined],
    // sequences are for what has items
    [of('application/json', 'application/jsonl'),     'application/jsonl', [1],   'application/jsonl',             'Accept'],
    [of('application/json', 'application/jsonl'),     undefined,          [1],    'application/json',              'Accept'],
    [of('application/json', 'application/jsonl'),     'application/jsonl', {},    'application/json',              undefined],
    // a string is the body as it is
    [JSON_XML,                                        'application/xml',  'a',    'text/plain; charset=utf-8',     undefined],
  ])('%j with %s: %j', async (responses, accept, value, type, vary) => {
    const answer = await ask(responses, accept, () => value);
    expect(answer).toMatchObject({ status: 200, type, vary, errors: [] });
  });
});

describe('a reply decides all', () => {
  // biome-ignore format: a table
  test.each<[responses: object, value: unknown, type: string, text: string]>([
    [JSON_XML,              reply(200, { a: 1 }),                                            'application/json', '{"a":1}'],
    [of('application/xml'), reply(200, { a: 1 }),                                            'application/xml',  '<a>{"a":1}</a>'],
    [JSON_XML,              reply(200, { a: 1 }, { contentType: 'application/xml' }),        'application/xml',  '<a>{"a":1}</a>'],
    [JSON_XML,              reply(200, [1], { contentType: 'text/csv' }),                    'text/csv',         'csv 200 [1]'],
    [JSON_XML,              reply(404, [1], { contentType: 'text/csv' }),                    'text/csv',         'csv 404 [1]'],
    [JSON_XML,              reply(200, [1, 2], { contentType: 'application/jsonl' }),        'application/jsonl', '1\n2\n'],
    [JSON_XML,              reply(200, 5, { contentType: 'text/html' }),                     'text/html',        '5'],
    [JSON_XML,              reply(200, { a: 'é' }, { charset: 'ISO-8859-1' }),               'application/json; charset=iso-8859-1', '{"a":"\ufffd"}'],
    [JSON_XML,              { HttpStatusCode: 200, Content: { a: 1 }, ContentType: 'application/xml' }, 'application/xml', '<a>{"a":1}</a>'],
  ])('%j: %j', async (responses, value, type, text) => {
    const answer = await ask(responses, 'application/xml;q=0.1, application/json;q=0.2', () => value);
    expect(answer).toMatchObject({ type, text, vary: undefined, errors: [] });
  });

  test('an object cannot be of a type that nobody writes', async () => {
    const answer = await ask(JSON_XML, undefined, () => reply(200, { a: 1 }, { contentType: 'text/html' }));
    expect(answer).toMatchObject({ status: 500, type: 'application/problem+json' });
    expect(String(answer.errors)).toContain('hand in a serializer for it: text/html');
  });
});

describe('serializers', () => {
  // biome-ignore format: a table
  test.each<[serializers: Record<string, Serializer>, responses: object, type: string, text: string]>([
    [{ 'application/json': () => 'own' },                       of('application/json'),      'application/json',        'own'],
    [{ 'application/*': () => 'own' },                          of('application/json'),      'application/json',        '{}'],
    [{ 'application/*': () => 'own' },                          of('application/cbor'),      'application/cbor',        'own'],
    [{ '*/*': () => 'any', 'image/*': () => 'image' },          of('image/svg'),             'image/svg',               'image'],
    [{ 'Text/CSV': () => 'own' },                               of('text/csv; header=absent'), 'text/csv; header=absent; charset=utf-8', 'own'],
    [{ 'text/csv': () => Uint8Array.of(65) },                   of('text/csv'),              'text/csv',                'A'],
    [{ 'text/csv': () => 'é' },                                 of('text/csv; charset=iso-8859-1'), 'text/csv; charset=iso-8859-1', '\ufffd'],
  ])('%o for %j', async (serializers, responses, type, text) => {
    const answer = await ask(responses, undefined, () => ({}), { options: { serializers } });
    expect(answer).toMatchObject({ status: 200, type, text });
  });

  const thrower = (): never => {
    throw new Error('secret');
  };

  test.each<[what: string, serializer: Serializer]>([
    ['throws', thrower],
    ['gives no text', (() => ({})) as unknown as Serializer],
    ['gives a promise', (async () => '') as unknown as Serializer],
  ])('one that %s is an error of the API', async (_, serializer) => {
    const answer = await ask(of('text/csv'), undefined, () => ({}), {
      options: { serializers: { 'text/csv': serializer } },
    });
    expect(answer).toMatchObject({ status: 500, errors: [expect.any(Error)] });
    expect(answer.text).not.toContain('secret');
  });
});

describe('accept: strict', () => {
  const empty = { 204: ok };
  // biome-ignore format: a table
  test.each<[what: string, responses: object, accept: string | undefined, value: unknown, status: number, ran: boolean]>([
    ['a type that is there',               JSON_XML,                          'application/xml', {},        200, true],
    ['none said',                          JSON_XML,                          undefined,         {},        200, true],
    ['a type that is not there',           JSON_XML,                          'text/html',       {},        406, false],
    ['the only type refused',              of('application/json'),            'application/json;q=0', {},   406, false],
    ['a type that this value cannot have', of('application/json', 'image/png'), 'image/png',     {},        406, true],
    ['bytes of a type that is there',      of('application/json', 'image/png'), 'image/png',     Buffer.from('a'), 200, true],
    ['a range, which may be anything',     of('*/*'),                         'text/html',       'a',       200, true],
    ['a success without content',          { ...JSON_XML, ...empty },         'text/html',       undefined, 204, true],
    ['a success without content, not taken', { ...JSON_XML, ...empty },       'text/html',       {},        406, true],
    ['nothing declared',                   { 404: ok },                       'text/html',       {},        406, true],
    ['a reply',                            { ...JSON_XML, ...empty },         'text/html',       reply(200, {}), 200, true],
    ['a problem',                          { ...JSON_XML, ...empty },         'text/html',       new Problem('access-denied'), 403, true],
  ])('%s', async (_, responses, accept, value, status, ran) => {
    let hasRun = false;
    const process = (): unknown => {
      hasRun = true;
      return value;
    };
    for (const asked of [{ options: { accept: 'strict' } }, { own: { accept: 'strict' } }] as const) {
      const answer = await ask(responses, accept, process, asked);
      expect([answer.status, hasRun, answer.errors]).toEqual([status, ran, []]);
      if (status === 406) expect(JSON.parse(answer.text)).toMatchObject({ code: 'not-acceptable' });
    }
  });

  test('what is there is said, and what it depends on', async () => {
    const answer = await ask({ ...JSON_XML, ...empty }, 'text/html', () => ({}), {
      options: { accept: 'strict' },
    });
    expect(JSON.parse(answer.text).detail).toBe('This is answered as application/json, application/xml.');
    expect(answer.vary).toBe('Accept');
  });

  test('a stream that is not taken is closed', async () => {
    let closed = false;
    const stream = new ReadableStream({
      cancel: () => {
        closed = true;
      },
    });
    const responses = { ...of('application/jsonl', 'image/png'), ...empty };
    const answer = await ask(responses, 'image/png', () => stream, { options: { accept: 'strict' } });
    expect([answer.status, closed]).toEqual([406, true]);
  });

  test('one operation may be lenient where the API is strict', async () => {
    const asked = { options: { accept: 'strict' }, own: { accept: 'lenient' } } as const;
    expect(await ask(JSON_XML, 'text/html', () => ({}), asked)).toMatchObject({ status: 200 });
  });
});
