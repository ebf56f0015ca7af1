import { Readable } from 'node:stream';
import {
  brotliCompressSync,
  constants,
  createGzip,
  deflateRawSync,
  deflateSync,
  Gunzip,
  gzipSync,
} from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { type Api, type BindOptions, bind, type Process } from '../../src/index.ts';
import { type Injected, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';

const document = documentOf(
  {
    '/json': { post: operation('json', jsonBody({})) },
    '/optional': { post: operation('optional', jsonBody({}, false)) },
    '/lines': {
      post: operation('lines', {
        requestBody: { content: { 'application/jsonl': { itemSchema: { type: 'integer' } } } },
      }),
    },
  },
  { openapi: '3.2.0' },
);

const echo: Process = ({ body, http }) => ({ body: body === undefined ? 'nothing' : body, text: http.body });

const sum: Process = async ({ body }) => {
  let total = 0;
  for await (const item of body as AsyncIterable<number>) total += item;
  return { body: total };
};

const processes = { json: echo, optional: echo, lines: sum };

const LIMIT = 100_000;
const serve = (options: BindOptions): Promise<Api> =>
  bind(document, processes, { limits: { body: LIMIT }, ...options });

const api = await serve({ contentEncodings: ['gzip', 'deflate', 'br'] });
const gzipOnly = await serve({ contentEncodings: ['gzip'] });
const none = await serve({});

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += size) yield bytes.subarray(from, from + size);
}

const TYPES: Readonly<Record<string, string>> = { '/lines': 'application/jsonl' };

