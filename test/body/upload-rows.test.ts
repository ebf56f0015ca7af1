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
