import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Api, bind, type Process } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

const NAMED = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
const LIST = { type: 'array', maxItems: 2, items: NAMED };

const post = (type: string, mediaType: object, required = true): object => ({
  post: {
    requestBody: { required, content: { [type]: mediaType } },
    responses: { 200: { description: 'ok' } },
  },
});

const document = documentOf(
  {
    '/lines': post('application/jsonl', { itemSchema: NAMED }),
    '/any': post('application/x-ndjson', {}, false),
    '/item': post('application/x-ndjson', { schema: NAMED }),
    '/list': post('application/x-ndjson', { schema: { $ref: '#/components/schemas/List' } }),
    '/untyped': post('application/x-ndjson', { schema: { items: NAMED } }),
    '/both': post('application/x-ndjson', { schema: { maxItems: 2 }, itemSchema: NAMED }),
    '/records': post('application/json-seq', {}),
    '/geo': post('application/*', {}),
    '/events': post('text/event-stream', {}),
    '/typed-events': post('text/event-stream', {
      itemSchema: { required: ['event'], properties: { retry: { type: 'integer', maximum: 9 } } },
    }),
  },
  { openapi: '3.2.0', components: { schemas: { List: LIST } } },
);

/** Items as they came, whether they came one by one. */
const collect: Process = async ({ body }) => {
  if (body === undefined) return { body: 'nothing' };
  const items: unknown[] = [];
  for await (const item of body as AsyncIterable<unknown>) items.push(item);
  return { items, list: Array.isArray(body) };
};

const paths = Object.keys((document as { paths: object }).paths);
const processes = Object.fromEntries(paths.map((path) => [`POST ${path}`, collect]));

const TYPES: Readonly<Record<string, string>> = {
  '/lines': 'application/jsonl',
  '/records': 'application/json-seq',
  '/geo': 'application/geo+json-seq',
  '/events': 'text/event-stream',
  '/typed-events': 'text/event-stream; charset=utf-8',
};

const typeOf = (url: string): string => TYPES[url] ?? 'application/x-ndjson';

const api: Api = await bind(document, processes, { limits: { body: 300_000, item: 1000 } });

const injection = (url: string, body: Injection['body'], type = typeOf(url)): Injection => ({
  method: 'POST',
  url,
  body,
  headers: { 'content-type': type },
});

const items = (...list: readonly unknown[]): object => ({ items: list, list: false });
const list = (...all: readonly unknown[]): object => ({ items: all, list: true });
const a = { name: 'a' };
const b = { name: 'b' };
const A = '{"name":"a"}';
const B = '{"name":"b"}';
const RS = '\x1e';

const malformed = (detail: string): object => ({ code: 'body-malformed', detail });
const invalid = (...pointers: readonly string[]): object => ({
  code: 'request-invalid',
  errors: pointers.map((pointer) => expect.objectContaining({ in: 'body', pointer })),
});

