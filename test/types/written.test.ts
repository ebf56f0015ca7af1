import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { bind, type Processes, reply } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { toTypes } from '../../src/types/to-types.ts';
import type { operations } from './fixture/library.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixture/${name}`, import.meta.url));

test.each([
  ['library.ts', { command: 'opbind types library.yaml -o library.ts' }],
  [
    'library-int64.ts',
    {
      command: 'opbind types library.yaml -o library-int64.ts --int64 bigint --formats',
      int64: 'bigint',
      formats: true,
    },
  ],
] as const)('%s is what opbind types writes of library.yaml', async (name, options) => {
  const loaded = await loadDocument(fixture('library.yaml'));
  expect(loaded.findings).toEqual([]);
  expect(toTypes(loaded, options)).toBe(readFileSync(fixture(name), 'utf8'));
});

// The compiler is told the types (written.ts); these are the values that they have to fit.
describe('processes receive what types say', () => {
  let received: unknown;

  const processes: Processes<operations> = {
    listLoans: ({ query, headers, cookies }) => {
      received = { query, headers, cookies };
      return reply(200, [], { headers: { 'x-total': '0' } });
    },
    addLoan: ({ body }) => {
      received = body;
      return { HttpStatusCode: 201, Content: { id: 1, book: body.book } };
    },
    changeLoan: ({ body }) => {
      received = body;
    },
    setCover: async ({ body: { photo, pages = [], note, year } }) => {
      const sizes = pages.map(({ size }) => size);
      received = { photo: await photo.text(), sizes, note, year };
    },
    'GET /shelves/{shelf}': ({ path }) => {
      received = path;
      return { kind: 'Film', minutes: 90 };
    },
  };

  const boundary = 'b';
  const part = (name: string, more: string, text: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;

  test.each<[Injection, unknown]>([
    [
      { url: '/loans?after=9007199254740991&open=' },
      {
        query: {
          branch: null,
          limit: 20,
          sort: 'date',
          after: 9007199254740991,
          before: null,
          open: null,
          text: null,
          words: null,
          tags: null,
          at: null,
          filter: null,
        },
        headers: { 'X-Trace': null, 'X-Depth': 1 },
        cookies: { session: 'none' },
      },
    ],
    [
      {
        url: '/loans?after=1&open=true&text=1&words=1,true&words=b&tags[a]=1&tags[b]=true&lat=4&filter=%7B%22from%22%3A3%7D',
      },
      {
        query: {
          branch: null,
          limit: 20,
          sort: 'date',
          after: 1,
          before: null,
          open: true,
          text: '1',
          words: ['1,true', 'b'],
          tags: { a: '1', b: 'true' },
          at: { lat: 4 },
          filter: { from: 3 },
        },
        headers: { 'X-Trace': null, 'X-Depth': 1 },
        cookies: { session: 'none' },
      },
    ],
    [
      { method: 'POST', url: '/loans', json: { book: 'Emma', pin: '1', renewals: [{}] } },
      { book: 'Emma', pin: '1', days: 14, fine: null, renewals: [{ days: 7 }] },
    ],
    [
      {
        method: 'PATCH',
        url: '/loans/1',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{}',
      },
      { days: 14 },
    ],
    [{ method: 'PATCH', url: '/loans/1' }, undefined],
    [
      {
        method: 'PUT',
        url: '/covers',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: `${part('photo', '', 'png')}${part('pages', '; filename="1.png"\r\ncontent-type: image/png', 'page')}${part('note', '', 'nice')}--${boundary}--\r\n`,
      },
      { photo: 'png', sizes: [4], note: 'nice', year: 2000 },
    ],
    [{ url: '/shelves/a' }, { shelf: 'a' }],
  ])('%j', async (request, values) => {
    received = 'nothing';
    const api = await bind<operations>(fixture('library.yaml'), processes, { responses: 'enforce' });
    const { status, text } = await inject(api, request);
    expect([status < 300, text]).toEqual([true, status < 300 ? text : '']);
    expect(received).toEqual(values);
    await api.close();
  });

  test('integers of 64 bits as bind is told', async () => {
    const api = await bind(
      fixture('library.yaml'),
      { listLoans: ({ query }) => String(query['after']) === '9223372036854775807' && typeof query['after'] },
      { int64: 'bigint' },
    );
    const { text } = await inject(api, { url: '/loans?after=9223372036854775807&open=true' });
    expect(text).toBe('bigint');
    await api.close();
  });
});
