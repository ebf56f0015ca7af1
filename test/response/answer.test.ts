import { describe, expect, test } from 'vitest';
import { bind, Problem, reply } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

const json = { 'application/json': {} };
const ok = { description: 'ok' };

const RESPONSES: Record<string, object> = {
  '200 json': { 200: { ...ok, content: json } },
  '201 json': { 201: { ...ok, content: json }, 400: ok },
  '204': { 204: ok },
  '205': { 205: ok },
  unsendable: { 200: { ...ok, content: { 'application/☃+json': {}, 'text/a\r\nx: y': {} } } },
  '202 empty': { 202: ok },
  '200 and 201': { 200: { ...ok, content: json }, 201: { ...ok, content: json } },
  'only errors': { 404: ok },
  '2XX': { '2XX': { ...ok, content: { 'application/vnd.pet+json': {} } } },
  'default before 2XX': {
    default: { ...ok, content: json },
    '2XX': { ...ok, content: { 'application/vnd.pet+json': {} } },
  },
  'types by status': {
    200: { ...ok, content: json },
    404: { ...ok, content: { 'application/problem+json': {} } },
    '5XX': { ...ok, content: { 'text/plain; charset=iso-8859-1': {} } },
  },
  latin: { 200: { ...ok, content: { 'text/plain; charset=iso-8859-1': {} } } },
  csv: { 200: { ...ok, content: { 'text/csv': {} } } },
  png: { 200: { ...ok, content: { 'image/png': {} } } },
  'json and text': { 200: { ...ok, content: { ...json, 'text/plain': {} } } },
};

/** The answer of a process to an operation with these responses. */
async function answerOf(responses: string, process: () => unknown, method = 'GET') {
  const errors: unknown[] = [];
  const document = documentOf({ '/a': { get: { operationId: 'a', responses: RESPONSES[responses] } } });
  const api = await bind(document, { a: process }, { onError: (error) => errors.push(error) });
  const answer = await inject(api, { method, url: '/a' });
  const { 'content-type': type, 'content-length': length } = answer.headers;
  return { status: answer.status, type, length, text: answer.text, headers: answer.headers, errors };
}

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

describe('a bare value takes its status and type from the document', () => {
  test.each<[responses: string, value: unknown, status: number, type: string | undefined, text: string]>([
    ['200 json', { a: 1 }, 200, 'application/json', '{"a":1}'],
    ['200 json', [1], 200, 'application/json', '[1]'],
    ['200 json', 0, 200, 'application/json', '0'],
    ['200 json', false, 200, 'application/json', 'false'],
    ['200 json', null, 200, 'application/json', 'null'],
    ['200 json', undefined, 204, undefined, ''],
    ['200 json', 'as is', 200, 'application/json', 'as is'],
    ['200 json', new Date(0), 200, 'application/json', '"1970-01-01T00:00:00.000Z"'],
    ['201 json', { a: 1 }, 201, 'application/json', '{"a":1}'],
    ['204', undefined, 204, undefined, ''],
    ['204', null, 204, undefined, ''],
    ['204', true, 204, undefined, ''],
    ['204', 'text', 204, undefined, ''],
    ['204', Uint8Array.of(65), 204, undefined, ''],
    ['204', new Blob(['A']).stream(), 204, undefined, ''],
    ['205', { a: 1 }, 205, undefined, ''],
    ['unsendable', {}, 200, 'application/json', '{}'],
    ['unsendable', 'text', 200, 'text/plain; charset=utf-8', 'text'],
    ['202 empty', undefined, 202, undefined, ''],
    ['200 and 201', {}, 200, 'application/json', '{}'],
    ['only errors', {}, 200, 'application/json', '{}'],
    ['only errors', 'text', 200, 'text/plain; charset=utf-8', 'text'],
    ['2XX', {}, 200, 'application/vnd.pet+json', '{}'],
    ['default before 2XX', {}, 200, 'application/vnd.pet+json', '{}'],
    ['csv', 'a;b', 200, 'text/csv; charset=utf-8', 'a;b'],
    ['json and text', 'text', 200, 'text/plain; charset=utf-8', 'text'],
    ['json and text', {}, 200, 'application/json', '{}'],
    ['png', Uint8Array.of(65, 66), 200, 'image/png', 'AB'],
    ['200 json', Buffer.from('AB'), 200, 'application/octet-stream', 'AB'],
    ['200 json', Uint8Array.of(65).buffer, 200, 'application/octet-stream', 'A'],
    ['png', new Blob(['AB']), 200, 'image/png', 'AB'],
    ['png', new Blob(['AB']).stream(), 200, 'image/png', 'AB'],
  ])('%s: %o', async (responses, value, status, type, text) => {
    expect(await answerOf(responses, () => value)).toMatchObject({ status, type, text, errors: [] });
  });
});

