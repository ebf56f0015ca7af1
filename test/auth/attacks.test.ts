import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../../src/auth/index.ts';
import type { SchemeAuthenticator } from '../../src/security/principal.ts';
import { here, readJson, titled } from '../corpus/corpus.ts';
import { ask, bearing, callerOf } from './call.ts';
import {
  AUDIENCE,
  attacker,
  claimsOf,
  ES,
  ec,
  encode,
  es,
  fixed,
  goodToken,
  HS,
  hmac,
  ISSUER,
  JWKS,
  nothing,
  pemOf,
  publicJwk,
  RS,
  rs,
  rsa,
  seconds,
  tokenOf,
} from './keys.ts';

interface Row {
  readonly id: string;
  readonly generate: string;
  readonly expect: 'accept' | 'reject' | 'policy' | 'forbid' | 'accept-safe' | 'reject-by-limit';
}

/** What tokens point to. Nobody may come by. */
const evil = { hits: 0, url: '' };

let server: Server;

beforeAll(async () => {
  server = createServer((_, response) => {
    evil.hits += 1;
    const keys = [publicJwk(attacker.publicKey, RS)];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  evil.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const OPTIONS = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256', 'ES256'], keys: JWKS } as const;

const forged = rs(attacker.privateKey);

const signed = (claims: object): string => tokenOf(RS, claimsOf(claims), rs());

const without = (name: string): string => {
  const { [name]: _, ...claims } = claimsOf();
  return tokenOf(RS, claims, rs());
};

/** Claims as JSON text, written otherwise. */
const written = (rewrite: (text: string) => string): string =>
  tokenOf(RS, rewrite(JSON.stringify(claimsOf())), rs());

const withAlg = (alg: unknown): string => tokenOf({ ...RS, alg }, claimsOf(), nothing);

const ofKid = (kid: unknown): string => tokenOf({ ...RS, kid }, claimsOf(), forged);

const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];

const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

const one = Buffer.concat([Buffer.alloc(31), Buffer.from([1])]);

/** The last letter of a signature with a bit that says nothing. */
const withTrailingBits = (token: string): string => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + letters[letters.indexOf(token.slice(-1)) + 1];
};

/** A signature that has letters in which both alphabets differ. */
const standardAlphabet = (): string => {
  for (;;) {
    const [head, middle, signature] = parts(signed({ jti: String(Math.random()) }));
    const other = signature.replaceAll('-', '+').replaceAll('_', '/');
    if (other !== signature) return `${head}.${middle}.${other}`;
  }
};

const flattened = (): string => {
  const [head, payload, signature] = parts(goodToken());
  return JSON.stringify({ protected: head, payload, signature });
};

const manyClaims = (): object => Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`c${i}`, i]));

