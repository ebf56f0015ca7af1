import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { type BindOptions, bind, ResponseMismatch, reply } from '../../src/index.ts';
import { enforce, inject } from '../../src/testing/index.ts';
import { documentWith } from './checked.ts';

const NAMED = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };

const declaring = (content: object): object => documentWith({ 200: { description: 'ok', content } }, '3.2');

const LINES = declaring({ 'application/jsonl': { itemSchema: NAMED } });

const seen = { given: 0, closed: 0 };

/** Three items, of which the second does not fit. */
async function* names(): AsyncGenerator<unknown> {
  try {
    for (const item of [{ name: 'a' }, {}, { name: 'c' }]) {
      seen.given += 1;
      yield item;
    }
  } finally {
    seen.closed += 1;
  }
}

async function bound(document: object, process: () => unknown, options: BindOptions) {
  const errors: unknown[] = [];
  const api = await bind(document, { a: process }, { ...options, onError: (error) => errors.push(error) });
  const issues = (): readonly string[] =>
    errors.flatMap((error) =>
      error instanceof ResponseMismatch
        ? error.issues.map(({ code, pointer }) => `${code} ${pointer}`)
        : ['other'],
    );
  return { api, issues };
}

describe('a stream of items', () => {
  test('is sent whole where it is only reported', async () => {
    const { api, issues } = await bound(LINES, names, { responses: 'report' });
    const { text } = await inject(api, { url: '/a' });
    expect(text).toBe('{"name":"a"}\n{}\n{"name":"c"}\n');
    expect(issues()).toEqual(['required /body/1/name']);
  });

  test('is sent whole where nothing is checked', async () => {
    const { api, issues } = await bound(LINES, names, {});
    expect((await inject(api, { url: '/a' })).text).toBe('{"name":"a"}\n{}\n{"name":"c"}\n');
    expect(issues()).toEqual([]);
  });

  test('ends where it is enforced, is closed, and its connection is cut', async () => {
    const { api, issues } = await bound(LINES, names, { responses: 'enforce' });
    const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    Object.assign(seen, { given: 0, closed: 0 });
    try {
      const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a`);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
      await expect.poll(() => seen.closed).toBe(1);
      expect(seen.given).toBe(2);
      expect(issues()).toEqual(['required /body/1/name']);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  test('makes a test fail with the reason', async () => {
    const { api } = await bound(LINES, names, {});
    await expect(inject(enforce(api), { url: '/a' })).rejects.toThrow(
      '/body/1/name: This property is required.',
    );
  });

  test('that fits goes through', async () => {
    const { api, issues } = await bound(LINES, () => reply(200, [{ name: 'a' }].values()), {
      responses: 'enforce',
    });
    expect((await inject(api, { url: '/a' })).text).toBe('{"name":"a"}\n');
    expect(issues()).toEqual([]);
  });

  test('whose headers do not fit is closed before anything is asked of it', async () => {
    const document = documentWith(
      {
        200: {
          description: 'ok',
          headers: { 'X-A': { required: true, schema: { type: 'string' } } },
          content: { 'application/jsonl': { itemSchema: NAMED } },
        },
      },
      '3.2',
    );
    let closed = 0;
    const items = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: {} }),
        return: async () => {
          closed += 1;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const { api, issues } = await bound(document, () => items, { responses: 'enforce' });
    expect((await inject(api, { url: '/a' })).status).toBe(500);
    expect([closed, issues()]).toEqual([1, ['required /headers/x-a']]);
  });

  test('of events is held to the schema of events', async () => {
    const event = {
      type: 'object',
      required: ['id'],
      properties: { data: { type: 'string' }, id: { type: 'string' } },
    };
    const { api, issues } = await bound(
      declaring({ 'text/event-stream': { itemSchema: event } }),
      async function* () {
        yield { data: { n: 1 }, id: 1 };
        yield { n: 2 };
      },
      { responses: 'report' },
    );
    expect((await inject(api, { url: '/a' })).text).toBe('id: 1\ndata: {"n":1}\n\ndata: {"n":2}\n\n');
    expect(issues()).toEqual(['required /body/1/id']);
  });
});

test('a list that is answered as lines is checked before anything is sent', async () => {
  const { api, issues } = await bound(LINES, () => [{ name: 'a' }, {}], { responses: 'enforce' });
  expect((await inject(api, { url: '/a' })).status).toBe(500);
  expect(issues()).toEqual(['required /body/1/name']);
});

describe('what is negotiated', () => {
  const both = declaring({ 'application/json': { schema: NAMED }, 'application/xml': { schema: NAMED } });

  test.each(['application/json', 'application/xml'])('is checked as %s', async (accept) => {
    const { api, issues } = await bound(both, () => ({ name: 7 }), { responses: 'report' });
    const { headers } = await inject(api, { url: '/a', headers: { accept } });
    expect(headers['content-type']).toContain(accept);
    expect(issues()).toEqual(['type /body/name']);
  });

  test('is not, where nothing of it is acceptable', async () => {
    const { api, issues } = await bound(both, () => ({ name: 7 }), {
      responses: 'enforce',
      accept: 'strict',
    });
    const { status } = await inject(api, { url: '/a', headers: { accept: 'text/csv' } });
    expect([status, issues()]).toEqual([406, []]);
  });
});

test.each<[what: string, type: string, schema: object, written: string, issues: readonly string[]]>([
  [
    'its text, where the schema is of that',
    'text/csv',
    { type: 'string', maxLength: 3 },
    'name',
    ['max-length /body'],
  ],
  [
    'its rows, where the schema is of those',
    'text/csv',
    { type: 'array', items: NAMED },
    'name',
    ['required /body/0/name'],
  ],
  ['JSON, which may say something else', 'application/json', { type: 'object' }, '[]', ['type /body']],
])('a serializer is checked by %s', async (_, type, schema, written, expected) => {
  const { api, issues } = await bound(
    declaring({ [type]: { schema } }),
    () => reply(200, [{}], { contentType: type }),
    {
      responses: 'report',
      serializers: { [type]: () => written },
    },
  );
  expect((await inject(api, { url: '/a' })).text).toBe(written);
  expect(issues()).toEqual(expected);
});

test.each<[what: string, value: unknown, text: string]>([
  ['a bigint', { id: 9007199254740993n }, '{"id":9007199254740993}'],
  ['a map', new Map([['id', 7]]), '{"id":7}'],
])('%s is checked as it is written', async (_, value, text) => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' } },
    additionalProperties: false,
  };
  const { api, issues } = await bound(declaring({ 'application/json': { schema } }), () => value, {
    responses: 'report',
  });
  expect((await inject(api, { url: '/a' })).text).toBe(text);
  expect(issues()).toEqual([]);
});