describe('a sequence', () => {
  test.each<[what: string, url: string, body: Injection['body'], status: number, answer: object]>([
    ['of lines', '/lines', `${A}\n${B}\n`, 200, items(a, b)],
    ['whose last line is not ended', '/lines', `${A}\n${B}`, 200, items(a, b)],
    ['with CRLF and blank lines', '/lines', `\r\n${A}\r\n \t\n${B}\r\n\r\n`, 200, items(a, b)],
    ['with a byte order mark', '/lines', `\ufeff${A}\n`, 200, items(a)],
    ['with a byte order mark in the middle', '/any', '1\n\ufeff2', 400, { code: 'body-malformed' }],
    ['of nothing but line ends', '/lines', '\n\n', 200, items()],
    ['of values that are no objects', '/any', '1\nnull\n"x"\n[2]\n', 200, items(1, null, 'x', [2])],
    ['that is empty where it is needed', '/lines', '', 400, { code: 'body-missing' }],
    ['that is empty where it is not', '/any', '', 200, { body: 'nothing' }],
    ['with a bad item', '/lines', `${A}\n{"name":1}\n`, 400, invalid('/1/name')],
    ['whose schema is of its items', '/item', `${A}\n{}\n`, 400, invalid('/1/name')],
    ['with a line that is no JSON', '/lines', `${A}\nnope\n`, 400, { code: 'body-malformed' }],
    ['with a poisoned item', '/any', '{"__proto__":{"polluted":1}}', 400, { code: 'body-malformed' }],
    [
      'that is no UTF-8',
      '/any',
      Uint8Array.of(0x31, 0x0a, 0x22, 0xff, 0x22),
      400,
      malformed('Item 1: The body is not utf-8 text.'),
    ],
    ['with an item at the limit', '/any', `"${'x'.repeat(998)}"\n`, 200, items('x'.repeat(998))],
    [
      'with an item over the limit',
      '/any',
      `1\n"${'x'.repeat(999)}"\n`,
      413,
      { code: 'body-too-large', detail: 'An item of the body may have 1000 bytes at most.' },
    ],
    ['over the limit of all bytes', '/any', '1\n'.repeat(150_001), 413, { code: 'body-too-large' }],
    ['that the document calls a list', '/list', `${A}\n${B}\n`, 200, list(a, b)],
    ['that is too long a list', '/list', `${A}\n`.repeat(3), 400, invalid('')],
    ['with a bad item in a list', '/list', `${A}\n{}\n`, 400, invalid('/1/name')],
    ['with a line that is no JSON in a list', '/list', `${A}\n{`, 400, { code: 'body-malformed' }],
    ['of items without a type', '/untyped', `${A}\n7`, 400, invalid('/1')],
    ['of which items and whole are described', '/both', `${A}\n${B}`, 200, list(a, b)],
    ['of which all is wrong', '/both', `${A}\n${B}\n{}`, 400, invalid('/2/name', '')],

    ['of records', '/records', `${RS}1\n${RS}{\n"a":2}\n${RS}[]`, 200, items(1, { a: 2 }, [])],
    ['of records and separators without any', '/records', `${RS}${RS}1\n${RS}`, 200, items(1)],
    [
      'of records, the last one cut short',
      '/records',
      `${RS}1\n${RS}12`,
      400,
      malformed('Item 1: A record of the body ended before it was complete.'),
    ],
    [
      'of records without a separator',
      '/records',
      '1\n',
      400,
      malformed('Item 0: The body does not begin with a record separator.'),
    ],
    ['by its suffix', '/geo', `${RS}{}\n`, 200, items({})],

    [
      'of events',
      '/events',
      'data: 1\n\nevent: add\ndata: 2\nid: 7\nretry: 10\n\n',
      200,
      items({ data: '1' }, { data: '2', event: 'add', id: '7', retry: 10 }),
    ],
    [
      'of events with all line ends',
      '/events',
      'data:a\rdata:b\r\ndata:c\n\r\ndata: d\r\rdata:e\r\n\r\n',
      200,
      items({ data: 'a\nb\nc' }, { data: 'd' }, { data: 'e' }),
    ],
    ['of events with comments', '/events', ': hello\n\n:\n\ndata: 1\n: x\n\n', 200, items({ data: '1' })],
    [
      'of events with odd fields',
      '/events',
      'data\nid: a\0b\nretry: 1e3\nother: x\nevent\n\n',
      200,
      items({ data: '' }),
    ],
    ['of events with a space to keep', '/events', 'data:  x : y\n\n', 200, items({ data: ' x : y' })],
    ['of events without data', '/events', 'event: x\n\nretry: 5\n\ndata: 1\n\n', 200, items({ data: '1' })],
    ['of events, the last one not ended', '/events', 'data: 1\n\ndata: 2\n', 200, items({ data: '1' })],
    ['of events with a byte order mark', '/events', '\ufeffdata: 1\n\n', 200, items({ data: '1' })],
    [
      'of events with very many lines',
      '/events',
      'data: 12345\n'.repeat(100),
      413,
      { code: 'body-too-large' },
    ],
    [
      'of events with very many comments',
      '/events',
      `${': 12345\n'.repeat(1000)}data: 1\n\n`,
      200,
      items({ data: '1' }),
    ],
    [
      'of events, one of them bad',
      '/typed-events',
      'event: a\ndata: 1\n\ndata: 2\nretry: 10\n\n',
      400,
      invalid('/1/event', '/1/retry'),
    ],

    ['as a text somebody else read', '/lines', { parsed: `${A}\n${B}` }, 200, items(a, b)],
    ['as bytes somebody else read', '/lines', { parsed: Buffer.from(`${A}\n{}`) }, 400, invalid('/1/name')],
    ['as a list somebody else parsed', '/lines', { parsed: [a, b] }, 200, items(a, b)],
    ['as a list with a bad item', '/lines', { parsed: [a, {}] }, 400, invalid('/1/name')],
    ['as a whole list', '/list', { parsed: [a, b] }, 200, list(a, b)],
    [
      'as something that is none',
      '/lines',
      { parsed: a },
      400,
      malformed('The body is no sequence of items.'),
    ],
    ['as nothing', '/lines', { parsed: '' }, 400, { code: 'body-missing' }],
  ])('%s', async (_, url, body, status, answer) => {
    const given = await inject(api, injection(url, body));
    expect({ status: given.status, json: given.json() }).toMatchObject({ status, json: answer });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('in another charset is refused', async () => {
    const { status } = await inject(api, injection('/any', '1', 'application/x-ndjson; charset=utf-16le'));
    expect(status).toBe(415);
  });
});

/** Bytes in pieces of the given sizes. */
async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let from = 0, i = 0; from < bytes.byteLength; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

test('what is wrong with very many items of a list is said of the first hundred', async () => {
  const refused = await inject(api, injection('/both', '0\n'.repeat(1000)));
  const { errors, more } = refused.json<{ errors: object[]; more: number }>();
  // One more is wrong with the list itself: it is too long.
  expect([refused.status, errors.length + more]).toEqual([400, 101]);
});

describe('items do not depend on where chunks begin and end', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });

  test('of lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { minLength: 1 }), sizes, async (values, cuts) => {
        const lines = values.map((value) => `${JSON.stringify(value)}\n`).join('');
        fc.pre(!/__proto__|constructor/.test(lines));
        const answer = await inject(api, injection('/any', pieces(Buffer.from(lines), cuts)));
        expect(answer.json()).toEqual(JSON.parse(JSON.stringify(items(...values))));
      }),
      { numRuns: 50 },
    );
  });

  test('of events', async () => {
    const line = fc.constantFrom('data: é', 'data:\u{1f600}', ': c', 'event: x', 'id: 1', 'retry: 3', '', '');
    const end = fc.constantFrom('\r', '\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, end), { minLength: 1 }), sizes, async (lines, cuts) => {
        const bytes = Buffer.from(lines.flat().join(''));
        const whole = await inject(api, injection('/events', bytes));
        const cut = await inject(api, injection('/events', pieces(bytes, cuts)));
        expect(cut.json()).toEqual(whole.json());
      }),
      { numRuns: 100 },
    );
  });
});