const send = (
  to: Api,
  url: string,
  coding: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<Injected> =>
  inject(to, {
    method: 'POST',
    url,
    body,
    headers: { 'content-type': TYPES[url] ?? 'application/json', 'content-encoding': coding },
  });

const TEXT = JSON.stringify({ a: 'é'.repeat(5000) });
const BYTES = Buffer.from(TEXT);
const VALUE = { body: JSON.parse(TEXT) as unknown, text: TEXT };
const NUMBERS = Buffer.from('1\n2\n3\n'.repeat(1000));

const problem = (code: string): object => ({ code });

describe('a compressed body', () => {
  test.each<[what: string, url: string, coding: string, bytes: Uint8Array, status: number, answer: object]>([
    ['gzip', '/json', 'gzip', gzipSync(BYTES), 200, VALUE],
    ['x-gzip, which is the same', '/json', 'X-GZIP', gzipSync(BYTES), 200, VALUE],
    [
      'gzip in two members',
      '/json',
      'gzip',
      Buffer.concat([gzipSync(BYTES.subarray(0, 9)), gzipSync(BYTES.subarray(9))]),
      200,
      VALUE,
    ],
    ['deflate', '/json', 'deflate', deflateSync(BYTES), 200, VALUE],
    ['deflate without its wrapper', '/json', 'deflate', deflateRawSync(BYTES), 200, VALUE],
    ['br', '/json', 'br', brotliCompressSync(BYTES), 200, VALUE],
    ['several codings', '/json', 'gzip, br', brotliCompressSync(gzipSync(BYTES)), 200, VALUE],
    ['codings and identity', '/json', 'identity,, gzip', gzipSync(BYTES), 200, VALUE],
    ['identity', '/json', 'identity', BYTES, 200, VALUE],
    ['a sequence', '/lines', 'gzip', gzipSync(NUMBERS), 200, { body: 6000 }],
    [
      'a bad item in a sequence',
      '/lines',
      'br',
      brotliCompressSync(Buffer.from('1\n"x"')),
      400,
      problem('request-invalid'),
    ],
    ['nothing where something is needed', '/json', 'gzip', gzipSync(''), 400, problem('body-missing')],
    ['nothing where nothing is needed', '/optional', 'gzip', gzipSync(''), 200, { body: 'nothing' }],
    ['no bytes at all', '/optional', 'gzip', Buffer.alloc(0), 200, { body: 'nothing' }],
    ['another coding than it says', '/json', 'br', gzipSync(BYTES), 400, problem('body-malformed')],
    ['no coding at all', '/json', 'gzip', BYTES, 400, problem('body-malformed')],
    [
      'codings in the wrong order',
      '/json',
      'br, gzip',
      brotliCompressSync(gzipSync(BYTES)),
      400,
      problem('body-malformed'),
    ],
    ['a truncated one', '/json', 'gzip', gzipSync(BYTES).subarray(0, -1), 400, problem('body-malformed')],
    [
      'a truncated br',
      '/json',
      'br',
      brotliCompressSync(BYTES).subarray(0, -1),
      400,
      problem('body-malformed'),
    ],
    [
      'a truncated deflate',
      '/json',
      'deflate',
      deflateSync(BYTES).subarray(0, -1),
      400,
      problem('body-malformed'),
    ],
    [
      'a truncated sequence',
      '/lines',
      'gzip',
      gzipSync(NUMBERS).subarray(0, -9),
      400,
      problem('body-malformed'),
    ],
    [
      'garbage behind gzip',
      '/json',
      'gzip',
      Buffer.concat([gzipSync(BYTES), Buffer.from('more')]),
      400,
      problem('body-malformed'),
    ],
    [
      'zeros behind gzip',
      '/json',
      'gzip',
      Buffer.concat([gzipSync(BYTES), Buffer.alloc(9)]),
      400,
      problem('body-malformed'),
    ],
    [
      'garbage behind deflate',
      '/json',
      'deflate',
      Buffer.concat([deflateSync(BYTES), Buffer.from('more')]),
      400,
      problem('body-malformed'),
    ],
    [
      'garbage behind raw deflate',
      '/json',
      'deflate',
      Buffer.concat([deflateRawSync(BYTES), Buffer.from('more')]),
      400,
      problem('body-malformed'),
    ],
    [
      'garbage behind br',
      '/json',
      'br',
      Buffer.concat([brotliCompressSync(BYTES), Buffer.from('more')]),
      400,
      problem('body-malformed'),
    ],
    [
      'much garbage behind br',
      '/json',
      'br',
      Buffer.concat([brotliCompressSync(BYTES), Buffer.alloc(60_000, 7)]),
      400,
      problem('body-malformed'),
    ],
    [
      'more than the limit when inflated',
      '/json',
      'gzip',
      gzipSync(Buffer.alloc(LIMIT + 1, ' ')),
      413,
      problem('body-too-large'),
    ],
    [
      'more than the limit within another coding',
      '/json',
      'gzip, br',
      brotliCompressSync(gzipSync(Buffer.alloc(100 * LIMIT, ' '), { level: 0 })),
      413,
      problem('body-too-large'),
    ],
    [
      'as much as the limit',
      '/json',
      'gzip',
      gzipSync(Buffer.from(`[${' '.repeat(LIMIT - 2)}]`)),
      200,
      { body: [] },
    ],
    ['an unknown coding', '/json', 'zstd', BYTES, 415, problem('media-type-unsupported')],
    ['an unknown one among known ones', '/json', 'gzip, zstd', BYTES, 415, problem('media-type-unsupported')],
    [
      'more codings than anybody needs',
      '/json',
      'gzip, gzip, gzip, gzip',
      BYTES,
      415,
      problem('media-type-unsupported'),
    ],
  ])('%s, at once and in pieces', async (_, url, coding, bytes, status, answer) => {
    for (const body of [bytes, pieces(bytes, 7), pieces(bytes, 1000)]) {
      const given = await send(api, url, coding, body);
      expect({ status: given.status, json: given.json() }).toMatchObject({ status, json: answer });
    }
  });

  test.each<[what: string, api: Api, coding: string, accepted: string, detail: string]>([
    ['where none is allowed', none, 'gzip', 'identity', 'The body may not be compressed.'],
    ['where another one is allowed', gzipOnly, 'br', 'gzip', 'The body may be compressed as gzip.'],
    [
      'where it is unknown',
      api,
      'zstd',
      'gzip, deflate, br',
      'The body may be compressed as gzip, deflate, br.',
    ],
  ])('is refused %s, naming those that are read', async (_, to, coding, accepted, detail) => {
    const { status, headers, json } = await send(to, '/json', coding, gzipSync(BYTES));
    expect([status, headers['accept-encoding'], json<{ detail: string }>().detail]).toEqual([
      415,
      accepted,
      detail,
    ]);
  });

  test('may be allowed for one operation', async () => {
    const one = await bind(document, { ...processes, json: { process: echo, contentEncodings: ['gzip'] } });
    expect((await send(one, '/json', 'gzip', gzipSync(BYTES))).status).toBe(200);
    expect((await send(one, '/optional', 'gzip', gzipSync(BYTES))).status).toBe(415);
  });

  test('is told apart from what the host application has inflated', async () => {
    const answer = await inject(none, {
      method: 'POST',
      url: '/json',
      body: { parsed: { a: 1 } },
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': '3' },
    });
    expect(answer.json()).toMatchObject({ body: { a: 1 } });
  });

  test('has a Content-Length of its compressed bytes', async () => {
    const bytes = gzipSync(BYTES);
    for (const [length, status] of [
      [bytes.byteLength, 200],
      [bytes.byteLength - 1, 400],
      [LIMIT + 1, 413],
    ]) {
      const answer = await inject(api, {
        method: 'POST',
        url: '/json',
        body: bytes,
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          'content-length': String(length),
        },
      });
      expect([length, answer.status]).toEqual([length, status]);
    }
  });
});

