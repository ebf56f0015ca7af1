import { expect, test } from 'vitest';
import type { ResponseRecord } from '../../src/document/operation.ts';
import { chosenBy, usualOf } from '../../src/mock/status.ts';

const declare = (statuses: string): readonly ResponseRecord[] =>
  statuses
    .split(' ')
    .filter((status) => status !== '')
    .map((status) => ({ status, pointer: `#/${status}`, content: [] }));

test.each([
  // declared          answered    as
  ['200', 200, '200'],
  ['404 201 200', 200, '200'],
  ['204 202', 202, '202'],
  ['2XX 201', 201, '201'],
  ['default 2XX', 200, '2XX'],
  ['404 default', 200, 'default'],
  ['404 301', 404, '404'],
  ['4XX 500', 400, '4XX'],
  ['101 303', 303, '303'],
  ['101', 204, null],
  ['', 204, null],
] as const)('of %j the usual answer is %i', (declared, status, response) => {
  expect(usualOf(declare(declared))).toEqual({
    status,
    response: response === null ? null : expect.objectContaining({ status: response }),
  });
});

test.each([
  // declared          asked for   answered as
  ['200 404', '404', '404'],
  ['200 4XX', '404', '4XX'],
  ['200 4XX 404', '404', '404'],
  ['200 default', '404', 'default'],
  ['200 4XX default', '500', 'default'],
  ['200', '404', null],
  ['200 4XX', '500', null],
  ['200 4XX', '4XX', null],
  ['default', '199', null],
  ['default', '600', null],
  ['default', '0200', null],
  ['default', '', null],
  ['default', '2e2', null],
] as const)('of %j, code=%s gives %j', (declared, code, response) => {
  const chosen = chosenBy(code, declare(declared));
  expect(chosen?.response?.status ?? null).toBe(response);
  if (chosen !== null) expect(chosen.status).toBe(Number(code));
});
