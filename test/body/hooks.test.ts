import { describe, expect, test } from 'vitest';
import type { BodyContent } from '../../src/body/content.ts';
import type { ReadMultipart } from '../../src/body/multipart.ts';
import { type BodyOptions, compileBody } from '../../src/body/read.ts';
import type { MediaType } from '../../src/document/operation.ts';
import type { HttpRequest, RequestBody } from '../../src/http/message.ts';
import type { Check, Issue } from '../../src/problem/issue.ts';
import { Problem, refuse } from '../../src/problem/problem.ts';

const mediaType = (type: string, schema: string | null = null): MediaType => ({ type, pointer: '#', schema });

const wrong: Check = (value) =>
  value === 'wrong' ? [{ pointer: '/x', code: 'enum', message: 'Must be right.' }] : null;

const OPTIONS: BodyOptions = {
  limit: 1000,
  itemLimit: 100,
  contentEncodings: [],
  parsers: {},
  checkOf: () => wrong,
  fillOf: () => (value) => ({ filled: value }),
  isArray: () => false,
  formOf: () => () => ({}),
  xmlOf: () => (text) => text,
  multipartOf: () => () => Promise.resolve(refuse('body-malformed')),
};

interface Outcome {
  readonly content: BodyContent | Problem;
  readonly issues: readonly Issue[];
}

async function read(
  type: MediaType,
  options: Partial<BodyOptions>,
  sent: string,
  body: RequestBody,
): Promise<Outcome> {
  const readBody = compileBody({ pointer: '#', required: true, content: [type] }, { ...OPTIONS, ...options });
  const request: HttpRequest = { method: 'POST', url: '/', headers: { 'content-type': sent }, body };
  const issues: Issue[] = [];
  return { content: await readBody(request, issues), issues };
}

const codeOf = ({ content }: Outcome): unknown =>
  content instanceof Problem ? content.code : { value: content.value };

const utf16 = (text: string, mark: string): Uint8Array => Buffer.from(mark + text, 'utf16le');

describe('XML is read', () => {
  test.each<[what: string, sent: string, body: Uint8Array | string, given: unknown]>([
    ['as UTF-8', 'application/xml', '<a>é</a>', { value: '<a>é</a>' }],
    ['by its suffix', 'image/svg+xml', '<a/>', { value: '<a/>' }],
    ['as text', 'text/xml', '<a/>', { value: '<a/>' }],
    ['without its byte order mark', 'application/xml', '\ufeff<a/>', { value: '<a/>' }],
    [
      'in the charset of its type',
      'application/xml; charset=iso-8859-1',
      Uint8Array.of(0x3c, 0xe9),
      { value: '<é' },
    ],
    ['in UTF-16 with a mark', 'application/xml', utf16('<é', '\ufeff'), { value: '<é' }],
    ['in big-endian UTF-16', 'application/xml', Buffer.from(utf16('<é', '\ufeff')).swap16(), { value: '<é' }],
    [
      'by its mark rather than by its type',
      'application/xml; charset=iso-8859-1',
      utf16('<é', '\ufeff'),
      { value: '<é' },
    ],
    [
      'in the charset that it declares',
      'application/xml',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>é', 'latin1'),
      { value: '<?xml version="1.0" encoding="ISO-8859-1"?>é' },
    ],
    ['not in a charset that nobody knows', 'application/xml; charset=foo', '<a/>', 'media-type-unsupported'],
    [
      'not where it declares one that nobody knows',
      'application/xml',
      '<?xml version="1.0" encoding="foo"?>',
      'media-type-unsupported',
    ],
    ['not where its bytes are no text', 'application/xml', Uint8Array.of(0x3c, 0xff), 'body-malformed'],
  ])('%s', async (_, sent, body, given) => {
    expect(codeOf(await read(mediaType('*/*'), {}, sent, body))).toEqual(given);
  });

  test('and what it refuses is refused', async () => {
    const refusing = { xmlOf: () => () => refuse('body-malformed') };
    expect(codeOf(await read(mediaType('application/xml'), refusing, 'application/xml', '<a'))).toBe(
      'body-malformed',
    );
  });
});

