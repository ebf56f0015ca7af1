import { expect, test } from 'vitest';
import { compileExplain } from '../../src/routing/explain.ts';
import { EXACT, operationOf } from './operation-of.ts';

const bound = [
  operationOf('GET /pets/{petId}', { petId: 'integer' }, { id: 'getPet', basePaths: ['/v1'] }),
  operationOf('GET /pets/{name}', { name: 'string' }, { id: 'findPet', basePaths: ['/v1'] }),
  operationOf('GET /pets/mine', {}, { id: 'myPets', basePaths: ['/v1'] }),
  operationOf('DELETE /toys/{toyId}', { toyId: 'integer' }, { id: 'removeToy', basePaths: ['/v1'] }),
];
const unbound = [
  operationOf('GET /toys/{toyId}', { toyId: 'integer' }, { id: 'getToy', basePaths: ['/v1'] }),
];
const explain = compileExplain(bound, unbound, EXACT);

test.each([
  [
    'GET',
    '/v1/pets/mine',
    'bound',
    'myPets',
    'The path fits /v1/pets/mine.',
    { findPet: 'mine goes before {name}.', getPet: '{petId} is not an integer.' },
  ],
  [
    'GET',
    '/v1/pets/7?x=1',
    'bound',
    'getPet',
    'The path fits /v1/pets/{petId}: {petId} is an integer.',
    { findPet: '{petId} goes before {name}.' },
  ],
  [
    'GET',
    'http://host/v1/pets/Rex',
    'bound',
    'findPet',
    'The path fits /v1/pets/{name}: {name} is a string.',
    { getPet: '{petId} is not an integer.' },
  ],
  [
    'HEAD',
    '/v1/pets/mine',
    'bound',
    'myPets',
    'The path fits /v1/pets/mine; GET answers HEAD.',
    { findPet: 'mine goes before {name}.', getPet: '{petId} is not an integer.' },
  ],
  [
    'GET',
    '/v1/toys/7',
    'unbound',
    'getToy',
    'The path fits /v1/toys/{toyId}: {toyId} is an integer; it has no process.',
    { removeToy: 'It answers DELETE.' },
  ],
  [
    'PUT',
    '/v1/toys/7',
    'method',
    null,
    'The path answers DELETE, OPTIONS, GET, HEAD, not PUT.',
    { removeToy: 'It answers DELETE.', getToy: 'It answers GET.' },
  ],
  [
    'GET',
    '/v1/toys/ball',
    'none',
    null,
    '{toyId} is not an integer.',
    { removeToy: '{toyId} is not an integer.', getToy: '{toyId} is not an integer.' },
  ],
  [
    'GET',
    '/v1/Toys/7',
    'none',
    null,
    'No path fits.',
    { removeToy: 'The case of letters differs.', getToy: 'The case of letters differs.' },
  ],
  [
    'DELETE',
    '/v1/toys/7/',
    'none',
    null,
    'No path fits.',
    { removeToy: 'The slash at the end differs.', getToy: 'The slash at the end differs.' },
  ],
  ['GET', '/v2/pets', 'none', null, 'No path fits.', {}],
  ['GET', '/v1/pets/%zz', 'malformed', null, 'A segment is not percent-encoded UTF-8.', {}],
] as const)('%s %s: %s %s', (method, url, outcome, operation, reason, others) => {
  const explanation = explain(method, url);
  expect(explanation).toMatchObject({ method, outcome, operation, reason });
  expect(Object.fromEntries(explanation.others.map((other) => [other.operation, other.reason]))).toEqual(
    others,
  );
});

test('where everything comes near, twenty are named', () => {
  const many = Array.from({ length: 50 }, (_, index) => operationOf(`M${index} /a`, {}, { id: `o${index}` }));
  expect(compileExplain(many, [], EXACT)('GET', '/a').others).toHaveLength(20);
});
