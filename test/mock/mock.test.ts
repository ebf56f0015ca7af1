import { describe, expect, test } from 'vitest';
import { type BindOptions, bind } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';

const INFO = { title: 'test', version: '1' };

const json = (media: object) => ({ 'application/json': media });

/** An API of one operation, `GET /pet`, which the document answers. */
const mock = (responses: object, more: object = {}, options: BindOptions = {}) =>
  bind(
    {
      openapi: '3.2.0',
      info: INFO,
      paths: { '/pet': { get: { responses, ...((more as { operation?: object }).operation ?? {}) } } },
      components: (more as { components?: object }).components ?? {},
    },
    {},
    { unbound: 'mock', ...options },
  );

const ask = async (responses: object, headers: Injection['headers'] = {}, more: object = {}) =>
  inject(await mock(responses, more), { url: '/pet', headers });

const NUMBER = { schema: { type: 'integer' } };

describe('the status', () => {
  const responses = {
    404: { description: 'gone', content: json({ example: { message: 'gone' } }) },
    201: { description: 'made', content: json(NUMBER) },
    200: { description: 'ok', content: json(NUMBER) },
    '5XX': { description: 'broken', content: json({ example: 'broken' }) },
  };

  test.each([
    // Prefer              status  text                     applied
    [undefined, 200, '0', undefined],
    ['code=201', 201, '0', 'code=201'],
    ['code=404', 404, '{"message":"gone"}', 'code=404'],
    ['code="404"', 404, '{"message":"gone"}', 'code=404'],
    ['respond-async, CODE=503', 503, '"broken"', 'code=503'],
    ['wait=10', 200, '0', undefined],
  ])('with Prefer: %s is %i', async (prefer, status, text, applied) => {
    const answer = await ask(responses, { prefer });
    expect(answer).toMatchObject({ status, text });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['preference-applied']).toBe(applied);
    expect(answer.headers['vary']).toBe('Prefer');
  });

  test.each(['code=400', 'code=4XX', 'code', 'code=default', 'code=99'])(
    'cannot be %s, which is not declared',
    async (prefer) => {
      const answer = await ask(responses, { prefer });
      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({
        code: 'request-invalid',
        errors: [
          {
            in: 'header',
            name: 'Prefer',
            pointer: '',
            code: 'enum',
            message: 'The operation declares the answers 200, 201, 404, 5XX.',
          },
        ],
      });
    },
  );

  test.each<[responses: object, status: number]>([
    [{ 204: { description: 'none' } }, 204],
    [{ 204: { description: 'none', content: json(NUMBER) } }, 204],
    [{ 302: { description: 'there' } }, 302],
    [{ 201: { description: 'made' } }, 201],
  ])('%j is answered without content', async (declared, status) => {
    const answer = await ask(declared);
    expect(answer).toMatchObject({ status, text: '' });
    expect(answer.headers).not.toHaveProperty('content-type');
  });
});

