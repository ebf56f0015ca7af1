import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bind, fail, Problem, ResponseMismatch, reply } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { ask, documentOfVersion, documentWith, VERSIONS } from './checked.ts';

const PET = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    born: { type: 'string', format: 'date-time' },
  },
  additionalProperties: false,
};

const FAULT = { type: 'object', required: ['message'], properties: { message: { type: 'string' } } };

const RESPONSES = {
  200: { schema: PET, headers: { 'X-Rate-Limit': { type: 'integer', maximum: 100 } } },
  202: {},
  404: { schema: FAULT },
  default: { schema: FAULT },
};

class Owner {
  readonly id = 7;
  readonly name: string;
  readonly #secret = 'not sent';

  constructor(name: string) {
    this.name = name;
  }

  get secret(): string {
    return this.#secret;
  }
}

const rex = { id: 7, name: 'Rex' };

describe('an answer is held to what its status declares', () => {
  const cases: readonly (readonly [what: string, answer: () => unknown, issues: readonly string[]])[] = [
    ['fits', () => rex, []],
    ['lacks a member', () => ({ id: 7 }), ['required /body/name']],
    ['has two things wrong', () => ({ id: 'x' }), ['required /body/name', 'type /body/id']],
    ['has a member too many', () => ({ ...rex, age: 3 }), ['additional-property /body/age']],
    ['is null', () => null, ['type /body']],
    ['is nothing', () => reply(200), ['content-missing /body']],
    ['is an empty text', () => '', ['content-missing /body']],
    ['a date, as it will be written', () => ({ ...rex, born: new Date(0) }), []],
    ['a member that is undefined is not written', () => ({ ...rex, born: undefined, age: undefined }), []],
    ['a required one is missed', () => ({ id: 7, name: undefined }), ['required /body/name']],
    ['an instance of a class, as it will be written', () => new Owner('Ann'), []],
    ['what toJSON gives', () => ({ toJSON: () => rex }), []],
    [
      'what toJSON gives is wrong',
      () => ({ ...rex, toJSON: () => ({}) }),
      ['required /body/id', 'required /body/name'],
    ],
    [
      'inherited members are not written',
      () => Object.create(rex),
      ['required /body/id', 'required /body/name'],
    ],
    ['a text that is JSON', () => '{"id":7,"name":"Rex"}', []],
    ['a text that is JSON, and wrong', () => '{"id":7}', ['required /body/name']],
    ['a text that is no JSON', () => 'Rex', ['malformed /body']],
    [
      'bytes that are JSON',
      () => reply(200, Buffer.from('{"id":7}'), { contentType: 'application/json' }),
      ['required /body/name'],
    ],
    [
      'bytes that are no JSON',
      () => reply(200, Buffer.from('Rex'), { contentType: 'application/json' }),
      ['malformed /body'],
    ],
    [
      'a JSON type with parameters',
      () => reply(200, {}, { contentType: 'application/json; charset=utf-8' }),
      ['required /body/id', 'required /body/name'],
    ],
    [
      'another charset',
      () => reply(200, { id: 7 }, { contentType: 'application/json', charset: 'utf-16le' }),
      ['required /body/name'],
    ],
    [
      'another media type',
      () => reply(200, 'a', { contentType: 'text/plain' }),
      ['media-type /headers/content-type'],
    ],
    ['content that is not declared', () => reply(202, rex), ['content-undeclared /body']],
    ['no content where none is declared', () => reply(202), []],
    ['the status itself before default', () => reply(404, {}), ['required /body/message']],
    ['default for another status', () => reply(503, {}), ['required /body/message']],
    ['default that fits', () => reply(503, { message: 'later' }), []],
    [
      'a thrown reply',
      () => {
        throw reply(404, {});
      },
      ['required /body/message'],
    ],
    ['a header that fits', () => reply(200, rex, { headers: { 'x-rate-limit': 100 } }), []],
    [
      'a header of another type',
      () => reply(200, rex, { headers: { 'x-rate-limit': 'many' } }),
      ['type /headers/x-rate-limit'],
    ],
    [
      'a header beyond its schema',
      () => reply(200, rex, { headers: { 'X-RATE-LIMIT': 101 } }),
      ['maximum /headers/x-rate-limit'],
    ],
    [
      'a header given twice',
      () => reply(200, rex, { headers: { 'x-rate-limit': ['1', '2'] } }),
      ['type /headers/x-rate-limit'],
    ],
    ['a header that is not declared', () => reply(200, rex, { headers: { 'x-more': 'b' } }), []],
    [
      'header and body',
      () => reply(200, { id: 7 }, { headers: { 'x-rate-limit': 'many' } }),
      ['type /headers/x-rate-limit', 'required /body/name'],
    ],
  ];

  describe.each(VERSIONS)('%s', (version) => {
    const document = documentOfVersion(version, RESPONSES);

    test.each(cases)('reported: %s', async (_, process, issues) => {
      const told = await ask(document, process, 'report');
      expect(told.issues).toEqual(issues);
      expect(told.errors.length).toBe(issues.length === 0 ? 0 : 1);
    });

    test.each(cases)('enforced: %s', async (_, process, issues) => {
      const told = await ask(document, process, 'enforce');
      expect(told.issues).toEqual(issues);
      expect(told.answer.text.includes('response-invalid')).toBe(issues.length > 0);
    });
  });

  test.each(cases)(
    'an answer is the same whether it is reported or not looked at: %s',
    async (_, process) => {
      const document = documentOfVersion('3.1', RESPONSES);
      const [off, reported] = [await ask(document, process, 'off'), await ask(document, process, 'report')];
      expect(off.errors).toEqual([]);
      const { status, headers, text } = off.answer;
      expect(reported.answer).toMatchObject({ status, headers, text });
    },
  );
});

