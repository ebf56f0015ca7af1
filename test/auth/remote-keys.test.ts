import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bearer, openIdConnect } from '../../src/auth/index.ts';
import type { SchemeAuthenticator } from '../../src/security/principal.ts';
import { ask, bearing, callerOf } from './call.ts';
import { AUDIENCE, attacker, claimsOf, es, ISSUER, JWKS, publicJwk, RS, rs, rsa, tokenOf } from './keys.ts';
import { json, type Loopback, type Route, startLoopback } from './server.ts';

let issuer: Loopback;

beforeEach(async () => {
  issuer = await startLoopback();
  issuer.routes['/jwks'] = JWKS;
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(async () => {
  vi.useRealTimers();
  await issuer.close();
});

const later = (seconds: number): void => {
  vi.setSystemTime(Date.now() + seconds * 1000);
};

const COMMON = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256', 'ES256'] } as const;

const remote = (more: object = {}): SchemeAuthenticator =>
  bearer({ ...COMMON, jwksUri: `${issuer.url}/jwks`, ...more });

const signedBy = (kid: string, key: KeyObject = rsa.privateKey, more: object = {}): string =>
  tokenOf({ alg: 'RS256', kid }, claimsOf(more), rs(key));

const good = (): string => signedBy('rsa-1');

const isIn = async (authenticator: SchemeAuthenticator, token: string): Promise<boolean> =>
  (await ask(authenticator, token)) !== null;

const UNCHECKED = { code: 'credentials-unchecked', status: 503 };

/** Lets what goes on in the background come to its end. */
const settled = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 50));
};

