import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bearer, type IssuerOptions, oauth2, openIdConnect } from '../../src/auth/index.ts';
import type { Principal } from '../../src/index.ts';
import { ask, bearing, callerOf } from './call.ts';
import {
  AUDIENCE,
  attacker,
  claimsOf,
  ec,
  ed,
  es,
  HS,
  hmac,
  ISSUER,
  JWKS,
  pemOf,
  privatePemOf,
  publicJwk,
  RS,
  rs,
  rsa,
  tokenOf,
} from './keys.ts';

const COMMON = { issuer: ISSUER, audience: AUDIENCE };
const RS256: IssuerOptions = { ...COMMON, algorithms: ['RS256'], keys: JWKS };
const HS256 = { ...COMMON, algorithms: ['HS256'] } as const;

const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
const [RSA_JWK, EC_JWK] = JWKS.keys;

const keyed = (...keys: unknown[]): object => ({ ...RS256, keys });

describe('is refused at the start', () => {
  test.each<[what: string, options: object, message: RegExp]>([
    ['no issuer', { ...RS256, issuer: undefined }, /issuer is missing/],
    ['no audience', { ...RS256, audience: undefined }, /audience is missing/],
    ['an empty audience', { ...RS256, audience: [] }, /audience is empty/],
    ['no algorithms', { ...RS256, algorithms: undefined }, /algorithms is missing.*RS256/],
    ['algorithm none', { ...RS256, algorithms: ['none'] }, /"none" is none of HS256/],
    ['algorithm RS1', { ...RS256, algorithms: ['RS256', 'RS1'] }, /"RS1"/],
    ['both kinds of algorithms', { ...RS256, algorithms: ['RS256', 'HS256'] }, /algorithms mixes/],
    ['no keys', { ...COMMON, algorithms: ['RS256'] }, /nothing to check signatures with/],
    ['keys twice', { ...RS256, jwksUri: 'https://a.example' }, /keys and jwksUri/],
    [
      'no key that fits',
      { ...RS256, algorithms: ['PS256'], keys: [EC_JWK] },
      /none of the keys is for PS256/,
    ],
    ['a secret of 31 bytes', { ...HS256, secret: 'x'.repeat(31) }, /31 bytes: HS256 needs at least 32/],
    ['a secret of 16 letters and 31 bytes', { ...HS256, secret: `${'ä'.repeat(15)}x` }, /31 bytes/],
    ['a secret of no bytes', { ...HS256, secret: '' }, /0 bytes/],
    [
      'a secret too short for one of several',
      { ...HS256, algorithms: ['HS256', 'HS512'], secret: randomBytes(63) },
      /63 bytes: HS512 needs at least 64/,
    ],
    ['a secret for HS384', { ...HS256, algorithms: ['HS384'], secret: randomBytes(47) }, /at least 48/],
    ['a secret that is a number', { ...HS256, secret: 5 }, /neither a string nor bytes/],
    ['a secret for RS256', { ...COMMON, algorithms: ['RS256'], secret: 'x'.repeat(32) }, /none of the keys/],
    ['HS256 from a URL', { ...HS256, jwksUri: 'https://a.example' }, /a secret is never published/],
    ['http', { ...COMMON, algorithms: ['RS256'], jwksUri: 'http://a.example/k' }, /not secure: use https/],
    ['a file', { ...COMMON, algorithms: ['RS256'], jwksUri: 'file:///k', allowHttp: true }, /not secure/],
    ['no URL', { ...COMMON, algorithms: ['RS256'], jwksUri: '/keys' }, /no URL/],
    ['an issuer without URL', { ...COMMON, issuer: 'me', algorithms: ['RS256'], discovery: true }, /no URL/],
    ['milliseconds', { ...COMMON, algorithms: ['RS256'], discovery: true, timeout: 5000 }, /at most 300/],
    ['a negative tolerance', { ...RS256, clockTolerance: -1 }, /clockTolerance -1 is no time/],
    ['no length', { ...RS256, maxLength: 0 }, /maxLength 0/],
    ['a cache without bound', { ...RS256, cache: {} }, /cache.size/],
    ['a cache without time', { ...RS256, cache: { size: 1, maxAge: 0 } }, /cache.maxAge/],
    ['an issuer twice', { issuers: [RS256, RS256] }, /twice/],
    [
      'keys for all issuers',
      { issuers: [COMMON], algorithms: ['RS256'], keys: JWKS },
      /keys stands beside issuers/,
    ],
    ['one issuer beside several', { ...RS256, issuers: [RS256] }, /no option issuer\. Did you mean issuers/],
    ['an algorithm in small letters', { ...RS256, algorithms: ['rs256'] }, /Did you mean RS256\?/],
    ['a variable that is not set', { ...HS256, secret: undefined }, /secret is undefined/],
    ['a misspelt option', { ...RS256, clocktolerance: 1 }, /Did you mean clockTolerance\?/],
    ['a misspelt option of one issuer', { issuers: [{ ...RS256, type: 'at+jwt' }] }, /Did you mean typ\?/],
    ['no issuers', { issuers: [] }, /issuers is empty/],
    ['an RSA key of 1024 bits', keyed(RSA_JWK, short.publicKey), /^keys\[1\] is an RSA key of 1024 bits/],
    ['another curve', keyed(koblitz.publicKey), /secp256k1/],
    ['a private KeyObject', keyed(rsa.privateKey), /private key: give its public half/],
    ['a private PEM', keyed(privatePemOf(rsa.privateKey)), /private key: give its public half/],
    [
      'a private JWK',
      keyed({ ...rsa.privateKey.export({ format: 'jwk' }), kid: 'p' }),
      /\(kid "p"\) is a private/,
    ],
    ['an encryption key', keyed({ ...RSA_JWK, use: 'enc' }), /not for signatures \(use "enc"\)/],
    ['a key that may only sign', keyed({ ...RSA_JWK, key_ops: ['sign'] }), /may not verify/],
    ['an algorithm of another kind', keyed({ ...RSA_JWK, alg: 'ES256' }), /mend its alg/],
    ['an algorithm of another curve', keyed({ ...EC_JWK, alg: 'ES384' }), /mend its alg/],
    ['an algorithm for encryption', keyed({ ...RSA_JWK, alg: 'RSA-OAEP' }), /RSA-OAEP.*none for signatures/],
    ['a point beside the curve', keyed({ ...EC_JWK, x: EC_JWK?.['y'] }), /cannot be read/],
    ['a kid that is a number', keyed({ ...RSA_JWK, kid: 1 }), /no string/],
    ['two of one kid', keyed(RSA_JWK, { ...EC_JWK, kid: 'rsa-1' }), /Two keys have the kid "rsa-1"/],
    ['a secret among public keys', keyed(RSA_JWK, { kty: 'oct', k: `${'x'.repeat(43)}A` }), /mixes secrets/],
    ['a secret with padding', keyed({ kty: 'oct', k: `${'x'.repeat(42)}A=` }), /no base64url/],
    ['nothing', keyed(null), /keys\[0\] is no JSON Web Key/],
    ['text', keyed('key'), /cannot be read/],
    ['no list', { ...RS256, keys: 'key' }, /nor a list/],
  ])('%s', (_, options, message) => {
    expect(() => bearer(options as IssuerOptions)).toThrow(TypeError);
    expect(() => bearer(options as IssuerOptions)).toThrow(message);
  });

  test('what makes no introspection', () => {
    const introspection = { url: 'http://a.example', clientId: 'a', clientSecret: 'b' };
    expect(() => oauth2({ introspection })).toThrow(/not secure/);
    expect(() =>
      oauth2({ introspection: { ...introspection, url: 'https://a.example', clientSecret: '' } }),
    ).toThrow(/clientSecret is missing/);
  });

  test('an OpenID provider over http', () => {
    const options = { ...COMMON, issuer: 'http://login.example', algorithms: ['RS256'] } as const;
    expect(() => openIdConnect(options)).toThrow(/openIdConnect: discovery.*not secure/);
    expect(() => openIdConnect({ ...options, allowHttp: true })).not.toThrow();
    expect(() => openIdConnect({ ...options, issuer: 'http://127.0.0.1:1' })).not.toThrow();
  });
});