test.each<[what: string, body: string, value: unknown, pointers: readonly string[]]>([
  ['a valid value is filled', '"right"', { filled: 'right' }, []],
  ['an invalid one is not', '"wrong"', 'wrong', ['/x']],
])('%s', async (_, body, value, pointers) => {
  const { content, issues } = await read(mediaType('application/json', '#/s'), {}, 'application/json', body);
  expect([(content as BodyContent).value, issues.map(({ pointer }) => pointer)]).toEqual([value, pointers]);
});

test('valid items are filled', async () => {
  const { content } = await read(mediaType('application/jsonl', '#/s'), {}, 'application/jsonl', '1\n2');
  const items: unknown[] = [];
  for await (const item of (content as BodyContent).value as AsyncIterable<unknown>) items.push(item);
  expect(items).toEqual([{ filled: 1 }, { filled: 2 }]);
});

describe('parsers', () => {
  const csv = 'text/csv; charset=utf-8; header=present';
  test.each<[what: string, parsers: BodyOptions['parsers'], sent: string, given: unknown]>([
    ['read a type', { 'text/csv': (bytes) => bytes.byteLength }, csv, { value: 3 }],
    [
      'are told of it',
      { 'text/csv': (_, context) => context },
      csv,
      { value: { mediaType: 'text/csv', parameters: { charset: 'utf-8', header: 'present' } } },
    ],
    ['may take their time', { 'text/csv': async () => 'late' }, csv, { value: 'late' }],
    ['read a range', { 'text/*': () => 'text' }, csv, { value: 'text' }],
    [
      'read the more specific one',
      { '*/*': () => 'any', 'text/csv': () => 'csv', 'text/*': () => 'text' },
      csv,
      { value: 'csv' },
    ],
    ['win over JSON', { 'application/json': () => 'mine' }, 'application/json', { value: 'mine' }],
    [
      'win over sequences',
      { 'application/x-ndjson': () => 'mine' },
      'application/x-ndjson',
      { value: 'mine' },
    ],
    [
      'win over multipart',
      { 'multipart/*': () => 'mine' },
      'multipart/form-data; boundary=x',
      { value: 'mine' },
    ],
    ['leave other types alone', { 'text/csv': () => 'csv' }, 'text/plain', { value: 'abc' }],
    [
      'that throw are a 400',
      {
        'text/csv': () => {
          throw new Error('secret');
        },
      },
      csv,
      'body-malformed',
    ],
    [
      'that reject are a 400',
      { 'text/csv': () => Promise.reject(new Error('secret')) },
      csv,
      'body-malformed',
    ],
    [
      'that throw a problem are told',
      {
        'text/csv': () => {
          throw new Problem('mine', { status: 422 });
        },
      },
      csv,
      'mine',
    ],
    [
      'that reject with a problem are told',
      { 'text/csv': () => Promise.reject(new Problem('mine')) },
      csv,
      'mine',
    ],
    ['that return a problem are told', { 'text/csv': () => new Problem('mine') }, csv, 'mine'],
    ['cannot poison', { 'text/csv': () => JSON.parse('{"__proto__":{}}') }, csv, 'body-malformed'],
  ])('%s', async (_, parsers, sent, given) => {
    expect(codeOf(await read(mediaType('*/*'), { parsers }, sent, 'abc'))).toEqual(given);
  });

  test('do not spare a value its check', async () => {
    const type = mediaType('text/csv', '#/s');
    for (const parse of [() => 'wrong', async () => 'wrong']) {
      const { issues } = await read(type, { parsers: { 'text/csv': parse } }, 'text/csv', 'abc');
      expect(issues.map(({ pointer }) => pointer)).toEqual(['/x']);
    }
  });

  test('do not repeat what they threw', async () => {
    const parsers = {
      'text/csv': () => {
        throw new Error('secret');
      },
    };
    const { content } = await read(mediaType('text/csv'), { parsers }, 'text/csv', 'abc');
    expect(JSON.stringify(content) + (content as Problem).message).not.toContain('secret');
  });
});