describe('examples', () => {
  const components = {
    examples: {
      Cat: { value: { name: 'Tom' } },
      Elsewhere: { externalValue: './dog.json' },
      Written: { serializedValue: '{"name" : "written"}' },
      Data: { dataValue: { name: 'data' }, serializedValue: '<name>data</name>' },
      None: { value: null },
    },
  };
  const examples = Object.fromEntries(
    Object.entries({
      elsewhere: 'Elsewhere',
      cat: 'Cat',
      written: 'Written',
      data: 'Data',
      none: 'None',
    }).map(([name, component]) => [name, { $ref: `#/components/examples/${component}` }]),
  );
  const responses = {
    200: {
      description: 'ok',
      content: {
        'application/xml': { examples: { markup: { value: '<name>Tom</name>' } } },
        'application/json': { schema: { type: 'object' }, examples },
        'text/csv': { example: 'name\nTom\n' },
      },
    },
  };

  test.each([
    // Prefer                 Accept                     type                        text
    [undefined, undefined, 'application/json', '{"name":"Tom"}'],
    ['example=cat', undefined, 'application/json', '{"name":"Tom"}'],
    ['example=written', undefined, 'application/json', '{"name" : "written"}'],
    ['example=data', undefined, 'application/json', '{"name":"data"}'],
    ['example=none', undefined, 'application/json', 'null'],
    ['example=markup', undefined, 'application/xml', '<name>Tom</name>'],
    [undefined, 'application/xml', 'application/xml', '<name>Tom</name>'],
    [undefined, 'text/csv, application/json;q=0.5', 'text/csv; charset=utf-8', 'name\nTom\n'],
    [undefined, 'image/png', 'application/json', '{"name":"Tom"}'],
  ])('with Prefer: %s and Accept: %s come as %s', async (prefer, accept, type, text) => {
    const answer = await ask(responses, { prefer, accept }, { components });
    expect(answer).toMatchObject({ status: 200, text });
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers['vary']).toBe('Accept, Prefer');
    expect(answer.headers['preference-applied']).toBe(prefer);
  });

  test.each([
    ['example=dog', undefined, 'The answer has the examples cat, written, data, none, markup.'],
    ['example=elsewhere', undefined, 'The answer has the examples cat, written, data, none, markup.'],
    ['example=cat', 'text/csv', 'The answer has no examples to choose from.'],
    ['example', undefined, 'The answer has the examples cat, written, data, none, markup.'],
  ])('cannot be %s with Accept: %s', async (prefer, accept, message) => {
    const answer = await ask(responses, { prefer, accept }, { components });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ name: 'Prefer', message }] });
  });

  test.each<[media: object, text: string]>([
    [{ example: { a: 1 }, schema: { type: 'integer' } }, '{"a":1}'],
    [{ example: null }, 'null'],
    [{ example: 'text' }, '"text"'],
    [{ example: '{ "a": 1 }' }, '{ "a": 1 }'],
    [{ example: '[broken' }, '"[broken"'],
    [{ schema: { type: 'integer', example: 3 } }, '3'],
    [{ schema: { type: 'string' } }, '"string"'],
    [{}, '{}'],
    [{ schema: {} }, 'null'],
  ])('%j as JSON is %s', async (media, text) => {
    expect((await ask({ 200: { description: 'ok', content: json(media) } })).text).toBe(text);
  });

  test('of 2.0 are found by media type', async () => {
    const api = await bind(
      {
        swagger: '2.0',
        info: INFO,
        produces: ['application/json', 'text/plain'],
        paths: {
          '/pet': {
            get: {
              responses: {
                200: {
                  description: 'ok',
                  schema: { type: 'object' },
                  examples: { 'Application/JSON': { name: 'Tom' }, 'text/plain': 'Tom' },
                },
              },
            },
          },
        },
      },
      {},
      { unbound: 'mock' },
    );
    expect((await inject(api, { url: '/pet' })).json()).toEqual({ name: 'Tom' });
    expect((await inject(api, { url: '/pet', headers: { accept: 'text/plain' } })).text).toBe('Tom');
  });
});

