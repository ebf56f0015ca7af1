import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { type BindOptions, bind, Problem, reply, type ShapeProblem } from '../../src/index.ts';
import type { Issue } from '../../src/problem/issue.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';

const DOCUMENT = documentOf(
  {
    '/a': { get: operation('a') },
    '/b': { post: operation('b', jsonBody({ type: 'array', items: { type: 'integer' } })) },
    '/c': { get: operation('c') },
    '/d': { get: operation('d', { security: [{ token: [] }] }) },
  },
  { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } },
);

async function ask(process: () => unknown, injection: Injection, options: BindOptions = {}) {
  const errors: unknown[] = [];
  const api = await bind(
    DOCUMENT,
    { a: process, b: process, d: process },
    { authenticators: { token: () => null }, onError: (error) => errors.push(error), ...options },
  );
  const answer = await inject(api, injection);
  return { ...answer, type: answer.headers['content-type'], vary: answer.headers['vary'], errors };
}

const sold = (): Problem =>
  new Problem('out-of-stock', {
    status: 409,
    title: 'Sold <out> & gone',
    detail: 'No\u0000 more\r\nof "it"',
    headers: { 'retry-after': '5' },
    errors: [{ in: 'query', name: 'n', pointer: '/a', code: 'maximum', message: 'Too many.' }],
  });

const JSON_TYPE = 'application/problem+json';
const XML_TYPE = 'application/problem+xml';

describe('a problem is told in the notation that the caller prefers', () => {
  // biome-ignore format: a table
  test.each<[accept: string | undefined, type: string, vary: string | undefined]>([
    [undefined,                                       JSON_TYPE, undefined],
    ['*/*',                                           JSON_TYPE, undefined],
    ['application/json',                              JSON_TYPE, undefined],
    ['text/html',                                     JSON_TYPE, undefined],
    ['application/problem+json, application/xml;q=0.9', JSON_TYPE, 'Accept'],
    ['application/xml;q=0.5, */*',                    JSON_TYPE, 'Accept'],
    ['application/xml;q=0',                           JSON_TYPE, 'Accept'],
    ['image/svg+xml',                                 JSON_TYPE, 'Accept'],
    ['application/problem+xml',                       XML_TYPE,  'Accept'],
    ['application/xml',                               XML_TYPE,  'Accept'],
    ['text/xml',                                      XML_TYPE,  'Accept'],
    ['application/json;q=0.5, application/problem+xml', XML_TYPE, 'Accept'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', XML_TYPE, 'Accept'],
  ])('%s', async (accept, type, vary) => {
    const answer = await ask(sold, { url: '/a', headers: accept === undefined ? {} : { accept } });
    expect(answer).toMatchObject({ status: 409, type, vary });
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
  });

  test('in XML as RFC 9457 has it', async () => {
    const { text } = await ask(sold, { url: '/a', headers: { accept: XML_TYPE } });
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807"><type>about:blank</type>' +
        '<title>Sold &lt;out&gt; &amp; gone</title><status>409</status><code>out-of-stock</code>' +
        '<detail>No\ufffd more&#13;\nof "it"</detail><errors><i><in>query</in><name>n</name><pointer>/a</pointer>' +
        '<code>maximum</code><message>Too many.</message></i></errors></problem>',
    );
  });

  test.each<[injection: Injection, status: number]>([
    [{ url: '/none' }, 404],
    [{ url: '/%' }, 400],
    [{ method: 'PUT', url: '/a' }, 405],
    [{ url: '/c' }, 501],
    [{ url: '/d' }, 401],
    [{ method: 'POST', url: '/b', body: '[' }, 415],
    [{ url: '/b', json: ['a'] }, 400],
  ])('of opbind too: %o', async (injection, status) => {
    const answer = await ask(sold, {
      ...injection,
      headers: { ...injection.headers, accept: 'application/xml' },
    });
    expect(answer).toMatchObject({ status, type: XML_TYPE });
    expect(XMLValidator.validate(answer.text)).toBe(true);
  });
});

const many = (count: number, length: number, text = 'a'): Issue[] =>
  Array.from({ length: count }, () => ({
    in: 'body',
    name: text.repeat(length),
    pointer: `/${text.repeat(length)}`,
    code: 'type',
    message: text.repeat(length),
  }));

describe('a problem is no larger than 8 KB and a small head', () => {
  // biome-ignore format: a table
  test.each<[what: string, problem: () => Problem, listed: number, more: number | undefined]>([
    ['few issues',               () => new Problem('a', { errors: many(3, 10) }),                      3,  undefined],
    ['20 issues',                () => new Problem('a', { errors: many(20, 20) }),                     20, undefined],
    ['21 issues',                () => new Problem('a', { errors: many(21, 20) }),                     20, 1],
    ['long issues',              () => new Problem('a', { errors: many(20, 10_000) }),                 9,  11],
    ['issues that escapes make longer', () => new Problem('a', { errors: many(20, 300, '\u0001') }),   1,  19],
    ['issues of three bytes a character', () => new Problem('a', { errors: many(20, 300, '☃') }),      3,  17],
    ['long details',             () => new Problem('a', { detail: '\u0001'.repeat(9000) }),            0,  undefined],
    ['long titles',              () => new Problem('a'.repeat(9000), { title: '\u0001'.repeat(9000) }), 0, undefined],
    ['all of that',              () => new Problem('a', { detail: 'é'.repeat(9000), title: 'é'.repeat(9000), errors: many(99, 999) }), 6, 93],
  ])('%s', async (_, problem, listed, more) => {
    const answer = await ask(problem, { url: '/a' });
    expect(answer.bytes.length).toBeLessThanOrEqual(8 * 1024);
    const { errors = [], more: rest } = answer.json<{ errors?: Issue[]; more?: number }>();
    expect([errors.length, rest]).toEqual([listed, more]);
    for (const { pointer } of errors) expect(pointer.length).toBeLessThanOrEqual(256);

    const xml = await ask(problem, { url: '/a', headers: { accept: XML_TYPE } });
    expect(xml.bytes.length).toBeLessThanOrEqual(8 * 1024 + 256);
    expect(XMLValidator.validate(xml.text)).toBe(true);
  });

  test('what is cut says so, and no character is cut in two', async () => {
    const errors: Issue[] = [{ in: 'body', pointer: `/${'😀'.repeat(200)}`, code: 'type', message: 'No.' }];
    const [issue] = (await ask(() => new Problem('a', { errors }), { url: '/a' })).json<{ errors: Issue[] }>()
      .errors;
    expect(issue?.pointer).toBe(`/${'😀'.repeat(127)}…`);
  });
});

