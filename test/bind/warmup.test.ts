import { expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { countTurns, spin } from '../turns.ts';

const NUMBERS = [0, 1, 2, 3, 4];

// Longer than what is done in one turn.
const LONG = 12;

const RESPONSES = { 200: { description: '' } };

const operation = (number: number): object => ({
  operationId: `get${number}`,
  responses: RESPONSES,
  parameters: [{ name: 'q', in: 'query', schema: { type: 'string', pattern: `^${number}$` } }],
});

/** An operation that takes a while to read. */
const slowOperation = (number: number): object =>
  Object.defineProperty(operation(number), 'responses', {
    enumerable: true,
    get: () => {
      spin(LONG);
      return RESPONSES;
    },
  });

const documentOf = (operationOf: (number: number) => object): object => ({
  openapi: '3.1.0',
  info: { title: '', version: '' },
  paths: Object.fromEntries(NUMBERS.map((number) => [`/${number}`, { get: operationOf(number) }])),
});

const processes = Object.fromEntries(NUMBERS.map((number) => [`get${number}`, () => 'done']));

const slowRegexp = (pattern: string): RegExp => {
  spin(LONG);
  return new RegExp(pattern);
};

test.each([
  ['checks are compiled', operation, { regexp: slowRegexp }],
  ['operations are', slowOperation, {}],
])('the event loop turns while %s', async (_, operationOf, options) => {
  const api = await bind(documentOf(operationOf), processes, options);
  const turns = countTurns();
  await api.warmup();
  // The turn that it begins in may be over.
  expect(turns()).toBeGreaterThanOrEqual(NUMBERS.length - 1);
});