describe('ranges of statuses, which 2.0 does not have', () => {
  const responses = { '4XX': { schema: FAULT }, 404: { schema: PET }, '5xx': { schema: FAULT } };

  test.each<[version: '3.0' | '3.1' | '3.2', status: number, issues: readonly string[]]>(
    (['3.0', '3.1', '3.2'] as const).flatMap((version) => [
      [version, 404, ['required /body/id', 'required /body/name']],
      [version, 409, ['required /body/message']],
      [version, 503, ['required /body/message']],
      [version, 201, ['status-undeclared /status']],
    ]),
  )('%s: %i', async (version, status, issues) => {
    const { issues: told } = await ask(
      documentOfVersion(version, responses),
      () => reply(status, {}),
      'report',
    );
    expect(told).toEqual(issues);
  });
});

describe('a status that the document lacks', () => {
  const document = documentOfVersion('3.1', { 200: { schema: PET } });

  test.each<[rules: Parameters<typeof ask>[2], told: readonly string[], status: number]>([
    ['off', [], 418],
    ['report', ['status-undeclared /status'], 418],
    ['enforce', ['status-undeclared /status'], 500],
    [{ check: 'report' }, ['status-undeclared /status'], 418],
    [{ check: 'report', undocumented: 'allow' }, [], 418],
    [{ check: 'report', undocumented: 'enforce' }, ['status-undeclared /status'], 500],
    [{ check: 'enforce', undocumented: 'allow' }, [], 418],
    [{ check: 'enforce', undocumented: 'report' }, ['status-undeclared /status'], 418],
    [{ check: 'off', undocumented: 'allow' }, [], 418],
    [{ check: 'off', undocumented: 'report' }, ['status-undeclared /status'], 418],
    [{ check: 'off', undocumented: 'enforce' }, ['status-undeclared /status'], 500],
  ])('%o', async (rules, told, status) => {
    const { issues, answer } = await ask(document, () => reply(418, {}), rules);
    expect([issues, answer.status]).toEqual([told, status]);
  });

  test('is all that is looked at where nothing else is checked', async () => {
    const { errors } = await ask(document, () => ({}), { check: 'off', undocumented: 'enforce' });
    expect(errors).toEqual([]);
  });
});