/** Lines that are made as they are asked for, and what became of them. */
function source(count: number) {
  const seen = { asked: 0, closed: false };
  async function* lines(): AsyncGenerator<Uint8Array> {
    try {
      while (seen.asked < count) {
        seen.asked += 1;
        yield Buffer.from(`{"name":"${seen.asked}"}\n`);
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, lines: lines() };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const serve = async (process: Process): Promise<Api> =>
  bind(document, { 'POST /lines': process }, { limits: { body: 300_000, item: 1000 } });

describe('a body that comes as it is read', () => {
  const FOREVER = 1_000_000;

  test.each<[what: string, process: Process, asked: number]>([
    ['that nobody reads', () => ({}), 1],
    [
      'of which two items are read',
      async ({ body }) => {
        let count = 0;
        for await (const _ of body as AsyncIterable<unknown>) if (++count === 2) break;
        return { count };
      },
      2,
    ],
    [
      'whose process throws',
      () => {
        throw new Error('thrown on purpose');
      },
      1,
    ],
    [
      'whose process asks for an item and leaves',
      ({ body }) => {
        void (body as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
        return {};
      },
      1,
    ],
  ])('%s is let go of', async (_, process, asked) => {
    const quiet = await bind(document, { 'POST /lines': process }, { onError: () => undefined });
    const { seen, lines } = source(FOREVER);
    await inject(quiet, injection('/lines', lines));
    await nextTurn();
    expect(seen).toEqual({ asked, closed: true });
  });

  test('whose process takes too long is let go of', async () => {
    const slow: Process = async ({ body }) => {
      for await (const _ of body as AsyncIterable<unknown>) await new Promise(() => undefined);
    };
    const { seen, lines } = source(FOREVER);
    const timed = await bind(document, { 'POST /lines': slow }, { timeout: 10 });
    expect((await inject(timed, injection('/lines', lines))).status).toBe(504);
    await nextTurn();
    expect(seen).toEqual({ asked: 1, closed: true });
  });

  test('can be read once', async () => {
    const twice = await serve(async ({ body }) => {
      const sequence = body as AsyncIterable<unknown>;
      for await (const _ of sequence);
      try {
        for await (const _ of sequence);
      } catch (error) {
        return { error: String(error) };
      }
      return {};
    });
    const answer = await inject(twice, injection('/lines', A));
    expect(answer.json()).toEqual({
      error: 'TypeError: The items of this body are being read already: they can be read once, as they come.',
    });
  });

  test('cannot be read when its run is over', async () => {
    const kept: AsyncIterable<unknown>[] = [];
    const keeping = await serve(({ body }) => {
      kept.push(body as AsyncIterable<unknown>);
      return {};
    });
    await inject(keeping, injection('/lines', A));
    expect(() => kept[0]?.[Symbol.asyncIterator]()).toThrow(
      'The items of this body can no longer be read: the run is over.',
    );
  });

  test('is read on after an intermediate return', async () => {
    const { seen, lines } = source(5);
    let count = 0;
    let done = (): void => undefined;
    const read = new Promise<void>((resolve) => {
      done = resolve;
    });
    const early = await serve(async ({ body, respond }) => {
      respond({ accepted: true });
      await nextTurn();
      for await (const _ of body as AsyncIterable<unknown>) count += 1;
      done();
    });
    const answer = await inject(early, injection('/lines', lines));
    await read;
    expect([answer.json(), count, seen]).toEqual([{ accepted: true }, 5, { asked: 5, closed: true }]);
  });

  test('can become the answer as it is read', async () => {
    const { seen, lines } = source(3);
    const echoing = await serve(({ body }) =>
      (async function* () {
        for await (const item of body as AsyncIterable<{ name: string }>) yield Buffer.from(item.name);
      })(),
    );
    expect((await inject(echoing, injection('/lines', lines))).text).toBe('123');
    expect(seen.closed).toBe(true);
  });

  test('is let go of where the answer that it becomes is not wanted', async () => {
    const { seen, lines } = source(FOREVER);
    const echoing = await serve(({ body }) =>
      (async function* () {
        for await (const item of body as AsyncIterable<{ name: string }>) yield Buffer.from(item.name);
      })(),
    );
    const response = await echoing.handle({
      method: 'POST',
      url: '/lines',
      headers: { 'content-type': 'application/jsonl' },
      body: lines,
    });
    const chunks = (response as { body: AsyncIterable<Uint8Array> }).body[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.return?.();
    await nextTurn();
    expect(seen).toEqual({ asked: 1, closed: true });
  });

  test('is let go of where a parameter is wrong', async () => {
    const strict = await bind(
      documentOf(
        {
          '/lines': {
            parameters: [{ name: 'n', in: 'query', schema: { type: 'integer' } }],
            ...post('application/jsonl', { itemSchema: NAMED }),
          },
        },
        { openapi: '3.2.0' },
      ),
      { 'POST /lines': () => ({}) },
    );
    const { seen, lines } = source(FOREVER);
    const answer = await inject(strict, injection('/lines?n=x', lines, 'application/jsonl'));
    await nextTurn();
    expect([answer.status, seen]).toEqual([400, { asked: 1, closed: true }]);
  });

  test('that breaks off is the fault of the caller', async () => {
    const got: unknown[] = [];
    const reading = await serve(async ({ body }) => {
      for await (const item of body as AsyncIterable<unknown>) got.push(item);
    });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${A}\n{"na`);
      throw new Error('reset');
    }
    const answer = await inject(reading, injection('/lines', broken()));
    expect([answer.status, answer.json<{ detail: string }>().detail, got]).toEqual([
      400,
      'The body ended before it was complete.',
      [a],
    ]);
  });

  test('that somebody else has read is a clear error', async () => {
    const stream = new Blob([A]).stream() as ReadableStream<Uint8Array>;
    for await (const _ of stream);
    const answer = await inject(api, injection('/lines', stream));
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([500, 'body-drained']);
  });

  test('costs no more where it comes byte by byte', async () => {
    const big = await bind(document, processes);
    async function* bytes(): AsyncGenerator<Uint8Array> {
      const text = Buffer.from(`"${'x'.repeat(200_000)}"`);
      for (let i = 0; i < text.byteLength; i += 1) yield text.subarray(i, i + 1);
    }
    const answer = await inject(big, injection('/any', bytes()));
    expect(answer.json<{ items: string[] }>().items[0]?.length).toBe(200_000);
  });
});
