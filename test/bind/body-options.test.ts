import { describe, expect, test } from 'vitest';
import { type BindOptions, bind, SetupError } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'integer', readOnly: true },
    name: { type: 'string', pattern: '^[a-z]+$' },
    colour: { type: 'string', format: 'hex', default: 'fff' },
    tags: { type: 'array', items: { type: 'object', properties: { weight: { default: 1 } } } },
  },
};

const document = documentOf({ '/pets': { post: operation('addPet', jsonBody(SCHEMA)) } });

/** What the process got, or the first issue. */
async function sent(json: object, options: BindOptions): Promise<unknown> {
  const api = await bind(document, { addPet: ({ body }) => body }, options);
  const answer = await inject(api, { url: '/pets', json });
  const { errors } = answer.json<{ errors?: readonly { pointer: string; code: string }[] }>();
  return errors === undefined ? answer.json() : errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('what options make of a body', () => {
  test.each<[what: string, options: BindOptions, sent: object, got: unknown]>([
    ['defaults are filled', {}, { name: 'a' }, { name: 'a', colour: 'fff' }],
    ['in the items of lists too', {}, { tags: [{}] }, { tags: [{ weight: 1 }], colour: 'fff' }],
    ['or are not, by bodyDefaults', { bodyDefaults: false }, { tags: [{}] }, { tags: [{}] }],
    ['readOnly members pass', { bodyDefaults: false }, { id: 1 }, { id: 1 }],
    ['or are refused, by readOnly', { readOnly: 'refuse' }, { id: 1 }, ['/id read-only']],
    ['patterns are tested by RegExp', {}, { name: 'A' }, ['/name pattern']],
    [
      'or by what regexp makes',
      { bodyDefaults: false, regexp: () => ({ test: (text) => text === 'A' }) },
      { name: 'A' },
      { name: 'A' },
    ],
    ['formats that nobody knows are not checked', { bodyDefaults: false }, { colour: 'x' }, { colour: 'x' }],
    ['those of formats are', { formats: { hex: /^[\da-f]+$/ } }, { colour: 'x' }, ['/colour format']],
  ])('%s', async (_, options, json, got) => {
    expect(await sent(json, options)).toEqual(got);
  });
});

test('defaults are filled in a copy of what the host application parsed', async () => {
  const api = await bind(document, { addPet: ({ body }) => body });
  const parsed = Object.freeze({ name: 'a' });
  const answer = await inject(api, {
    url: '/pets',
    body: { parsed },
    headers: { 'content-type': 'application/json' },
  });
  expect([answer.json(), parsed]).toEqual([{ name: 'a', colour: 'fff' }, { name: 'a' }]);
});

test('formats that nobody knows are one warning, which goes when they are known', async () => {
  const codesOf = async (options: BindOptions): Promise<readonly string[]> =>
    (await bind(document, { addPet: () => null }, options)).warnings.map(({ code }) => code);
  expect(await codesOf({})).toEqual(['format-unknown']);
  expect(await codesOf({ formats: { hex: /./ } })).toEqual([]);
});

describe('options that cannot be', () => {
  test.each([
    ['contentEncodings', ['zstd']],
    ['parsers', { 'text/csv': 'csv' }],
    ['parsers', { csv: () => null }],
    ['serializers', { csv: () => '' }],
    ['bodyDefaults', 'no'],
    ['readOnly', 'reject'],
    ['regexp', {}],
    ['accept', 'loose'],
    ['responses', 'on'],
    ['responses', { check: 'on' }],
    ['responses', {}],
    ['problems', {}],
    ['limits', { item: -1 }],
  ])('%s: %j', async (name, value) => {
    const binding = bind(document, { addPet: () => null }, { [name]: value } as BindOptions);
    await expect(binding).rejects.toThrow(SetupError);
    await expect(binding).rejects.toThrow(new RegExp(`option-invalid {2}${name}`));
  });
});