describe('statuses and methods without a body', () => {
  const document = documentWith({
    200: { description: 'ok', content: { 'application/json': { schema: PET } } },
    204: { description: 'ok', content: { 'application/json': { schema: PET } } },
    205: { description: 'ok' },
    304: { description: 'ok', headers: { ETag: { required: true, schema: { type: 'string' } } } },
  });

  test.each<[what: string, method: string, process: () => unknown, issues: readonly string[]]>([
    ['204', 'GET', () => reply(204), []],
    ['205 of a value that is not sent', 'GET', () => reply(205, {}), []],
    ['304', 'GET', () => reply(304, undefined, { headers: { etag: '"a"' } }), []],
    ['304 without its header', 'GET', () => reply(304), ['required /headers/etag']],
    ['HEAD without content', 'HEAD', () => reply(200), []],
    ['HEAD with content', 'HEAD', () => ({}), ['required /body/id', 'required /body/name']],
    ['GET without content', 'GET', () => reply(200), ['content-missing /body']],
  ])('%s', async (_, method, process, issues) => {
    expect((await ask(document, process, 'report', method)).issues).toEqual(issues);
  });

  test('an operation for HEAD needs no content', async () => {
    const head = documentWith(
      { 200: { description: 'ok', content: { 'application/json': { schema: PET } } } },
      '3.1',
      'head',
    );
    expect((await ask(head, () => reply(200), 'report', 'HEAD')).issues).toEqual([]);
  });
});

describe('headers of a response', () => {
  const header = (schema: object, more: object = {}): object => ({ schema, ...more });
  const document = documentWith({
    200: {
      description: 'ok',
      headers: {
        'X-Ids': header({ type: 'array', items: { type: 'integer' }, maxItems: 3 }, { required: true }),
        'X-Big': header({ type: 'integer', format: 'int64' }),
        'X-Point': header({ type: 'object', properties: { x: { type: 'integer' } } }, { explode: true }),
        'X-Json': { content: { 'application/json': { schema: { type: 'object', required: ['a'] } } } },
        'X-Ref': { $ref: '#/components/headers/When' },
        'Content-Type': header({ type: 'integer' }, { required: true }),
        'Content-Length': header({ type: 'boolean' }, { required: true }),
        'Set-Cookie': header({ type: 'integer' }, { required: true }),
      },
    },
  });
  Object.assign(document, {
    components: { headers: { When: header({ type: 'string', format: 'date-time' }) } },
  });

  test.each<[headers: Record<string, string | string[]>, issues: readonly string[]]>([
    [{ 'x-ids': '1,2,3' }, []],
    [{ 'x-ids': ['1', '2'] }, []],
    [{ 'x-ids': '1, b' }, ['type /headers/x-ids/1']],
    [{ 'x-ids': '1,2,3,4' }, ['max-items /headers/x-ids']],
    [{}, ['required /headers/x-ids']],
    [{ 'x-ids': '1', 'x-big': '9223372036854775807' }, []],
    [{ 'x-ids': '1', 'x-big': '9223372036854775808' }, ['range /headers/x-big']],
    [{ 'x-ids': '1', 'x-point': 'x=1' }, []],
    [{ 'x-ids': '1', 'x-point': 'x=a' }, ['type /headers/x-point/x']],
    [{ 'x-ids': '1', 'x-json': '{"a":1}' }, []],
    [{ 'x-ids': '1', 'x-json': '{}' }, ['required /headers/x-json/a']],
    [{ 'x-ids': '1', 'x-json': '{' }, ['malformed /headers/x-json']],
    [{ 'x-ids': '1', 'x-ref': '2020-01-01T00:00:00Z' }, []],
    [{ 'x-ids': '1', 'x-ref': 'yesterday' }, ['format /headers/x-ref']],
  ])('%o', async (headers, issues) => {
    expect((await ask(document, () => reply(200, undefined, { headers }), 'report')).issues).toEqual(issues);
  });

  test('of 2.0, by their collectionFormat', async () => {
    const ids = { type: 'array', items: { type: 'integer' }, collectionFormat: 'pipes' };
    const old = documentOfVersion('2.0', { 200: { headers: { 'X-Ids': ids } } });
    const given = (value: string) => () => reply(200, undefined, { headers: { 'x-ids': value } });
    expect((await ask(old, given('1|2'), 'report')).issues).toEqual([]);
    expect((await ask(old, given('1|b'), 'report')).issues).toEqual(['type /headers/x-ids/1']);
  });
});

