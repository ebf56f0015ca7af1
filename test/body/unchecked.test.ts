import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Api, bind, type Process } from '../../src/index.ts';
import { fakeRequest } from '../../src/testing/index.ts';

/** Only `{ ok: true }` fits it, whatever it is written in. */
const ONLY_OK = {
  type: 'object',
  required: ['ok'],
  properties: { ok: { type: 'boolean', const: true } },
  additionalProperties: false,
};

const OK = '{"ok":true}';

const multipart = (name: string, text: string): string =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n--b--\r\n`;

/** Media types with a body of theirs that fits. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  'application/json': OK,
  'application/vnd.a+json': OK,
  'application/*': OK,
  'application/x-www-form-urlencoded': 'ok=true',
  'multipart/form-data': multipart('ok', 'true'),
  'application/xml': '<a><ok>true</ok></a>',
  'application/x-ndjson': `${OK}\n${OK}\n`,
  'application/json-seq': `\u001e${OK}\n`,
  'text/event-stream': 'data: x\n\n',
  'text/plain': OK,
  'application/octet-stream': OK,
};

const TEXTS = [
  ...Object.values(MEDIA_TYPES),
  '',
  ' ',
  'null',
  '{}',
  '{"ok":false}',
  '{"ok":true,"more":1}',
  `[${OK}]`,
  `${OK}\n{"ok":1}\n`,
  'ok=false',
  'ok=true&more=1',
  multipart('ok', 'false'),
  multipart('more', 'true'),
  '<a><ok>false</ok></a>',
  '<a><ok>true</ok><more/></a>',
  '{"__proto__":{"ok":true}}',
  '\u{feff}{"ok":1}',
];

const CONTENT_TYPES = [
  ...Object.keys(MEDIA_TYPES),
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16le',
  'application/json, text/plain',
  'application/json; ',
  'application/vnd.b+json',
  'multipart/form-data; boundary=b',
  'multipart/form-data; boundary=',
  'text/xml',
  'image/png',
  'json',
  '*/*',
  '',
  '%%%',
  undefined,
];

const isOk = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).join() === 'ok' &&
  (value as { ok?: unknown }).ok === true;

/** What a process was called with that its document does not allow. */
type Amiss = readonly [what: string, value: unknown];

const isSequence = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const unfitting = async (value: unknown): Promise<readonly unknown[]> => {
  if (!isSequence(value)) return isOk(value) ? [] : [value];
  const wrong: unknown[] = [];
  try {
    for await (const item of value) if (!isOk(item)) wrong.push(item);
  } catch {
    // Refused on the way, which is a check too.
  }
  return wrong;
};

interface Bound {
  readonly api: Api;
  readonly amiss: Amiss[];
  calls: number;
}

async function bindFor(types: readonly string[], required: boolean): Promise<Bound> {
  const amiss: Amiss[] = [];
  const bound = { amiss, calls: 0 };
  const process: Process = async ({ body }) => {
    bound.calls += 1;
    if (body === undefined) {
      if (required) amiss.push(['a required body was absent', body]);
      return null;
    }
    for (const value of await unfitting(body)) amiss.push(['a body was not checked', value]);
    return null;
  };
  const content = Object.fromEntries(types.map((type) => [type, { schema: ONLY_OK }]));
  const api = await bind(
    {
      openapi: '3.1.0',
      info: { title: 'test', version: '1' },
      paths: {
        '/a': {
          post: {
            operationId: 'a',
            requestBody: { required, content },
            responses: { 200: { description: 'ok', content: { 'application/json': {} } } },
          },
        },
      },
    },
    { a: process },
    { contentEncodings: ['gzip', 'deflate', 'br'], onError: () => undefined },
  );
  return Object.assign(bound, { api });
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const FORMS: Readonly<Record<string, (text: string) => unknown>> = {
  text: (text) => text,
  bytes: (text) => Buffer.from(text),
  chunks: (text) => chunksOf(Buffer.from(text), 3),
  stream: (text) => new Blob([text]).stream(),
  'parsed text': (text) => ({ parsed: text }),
  'parsed bytes': (text) => ({ parsed: Buffer.from(text) }),
  'parsed value': (text) => {
    try {
      return { parsed: JSON.parse(text) };
    } catch {
      return { parsed: { text } };
    }
  },
  nothing: () => undefined,
};

const encodings = [undefined, undefined, undefined, 'identity', 'gzip', 'br, gzip', 'zstd', ''];
const lengths = [undefined, undefined, '0', '5', '1e9', 'x'];

const arbitraryText = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc
    .tuple(fc.constantFrom(...TEXTS), fc.nat(), fc.string({ maxLength: 3 }))
    .map(
      ([text, at, piece]) =>
        text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1)),
    ),
);

describe('nothing that is declared reaches a process unchecked', async () => {
  const sets = [
    ...Object.keys(MEDIA_TYPES).map((type) => [type]),
    ['application/json', 'application/xml', 'multipart/form-data'],
    ['application/*', 'text/plain'],
    Object.keys(MEDIA_TYPES),
  ];
  const bounds: Bound[] = [];
  for (const types of sets) for (const required of [true, false]) bounds.push(await bindFor(types, required));

  test('whatever is sent: a process is called with what fits, or without a body that may be absent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bounds),
        fc.constantFrom(...CONTENT_TYPES),
        fc.constantFrom(...encodings),
        fc.constantFrom(...lengths),
        fc.constantFrom(...Object.keys(FORMS)),
        arbitraryText,
        async (bound, type, encoding, length, form, text) => {
          const headers = {
            ...(type !== undefined && { 'content-type': type }),
            ...(encoding !== undefined && { 'content-encoding': encoding }),
            ...(length !== undefined && { 'content-length': length }),
          };
          const body = FORMS[form]?.(text) as never;
          const answer = await bound.api.handle(fakeRequest({ method: 'POST', url: '/a', headers, body }));
          expect(bound.amiss).toEqual([]);
          expect(answer?.status).toBeLessThan(500);
        },
      ),
      { numRuns: 3000 },
    );
  }, 60_000);

  test('and bodies that fit do reach it', async () => {
    for (const [index, types] of sets.entries()) {
      const [type = ''] = types;
      const bound = bounds[2 * index] as Bound;
      const before = bound.calls;
      const sent = type.startsWith('multipart') ? `${type}; boundary=b` : type.replace('*', 'json');
      const headers = { 'content-type': sent };
      await bound.api.handle(
        fakeRequest({ method: 'POST', url: '/a', headers, body: MEDIA_TYPES[type] ?? OK }),
      );
      const fits = !['text/plain', 'application/octet-stream'].includes(type);
      expect([type, bound.calls - before]).toEqual([type, fits ? 1 : 0]);
    }
  });
});
