import { expect, test } from 'vitest';
import { parseMediaType } from '../../src/http/media-type.ts';
import { byPreference } from '../../src/mock/accept.ts';

const partsOf = (type: string) => {
  const parts = parseMediaType(type);
  if (parts === null) throw new Error(`${type} is no media type`);
  return parts;
};

test.each([
  // declared                                     Accept                                        order
  ['application/xml application/json', undefined, 'application/json application/xml'],
  ['application/xml text/plain', undefined, 'application/xml text/plain'],
  ['application/xml application/json', '*/*', 'application/json application/xml'],
  ['application/xml application/json', 'application/xml', 'application/xml'],
  ['application/json application/xml', 'application/json;q=0.5, */*', 'application/xml application/json'],
  ['application/json text/csv text/html', 'text/*;q=0.3, text/csv', 'text/csv text/html'],
  ['application/json text/csv', 'application/json;q=0, */*;q=0.1', 'text/csv'],
  ['application/json text/csv', 'image/png', 'application/json text/csv'],
  ['application/json text/csv', 'nonsense', 'application/json text/csv'],
  ['application/json text/csv', 'text/csv;q=nonsense', 'text/csv'],
  ['application/hal+json application/json', 'application/json', 'application/json'],
] as const)('of %j, Accept %j takes %j', (declared, accept, order) => {
  const candidates = declared.split(' ').map((type) => ({ type, parts: partsOf(type) }));
  expect(byPreference(accept, candidates).map(({ type }) => type)).toEqual(order.split(' '));
});
