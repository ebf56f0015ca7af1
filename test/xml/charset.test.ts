import { expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><a>é</a>`;

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

const MALFORMED = 400;
const UNKNOWN = 415;

// RFC 7303 §3: a byte order mark counts for more than the charset, and that for more than the declaration.
test.each<[what: string, body: string | Uint8Array, type: string, got: unknown]>([
  ['UTF-8 where nothing is said', '<a>é</a>', 'application/xml', 'é'],
  ['as the declaration says', latin1(declared('ISO-8859-1')), 'application/xml', 'é'],
  ['as the charset says', latin1('<a>é</a>'), 'text/xml; charset=iso-8859-1', 'é'],
  ['as both say', latin1(declared('ISO-8859-1')), 'text/xml; charset=iso-8859-1', 'é'],
  ['as the charset says, whatever the declaration does', declared('utf-16'), 'text/xml; charset=utf-8', 'é'],
  ['as the mark says', utf16(declared('UTF-16')), 'application/xml', 'é'],
  ['as the mark says, whatever the charset does', utf16('<a>é</a>'), 'text/xml; charset=utf-8', 'é'],
  ['not what it says it is', declared('utf-16'), 'application/xml', MALFORMED],
  ['not what it says it is', latin1(declared('utf-8')), 'application/xml', MALFORMED],
  ['in an unknown one', declared('klingon'), 'application/xml', UNKNOWN],
])('XML in an encoding: %s', async (_, body, type, got) => {
  const content = {
    'application/xml': { schema: { type: 'string' } },
    'text/xml': { schema: { type: 'string' } },
  };
  const api = await bind(
    documentOf({ '/a': { post: operation('a', { requestBody: { required: true, content } }) } }),
    { a: ({ body: text }) => ({ text }) },
  );
  const answer = await inject(api, { url: '/a', body, headers: { 'content-type': type } });
  expect(answer.status === 200 ? answer.json<{ text: string }>().text : answer.status).toBe(got);
});