describe('published keys', () => {
  test('are asked for once, by whoever comes first', async () => {
    const authenticator = remote();
    expect(issuer.seen()).toEqual([]);
    const all = await Promise.all([good(), good(), good()].map((token) => isIn(authenticator, token)));
    expect([all, issuer.seen()]).toEqual([[true, true, true], ['/jwks']]);
    later(500);
    expect([await isIn(authenticator, good()), issuer.seen()]).toEqual([true, []]);
  });

  test('of an unknown issuer are not asked for', async () => {
    expect(await ask(remote(), signedBy('rsa-1', rsa.privateKey, { iss: issuer.url }))).toBeNull();
    expect(issuer.seen()).toEqual([]);
  });

  test('are asked for again in the background when they are old', async () => {
    const authenticator = remote();
    await isIn(authenticator, good());
    issuer.seen();
    later(250);
    const old = good();
    later(250);
    await isIn(authenticator, old);
    later(101);
    const now = good();
    await Promise.all([isIn(authenticator, now), isIn(authenticator, now)]);
    await settled();
    expect(issuer.seen()).toEqual(['/jwks']);
  });

  test('are used while they cannot be had again, up to a time', async () => {
    const authenticator = remote({ cacheMaxAge: 100, staleIfError: 1000 });
    await isIn(authenticator, good());
    issuer.routes['/jwks'] = json({}, 500);
    for (const step of [200, 400, 400]) {
      later(step);
      expect(await isIn(authenticator, good())).toBe(true);
      await settled();
    }
    later(101);
    await expect(ask(authenticator, good())).rejects.toMatchObject(UNCHECKED);
    issuer.seen();
    issuer.routes['/jwks'] = JWKS;
    await expect(ask(authenticator, good())).rejects.toMatchObject(UNCHECKED);
    expect(issuer.seen()).toEqual([]);
    later(5);
    expect([await isIn(authenticator, good()), issuer.seen()]).toEqual([true, ['/jwks']]);
  });

  test('are waited for where nobody came for so long that they may have been withdrawn', async () => {
    const authenticator = remote({ cacheMaxAge: 100 });
    await isIn(authenticator, good());
    issuer.routes['/jwks'] = { keys: [] };
    later(201);
    expect(await isIn(authenticator, good())).toBe(false);
  });

  test('are not waited for while the issuer is out of reach', async () => {
    const authenticator = remote({ cacheMaxAge: 100, staleIfError: 100_000, timeout: 300 });
    await isIn(authenticator, good());
    issuer.routes['/jwks'] = json({}, 500);
    later(201);
    expect(await isIn(authenticator, good())).toBe(true);
    issuer.routes['/jwks'] = () => undefined;
    later(10);
    expect([await isIn(authenticator, good()), await isIn(authenticator, good())]).toEqual([true, true]);
  });

  test('are followed when they rotate', async () => {
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const authenticator = remote();
    await isIn(authenticator, good());
    issuer.routes['/jwks'] = { keys: [...JWKS.keys, publicJwk(next.publicKey, { ...RS, kid: 'rsa-2' })] };
    expect(await isIn(authenticator, signedBy('rsa-2', next.privateKey))).toBe(false);
    later(31);
    expect(await isIn(authenticator, signedBy('rsa-2', next.privateKey))).toBe(true);
    expect(issuer.seen()).toEqual(['/jwks', '/jwks']);
    issuer.routes['/jwks'] = { keys: [publicJwk(next.publicKey, { ...RS, kid: 'rsa-2' })] };
    later(601);
    await isIn(authenticator, good());
    await settled();
    expect(await isIn(authenticator, good())).toBe(false);
  });

  test('that change make remembered tokens be forgotten', async () => {
    const authenticator = remote({ cache: { size: 10, maxAge: 250 }, cacheMaxAge: 100 });
    const token = good();
    await isIn(authenticator, token);
    expect(ask(authenticator, token)).toMatchObject({ name: 'Ann' });
    issuer.routes['/jwks'] = { keys: [publicJwk(attacker.publicKey, RS)] };
    later(101);
    await isIn(authenticator, tokenOf({ alg: 'ES256', kid: 'ec-1' }, claimsOf(), es()));
    await settled();
    expect(await isIn(authenticator, token)).toBe(false);
  });

  test.each([
    ['answers', JWKS],
    ['fails', json({}, 500)],
  ] as [string, Route][])(
    'a flood of unknown kids asks once in a cool-down, when the issuer %s',
    async (_, route) => {
      const authenticator = remote({ coolDown: 30 });
      await isIn(authenticator, good());
      issuer.routes['/jwks'] = route;
      issuer.seen();
      for (let minute = 0; minute < 2; minute += 1) {
        later(31);
        const flood = Array.from({ length: 100 }, (_, i) => signedBy(`k${minute}-${i}`, attacker.privateKey));
        const all = await Promise.all(flood.map((token) => isIn(authenticator, token)));
        for (const token of flood) all.push(await isIn(authenticator, token));
        expect([all.some(Boolean), issuer.seen()]).toEqual([false, ['/jwks']]);
      }
      expect(await isIn(authenticator, good())).toBe(true);
    },
  );

  test('a flood while there are no keys asks once in a while', async () => {
    issuer.routes['/jwks'] = json({}, 500);
    const authenticator = remote();
    for (let i = 0; i < 50; i += 1) await expect(ask(authenticator, good())).rejects.toMatchObject(UNCHECKED);
    expect(issuer.seen()).toEqual(['/jwks']);
    later(5);
    issuer.routes['/jwks'] = JWKS;
    expect([await isIn(authenticator, good()), issuer.seen()]).toEqual([true, ['/jwks']]);
  });

  test('that cannot be had are answered by 503', async () => {
    const call = await callerOf(bearer({ ...COMMON, jwksUri: 'http://127.0.0.1:9/jwks' }));
    expect(await call(bearing(good()))).toMatchObject(UNCHECKED);
    expect((await call(bearing('x.y.z'))).status).toBe(401);
  });

  test('of an issuer that is down keep nobody else out', async () => {
    const authenticator = bearer({
      audience: AUDIENCE,
      algorithms: ['RS256'],
      issuers: [
        { issuer: ISSUER, jwksUri: `${issuer.url}/jwks` },
        { issuer: 'https://down.example', jwksUri: `${issuer.url}/nothing` },
      ],
    });
    await expect(
      ask(authenticator, signedBy('a', rsa.privateKey, { iss: 'https://down.example' })),
    ).rejects.toMatchObject(UNCHECKED);
    expect(await isIn(authenticator, good())).toBe(true);
    expect(issuer.seen()).toEqual(['/nothing', '/jwks']);
  });

  test('that are bad are left out', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const secret = randomBytes(32);
    issuer.routes['/jwks'] = {
      keys: [
        null,
        'text',
        { kty: 'oct', k: secret.toString('base64url'), kid: 'oct' },
        publicJwk(weak.publicKey, { ...RS, kid: 'weak' }),
        { ...rsa.privateKey.export({ format: 'jwk' }), kid: 'private' },
        publicJwk(rsa.publicKey, { kid: 'enc', use: 'enc' }),
        publicJwk(rsa.publicKey, { ...RS, kid: 'twice' }),
        publicJwk(attacker.publicKey, { ...RS, kid: 'twice' }),
        publicJwk(rsa.publicKey, RS),
      ],
    };
    const authenticator = remote({ coolDown: 1000 });
    expect(await isIn(authenticator, good())).toBe(true);
    const others: [string, KeyObject][] = [
      ['weak', weak.privateKey],
      ['private', rsa.privateKey],
      ['enc', rsa.privateKey],
      ['twice', rsa.privateKey],
      ['twice', attacker.privateKey],
    ];
    for (const [kid, key] of others)
      expect([kid, await isIn(authenticator, signedBy(kid, key))]).toEqual([kid, false]);
  });
});

