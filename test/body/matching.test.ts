import { expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

/** Which of the declared types a body is taken for is told by the constant that its schema asks for. */
const DECLARED: Readonly<Record<string, readonly string[]>> = {
  '/charset': ['application/json; charset=utf-8'],
  '/profile': [
    'application/json;profile="a"',
    'application/json',
    'application/*+json',
    'application/*',
    '*/*',
  ],
  '/two': ['application/json; profile=a; version=1', 'application/json; profile=a'],
  '/case': ['Application/JSON'],
  '/suffix': ['*/*+json', 'text/*'],
};

const content = (types: readonly string[]): object =>
  Object.fromEntries(types.map((type, index) => [type, { schema: { enum: [index, String(index)] } }]));

const api = await bind(
  documentOf(
    Object.fromEntries(
      Object.entries(DECLARED).map(([path, types]) => [
        path,
        {
          post: {
            requestBody: { required: true, content: content(types) },
            responses: { 200: { description: 'ok' } },
          },
        },
      ]),
    ),
  ),
  Object.fromEntries(Object.keys(DECLARED).map((path) => [`POST ${path}`, () => ({})])),
);

/** Index of the declared type whose schema lets its own number pass and that of others not; null for a refusal. */
async function takenFor(url: string, contentType: string): Promise<number | null> {
  for (const index of DECLARED[url]?.keys() ?? []) {
    const { status } = await inject(api, {
      method: 'POST',
      url,
      headers: { 'content-type': contentType },
      body: String(index),
    });
    if (status === 415) return null;
    if (status === 200) return index;
  }
  return Number.NaN;
}

test.each<[url: string, contentType: string, index: number | null]>([
  ['/charset', 'application/json', 0],
  ['/charset', 'application/json; charset=UTF-8', 0],
  ['/charset', 'application/json;charset="utf-8"', 0],
  ['/charset', 'application/json ; charset=utf-8 ;', 0],
  ['/charset', 'application/json; charset=latin1', null],
  ['/profile', 'application/json; profile=a', 0],
  ['/profile', 'application/json; PROFILE="a"', 0],
  ['/profile', 'application/json; profile="\\a"', 0],
  ['/profile', 'application/json; profile=b', 1],
  ['/profile', 'application/json; profile=a; profile=b', 0],
  ['/profile', 'application/json; profile=b; profile=a', 1],
  ['/profile', 'application/json', 1],
  ['/profile', 'APPLICATION/JSON', 1],
  ['/profile', 'application/json; x="a;b"; profile=a', 0],
  ['/profile', 'application/json; x="unended; profile=a', 1],
  ['/profile', 'application/json; =; ;;', 1],
  ['/profile', 'application/problem+json', 2],
  ['/profile', 'application/json5+json;profile=a', 2],
  ['/profile', 'application/yaml', 3],
  ['/profile', 'text/plain', 4],
  ['/profile', 'application', null],
  ['/profile', 'application/json, text/plain', null],
  ['/profile', 'app lication/json', null],
  ['/profile', '', null],
  ['/two', 'application/json; version=1; profile=a', 0],
  ['/two', 'application/json; profile=a', 1],
  ['/two', 'application/json; version=1', null],
  ['/two', 'application/json', null],
  ['/case', 'application/json', 0],
  ['/suffix', 'image/x+json', 0],
  ['/suffix', 'application/json', null],
  ['/suffix', 'text/x', 1],
])('%s takes %s for the type %s', async (url, contentType, index) => {
  expect(await takenFor(url, contentType)).toBe(index);
});

test('a field with very many parameters costs no more than its length', async () => {
  const contentType = `application/json; ${'a=1;'.repeat(100_000)}`;
  expect(await takenFor('/profile', contentType)).toBe(1);
});