describe('the shape of problems can be replaced', () => {
  const shape: ShapeProblem = ({ status, code, errors }, { operation: id, request }) => ({
    error: { status, code, operation: id, method: request.method, count: errors?.length ?? 0 },
  });

  // biome-ignore format: a table
  test.each<[injection: Injection, status: number, code: string, id: string | null]>([
    [{ url: '/none' },                        404, 'route-not-found',        null],
    [{ url: '/%' },                           400, 'url-malformed',          null],
    [{ method: 'PUT', url: '/a' },            405, 'method-not-allowed',     null],
    [{ url: '/c' },                           501, 'not-implemented',        'c'],
    [{ url: '/d' },                           401, 'credentials-missing',    'd'],
    [{ method: 'POST', url: '/b', body: 'a' }, 415, 'media-type-unsupported', 'b'],
    [{ url: '/b', json: ['a', 'b'] },         400, 'request-invalid',        'b'],
    [{ url: '/a' },                           409, 'out-of-stock',           'a'],
  ])('of %o', async (injection, status, code, id) => {
    const answer = await ask(sold, injection, { problems: shape });
    expect(answer).toMatchObject({ status, type: JSON_TYPE, errors: [] });
    expect(answer.json()).toMatchObject({ error: { status, code, operation: id } });
  });

  test.each<[what: string, process: () => unknown, code: string]>([
    ['throws', () => JSON.parse('{'), 'process-failed'],
    ['gives what cannot be sent', () => ({ a: Number.NaN }), 'response-invalid'],
  ])('of a process that %s', async (_, process, code) => {
    const answer = await ask(process, { url: '/a' }, { problems: shape });
    expect(answer.json()).toMatchObject({ error: { status: 500, code, operation: 'a' } });
    expect(answer.errors).toHaveLength(1);
  });

  // biome-ignore format: a table
  test.each<[what: string, shaped: unknown, status: number, type: string | undefined, text: string]>([
    ['a list',             [1],                                                  409, 'application/json',          '[1]'],
    ['a text',             'gone',                                               409, 'application/json',          '"gone"'],
    ['a reply',            reply(410, 'gone', { contentType: 'text/html' }),     410, 'text/html; charset=utf-8',  'gone'],
    ['a reply of bytes',   reply(410, Buffer.from('gone'), { contentType: 'image/png' }), 410, 'image/png',       'gone'],
    ['a reply of a value', reply(422, { a: 1 }),                                 422, 'application/json',          '{"a":1}'],
    ['a reply in latin-1', reply(410, 'é', { contentType: 'text/plain', charset: 'iso-8859-1' }), 410, 'text/plain; charset=iso-8859-1', '\ufffd'],
    ['an empty reply',     reply(204),                                           204, undefined,                   ''],
  ])('by %s', async (_, shaped, status, type, text) => {
    const answer = await ask(sold, { url: '/a' }, { problems: () => shaped });
    expect(answer).toMatchObject({ status, type, text, errors: [] });
    expect(answer.headers['retry-after']).toBe('5');
  });

  test('a reply says its header fields instead of those of the problem', async () => {
    const problems: ShapeProblem = () => reply(409, 'a', { headers: { 'retry-after': 9 } });
    expect((await ask(sold, { url: '/a' }, { problems })).headers['retry-after']).toBe('9');
  });

  test('an object is told in XML too', async () => {
    const problems: ShapeProblem = () => ({ '1 a': { xml: 1 }, b: [null, true] });
    const { text } = await ask(sold, { url: '/a', headers: { accept: 'application/xml' } }, { problems });
    expect(text).toContain('<_1_a><_xml>1</_xml></_1_a><b><i>true</i></b>');
  });

  test('nothing leaves it as it is', async () => {
    const answer = await ask(sold, { url: '/a' }, { problems: () => undefined });
    expect(answer.json()).toMatchObject({ code: 'out-of-stock' });
  });

  // biome-ignore format: a table
  test.each<[what: string, problems: ShapeProblem]>([
    ['throws',                 () => JSON.parse('{')],
    ['gives a promise',        () => Promise.resolve({})],
    ['gives a stream',         () => reply(409, new Blob(['a']).stream())],
    ['gives a cycle',          () => globalThis],
    ['gives a function',       () => () => 1],
    ['gives another status',   (problem) => ({ ...problem, status: 499 })],
  ])('one that %s falls back, and is told of', async (_, problems) => {
    for (const url of ['/a', '/none']) {
      const answer = await ask(sold, { url }, { problems });
      expect(answer.json()).toMatchObject({ code: url === '/a' ? 'out-of-stock' : 'route-not-found' });
      expect(answer.errors).toHaveLength(1);
    }
  });
});
