import { describe, expect, test } from 'vitest';
import { bind, type UploadedFile } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

/** What a browser sends for a field in which no file was chosen, or one was. */
const photo = (name: string, type: string, content: string): string =>
  `--b\r\ncontent-disposition: form-data; name="photo"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n${content}\r\n--b--\r\n`;

const NONE = photo('', 'application/octet-stream', '');
const SOME = photo('', 'application/octet-stream', 'x');
const PICTURE = photo('a.png', 'image/png', 'xxxx');

async function sent(schema: object, encoding: object, body: string): Promise<unknown> {
  const content = { 'multipart/form-data': { schema: { type: 'object', ...schema }, encoding } };
  const document = documentOf({
    '/a': { post: operation('a', { requestBody: { required: true, content } }) },
  });
  const api = await bind(document, {
    a: ({ body: form }) =>
      Object.entries(form as Record<string, UploadedFile>).map(([name, { size }]) => [name, size]),
  });
  const answer = await inject(api, {
    url: '/a',
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  });
  const { errors } = answer.json<{ errors?: readonly { code: string; message: string }[] }>();
  return errors === undefined ? answer.json() : errors.map(({ code, message }) => `${code}: ${message}`);
}

const FILE = { properties: { photo: { type: 'string', format: 'binary', maxLength: 3 } } };
const FILES = { properties: { photo: { type: 'array', items: { type: 'string', format: 'binary' } } } };
const REQUIRED = { ...FILE, required: ['photo'] };
const PNG = { photo: { contentType: 'image/png' } };

describe('a field for a file', () => {
  test.each<[what: string, schema: object, encoding: object, body: string, got: unknown]>([
    ['may be left empty', FILE, {}, NONE, []],
    ['may be left empty whatever its type has to be', FILE, PNG, NONE, []],
    ['of a list likewise', FILES, PNG, NONE, []],
    ['is missing then, where it is required', REQUIRED, PNG, NONE, ['required: This property is required.']],
    [
      'has its type checked where something is in it',
      FILE,
      PNG,
      SOME,
      ['media-type: Must be sent as image/png.'],
    ],
    ['has its bytes counted', FILE, PNG, PICTURE, ['max-length: Must have at most 3 bytes.']],
    ['arrives', FILES, PNG, PICTURE, [['photo', null]]],
  ])('%s', async (_, schema, encoding, body, got) => {
    expect(await sent(schema, encoding, body)).toEqual(got);
  });
});

const part = (type: string, content: string): string => `--b\r\ncontent-type: ${type}\r\n\r\n${content}\r\n`;

const NUMBERED = {
  type: 'object',
  required: ['n'],
  properties: { n: { type: 'integer' }, m: { default: 0 } },
};

/** What the process got, or the issues. */
async function sentAs(type: string, mediaType: object, body: string): Promise<unknown> {
  const api = await bind(
    {
      openapi: '3.2.0',
      info: { title: 'test', version: '1' },
      paths: {
        '/a': { post: operation('a', { requestBody: { required: true, content: { [type]: mediaType } } }) },
      },
    },
    { a: ({ body: value }) => value },
  );
  const header = type.startsWith('multipart') ? `${type}; boundary=b` : type;
  const answer = await inject(api, { url: '/a', body, headers: { 'content-type': header } });
  const { errors } = answer.json<{ errors?: readonly { pointer: string; code: string }[] }>();
  return errors === undefined ? answer.json() : errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('itemSchema', () => {
  test.each<[what: string, type: string, mediaType: object, body: string, got: unknown]>([
    [
      'is asked of each part, which is filled',
      'multipart/mixed',
      { itemSchema: NUMBERED },
      `${part('application/json', '{"n":1}')}--b--\r\n`,
      [{ n: 1, m: 0 }],
    ],
    [
      'refuses a part by its place',
      'multipart/mixed',
      { itemSchema: NUMBERED },
      `${part('application/json', '{"n":1}')}${part('application/json', '{"n":"x"}')}--b--\r\n`,
      ['/1/n type'],
    ],
    [
      'casts a text part',
      'multipart/mixed',
      { itemSchema: { type: 'integer' }, itemEncoding: { contentType: 'text/plain' } },
      `${part('text/plain', '7')}--b--\r\n`,
      [7],
    ],
    [
      'is asked beside the schema of the whole',
      'multipart/mixed',
      { schema: { type: 'array', maxItems: 1 }, itemSchema: NUMBERED },
      `${part('application/json', '{"n":1}')}${part('application/json', '{}')}--b--\r\n`,
      [' max-items', '/1/n required'],
    ],
    ['is asked of JSON too', 'application/json', { itemSchema: NUMBERED }, '[{"n":1}]', [{ n: 1, m: 0 }]],
    ['which has to be a list then', 'application/json', { itemSchema: NUMBERED }, '{"n":1}', [' type']],
  ])('%s', async (_, type, mediaType, body, got) => {
    expect(await sentAs(type, mediaType, body)).toEqual(got);
  });
});
