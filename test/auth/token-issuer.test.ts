import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  bearer,
  type IssueOptions,
  type IssuerKey,
  type RevocationStore,
  type TokenIssuer,
  tokenIssuer,
} from '../../src/auth/index.ts';
import { ask, bearing, callerOf } from './call.ts';
import { claimsOf, ec, ed, es, hmac, privatePemOf, rsa, secret, tokenOf } from './keys.ts';

const ISSUER = { issuer: 'pets', audience: ['pets', 'shops'] } as const;

const issuerOf = (...keys: readonly IssuerKey[]): TokenIssuer => tokenIssuer({ ...ISSUER, keys });

const header = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

const short = generateKeyPairSync('rsa', { modulusLength: 1024 });

const KEYS: Readonly<Record<string, IssuerKey>> = {
  HS256: { kid: 'h', secret },
  HS512: { kid: 'h', alg: 'HS512', secret: randomBytes(64) },
  RS256: { kid: 'r', alg: 'RS256', privateKey: privatePemOf(rsa.privateKey) },
  PS256: { kid: 'r', alg: 'PS256', privateKey: rsa.privateKey },
  ES256: { kid: 'e', alg: 'ES256', privateKey: ec.privateKey.export({ format: 'jwk' }) },
  EdDSA: { kid: 'd', alg: 'EdDSA', privateKey: ed },
};

