import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bearer, tokenIssuer } from '../../src/auth/index.ts';
import { ask } from './call.ts';
import { AUDIENCE, claimsOf, ISSUER, JWKS, RS, rs, seconds, secret, tokenOf } from './keys.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const OPTIONS = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256'], keys: JWKS } as const;

const later = (time: number): void => {
  vi.setSystemTime(Date.now() + time * 1000);
};

test('a token is forgotten when it ends, and good for the tolerance', async () => {
  const authenticator = bearer({ ...OPTIONS, cache: { size: 9, maxAge: 1000 } });
  const token = tokenOf(RS, claimsOf({ exp: seconds() + 100 }), rs());
  const principal = await ask(authenticator, token);
  later(99);
  expect(ask(authenticator, token)).toBe(principal);
  later(2);
  const checkedAgain = ask(authenticator, token);
  expect(checkedAgain).toBeInstanceOf(Promise);
  expect(await checkedAgain).toMatchObject({ name: 'Ann' });
  expect(ask(authenticator, token)).toBeInstanceOf(Promise);
  later(5);
  expect(await ask(authenticator, token)).toBeNull();
});

test('a token is checked again after a while', async () => {
  const authenticator = bearer({ ...OPTIONS, cache: { size: 9 } });
  const token = tokenOf(RS, claimsOf({ exp: seconds() + 1000 }), rs());
  await ask(authenticator, token);
  later(59);
  expect(ask(authenticator, token)).not.toBeInstanceOf(Promise);
  later(2);
  expect(ask(authenticator, token)).toBeInstanceOf(Promise);
});

test('a token of ours ends, and its revocation is kept until then', async () => {
  const tokens = tokenIssuer({ keys: [{ kid: 'a', secret }], issuer: 'me', audience: 'me' });
  const token = await tokens.issue('shop', { expiresIn: 100 });
  const other = await tokens.issue('shop', { expiresIn: 300 });
  expect(await tokens.revoke(token)).toBe(true);
  later(103);
  expect(await tokens.verify(token)).toBeNull();
  expect(await tokens.verify(other)).toMatchObject({ sub: 'shop' });
  later(203);
  expect([await tokens.verify(other), await tokens.revoke(other)]).toEqual([null, false]);
});