describe('content', () => {
  test.each<[type: string, media: object, sent: string, text: string]>([
    // declared                        media                                     sent as                        text
    ['application/problem+json', { schema: { const: 1 } }, 'application/problem+json', '1'],
    ['application/json; v=1', { schema: { const: 1 } }, 'application/json; v=1', '1'],
    ['*/*', { schema: { const: 1 } }, 'application/json', '1'],
    ['application/*', { schema: { const: 1 } }, 'application/json', '1'],
    ['text/*', { schema: { type: 'string' } }, 'text/plain; charset=utf-8', 'string'],
    ['text/plain', {}, 'text/plain; charset=utf-8', ''],
    ['text/plain', { schema: { const: { a: 1 } } }, 'text/plain; charset=utf-8', '{"a":1}'],
    ['text/html; charset=iso-8859-1', { example: '<p>' }, 'text/html; charset=iso-8859-1', '<p>'],
    ['application/yaml', { example: 'a: 1' }, 'application/yaml', 'a: 1'],
    ['image/*', { schema: { type: 'string', format: 'binary' } }, 'image/png', 'string'],
    ['application/pdf', {}, 'application/pdf', ''],
    ['application/pdf', { example: '%PDF' }, 'application/pdf', '%PDF'],
    ['application/jsonl', { itemSchema: { const: { a: 1 } } }, 'application/jsonl', '{"a":1}\n'],
    ['application/x-ndjson', { example: [1, 2] }, 'application/x-ndjson', '1\n2\n'],
    ['application/x-ndjson', { example: '1\n2\n' }, 'application/x-ndjson', '1\n2\n'],
    ['application/json-seq', { example: [1, 'a'] }, 'application/json-seq', '\u001e1\n\u001e"a"\n'],
    [
      'text/event-stream',
      { example: [{ id: '1', event: 'made', data: 'two\nlines', other: 1 }, 'bare'] },
      'text/event-stream; charset=utf-8',
      'id: 1\nevent: made\ndata: two\ndata: lines\n\ndata: bare\n\n',
    ],
    [
      'text/event-stream',
      { schema: { type: 'string' } },
      'text/event-stream; charset=utf-8',
      'data: string\n\n',
    ],
  ])('of %s, %j, is sent as %s', async (type, media, sent, text) => {
    const answer = await ask({ 200: { description: 'ok', content: { [type]: media } } });
    expect(answer).toMatchObject({ status: 200, text });
    expect(answer.headers['content-type']).toBe(sent);
  });

  test('of a type that cannot be sent is none', async () => {
    const answer = await ask({ 200: { description: 'ok', content: { nonsense: {} } } });
    expect(answer).toMatchObject({ status: 200, text: '' });
  });
});

describe('headers', () => {
  const text = { type: 'string' };

  test.each<[header: object, value: string | undefined]>([
    // Header Object                                              value
    [{ required: true, schema: text }, 'string'],
    [{ schema: text }, undefined],
    [{ schema: { ...text, example: 'a' } }, 'a'],
    [{ schema: { ...text, default: 'b' } }, 'b'],
    [{ schema: text, example: 'c' }, 'c'],
    [{ schema: text, examples: { one: { value: 'd' } } }, 'd'],
    [{ schema: text, examples: { one: { serializedValue: 'e' } } }, 'e'],
    [{ required: true, schema: { type: 'integer', minimum: 3 } }, '3'],
    [{ required: true, schema: { type: 'array', items: { type: 'integer' }, minItems: 2 } }, '0,0'],
    [{ required: true, schema: { const: { a: 1, b: 'x' } } }, 'a,1,b,x'],
    [{ required: true, explode: true, schema: { const: { a: 1, b: 'x' } } }, 'a=1,b=x'],
    [{ required: true, content: json({ schema: { const: { a: 1 } } }) }, '{"a":1}'],
    [{ required: true, content: json({ example: [1] }) }, '[1]'],
    [{ schema: text, example: 'line\nbreak' }, undefined],
    [{ schema: text, example: 'snow ☃' }, undefined],
  ])('%j → %j', async (header, value) => {
    const answer = await ask({ 200: { description: 'ok', headers: { 'X-Rate': header } } });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-rate']).toBe(value);
  });

  test.each(['Content-Encoding', 'Content-Length', 'Content-Type', 'Transfer-Encoding', 'Connection', 'a b'])(
    '%s is never set',
    async (name) => {
      const headers = { [name]: { required: true, schema: { const: '7' } } };
      const answer = await ask({ 200: { description: 'ok', headers, content: json(NUMBER) } });
      expect(answer).toMatchObject({ status: 200, text: '0' });
      expect(Object.values(answer.headers)).not.toContain('7');
    },
  );
});
