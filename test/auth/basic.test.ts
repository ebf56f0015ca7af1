import { describe, expect, test } from 'vitest';
import { basic, hashPassword } from '../../src/auth/index.ts';
import { type Authenticator, bind, SetupError } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const documentWith = (scheme: object): object =>
  documentOf(
    { '/me': { get: operation('me', { security: [{ login: [] }] }) } },
    { components: { securitySchemes: { login: scheme } } },
  );

const apiOf = (login: Authenticator) =>
  bind(
    documentWith({ type: 'http', scheme: 'basic' }),
    { me: ({ username, claims }) => `${username} ${claims?.isInRole('admin') ?? '-'}` },
    { authenticators: { login } },
  );

const authorization = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('users with hashes', async () => {
  const api = await apiOf(
    basic({
      users: {
        änn: await hashPassword('p:ä'),
        bob: { hash: await hashPassword('b'), roles: ['admin'] },
        constructor: await hashPassword('c'),
      },
      remember: 60,
    }),
  );

  test.each<[credentials: string, status: number, text: string]>([
    ['änn:p:ä', 200, 'änn -'],
    ['änn:p:a\u0308', 200, 'änn -'],
    ['bob:b', 200, 'bob true'],
    ['bob:b', 200, 'bob true'],
    ['constructor:c', 200, 'constructor -'],
    ['bob:c', 401, 'credentials-invalid'],
    ['bob:', 401, 'credentials-invalid'],
    ['BOB:b', 401, 'credentials-invalid'],
    ['toString:b', 401, 'credentials-invalid'],
    ['__proto__:b', 401, 'credentials-invalid'],
    [`bob:${'b'.repeat(2000)}`, 401, 'credentials-invalid'],
  ])('%s → %i', async (credentials, status, text) => {
    const answer = await inject(api, { url: '/me', headers: authorization(credentials) });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
  });

  test('a 401 asks for UTF-8', async () => {
    const { headers } = await inject(api, { url: '/me' });
    expect(headers['www-authenticate']).toBe('Basic realm="api", charset="UTF-8"');
  });
});

test('a function that knows the users is asked', async () => {
  const api = await apiOf(
    basic({ users: ({ username, password }) => (password === 'x' ? { name: username } : null) }),
  );
  expect((await inject(api, { url: '/me', headers: authorization('ann:x') })).text).toBe('ann -');
  expect((await inject(api, { url: '/me', headers: authorization('ann:y') })).status).toBe(401);
});

test.each<[what: string, options: object, message: RegExp]>([
  ['a misspelt option', { user: {} }, /Did you mean users/],
  ['no users', {}, /users is missing/],
  ['a list of users', { users: [] }, /users is missing/],
  ['a misspelt member of a user', { users: { ann: { hsh: 'x' } } }, /Did you mean hash/],
  [
    'a function that is remembered for',
    { users: () => null, remember: 60 },
    /remember is for users that are listed/,
  ],
  [
    'a hash that would cost hours',
    { users: { ann: `$scrypt$ln=20,r=99,p=99$${'A'.repeat(22)}$${'A'.repeat(43)}` } },
    /opbind hash password/,
  ],
  ['a name that a user gives himself', { users: { ann: { hash: 'x', name: 'root' } } }, /no option name/],
  ['a hash that is yet to come', { users: { ann: Promise.resolve('x') } }, /is a promise\. Await it/],
  ['roles that are a text', { users: { ann: { hash: 'x', roles: 'admin' } } }, /roles is no list of texts/],
  ['time that is none', { users: {}, remember: -1 }, /remember -1 is no time/],
])('%s is refused at once', (_, options, message) => {
  expect(() => basic(options as never)).toThrow(message);
});

test('hashes that differ in cost are refused: by one that costs more, its user could be told', async () => {
  const ann = await hashPassword('a');
  const bob = ann.replace('ln=15,r=8,p=3', 'ln=14,r=8,p=5');
  expect(() => basic({ users: { ann, bob } })).toThrow(/differ in cost/);
});

test('what is no UTF-8 is no password', async () => {
  const api = await apiOf(basic({ users: ({ username }) => ({ name: username }) }));
  const headers = { authorization: `Basic ${Buffer.from([0x61, 0x3a, 0xff]).toString('base64')}` };
  expect((await inject(api, { url: '/me', headers })).status).toBe(401);
});

test('what a user is cannot be changed by a process that is told of it', async () => {
  const hash = await hashPassword('a');
  const api = await bind(
    documentWith({ type: 'http', scheme: 'basic' }),
    {
      me: ({ claims }) => {
        const teams = claims?.get('teams') as string[];
        return teams.push('dogs');
      },
    },
    {
      authenticators: { login: basic({ users: { ann: { hash, claims: { teams: ['cats'] } } } }) },
      onError: () => undefined,
    },
  );
  expect((await inject(api, { url: '/me', headers: authorization('ann:a') })).status).toBe(500);
});

test('an empty password is not hashed', async () => {
  await expect(hashPassword('')).rejects.toThrow(/password is empty/);
});

test('hashes are other ones each time, and say what they cost', async () => {
  const hashes = await Promise.all([hashPassword('a'), hashPassword('a')]);
  expect(new Set(hashes).size).toBe(2);
  expect(hashes[0]).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
});

test.each([
  'secret',
  '$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  '',
])('%j is no hash', (hash) => {
  expect(() => basic({ users: { ann: hash } })).toThrow(/opbind hash password/);
});

test.each([
  { type: 'apiKey', in: 'header', name: 'X-Key' },
  { type: 'http', scheme: 'bearer' },
  { type: 'mutualTLS' },
])('passwords are nothing for the scheme %j', async (scheme) => {
  const binding = bind(
    documentWith(scheme),
    { me: () => 'me' },
    { authenticators: { login: basic({ users: {} }) } },
  );
  await expect(binding).rejects.toThrow(SetupError);
  await expect(binding).rejects.toThrow(/authenticator-unfit/);
});