/** A gzip of 1 GB of zeros, about 1 MB long. */
async function bomb(): Promise<Uint8Array> {
  const block = Buffer.alloc(1 << 20);
  async function* zeros(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 1024; i += 1) yield block;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of Readable.from(zeros()).pipe(createGzip({ level: constants.Z_BEST_SPEED })))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Bytes that all gunzips gave, whether anybody read them or not. */
function countInflated(): () => number {
  const push = vi.spyOn(Readable.prototype, 'push');
  return () => {
    const inflated = push.mock.calls.reduce(
      (sum, [chunk], i) =>
        sum + ((push.mock.contexts[i] as unknown) instanceof Gunzip ? (chunk?.byteLength ?? 0) : 0),
      0,
    );
    push.mockRestore();
    return inflated;
  };
}

const CHUNK = 16 * 1024;

describe('a bomb', async () => {
  const bytes = await bomb();
  const wide = await serve({ contentEncodings: ['gzip'], limits: { body: 8 * 1024 * 1024 } });

  test.each<[what: string, body: () => Uint8Array | AsyncIterable<Uint8Array>]>([
    ['at once', () => bytes],
    ['in pieces', () => pieces(bytes, 65_536)],
  ])('%s is inflated no further than the limit', async (_, body) => {
    const counted = countInflated();
    const { status } = await send(wide, '/json', 'gzip', body());
    const inflated = counted();
    expect(status).toBe(413);
    expect(inflated).toBeGreaterThan(8 * 1024 * 1024);
    expect(inflated).toBeLessThanOrEqual(8 * 1024 * 1024 + 2 * CHUNK);
  });

  test('hidden in a sequence is stopped at the limit of an item', async () => {
    const counted = countInflated();
    const { status } = await send(wide, '/lines', 'gzip', bytes);
    const inflated = counted();
    expect(status).toBe(413);
    expect(inflated).toBeLessThanOrEqual(1024 * 1024 + 2 * CHUNK);
  });

  test('that inflates to nothing is stopped at the limit too', async () => {
    const empty = gzipSync('');
    async function* forever(): AsyncGenerator<Uint8Array> {
      for (;;) yield empty;
    }
    const { status } = await send(api, '/json', 'gzip', forever());
    expect(status).toBe(413);
  });
});

test('a compressed body that nobody reads to its end closes what it came from', async () => {
  let closed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield gzipSync('1\n');
    } finally {
      closed = true;
    }
  }
  const leaving = await bind(document, { lines: () => ({}) }, { contentEncodings: ['gzip'] });
  await send(leaving, '/lines', 'gzip', endless());
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(closed).toBe(true);
});