/** How each row of the corpus is made; several tokens where there are several ways to make it. */
const TOKENS: Readonly<Record<string, () => string | readonly string[]>> = {
  'good-rs256': () => [goodToken(), tokenOf({ ...RS, typ: 'JWT' }, claimsOf(), rs())],
  'alg-none': () => withAlg('none'),
  'alg-none-variant "NONE"': () => withAlg('NONE'),
  'alg-none-variant " none"': () => withAlg(' none'),
  'alg-none-variant ""': () => withAlg(''),
  'alg-missing': () => [
    tokenOf({ kid: 'rsa-1' }, claimsOf(), rs()),
    tokenOf({ kid: 'rsa-1', alg: null }, claimsOf(), rs()),
  ],
  'alg-array': () => [withAlg(['none', 'RS256']), tokenOf({ ...RS, alg: ['RS256'] }, claimsOf(), rs())],
  'alg-rs1': () => tokenOf({ ...RS, alg: 'RS1' }, claimsOf(), rs(rsa.privateKey, 'sha1')),
  'hs-rs-confusion-der': () => [
    tokenOf({ ...HS, kid: 'rsa-1' }, claimsOf(), hmac(rsa.publicKey.export({ format: 'der', type: 'spki' }))),
    tokenOf({ ...HS, kid: 'rsa-1' }, claimsOf(), hmac(pemOf(rsa.publicKey))),
    tokenOf(HS, claimsOf(), hmac(pemOf(rsa.publicKey).trim())),
    tokenOf({ ...HS, kid: 'rsa-1' }, claimsOf(), hmac(Buffer.from(String(JWKS.keys[0]?.['n']), 'base64url'))),
  ],
  'hs-empty-key': () => tokenOf(HS, claimsOf(), hmac('')),
  'hs-weak password': () => tokenOf(HS, claimsOf(), hmac('password')),
  'rs-es-confusion': () => [
    tokenOf({ ...RS, kid: 'ec-1' }, claimsOf(), rs()),
    tokenOf({ ...ES, kid: 'rsa-1' }, claimsOf(), es()),
  ],
  'es256-psychic-zero': () => tokenOf(ES, claimsOf(), fixed(Buffer.alloc(64))),
  'es256-r-n': () => tokenOf(ES, claimsOf(), fixed(Buffer.concat([order, one]))),
  'signature-stripped': () => {
    const [head, middle] = parts(goodToken());
    return [
      `${head}.${middle}`,
      `${head}.${middle}.`,
      head,
      '..',
      '.',
      `${goodToken()}.`,
      `${goodToken()}.e30`,
    ];
  },
  'payload-swapped': () => {
    const [head, , signature] = parts(goodToken());
    return `${head}.${encode(claimsOf({ sub: 'admin' }))}.${signature}`;
  },
  'jwk-header-injection': () =>
    tokenOf({ alg: 'RS256', jwk: publicJwk(attacker.publicKey, {}) }, claimsOf(), forged),
  'jku-injection': () => [
    tokenOf({ ...RS, jku: evil.url }, claimsOf(), forged),
    tokenOf({ alg: 'RS256', kid: 'other', jku: evil.url, x5u: evil.url }, claimsOf(), forged),
    tokenOf({ ...RS, kid: evil.url }, claimsOf({ iss: evil.url }), forged),
  ],
  'x5c-injection': () => tokenOf({ alg: 'RS256', x5c: ['MIIB'], x5t: 'AAAA' }, claimsOf(), forged),
  "kid-injection \"x' UNION SELECT 'secret' --\"": () => ofKid("x' UNION SELECT 'secret' --"),
  'kid-injection "__proto__"': () => ofKid('__proto__'),
  'kid-injection "toString"': () => [
    ofKid('toString'),
    tokenOf({ ...HS, kid: 'toString' }, claimsOf(), hmac('')),
  ],
  'kid-injection "http://evil.example/k"': () => [ofKid('http://evil.example/k'), ofKid('../../dev/null')],
  'kid-number': () => [ofKid(1), tokenOf({ ...RS, kid: {} }, claimsOf(), rs()), ofKid('rsa-1\0')],
  'kid-unknown-flood': () => Array.from({ length: 1000 }, (_, i) => ofKid(`k${i}`)),
  'exp-missing': () => [without('exp'), signed({ exp: null })],
  'exp-float-huge': () => [
    written((text) => text.replace(/"exp":\d+/, '"exp":1e400')),
    signed({ exp: String(seconds() + 300) }),
    signed({ exp: seconds() - 6 }),
    signed({ exp: -1 }),
  ],
  'nbf-future': () => signed({ nbf: seconds() + 60 }),
  'nbf-string': () => [
    signed({ nbf: '0' }),
    signed({ nbf: null }),
    signed({ iat: '0' }),
    signed({ iat: {} }),
  ],
  'aud-missing': () => [without('aud'), signed({ aud: null }), signed({ aud: [] })],
  'aud-array-wrong': () => [
    signed({ aud: ['a', 'b'] }),
    signed({ aud: [[AUDIENCE]] }),
    signed({ aud: [AUDIENCE, 1] }),
  ],
  'aud-substring': () => [
    signed({ aud: `${AUDIENCE}-evil` }),
    signed({ aud: 'api://sv' }),
    signed({ aud: AUDIENCE.toUpperCase() }),
  ],
  'iss-trailing-slash': () => [
    signed({ iss: `${ISSUER}/` }),
    signed({ iss: [ISSUER] }),
    signed({ iss: 'HTTPS://issuer.example' }),
  ],
  'iss-missing': () => [without('iss'), signed({ iss: null }), signed({ iss: '__proto__' })],
  'crit-unknown': () => tokenOf({ ...RS, crit: ['x-unknown'], 'x-unknown': 1 }, claimsOf(), rs()),
  'crit-not-array': () => [
    tokenOf({ ...RS, crit: 'exp' }, claimsOf(), rs()),
    tokenOf({ ...RS, crit: [] }, claimsOf(), rs()),
    tokenOf({ ...RS, crit: null }, claimsOf(), rs()),
  ],
  'b64-false-nocrit': () => [
    tokenOf({ ...RS, b64: false }, claimsOf(), rs()),
    tokenOf({ ...RS, b64: false, crit: ['b64'] }, claimsOf(), rs()),
  ],
  'dup-claim-sub': () => [
    written((text) => text.replace('{', '{"sub":"admin",')),
    written((text) => text.replace('{', '{"s\\u0075b":"admin",')),
    written((text) => text.replace('{', '{"x":{"a":1,"a":2},')),
    tokenOf('{"alg":"none","alg":"RS256"}', claimsOf(), rs()),
  ],
  'payload-not-object': () => [
    tokenOf(RS, [claimsOf()], rs()),
    tokenOf(RS, '"text"', rs()),
    tokenOf(RS, goodToken(), rs()),
    tokenOf(RS, '', rs()),
    tokenOf(RS, `${JSON.stringify(claimsOf())}x`, rs()),
  ],
  'payload-null': () => tokenOf(RS, 'null', rs()),
  'payload-bom': () => [
    written((text) => `\ufeff${text}`),
    tokenOf(RS, Buffer.from(JSON.stringify(claimsOf({ x: 'ä' })), 'latin1'), rs()),
  ],
  'header-array': () => [
    tokenOf([], claimsOf(), rs()),
    tokenOf('null', claimsOf(), rs()),
    tokenOf('x', claimsOf(), rs()),
  ],
  'id-token-as-access': () => signed({ aud: 'client-1', nonce: 'n', at_hash: 'h' }),
  'zip-def': () => tokenOf({ ...RS, zip: 'DEF' }, claimsOf(), rs()),
  'json-serialisation': flattened,
  'leading-space': () => {
    const [head, middle, signature] = parts(goodToken());
    return [
      ` ${goodToken()}`.replace('.', ' .'),
      `${head}. ${middle}.${signature}`,
      `${head}.${middle}.${signature}\t`,
      `${head}.${middle.slice(0, 8)} ${middle.slice(8)}.${signature}`,
    ];
  },
  'base64-standard-alphabet': () => [
    standardAlphabet(),
    `${goodToken()}==`,
    withTrailingBits(goodToken()),
    goodToken().replace('.', '=.'),
  ],
  'oversize-1mb': () => [
    signed({ x: 'x'.repeat(1_000_000) }),
    tokenOf(RS, `${'['.repeat(50_000)}${']'.repeat(50_000)}`, rs()),
  ],
  'many-claims': () => signed(manyClaims()),
  'scope-none': () => [
    goodToken(),
    signed({ scope: 'ADMIN administrator' }),
    signed({ scope: 5 }),
    without('scope'),
  ],
  'scope-array-claim': () => {
    const { scope: _, ...claims } = claimsOf({ scp: ['write'] });
    return [tokenOf(RS, claims, rs()), tokenOf(RS, { ...claims, scp: 'write read' }, rs())];
  },
  'roles-string': () => [signed({ roles: 'admin' }), signed({ roles: ['admin'] })],
};