describe('a reply says all of its answer', () => {
  test.each<[value: unknown, status: number, type: string | undefined, text: string]>([
    [reply(201, { a: 1 }), 201, 'application/json', '{"a":1}'],
    [reply(204), 204, undefined, ''],
    [reply(304, 'ignored'), 304, undefined, ''],
    [reply(404), 404, undefined, ''],
    [reply(200, 'a;b', { contentType: 'text/csv' }), 200, 'text/csv', 'a;b'],
    [reply(200, 'a;b', { contentType: 'text/csv', charset: 'utf-8' }), 200, 'text/csv; charset=utf-8', 'a;b'],
    [
      reply(200, 'a', { contentType: 'text/html; charset=utf-8', charset: 'UTF-8' }),
      200,
      'text/html; charset=utf-8',
      'a',
    ],
    [
      reply(200, { a: 1 }, { headers: { 'content-type': 'application/problem+json' } }),
      200,
      'application/problem+json',
      '{"a":1}',
    ],
    [reply(200, null), 200, 'application/json', 'null'],
    [{ HttpStatusCode: 418, Content: 'short', ContentType: 'text/plain' }, 418, 'text/plain', 'short'],
    [{ HttpStatusCode: 304, Content: '' }, 304, undefined, ''],
    [
      new Problem('out-of-stock', { status: 409 }),
      409,
      'application/problem+json',
      expect.stringContaining('"code":"out-of-stock"'),
    ],
  ])('%o', async (value, status, type, text) => {
    expect(await answerOf('200 json', () => value)).toMatchObject({ status, type, text, errors: [] });
  });

  test.each<[value: unknown, type: string, length: string]>([
    [reply(404, { a: 'é' }), 'application/problem+json', '10'],
    [reply(418, { a: 'é' }), 'application/json', '10'],
    [reply(503, 'é'), 'text/plain; charset=iso-8859-1', '1'],
  ])('of the type declared for its status: %o', async (value, type, length) => {
    expect(await answerOf('types by status', () => value)).toMatchObject({ type, length });
  });

  test('a bare text is in the charset declared for it', async () => {
    expect(await answerOf('latin', () => 'é')).toMatchObject({
      type: 'text/plain; charset=iso-8859-1',
      length: '1',
    });
  });

  test('a charset encodes the text', async () => {
    const { length, type } = await answerOf('csv', () =>
      reply(200, 'é', { contentType: 'text/csv', charset: 'iso-8859-1' }),
    );
    expect([type, length]).toEqual(['text/csv; charset=iso-8859-1', '1']);
  });

  test('repeated header lines stay apart, and absent ones are left out', async () => {
    const { headers } = await answerOf('200 json', () =>
      reply(
        200,
        {},
        { headers: { 'set-cookie': ['a=1', 'b=2'], 'x-none': undefined, 'Content-Length': '9' } },
      ),
    );
    expect(headers['set-cookie']).toBe('a=1, b=2');
    expect(headers['x-none']).toBeUndefined();
    expect(headers['content-length']).toBe('2');
  });
});

