import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { bind, reply } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

async function ask(types: readonly string[], value: unknown, accept?: string) {
  const errors: unknown[] = [];
  const content = Object.fromEntries(types.map((type) => [type, {}]));
  const responses = { 200: { description: 'ok', content } };
  const api = await bind(
    documentOf({ '/a': { get: { operationId: 'a', responses } } }),
    { a: () => value },
    { onError: (error) => errors.push(error) },
  );
  const answer = await inject(api, { url: '/a', headers: accept === undefined ? {} : { accept } });
  return { ...answer, type: answer.headers['content-type'], errors };
}

async function* later(...items: readonly unknown[]): AsyncGenerator<unknown> {
  for (const item of items) yield await item;
}

function* now(...items: readonly unknown[]): Generator<unknown> {
  yield* items;
}

const LINES = ['application/jsonl'];
const RECORDS = ['application/json-seq'];
const EVENTS = ['text/event-stream'];

// biome-ignore format: a table
test.each<[what: string, types: readonly string[], value: () => unknown, type: string, text: string]>([
  ['objects',                    LINES,   () => later({ a: 1 }, { b: 'é\n' }), 'application/jsonl',    '{"a":1}\n{"b":"é\\n"}\n'],
  ['texts are JSON',             LINES,   () => later('a', null, 1n),          'application/jsonl',    '"a"\nnull\n1\n'],
  ['bytes are as they are',      LINES,   () => later(Buffer.from('raw'), 1),  'application/jsonl',    'raw1\n'],
  ['no items',                   LINES,   () => later(),                       'application/jsonl',    ''],
  ['an array',                   LINES,   () => [1, [2], { c: 3 }],            'application/jsonl',    '1\n[2]\n{"c":3}\n'],
  ['an empty array',             LINES,   () => [],                            'application/jsonl',    ''],
  ['a set',                      LINES,   () => new Set([1, 2]),               'application/jsonl',    '1\n2\n'],
  ['a generator',                LINES,   () => now(1, 2),                     'application/jsonl',    '1\n2\n'],
  ['promises of a generator',    LINES,   () => now(Promise.resolve(1)),       'application/jsonl',    '1\n'],
  ['a stream of objects',        LINES,   () => Readable.from([{ a: 1 }, 2]),  'application/jsonl',    '{"a":1}\n2\n'],
  ['a web stream of objects',    LINES,   () => ReadableStream.from([{ a: 1 }]), 'application/jsonl',  '{"a":1}\n'],
  ['a file',                     [...LINES, 'image/png'], () => Readable.from(['a'], { objectMode: false }), 'application/jsonl', 'a'],
  ['NDJSON',                     ['application/x-ndjson'], () => later(1),     'application/x-ndjson', '1\n'],
  ['the first of several',       [...RECORDS, ...LINES], () => later(1),       'application/json-seq', '\u001e1\n'],
  ['beside JSON',                ['application/json', ...LINES], () => later(1), 'application/jsonl',  '1\n'],
  ['records',                    RECORDS, () => later({ a: 1 }, 2),            'application/json-seq', '\u001e{"a":1}\n\u001e2\n'],
  ['records of a +json-seq',     ['application/geo+json-seq'], () => [1],      'application/geo+json-seq', '\u001e1\n'],
  ['a reply',                    [],      () => reply(200, later(1), { contentType: 'application/jsonl' }), 'application/jsonl', '1\n'],
])('%s', async (_, types, value, type, text) => {
  expect(await ask(types, value())).toMatchObject({ status: 200, type, text, errors: [] });
});

describe('server-sent events', () => {
  // biome-ignore format: a table
  test.each<[item: unknown, text: string]>([
    ['hello',                                             'data: hello\n\n'],
    ['two\nlines\r\nor\rmore',                            'data: two\ndata: lines\ndata: or\ndata: more\n\n'],
    ['',                                                  'data: \n\n'],
    [5,                                                   'data: 5\n\n'],
    [null,                                                'data: null\n\n'],
    [[1, 2],                                              'data: [1,2]\n\n'],
    [{ price: 5 },                                        'data: {"price":5}\n\n'],
    [{ data: { a: 'b\nc' } },                             'data: {"a":"b\\nc"}\n\n'],
    [{ data: 'a', event: 'tick', id: 7, retry: 1000 },    'event: tick\nid: 7\nretry: 1000\ndata: a\n\n'],
    [{ event: 'tick' },                                   'event: tick\n\n'],
    [{ comment: 'still\nhere' },                          ': still\n: here\n\n'],
    [{ data: undefined, id: undefined },                  '\n'],
    [{ id: '' },                                          'id: \n\n'],
    // an item with an id of its own is no event
    [{ id: 7, name: 'Rex' },                              'data: {"id":7,"name":"Rex"}\n\n'],
    [{},                                                  'data: {}\n\n'],
    [Buffer.from(': raw\n\n'),                            ': raw\n\n'],
  ])('%j', async (item, text) => {
    const answer = await ask(EVENTS, later(item));
    expect(answer).toMatchObject({ type: 'text/event-stream', text, errors: [] });
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  test.each<[item: unknown, cause: string]>([
    [{ event: 'a\nb' }, 'The event of an event holds a line break'],
    [{ id: 'a\rb' }, 'The id of an event holds a line break'],
    [{ id: 'a\0' }, 'null character'],
    [{ retry: 1.5 }, 'The retry of an event'],
    [{ retry: '5' }, 'The retry of an event'],
    [{ data: Number.NaN }, 'The answer is NaN'],
  ])('%j is refused', async (item, cause) => {
    const answer = await ask(EVENTS, [item]);
    expect(answer.status).toBe(500);
    expect(String(answer.errors)).toContain(cause);
  });

  test('a reply may say how they are kept', async () => {
    const headers = { 'cache-control': 'no-store' };
    const answer = await ask([], reply(200, later(1), { contentType: 'text/event-stream', headers }));
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

test('Accept chooses among sequences', async () => {
  const answer = await ask([...LINES, ...EVENTS], later(1), 'text/event-stream');
  expect(answer).toMatchObject({ type: 'text/event-stream', text: 'data: 1\n\n' });
  expect(answer.headers['vary']).toBe('Accept');
});

test('items that are all there are written whole, and have a length', async () => {
  expect((await ask(LINES, [1, 2])).headers['content-length']).toBe('4');
  expect((await ask(LINES, later(1, 2))).headers['content-length']).toBeUndefined();
});