describe('a multipart body', () => {
  const sent = 'multipart/form-data; boundary=x';
  const state = { closed: 0, text: '' };
  const collecting =
    (checkable: unknown, more: readonly Issue[] = []): ReadMultipart =>
    async (source, contentType, issues) => {
      state.text = contentType;
      for await (const chunk of source) state.text += ` ${Buffer.from(chunk)}`;
      issues.push(...more);
      const close = async (): Promise<void> => {
        state.closed += 1;
      };
      return { value: 'parts', checkable, close };
    };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const text of ['', 'a', '', 'b']) yield Buffer.from(text);
  }
  const issue: Issue = { in: 'body', pointer: '/p', code: 'type', message: 'Must be a number.' };

  test.each<[what: string, read: ReadMultipart, pointers: readonly string[], value: unknown]>([
    ['is checked by what stands for it', collecting('right'), [], { filled: 'parts' }],
    ['that is invalid', collecting('wrong'), ['/x'], 'parts'],
    ['whose fields cannot be cast', collecting('wrong', [issue]), ['/p'], 'parts'],
  ])('%s', async (_, multipart, pointers, value) => {
    state.closed = 0;
    const { content, issues } = await read(
      mediaType('multipart/*', '#/s'),
      { multipartOf: () => multipart },
      sent,
      chunks(),
    );
    const { close, ...given } = content as BodyContent;
    await close?.();
    expect([given, issues.map(({ pointer }) => pointer)]).toEqual([{ value, bytes: null }, pointers]);
    expect(state).toEqual({ closed: 1, text: `${sent} a b` });
  });

  test.each<[what: string, read: ReadMultipart, body: RequestBody, code: unknown]>([
    ['that is refused', async () => refuse('body-malformed'), chunks(), 'body-malformed'],
    ['that is too large', collecting('right'), 'x'.repeat(1001), 'body-too-large'],
    ['that is empty', collecting('right'), '', 'body-missing'],
    ['that somebody else parsed', collecting('right'), { parsed: { a: 1 } }, { value: { filled: { a: 1 } } }],
    ['that somebody else read', collecting('right'), { parsed: 'ab' }, { value: { filled: 'parts' } }],
  ])('%s', async (_, multipart, body, code) => {
    expect(
      codeOf(
        await read(mediaType('multipart/form-data', '#/s'), { multipartOf: () => multipart }, sent, body),
      ),
    ).toEqual(code);
  });

  test('is let go of where its reader breaks', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('a');
      } finally {
        closed = true;
      }
    }
    const breaking = { multipartOf: () => () => Promise.reject(new TypeError('broken')) };
    await expect(read(mediaType('multipart/*'), breaking, sent, endless())).rejects.toThrow('broken');
    await new Promise((resolve) => void setImmediate(resolve));
    expect(closed).toBe(true);
  });
});

describe('the hooks are made once for a declared type', () => {
  test('whatever parameters are sent', async () => {
    let made = 0;
    const formOf = () => {
      made += 1;
      return () => ({});
    };
    const type = 'application/x-www-form-urlencoded';
    const readBody = compileBody(
      { pointer: '#', required: true, content: [mediaType(type)] },
      { ...OPTIONS, formOf },
    );
    for (let i = 0; i < 100; i += 1) {
      await readBody(
        { method: 'POST', url: '/', headers: { 'content-type': `${type}; x=${i}` }, body: 'a=1' },
        [],
      );
    }
    expect(made).toBe(1);
  });
});