describe('answers that are no keys', () => {
  test.each<[string, Route]>([
    ['another status', json(JWKS, 201)],
    ['an error', json(JWKS, 503)],
    ['another type', json(JWKS, 200, 'text/html')],
    ['no JSON', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{')],
    ['a list', []],
    ['no set', { keys: 'x' }],
    ['nothing of a set', {}],
    ['a redirect', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['too much', { ...JWKS, more: 'x'.repeat(600_000) }],
    ['nothing at all', (_, response) => response.destroy()],
    ['nothing for too long', () => undefined],
    [
      'a beginning, and then nothing',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ])('%s', async (_, route) => {
    issuer.routes['/jwks'] = route;
    issuer.routes['/elsewhere'] = JWKS;
    await expect(ask(remote({ timeout: 0.3 }), good())).rejects.toMatchObject({
      ...UNCHECKED,
      cause: expect.any(Error),
    });
    expect(issuer.seen()).toEqual(['/jwks']);
  });

  test.each([['application/jwk-set+json'], ['application/json; charset=utf-8']])(
    '%s is JSON',
    async (type) => {
      issuer.routes['/jwks'] = json(JWKS, 200, type);
      expect(await isIn(remote(), good())).toBe(true);
    },
  );
});

describe('discovery', () => {
  const METADATA = '/.well-known/openid-configuration';

  const provider = (more: object = {}): SchemeAuthenticator =>
    openIdConnect({ ...COMMON, issuer: issuer.url, ...more });

  const own = (): string => signedBy('rsa-1', rsa.privateKey, { iss: issuer.url });

  test('leads to the keys, once', async () => {
    issuer.routes[METADATA] = { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` };
    const authenticator = provider({ coolDown: 0 });
    expect([await isIn(authenticator, own()), await isIn(authenticator, own())]).toEqual([true, true]);
    expect(issuer.seen()).toEqual([METADATA, '/jwks']);
    expect(await isIn(authenticator, signedBy('k', rsa.privateKey, { iss: issuer.url }))).toBe(false);
    expect(issuer.seen()).toEqual(['/jwks']);
  });

  test('is made again when the keys have gone', async () => {
    issuer.routes[METADATA] = { issuer: issuer.url, jwks_uri: `${issuer.url}/old` };
    const authenticator = provider();
    await expect(ask(authenticator, own())).rejects.toMatchObject(UNCHECKED);
    issuer.routes[METADATA] = { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` };
    later(5);
    expect(await isIn(authenticator, own())).toBe(true);
  });

  test('may be elsewhere', async () => {
    issuer.routes['/metadata'] = { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` };
    expect(await isIn(provider({ discovery: `${issuer.url}/metadata` }), own())).toBe(true);
  });

  test.each<[string, (url: string) => object]>([
    ['of another issuer', (url) => ({ issuer: `${url}/`, jwks_uri: `${url}/jwks` })],
    ['of nobody', (url) => ({ jwks_uri: `${url}/jwks` })],
    ['without keys', (url) => ({ issuer: url })],
    ['with keys over http', (url) => ({ issuer: url, jwks_uri: 'http://keys.example/jwks' })],
    ['with keys in a file', (url) => ({ issuer: url, jwks_uri: 'file:///etc/passwd' })],
  ])('is refused %s', async (_, metadata) => {
    issuer.routes[METADATA] = metadata(issuer.url);
    await expect(ask(provider(), own())).rejects.toMatchObject(UNCHECKED);
    expect(issuer.seen()).toEqual([METADATA]);
  });
});