/** What is decided of rows that leave it open: 200 or 401. Said in docs/tokens.md. */
const DECIDED: Readonly<Record<string, number>> = {
  'b64-false-nocrit': 401,
  'dup-claim-sub': 401,
  'zip-def': 401,
  'leading-space': 401,
  'base64-standard-alphabet': 401,
  'scope-array-claim': 200,
};

const STATUS: Readonly<Record<Row['expect'], number | undefined>> = {
  accept: 200,
  'accept-safe': 200,
  reject: 401,
  'reject-by-limit': 401,
  forbid: 403,
  policy: undefined,
};

const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'scope-none': ['admin', 'owner'],
  'scope-array-claim': ['write', 'admin'],
};

const CHALLENGES: Readonly<Record<number, string | undefined>> = {
  401: 'Bearer realm="api", error="invalid_token"',
  403: 'Bearer realm="api", error="insufficient_scope", scope="admin owner"',
};

const rows = here ? (readJson('vectors/jwt-attacks.json') as { cases: readonly Row[] }).cases : [];

/** Twenty thousand claims are more than the limit takes, if nothing is said. */
const authenticatorFor = (id: string): SchemeAuthenticator =>
  bearer({ ...OPTIONS, ...(id === 'many-claims' && { maxLength: 1_000_000 }) });