describe('media types', () => {
  const text = { type: 'string', maxLength: 3 };
  const types = (content: Record<string, object | null>): object =>
    documentWith({
      200: {
        description: 'ok',
        content: Object.fromEntries(
          Object.entries(content).map(([type, schema]) => [type, schema === null ? {} : { schema }]),
        ),
      },
    });
  const as = (contentType: string, content: unknown) => () => reply(200, content, { contentType });

  test.each<
    [what: string, content: Record<string, object | null>, process: () => unknown, issues: readonly string[]]
  >([
    ['a range', { '*/*': FAULT }, () => ({}), ['required /body/message']],
    ['a range of a type', { 'application/*': FAULT }, () => ({}), ['required /body/message']],
    ['the closest', { '*/*': FAULT, 'application/json': {} }, () => ({}), []],
    ['a vendor type', { 'application/vnd.pet+json': FAULT }, () => ({}), ['required /body/message']],
    [
      'another type than the only one',
      { 'application/xml': FAULT },
      as('application/json', {}),
      ['media-type /headers/content-type'],
    ],
    ['no schema', { 'application/json': null }, () => 'no JSON', []],
    ['no schema and no content', { 'application/json': null }, () => reply(200), []],
    [
      'a profile that is not declared',
      { 'application/json; profile=a': FAULT },
      as('application/json; profile=b', {}),
      ['media-type /headers/content-type'],
    ],
    ['text', { 'text/plain': text }, () => 'long', ['max-length /body']],
    ['text that fits', { 'text/plain': text }, () => 'abc', []],
    [
      'text in another charset',
      { 'text/plain': text },
      () => reply(200, 'ÄÖÜ', { charset: 'iso-8859-1' }),
      [],
    ],
    ['text of a schema for something else', { 'text/csv': { type: 'array' } }, () => 'a;b', []],
    ['text may be empty', { 'text/plain': text }, () => '', []],
    [
      'bytes',
      { 'application/octet-stream': { type: 'string', format: 'binary', maxLength: 3 } },
      () => Buffer.from('long'),
      [],
    ],
    ['a stream', { 'image/png': { type: 'string', format: 'binary' } }, () => new Blob(['png']), []],
    ['XML that is written already', { 'application/xml': FAULT }, as('application/xml', '<a/>'), []],
    [
      'a form that is written already',
      { 'application/x-www-form-urlencoded': FAULT },
      as('application/x-www-form-urlencoded', 'a=b'),
      [],
    ],
    [
      'lines that are written already',
      { 'application/x-ndjson': FAULT },
      as('application/x-ndjson', '{}\n'),
      [],
    ],
  ])('%s', async (_, content, process, issues) => {
    expect((await ask(types(content), process, 'report')).issues).toEqual(issues);
  });
});

describe('members of requests only', () => {
  const schema = {
    type: 'object',
    required: ['name', 'password'],
    properties: { name: { type: 'string' }, password: { type: 'string', writeOnly: true } },
  };
  const document = documentOfVersion('3.1', { 200: { schema } });

  test('need not be there', async () => {
    expect((await ask(document, () => ({ name: 'Ann' }), 'report')).issues).toEqual([]);
  });

  test('must not be there', async () => {
    const { issues } = await ask(document, () => ({ name: 'Ann', password: 'x' }), 'report');
    expect(issues).toEqual(['write-only /body/password']);
  });
});