describe('what cannot be sent is a 500 with nothing of it for the caller', () => {
  test.each<[what: string, process: () => unknown]>([
    ['a number that is none', () => ({ a: Number.NaN })],
    ['a cycle', () => cycle],
    ['a function', () => () => 1],
    ['a symbol', () => Symbol('a')],
    ['a status that is none', () => ({ HttpStatusCode: 99, Content: 'a' })],
    ['a status that is no number', () => ({ HttpStatusCode: '200 OK', Content: 'a' })],
    [
      'a header with a line break',
      () => ({ HttpStatusCode: 200, Content: '', HttpHeaders: { 'x-a': 'b\r\nset-cookie: c' } }),
    ],
    [
      'a header whose name is none',
      () => ({ HttpStatusCode: 200, Content: '', HttpHeaders: { 'x a': 'b' } }),
    ],
    [
      'a type with a line break',
      () => ({ HttpStatusCode: 200, Content: 'a', ContentType: 'text/plain\r\nset-cookie: c' }),
    ],
    [
      'a charset with a line break',
      () => ({ HttpStatusCode: 200, Content: 'a', ContentType: 'text/plain', ContentEncoding: 'a\r\nb' }),
    ],
    ['a problem whose status is none', () => new Problem('a', { status: 99 })],
    ['a problem with a line break in a header', () => new Problem('a', { headers: { b: 'c\r\nd: e' } })],
    ['a charset without encoder', () => reply(200, 'a', { contentType: 'text/plain', charset: 'ebcdic' })],
    ['a status of reply that is none', () => reply(99 as 200)],
  ])('%s', async (_, process) => {
    const { status, type, text, errors } = await answerOf('200 json', process);
    expect([status, type, errors.length]).toEqual([500, 'application/problem+json', 1]);
    expect(text).not.toContain('at ');
  });
});

test.each<[problem: Problem, type: string]>([
  [new Problem('out-of-stock'), 'about:blank'],
  [
    new Problem('out-of-stock', { type: 'https://shop.example/out-of-stock' }),
    'https://shop.example/out-of-stock',
  ],
  [new Problem('access-denied'), 'https://opbind.dev/problems#access-denied'],
  [new Problem('access-denied', { type: '/why' }), '/why'],
])('a problem links to a page about its kind, if there is one: %o', async (problem, type) => {
  expect(JSON.parse((await answerOf('200 json', () => problem)).text)).toMatchObject({
    type,
    code: problem.code,
  });
});

test('HEAD has the header fields of GET and no body', async () => {
  const answer = await answerOf('200 json', () => ({ a: 1 }), 'HEAD');
  expect(answer).toMatchObject({ status: 200, type: 'application/json', length: '7', text: '' });
});

test('the stream of a HEAD is closed', async () => {
  let closed = false;
  const stream = new ReadableStream<Uint8Array>({
    cancel: () => {
      closed = true;
    },
  });
  await answerOf('png', () => stream, 'HEAD');
  expect(closed).toBe(true);
});

test('an answer without content has no length', async () => {
  expect((await answerOf('204', () => true)).length).toBeUndefined();
});

describe('a copy of a reply is checked like a new one', () => {
  test.each<[what: string, changed: object, status: number]>([
    ['nothing changed', {}, 200],
    ['another status', { status: 202 }, 202],
    ['a status out of range', { status: 99 }, 500],
    ['other header fields', { headers: { 'x-a': 'b' } }, 200],
    ['a line break in a header field', { headers: [['x-a', 'a\r\nb: c']] }, 500],
    ['a content type that is none', { contentType: 'text' }, 500],
  ])('%s', async (_, changed, status) => {
    expect((await answerOf('200 json', () => ({ ...reply(200, {}), ...changed }))).status).toBe(status);
  });
});

test('header lines that somebody adds to an answer are on that one only', async () => {
  const api = await bind(documentOf({ '/a': { get: { operationId: 'a', responses: {} } } }), {
    a: () => undefined,
  });
  const ask = () => api.handle({ method: 'GET', url: '/a', headers: {} });
  (await ask())?.headers.push(['set-cookie', 'a=1']);
  expect((await ask())?.headers).toEqual([]);
});