describe('tokens of our own', () => {
  test.each(Object.entries(KEYS))('%s', async (alg, key) => {
    const tokens = issuerOf(key);
    const token = await tokens.issue('shop', {
      scopes: ['read', 'write'],
      roles: ['seller'],
      claims: { team: 7 },
    });
    expect(header(token)).toEqual({ alg, kid: key.kid, typ: 'JWT' });
    const claims = await tokens.verify(token);
    expect(claims).toMatchObject({
      iss: 'pets',
      aud: ['pets', 'shops'],
      sub: 'shop',
      scope: 'read write',
      team: 7,
    });
    expect(Number(claims?.['exp']) - Number(claims?.['iat'])).toBe(3600);
    expect(await ask(tokens, token)).toMatchObject({
      name: 'shop',
      scopes: ['read', 'write'],
      roles: ['seller'],
    });
    const published = tokens.jwks().keys;
    expect(published.map(({ kid, alg: of, d, k }) => [kid, of, d, k])).toEqual(
      'secret' in key ? [] : [[key.kid, alg, undefined, undefined]],
    );
    if (!('secret' in key)) {
      const elsewhere = bearer({
        issuer: 'pets',
        audience: 'shops',
        algorithms: [key.alg],
        keys: tokens.jwks(),
      });
      expect(await ask(elsewhere, token)).toMatchObject({ name: 'shop' });
    }
  });

  test('open a door', async () => {
    const tokens = issuerOf({ kid: 'h', secret });
    const call = await callerOf(tokens, { scopes: ['read'] });
    const token = await tokens.issue('shop', { scopes: ['read'] });
    expect((await call(bearing(token))).status).toBe(200);
    expect((await call(bearing(await tokens.issue('shop')))).status).toBe(403);
    expect((await call(bearing(`${token.slice(0, -2)}AA`))).status).toBe(401);
    expect(await tokens.revoke(token)).toBe(true);
    expect((await call(bearing(token))).status).toBe(401);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['no keys', () => issuerOf(), /keys is empty/],
    ['31 bytes', () => issuerOf({ kid: 'a', secret: randomBytes(31) }), /"a" is a secret of 31 bytes/],
    ['31 letters', () => issuerOf({ kid: 'a', secret: 'x'.repeat(31) }), /31 bytes/],
    ['HS512 with 32 bytes', () => issuerOf({ kid: 'a', alg: 'HS512', secret }), /HS512 needs at least 64/],
    ['no kid', () => issuerOf({ secret } as never), /no kid/],
    [
      'two of one kid',
      () => issuerOf({ kid: 'a', secret }, { kid: 'a', secret }),
      /two keys have the kid "a"/,
    ],
    [
      'both kinds',
      () => issuerOf({ kid: 'a', secret }, KEYS['RS256'] as IssuerKey),
      /mixes secrets and private/,
    ],
    [
      'RSA of 1024 bits',
      () => issuerOf({ kid: 'a', alg: 'RS256', privateKey: short.privateKey }),
      /1024 bits/,
    ],
    ['a public key', () => issuerOf({ kid: 'a', alg: 'RS256', privateKey: rsa.publicKey }), /public key/],
    [
      'RSA for ES256',
      () => issuerOf({ kid: 'a', alg: 'ES256', privateKey: rsa.privateKey }),
      /no key for ES256/,
    ],
    [
      'a private key for HS256',
      () => issuerOf({ kid: 'a', alg: 'HS256', privateKey: rsa.privateKey }),
      /takes a secret/,
    ],
    ['a secret for RS256', () => issuerOf({ kid: 'a', alg: 'RS256', secret }), /takes a private key/],
    ['no algorithm', () => issuerOf({ kid: 'a', privateKey: rsa.privateKey } as never), /with its alg/],
    ['another algorithm', () => issuerOf({ kid: 'a', alg: 'none' as never, secret }), /"none"/],
    ['garbage', () => issuerOf({ kid: 'a', alg: 'RS256', privateKey: 'x' }), /cannot be read/],
    [
      'no issuer',
      () => tokenIssuer({ keys: [{ kid: 'a', secret }], audience: 'a' } as never),
      /issuer is missing/,
    ],
    [
      'no audience',
      () => tokenIssuer({ keys: [{ kid: 'a', secret }], issuer: 'a' } as never),
      /audience is missing/,
    ],
    [
      'a lifetime beyond the longest',
      () => tokenIssuer({ ...ISSUER, keys: [{ kid: 'a', secret }], lifetime: 11, maxLifetime: 10 }),
      /at most 10/,
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  test('32 bytes do', () => {
    expect(() => issuerOf({ kid: 'a', secret: 'x'.repeat(32) })).not.toThrow();
    expect(() => issuerOf({ kid: 'a', secret: 'ä'.repeat(16) })).not.toThrow();
  });

  test.each<[string, string, IssueOptions, RegExp]>([
    ['no subject', '', {}, /subject is missing/],
    ['a claim of the issuer', 'a', { claims: { exp: 1 } }, /claim exp is set by the issuer/],
    ['nbf', 'a', { claims: { nbf: 1 } }, /claim nbf/],
    ['beyond 730 days', 'a', { expiresIn: 731 * 86_400 }, /at most 63072000/],
    ['no time', 'a', { expiresIn: 0 }, /less than a second/],
    ['a negative time', 'a', { expiresIn: -1 }, /no time/],
    ['forever', 'a', { expiresIn: Number.POSITIVE_INFINITY }, /no time/],
    ['a scope with a blank', 'a', { scopes: ['a b'] }, /no scope/],
    ['a jti like a token', 'a', { jti: 'a.b.c' }, /no jti/],
    ['another audience', 'a', { audience: 'other' }, /none of pets, shops/],
  ])('are not issued: %s', async (_, subject, options, message) => {
    await expect(issuerOf({ kid: 'a', secret }).issue(subject, options)).rejects.toThrow(message);
    await expect(issuerOf({ kid: 'a', secret }).issue(subject, options)).rejects.toThrow(TypeError);
  });

  test('730 days are issued', async () => {
    const tokens = issuerOf({ kid: 'a', secret });
    expect(await tokens.verify(await tokens.issue('a', { expiresIn: 730 * 86_400 }))).not.toBeNull();
  });

  test('are told from others', async () => {
    const tokens = issuerOf({ kid: 'a', secret });
    const claims = claimsOf({ iss: 'pets', aud: 'pets', jti: 'x' });
    const { jti: _, ...nameless } = claims;
    const of = (head: object, content: unknown = claims): Promise<unknown> =>
      tokens.verify(tokenOf(head, content, hmac(secret)));
    expect(await of({ alg: 'HS256', kid: 'a' })).not.toBeNull();
    expect(await of({ alg: 'HS256' })).not.toBeNull();
    expect(await of({ alg: 'HS256', kid: 'b' })).toBeNull();
    expect(await of({ alg: 'HS256', kid: 'a' }, { ...claims, iss: 'other' })).toBeNull();
    expect(await of({ alg: 'HS256', kid: 'a' }, nameless)).toBeNull();
    expect(await tokens.verify(tokenOf({ alg: 'ES256', kid: 'a' }, claims, es()))).toBeNull();
  });

  test('survive a rotation, and not the retirement of their key', async () => {
    const tokens = tokenIssuer({ ...ISSUER, keys: [{ kid: 'old', secret }], cache: { size: 10 } });
    const before = await tokens.issue('shop');
    tokens.rotate({ kid: 'new', secret: randomBytes(32) });
    const after = await tokens.issue('shop');
    expect([header(before), header(after)]).toMatchObject([{ kid: 'old' }, { kid: 'new' }]);
    expect(await ask(tokens, before)).not.toBeNull();
    expect(ask(tokens, before)).toMatchObject({ name: 'shop' });
    tokens.retire('old');
    expect([await ask(tokens, before), await tokens.verify(before)]).toEqual([null, null]);
    expect(await ask(tokens, after)).not.toBeNull();
    expect(() => tokens.retire('new')).toThrow(/only key/);
    expect(() => tokens.retire('old')).toThrow(/no key "old"/);
    expect(() => tokens.rotate({ kid: 'new', secret })).toThrow(/two keys/);
    expect(() => tokens.rotate(KEYS['RS256'] as IssuerKey)).toThrow(/mixes/);
  });
});

describe('a token with a secret', () => {
  const claims = claimsOf({ iss: 'pets', aud: 'pets', jti: 'x' });
  const mac = (head: object, content: unknown = claims, key: Uint8Array = secret): string =>
    tokenOf({ alg: 'HS256', kid: 'a', ...head }, content, hmac(key));

  test.each<[string, string, boolean]>([
    ['good', mac({}), true],
    ['of another secret', mac({}, claims, randomBytes(32)), false],
    ['with crit', mac({ crit: ['exp'], exp: 1 }), false],
    ['with crit of b64', mac({ crit: ['b64'], b64: true }), false],
    ['with b64', mac({ b64: false }), false],
    ['with zip', mac({ zip: 'DEF' }), false],
    ['cut short', mac({}).slice(0, -22), false],
    ['of HS512', tokenOf({ alg: 'HS512', kid: 'a' }, claims, hmac(secret, 'sha512')), false],
    ['of four parts', `${mac({})}.${mac({}).split('.')[2]}`, false],
    ['with a blank', `${mac({})} `, false],
    ['with padding', `${mac({})}=`, false],
    ['that is not for us', mac({}, { ...claims, aud: 'other' }), false],
  ])('%s', (_, token, accepted) => {
    const answer = ask(issuerOf({ kid: 'a', secret }), token);
    expect([answer instanceof Promise, answer !== null]).toEqual([false, accepted]);
  });

  test('is not remembered by a key that was retired meanwhile', async () => {
    const tokens = tokenIssuer({ ...ISSUER, keys: [KEYS['RS256'] as IssuerKey], cache: { size: 10 } });
    const token = await tokens.issue('shop');
    tokens.rotate({ kid: 'new', alg: 'RS256', privateKey: rsa.privateKey });
    const asked = ask(tokens, token);
    tokens.retire('r');
    await asked;
    expect(await ask(tokens, token)).toBeNull();
  });
});

describe('revocation', () => {
  test('by token and by id, also of what is remembered', async () => {
    const tokens = tokenIssuer({ ...ISSUER, keys: [{ kid: 'a', secret }], cache: { size: 10 } });
    const [one, two] = [await tokens.issue('a'), await tokens.issue('a', { jti: 'id-2' })];
    for (const token of [one, two]) await ask(tokens, token);
    expect(ask(tokens, one)).toMatchObject({ name: 'a' });
    expect([await tokens.revoke(one), await tokens.revoke('id-2')]).toEqual([true, true]);
    expect([await ask(tokens, one), ask(tokens, two)]).toEqual([null, null]);
    expect([await tokens.verify(one), await tokens.verify(two)]).toEqual([null, null]);
    expect(await tokens.revoke('a.b.c')).toBe(false);
    expect(await tokens.revoke(await issuerOf({ kid: 'a', secret: randomBytes(32) }).issue('a'))).toBe(false);
  });

  test.each<[string, (ids: Map<string, Date>) => RevocationStore]>([
    ['at once', (ids) => ({ add: (id, end) => void ids.set(id, end), has: (id) => ids.has(id) })],
    ['later', (ids) => ({ add: async (id, end) => void ids.set(id, end), has: async (id) => ids.has(id) })],
  ])('in a store that answers %s', async (_, storeOf) => {
    const ids = new Map<string, Date>();
    const tokens = tokenIssuer({ ...ISSUER, keys: [{ kid: 'a', secret }], store: storeOf(ids) });
    const token = await tokens.issue('a', { jti: 'x', expiresIn: 100 });
    expect(await ask(tokens, token)).not.toBeNull();
    await tokens.revoke(token);
    expect(await ask(tokens, token)).toBeNull();
    const left = Number(ids.get('x')) - Date.now();
    expect(left).toBeGreaterThan(100_000);
    expect(left).toBeLessThan(106_000);
  });

  test.each<[string, RevocationStore['has']]>([
    [
      'throws',
      () => {
        throw new Error('no store');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no store'))],
  ])('nobody is let in by a store that %s', async (_, has) => {
    const tokens = tokenIssuer({
      ...ISSUER,
      keys: [{ kid: 'a', secret }],
      store: { add: () => undefined, has },
    });
    const token = await tokens.issue('a');
    const { status, code } = await (await callerOf(tokens))(bearing(token));
    expect([status, code]).toEqual([503, 'credentials-unchecked']);
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'credentials-unchecked' });
  });
});