describe('keys', () => {
  const alg = (name: string, more: object = {}): object => ({ alg: name, ...more });

  test.each<[string, object, string]>([
    ['a PEM text', { keys: [pemOf(rsa.publicKey)] }, tokenOf(RS, claimsOf(), rs())],
    ['a KeyObject', { keys: [rsa.publicKey] }, tokenOf(alg('RS256'), claimsOf(), rs())],
    ['a set among others', { keys: [JWKS, pemOf(attacker.publicKey)] }, tokenOf(RS, claimsOf(), rs())],
    ['no kid in the token', { keys: JWKS }, tokenOf(alg('RS256'), claimsOf(), rs())],
    [
      'a secret of 32 bytes',
      { algorithms: ['HS256'], keys: undefined, secret: 'x'.repeat(32) },
      tokenOf(HS, claimsOf(), hmac('x'.repeat(32))),
    ],
    [
      'a secret as JSON Web Key',
      { algorithms: ['HS512'], keys: [{ kty: 'oct', k: Buffer.alloc(64, 'x').toString('base64url') }] },
      tokenOf(alg('HS512'), claimsOf(), hmac('x'.repeat(64), 'sha512')),
    ],
    ['EC', { algorithms: ['ES256'], keys: [ec.publicKey] }, tokenOf(alg('ES256'), claimsOf(), es())],
  ])('%s', async (_, options, token) => {
    expect(await ask(bearer({ ...RS256, ...options } as IssuerOptions), token)).toMatchObject({
      name: 'Ann',
    });
  });

  test('Ed25519', async () => {
    const { sign, createPublicKey } = await import('node:crypto');
    const token = tokenOf(alg('EdDSA'), claimsOf(), (text) => sign(null, Buffer.from(text), ed));
    const options = { ...COMMON, algorithms: ['EdDSA'], keys: [createPublicKey(ed)] } as const;
    expect(await ask(bearer(options), token)).toMatchObject({ name: 'Ann' });
  });

  test('a key of another issuer does not do', async () => {
    const other = publicJwk(attacker.publicKey, RS);
    const authenticator = bearer({
      audience: AUDIENCE,
      algorithms: ['RS256'],
      issuers: [
        { issuer: ISSUER, keys: JWKS },
        { issuer: 'https://other.example', keys: [other] },
      ],
    });
    const from = (iss: string, key = rsa.privateKey) =>
      ask(authenticator, tokenOf(RS, claimsOf({ iss }), rs(key)));
    expect(await from(ISSUER)).not.toBeNull();
    expect(await from('https://other.example', attacker.privateKey)).not.toBeNull();
    expect(await from('https://other.example')).toBeNull();
    expect(await from(ISSUER, attacker.privateKey)).toBeNull();
    expect(await from('https://third.example')).toBeNull();
  });
});

