import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Introspection, oauth2 } from '../../src/auth/index.ts';
import type { SchemeAuthenticator } from '../../src/security/principal.ts';
import { ask, bearing, callerOf } from './call.ts';
import { claimsOf, ISSUER, JWKS, RS, rs, seconds, tokenOf } from './keys.ts';
import { json, type Loopback, type Route, readForm, startLoopback } from './server.ts';

let server: Loopback;

/** What the server was asked. */
let asked: { readonly authorization: string | undefined; readonly form: Record<string, string> }[] = [];

/** What it says of each token; of others that they are not active. */
let known: Record<string, object> = {};

const introspect: Route = async (request, response) => {
  const form = Object.fromEntries(await readForm(request));
  asked.push({ authorization: request.headers.authorization, form });
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify(known[String(form['token'])] ?? { active: false }));
};

beforeEach(async () => {
  server = await startLoopback();
  server.routes['/introspect'] = introspect;
  asked = [];
  known = {};
});

afterEach(() => server.close());

const introspectionOf = (more: object = {}): Introspection => ({
  url: `${server.url}/introspect`,
  clientId: 'pets api',
  clientSecret: 'a:b+c%',
  ...more,
});

const opaque = (more: object = {}, introspection: object = {}): SchemeAuthenticator =>
  oauth2({ introspection: introspectionOf(introspection), ...more });

const active = (more: object = {}): object => ({
  active: true,
  username: 'ann',
  scope: 'read write',
  sub: 'u1',
  client_id: 'c',
  ...more,
});

describe('an opaque token', () => {
  test('is asked about as a client', async () => {
    known['t/1+2=='] = active();
    expect(await ask(opaque(), 't/1+2==')).toMatchObject({ name: 'ann', scopes: ['read', 'write'] });
    expect(asked).toEqual([
      {
        authorization: `Basic ${Buffer.from('pets+api:a%3Ab%2Bc%25').toString('base64')}`,
        form: { token: 't/1+2==', token_type_hint: 'access_token' },
      },
    ]);
  });

  test.each<[string, () => object, object, boolean]>([
    ['is active', () => active(), {}, true],
    ['is not', () => active({ active: false }), {}, false],
    ['is active by a text', () => active({ active: 'true' }), {}, false],
    ['is of nobody', () => ({ active: true }), {}, false],
    ['is of a client', () => ({ active: true, client_id: 'c' }), {}, true],
    ['has expired', () => active({ exp: seconds() - 10 }), {}, false],
    ['expires by a text', () => active({ exp: '1' }), {}, false],
    ['expires', () => active({ exp: seconds() + 10 }), {}, true],
    ['has not begun', () => active({ nbf: seconds() + 60 }), {}, false],
    ['is for us', () => active({ aud: ['x', 'pets'] }), { audience: 'pets' }, true],
    ['is for another', () => active({ aud: 'x' }), { audience: 'pets' }, false],
    ['is for nobody', () => active(), { audience: ['pets'] }, false],
    ['is of the issuer', () => active({ iss: ISSUER }), { issuer: ISSUER }, true],
    ['does not say its issuer', () => active(), { issuer: ISSUER }, true],
    ['is of another issuer', () => active({ iss: 'x' }), { issuer: ISSUER }, false],
    ['is a bearer token', () => active({ token_type: 'Bearer' }), {}, true],
    ['is a refresh token', () => active({ token_type: 'refresh_token' }), {}, false],
    ['is bound to a key', () => active({ token_type: 'DPoP' }), {}, false],
  ])('%s', async (_, says, introspection, accepted) => {
    known['t'] = says();
    expect((await ask(opaque({}, introspection), 't')) !== null).toBe(accepted);
  });

  test.each(['', 'a b', 'a"b', 'ä', '\u0000', '=', 'x'.repeat(8193)])('%j is none', async (token) => {
    expect(await ask(opaque(), token)).toBeNull();
    expect(asked).toEqual([]);
  });

  test('is remembered where that is asked for', async () => {
    known['t'] = active({ exp: seconds() + 60 });
    const [kept, fresh] = [opaque({ cache: { size: 5 } }), opaque()];
    for (const authenticator of [kept, kept, kept, fresh, fresh]) await ask(authenticator, 't');
    expect(asked.length).toBe(3);
    expect(ask(kept, 't')).toMatchObject({ name: 'ann' });
  });

  test('opens a door', async () => {
    known['t'] = active();
    const call = await callerOf(opaque(), { scopes: ['read'] });
    expect((await call(bearing('t'))).me).toMatchObject({ username: 'ann' });
    expect(await call(bearing('u'))).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="api", error="invalid_token"',
    });
    known['t'] = active({ scope: 'write' });
    expect((await call(bearing('t'))).status).toBe(403);
  });

  test.each<[string, Route]>([
    ['refuses us', json({ active: true }, 401)],
    ['does not understand us', json({ active: true, error: 'invalid_request' }, 400)],
    ['sends another status', json({ active: true }, 201)],
    ['fails', json(active(), 500)],
    ['sends no JSON', json(active(), 200, 'text/plain')],
    ['sends a list', [active()]],
    ['sends us on', (_, response) => response.writeHead(307, { location: '/introspect' }).end()],
    ['is silent', () => undefined],
  ])('lets nobody in where the server %s', async (_, route) => {
    server.routes['/introspect'] = route;
    const call = await callerOf(opaque({}, { timeout: 0.3 }));
    expect(await call(bearing('t'))).toMatchObject({ status: 503, code: 'credentials-unchecked' });
  });
});

test('a token of a kind that the server is not asked about is none', async () => {
  server.routes['/introspect'] = json({ active: true, error: 'unsupported_token_type' }, 400);
  expect(await ask(opaque(), 't')).toBeNull();
});

test('oauth2 takes signed tokens as bearer does', async () => {
  const authenticator = oauth2({ issuer: ISSUER, audience: 'api://svc', algorithms: ['RS256'], keys: JWKS });
  expect(await ask(authenticator, tokenOf(RS, claimsOf(), rs()))).toMatchObject({ name: 'Ann' });
  expect(() => oauth2({ issuer: ISSUER } as never)).toThrow(/^oauth2: audience is missing/);
});
