import { describe, expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf } from '../document-of.ts';

const PRICE = { type: 'object', properties: { price: { type: 'number' } } };
const MAYBE = { type: 'object', properties: { price: { type: ['number', 'null'] } } };

/** What is answered with a value that JSON makes null of. */
async function answerOf(schema: object | undefined, value: unknown): Promise<string> {
  const content = { 'application/json': schema === undefined ? {} : { schema } };
  const document = documentOf({
    '/a': { get: { operationId: 'a', responses: { 200: { description: 'ok', content } } } },
  });
  const api = await bind(document, { a: () => value }, { onError: () => undefined });
  const { status, text } = await inject(api, { url: '/a' });
  return status === 200 ? text : String(status);
}

describe('a number that JSON does not have', () => {
  test.each([
    ['is refused where nothing is said', undefined, '500'],
    ['is refused where the schema has no null', PRICE, '500'],
    ['is null where the schema has one', MAYBE, '{"price":null}'],
    ['is null where one is behind a union', { oneOf: [PRICE, { items: MAYBE }] }, '{"price":null}'],
    ['is null where one is listed', { properties: { kind: { enum: ['a', null] } } }, '{"price":null}'],
  ])('%s', async (_, schema, answer) => {
    expect(await answerOf(schema, { price: Number.NaN })).toBe(answer);
  });
});

describe('null itself', () => {
  test.each([[undefined], [PRICE], [MAYBE]])('is sent, whatever is said: %j', async (schema) => {
    expect(await answerOf(schema, { price: null })).toBe('{"price":null}');
  });
});