describe('claims', () => {
  test.each<[string, object, object, Partial<Principal> | null]>([
    ['the name', {}, {}, { name: 'Ann', scopes: ['read', 'write'], roles: ['admin'] }],
    ['the preferred name', {}, { name: undefined, preferred_username: 'ann' }, { name: 'ann' }],
    ['the subject', {}, { name: undefined }, { name: 'u1' }],
    ['the client', {}, { name: '', sub: undefined, client_id: 'c' }, { name: 'c' }],
    ['nobody', {}, { name: undefined, sub: undefined }, null],
    ['nobody by a number', {}, { name: 5, sub: 6 }, null],
    ['a claim of your own', { nameClaim: 'email' }, { email: 'a@b.c' }, { name: 'a@b.c' }],
    ['a claim of your own that is missing', { nameClaim: 'email' }, {}, { name: 'u1' }],
    [
      'a claim that all objects have',
      { nameClaim: 'toString', roleClaim: 'constructor' },
      {},
      { name: 'u1', roles: [] },
    ],
    ['one role', {}, { roles: 'admin user' }, { roles: ['admin user'] }],
    ['role', {}, { roles: undefined, role: ['a'] }, { roles: ['a'] }],
    ['no roles', {}, { roles: { admin: true } }, { roles: [] }],
    ['roles that are no texts', {}, { roles: ['a', 5, ''] }, { roles: ['a'] }],
    [
      'roles within',
      { roleClaim: ['realm_access', 'roles'] },
      { realm_access: { roles: ['r'] } },
      { roles: ['r'] },
    ],
    ['scopes', {}, { scope: ' a  b ' }, { scopes: ['a', 'b'] }],
    ['scp', {}, { scope: undefined, scp: 'a b' }, { scopes: ['a', 'b'] }],
    ['a list of scp', {}, { scope: undefined, scp: ['a', 'b'] }, { scopes: ['a', 'b'] }],
    ['scopes of your own', { scopeClaim: 'permissions' }, { permissions: ['x'] }, { scopes: ['x'] }],
  ])('%s', async (_, options, claims, principal) => {
    const made = await ask(bearer({ ...RS256, ...options }), tokenOf(RS, claimsOf(claims), rs()));
    if (principal === null) expect(made).toBeNull();
    else expect(made).toMatchObject(principal);
  });
});

describe('cache and revocation', () => {
  const good = tokenOf(RS, claimsOf({ jti: 'x' }), rs());

  test('what is remembered is answered at once', async () => {
    const authenticator = bearer({ ...RS256, cache: { size: 2 } });
    const first = ask(authenticator, good);
    expect(first).toBeInstanceOf(Promise);
    const principal = await first;
    expect(ask(authenticator, good)).toBe(principal);
    for (const jti of ['a', 'b']) await ask(authenticator, tokenOf(RS, claimsOf({ jti }), rs()));
    expect(ask(authenticator, good)).toBeInstanceOf(Promise);
  });

  test('nothing bad is remembered', async () => {
    const authenticator = bearer({ ...RS256, cache: { size: 2 } });
    const bad = tokenOf(RS, claimsOf(), rs(attacker.privateKey));
    expect([await ask(authenticator, bad), await ask(authenticator, bad)]).toEqual([null, null]);
  });

  test.each<[string, (claims: Readonly<Record<string, unknown>>) => unknown, number]>([
    ['no', () => false, 200],
    ['yes', ({ jti }) => jti === 'x', 401],
    ['later no', async () => false, 200],
    ['later yes', async () => true, 401],
    ['nothing', () => undefined, 401],
    [
      'throws',
      () => {
        throw new Error('no table');
      },
      503,
    ],
    ['rejects', () => Promise.reject(new Error('no table')), 503],
  ])('revoked: %s', async (_, revoked, status) => {
    const call = await callerOf(bearer({ ...RS256, cache: { size: 2 }, revoked: revoked as () => boolean }));
    expect([(await call(bearing(good))).status, (await call(bearing(good))).status]).toEqual([
      status,
      status,
    ]);
  });
});
