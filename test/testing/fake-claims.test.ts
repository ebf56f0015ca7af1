import { expect, test } from 'vitest';
import { fakeClaims, fakeTrigger } from '../../src/testing/index.ts';

test('a fake caller has the claims, roles and scopes that it is given, and no others', () => {
  const { claims } = fakeTrigger({
    claims: fakeClaims({ claims: { team: ['dogs'] }, roles: ['admin'], scopes: ['read'] }),
  });
  expect([
    claims?.get('team'),
    claims?.get('toString'),
    claims?.has('team', 'dogs'),
    claims?.has('team', 'cats'),
    claims?.has('name'),
    claims?.isInRole('admin'),
    claims?.isInRole('adm'),
    claims?.hasScope('read'),
    claims?.hasScope('rea'),
  ]).toEqual([['dogs'], null, true, false, false, true, false, true, false]);
  expect(fakeClaims().all).toEqual({});
});