describe.skipIf(!here)(titled('attacks'), () => {
  test.each(rows.map((row) => [row.id, row] as const))('%s', async (id, row) => {
    const made = TOKENS[id]?.();
    if (made === undefined) throw new Error(`Nobody has written how ${id} is made: ${row.generate}`);
    const status = STATUS[row.expect] ?? DECIDED[id];
    const call = await callerOf(authenticatorFor(id), { scopes: SCOPES[id] ?? [] });
    for (const token of typeof made === 'string' ? [made] : made) {
      const called = await call(bearing(token));
      expect([token.slice(0, 80), called.status]).toEqual([token.slice(0, 80), status]);
      expect(called.challenge).toBe(CHALLENGES[called.status]);
      if (status === 200) expect(called.me).toEqual({ username: 'Ann', admin: true, adm: false });
    }
  });

  test('and every row that we can make is there', () => {
    expect(Object.keys(TOKENS).filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  });
});

describe('tokens', () => {
  test('cause no connection', () => expect(evil.hits).toBe(0));

  test.each([
    ['no credentials', {}, '/me', 401, 'Bearer realm="api"'],
    ['another scheme', { authorization: 'Basic dTpw' }, '/me', 401, 'Bearer realm="api"'],
    ['no token', { authorization: 'Bearer' }, '/me', 401, CHALLENGES[401]],
    [
      'two tokens',
      { authorization: [`Bearer ${goodToken()}`, `Bearer ${goodToken()}`] },
      '/me',
      401,
      CHALLENGES[401],
    ],
    ['lower case', { authorization: `bearer ${goodToken()}` }, '/me', 200, undefined],
    ['in the query', {}, `/me?access_token=${goodToken()}`, 401, 'Bearer realm="api"'],
    ['in a cookie', { cookie: `access_token=${goodToken()}` }, '/me', 401, 'Bearer realm="api"'],
  ] as const)('%s', async (_, headers, url, status, challenge) => {
    const call = await callerOf(bearer(OPTIONS));
    const called = await call(headers as Record<string, string | string[]>, url);
    expect([called.status, called.challenge]).toEqual([status, challenge]);
  });

  test.each([
    ['all of them are needed', 'all', 'read', 403],
    ['all of them are there', 'all', 'read admin', 200],
    ['one is enough', 'any', 'admin', 200],
  ] as const)('scopes: %s', async (_, rule, scope, status) => {
    const call = await callerOf(bearer(OPTIONS), { scopes: ['read', 'admin'], rule });
    expect((await call(bearing(signed({ scope })))).status).toBe(status);
  });

  test('a claim __proto__ changes nothing', async () => {
    const token = written((text) => text.replace('{', '{"__proto__":{"admin":true,"polluted":1},'));
    const principal = await ask(bearer(OPTIONS), token);
    expect(principal).toMatchObject({ name: 'Ann' });
    const { claims } = principal as { claims: Record<string, unknown> };
    expect([claims['admin'], Object.assign({}, claims)['polluted'], Object({})['polluted']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('claims cannot be changed by whoever sees them, for they may be remembered', async () => {
    const authenticator = bearer({ ...OPTIONS, cache: { size: 1 } });
    const principal = await ask(authenticator, signed({ team: { members: ['a'] } }));
    const { claims, roles } = principal as unknown as {
      claims: { team: { members: string[] } };
      roles: string[];
    };
    expect(() => claims.team.members.push('b')).toThrow(TypeError);
    expect(() => roles.push('owner')).toThrow(TypeError);
  });

  // Made when they are needed: tests may begin long after they are collected.
  test.each<[what: string, make: () => string, isGood: boolean]>([
    ['a token signed with EC', () => tokenOf(ES, claimsOf(), es()), true],
    ['DER, which is no signature of a token', () => tokenOf(ES, claimsOf(), es(ec.privateKey, 'der')), false],
    ['an end within the tolerance', () => signed({ exp: seconds() - 2 }), true],
    ['a beginning within the tolerance', () => signed({ nbf: seconds() + 3 }), true],
    ['several audiences', () => signed({ aud: ['other', AUDIENCE] }), true],
    ['made in the future', () => signed({ iat: seconds() + 3600 }), true],
  ])('%s', async (_, make, isGood) => {
    expect((await ask(bearer(OPTIONS), make())) !== null).toBe(isGood);
  });

  test.each([
    ['at+jwt', 'at+jwt', true],
    ['at+jwt', 'application/AT+JWT', true],
    ['at+jwt', 'JWT', false],
    ['at+jwt', undefined, false],
    ['at+jwt', 5, false],
  ])('typ %s: %s', async (typ, given, accepted) => {
    const token = tokenOf({ ...RS, typ: given }, claimsOf(), rs());
    expect((await ask(bearer({ ...OPTIONS, typ }), token)) !== null).toBe(accepted);
  });
});