describe('JSON that cannot be checked', () => {
  const document = documentOfVersion('3.1', { 200: { schema: FAULT } });
  const large = Buffer.alloc(1024 * 1024 + 1, ' ');

  test.each<[what: string, process: () => unknown]>([
    ['a stream', () => reply(200, new Blob(['{}']), { contentType: 'application/json' })],
    ['bytes beyond 1 MiB', () => reply(200, large, { contentType: 'application/json' })],
  ])('%s is sent, and said once', async (_, process) => {
    const errors: unknown[] = [];
    const api = await bind(
      document,
      { a: process },
      { responses: 'enforce', onError: (error) => errors.push(error) },
    );
    expect((await inject(api, { url: '/a' })).status).toBe(200);
    expect((await inject(api, { url: '/a' })).status).toBe(200);
    expect(errors).toMatchObject([{ message: expect.stringMatching(/^a answered 200 .* unchecked/) }]);
  });
});

describe('problems', () => {
  const problem = { type: 'object', required: ['code', 'shelf'] };
  const declaring = (content: object) => documentWith({ 409: { description: 'no', ...content } });
  const soldOut = (): never => {
    throw fail('It was just sold.', { status: 409, code: 'sold-out' });
  };

  test.each<[what: string, document: object, process: () => unknown, issues: readonly string[]]>([
    [
      'of a declared type',
      declaring({ content: { 'application/problem+json': { schema: problem } } }),
      soldOut,
      ['required /body/shelf'],
    ],
    [
      'of a declared type that is returned',
      declaring({ content: { 'application/problem+json': { schema: problem } } }),
      () => new Problem('x', { status: 409 }),
      ['required /body/shelf'],
    ],
    [
      'where JSON is declared',
      declaring({ content: { 'application/json': { schema: problem } } }),
      soldOut,
      ['required /body/shelf'],
    ],
    ['where text is declared', declaring({ content: { 'text/plain': { schema: problem } } }), soldOut, []],
    ['where nothing is declared', declaring({}), soldOut, []],
    [
      'of a status that is not declared',
      documentWith({ 200: { description: 'ok' } }),
      soldOut,
      ['status-undeclared /status'],
    ],
  ])('%s', async (_, document, process, issues) => {
    expect((await ask(document, process, 'report')).issues).toEqual(issues);
  });

  const never = new Promise(() => undefined);

  test.each<[what: string, process: () => unknown, status: number]>([
    [
      'an unexpected failure',
      () => {
        throw new Error('disk full');
      },
      500,
    ],
    ['a timeout', () => never, 504],
  ])('%s is opbind’s to answer, and not checked', async (_, process, status) => {
    const errors: unknown[] = [];
    const api = await bind(
      documentWith({ 200: { description: 'ok' } }),
      { a: { process, timeout: 20 } },
      { responses: 'enforce', onError: (error) => errors.push(error) },
    );
    const answer = await inject(api, { url: '/a' });
    expect([answer.status, errors.filter((error) => error instanceof ResponseMismatch)]).toEqual([
      status,
      [],
    ]);
    expect(answer.text).not.toContain('response-invalid');
  });

  test.each<[method: string, url: string, status: number]>([
    ['GET', '/b', 404],
    ['PUT', '/a', 405],
  ])('%s %s, which no process has seen, is not checked', async (method, url, status) => {
    const errors: unknown[] = [];
    const api = await bind(
      documentWith({ 200: { description: 'ok' } }),
      { a: () => reply(200) },
      { responses: 'enforce', onError: (error) => errors.push(error) },
    );
    expect([(await inject(api, { method, url })).status, errors]).toEqual([status, []]);
  });
});

