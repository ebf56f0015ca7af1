import { describe, expect, test } from 'vitest';
import { bind, type Process } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';
import { here, readJson, titled } from './corpus.ts';

const TEXT = { type: 'string' };

const parameter = (place: string): object => ({
  parameters: [{ name: 'x', in: place, required: true, schema: TEXT }],
});

const FORM = 'application/x-www-form-urlencoded';

const OBJECT = { type: 'object', required: ['x'], properties: { x: TEXT } };

const document = documentOf({
  '/path/{x}': { get: operation('path', { parameters: [pathParameter('x', TEXT)] }) },
  '/query': { get: operation('query', parameter('query')) },
  '/header': { get: operation('header', parameter('header')) },
  '/cookie': { get: operation('cookie', parameter('cookie')) },
  '/json': { post: operation('json', jsonBody(OBJECT)) },
  '/form': {
    post: operation('form', { requestBody: { required: true, content: { [FORM]: { schema: OBJECT } } } }),
  },
  '/upload': {
    post: operation('upload', {
      requestBody: { required: true, content: { 'multipart/form-data': { schema: OBJECT } } },
    }),
  },
  '/text': { post: operation('text', { requestBody: { content: { 'text/plain': { schema: TEXT } } } }) },
  '/lines': {
    post: operation('lines', { requestBody: { content: { 'application/jsonl': { schema: OBJECT } } } }),
  },
});

const memberOf = (body: unknown): unknown => (body as { x: unknown }).x;

const processes: Record<string, Process> = {
  path: ({ path }) => ({ x: path['x'] }),
  query: ({ query }) => ({ x: query['x'] }),
  header: ({ headers }) => ({ x: headers['x'] }),
  cookie: ({ cookies }) => ({ x: cookies['x'] }),
  json: ({ body }) => ({ x: memberOf(body) }),
  form: ({ body }) => ({ x: memberOf(body) }),
  upload: ({ body }) => ({ x: memberOf(body) }),
  text: ({ body }) => ({ x: body ?? '' }),
  lines: async ({ body }) => {
    for await (const item of body as AsyncIterable<unknown>) return { x: memberOf(item) };
    return {};
  },
};

const encoded = encodeURIComponent;

// RFC 9110 §5.5: a field value neither begins nor ends with white space, and holds no character beyond Latin-1.
const FIELD = /^[\x21-\x7e\x80-\xff]([\x20-\x7e\x80-\xff\t]*[\x21-\x7e\x80-\xff])?$/;

const BOM = '\ufeff';

interface Way {
  readonly to: (text: string) => Injection;
  /** Whether the way can carry a text at all. */
  readonly carries?: (text: string) => boolean;
  /** How many of the texts it carries. */
  readonly count: number;
}

/** Ways on which a text comes in. */
const WAYS: Readonly<Record<string, Way>> = {
  path: { to: (text) => ({ url: `/path/${encoded(text)}` }), carries: (text) => text !== '', count: 514 },
  query: { to: (text) => ({ url: `/query?x=${encoded(text)}` }), count: 515 },
  header: {
    to: (text) => ({ url: '/header', headers: { x: text } }),
    carries: (text) => FIELD.test(text),
    count: 413,
  },
  cookie: { to: (text) => ({ url: '/cookie', headers: { cookie: `x=${encoded(text)}` } }), count: 515 },
  'JSON body': { to: (text) => ({ url: '/json', json: { x: text } }), count: 515 },
  'form field': { to: (text) => ({ url: '/form', form: { x: text } }), count: 515 },
  'multipart field': {
    to: (text) => ({
      url: '/upload',
      body: `--b\r\ncontent-disposition: form-data; name=x\r\n\r\n${text}\r\n--b--\r\n`,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    }),
    carries: (text) => !text.startsWith(BOM),
    count: 514,
  },
  'JSON line': {
    to: (text) => ({
      url: '/lines',
      body: JSON.stringify({ x: text }),
      headers: { 'content-type': 'application/jsonl' },
    }),
    count: 515,
  },
  // A mark at the beginning of a text is not part of it (WHATWG Encoding §6).
  'text body': {
    to: (text) => ({ url: '/text', body: text, headers: { 'content-type': 'text/plain' } }),
    carries: (text) => !text.startsWith(BOM),
    count: 514,
  },
};

describe.skipIf(!here)(titled('naughty strings'), async () => {
  const { strings } = here
    ? (readJson('external/naughty-strings.json') as { strings: string[] })
    : { strings: [] };
  const api = await bind(document, processes);

  test('are all here', () => expect(strings.length).toBe(515));

  test.each(Object.entries(WAYS))(
    'come back as they were sent: %s',
    async (_, { to, carries = () => true, count }) => {
      const carried = strings.filter(carries);
      const given = await Promise.all(
        carried.map(async (text) => (await inject(api, to(text))).json<{ x: unknown }>().x),
      );
      expect(given).toEqual(carried);
      expect(carried.length).toBe(count);
    },
  );
});
