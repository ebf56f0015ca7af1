import { expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { bind } from '../../src/index.ts';
import { findUnknownFormats } from '../../src/schema/unknown-formats.ts';

const SCHEMAS = {
  A: { type: 'string', format: 'iban' },
  B: { items: { format: 'iban' }, properties: { at: { format: 'date-time' }, c: { format: 'constructor' } } },
};

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Formats', version: '1' },
  paths: { '/a': { get: { responses: { 204: { description: 'ok' } } } } },
  components: { schemas: SCHEMAS },
};

test('a document knows the formats of its schemas, each with its first place', async () => {
  const { formats } = await loadDocument(DOCUMENT);
  expect([...formats]).toEqual([
    ['iban', '#/components/schemas/A/format'],
    ['date-time', '#/components/schemas/B/properties/at/format'],
    ['constructor', '#/components/schemas/B/properties/c/format'],
  ]);
});

test.each([
  // the user's own, warnings
  [{}, ['iban, constructor']],
  [{ iban: /^[A-Z]{2}/ }, ['constructor']],
  [{ iban: /^[A-Z]{2}/, constructor: () => true }, []],
])('with %j, unknown are %j', async (formats, names) => {
  const { warnings } = await bind(DOCUMENT, { 'GET /a': () => undefined }, { formats });
  const told = warnings.filter(({ code }) => code === 'format-unknown');
  expect(told.map(({ message }) => message.replace(/^.*: |\.$/g, ''))).toEqual(names);
});

test('ten names are told, the others counted', () => {
  const formats = new Map(Array.from({ length: 12 }, (_, index) => [`f${index}`, `a.yaml#/${index}`]));
  const [finding] = findUnknownFormats(formats);
  expect(finding?.pointer).toBe('a.yaml#/0');
  expect(finding?.message).toContain('f9, and 2 more.');
});

test.each([
  [
    ['dateTime'],
    'A format is not checked, for nobody knows it: dateTime.',
    'Mend its name (dateTime for date-time?)',
  ],
  [
    ['DATETIME', 'x', 'json_pointer'],
    'Formats are not checked, for nobody knows them: DATETIME, x, json_pointer.',
    'Mend their names (DATETIME for date-time, json_pointer for json-pointer?)',
  ],
  [['x'], 'A format is not checked, for nobody knows it: x.', 'Give a check of it under formats'],
])('%j: what was meant', (names, message, mend) => {
  const [finding] = findUnknownFormats(new Map(names.map((name) => [name, '#/a'])));
  expect(finding).toMatchObject({ message, mend: expect.stringContaining(mend) });
});

test.each(['int64', 'password', 'sf-token', 'double', 'media-range'])('%s is known', (name) => {
  expect(findUnknownFormats(new Map([[name, '#/a']]))).toEqual([]);
});