describe('what is told of a mismatch', () => {
  test('a log has its issues once, and no frames of opbind', () => {
    const issues = [{ pointer: '/body/name', code: 'required', message: 'This property is required.' }];
    const mismatch = new ResponseMismatch('getPet', 200, issues);
    expect(inspect(mismatch)).toBe(
      'ResponseMismatch: getPet answered 200, which does not fit the document:\n  /body/name: This property is required.',
    );
  });

  const items = { type: 'array', items: PET };
  const document = documentOfVersion('3.1', { 200: { schema: items } });

  test('onError gets it with operation, status, issues and a line for each, but no value', async () => {
    const { errors } = await ask(document, () => [{ id: 'secret' }], 'report');
    expect(errors).toEqual([expect.any(ResponseMismatch)]);
    expect(errors[0]).toMatchObject({
      name: 'ResponseMismatch',
      operation: 'a',
      status: 200,
      message: [
        'a answered 200, which does not fit the document:',
        '  /body/0/name: This property is required.',
        '  /body/0/id: Must be an integer.',
      ].join('\n'),
    });
    expect(JSON.stringify(errors[0])).not.toContain('secret');
  });

  test('at most twenty lines', () => {
    const issue = { pointer: '/body', code: 'type', message: 'Must be a string.' };
    const { message, issues } = new ResponseMismatch(
      'a',
      200,
      Array.from({ length: 30 }, () => issue),
    );
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toMatch(/… and 10 more$/);
    expect(issues).toHaveLength(30);
  });

  test('the caller gets an id, and nothing of it', async () => {
    const { answer } = await ask(document, () => [{ id: 'secret' }], 'enforce');
    expect(answer.json()).toEqual({
      type: 'https://opbind.dev/problems#response-invalid',
      title: 'The answer could not be sent',
      status: 500,
      code: 'response-invalid',
      run: expect.any(String),
    });
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  test('with the run and the request that it belongs to', async () => {
    const contexts: unknown[] = [];
    const api = await bind(
      document,
      { a: () => ({}) },
      { responses: 'enforce', onError: (_, context) => contexts.push(context) },
    );
    const run = (await inject(api, { url: '/a' })).json<{ run: string }>().run;
    expect(contexts).toMatchObject([{ operation: 'a', run, request: { url: '/a' } }]);
  });

  test.each<['report' | 'enforce', status: number]>([
    ['report', 200],
    ['enforce', 500],
  ])('the run has succeeded all the same: %s', async (responses, status) => {
    const runs: unknown[] = [];
    const api = await bind(
      document,
      { a: () => ({}) },
      { responses, onError: () => undefined, onRun: (run) => runs.push(run) },
    );
    await inject(api, { url: '/a' });
    expect(runs).toMatchObject([{ outcome: 'succeeded', status, error: null }]);
  });

  test('an intermediate return is checked like any other', async () => {
    const { answer, issues } = await ask(
      document,
      (trigger) => (trigger as unknown as { respond(answer: unknown): void }).respond({}),
      'enforce',
    );
    expect([answer.status, issues]).toEqual([500, ['type /body']]);
  });

  test('a stream that is not sent after all is closed', async () => {
    let closed = false;
    const stream = new ReadableStream<Uint8Array>({
      cancel: () => {
        closed = true;
      },
    });
    const { answer } = await ask(
      document,
      () => reply(200, stream, { contentType: 'text/plain' }),
      'enforce',
    );
    expect([answer.status, closed]).toEqual([500, true]);
  });
});

describe('an operation has rules of its own', () => {
  const document = documentOfVersion('3.1', { 200: { schema: PET } });

  test.each<
    [
      all: 'off' | 'report' | 'enforce' | undefined,
      own: 'off' | 'report' | 'enforce',
      status: number,
      told: number,
    ]
  >([
    [undefined, 'report', 200, 1],
    [undefined, 'enforce', 500, 1],
    ['enforce', 'off', 200, 0],
    ['enforce', 'report', 200, 1],
    ['report', 'enforce', 500, 1],
  ])('%s, and %s', async (all, own, status, told) => {
    const errors: unknown[] = [];
    const api = await bind(
      document,
      { a: { process: () => ({}), responses: own } },
      { ...(all && { responses: all }), onError: (error) => errors.push(error) },
    );
    expect([(await inject(api, { url: '/a' })).status, errors.length]).toEqual([status, told]);
  });
});

test('the page of response checks names every code that only answers have', () => {
  const page = readFileSync(new URL('../../docs/response-checks.md', import.meta.url), 'utf8');
  for (const code of ['status-undeclared', 'content-undeclared', 'content-missing', 'media-type'])
    expect(page).toContain(`\`${code}\``);
});
