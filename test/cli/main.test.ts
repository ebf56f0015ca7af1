import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { type IssuerKey, tokenIssuer } from '../../src/auth/index.ts';
import { main } from '../../src/cli/main.ts';

const execute = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'opbind-cli-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function run(args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<Ran> {
  let [out, error] = ['', ''];
  const code = await main(args, {
    env,
    readInput: async () => input,
    stopped: async () => undefined,
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

const SECRET = 'correct horse battery staple, twice';

const WHO = ['--subject', 'shop', '--issuer', 'pets', '--audience', 'pets'];

const env = { OPBIND_TOKEN_KEY: SECRET };

function keyFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('opbind work', () => {
  const moduleOf = (name: string, text: string): string => keyFile(`${name}.mjs`, text);
  const fake =
    '{ work: async (o) => calls.push(["work", o]), close: async (o) => calls.push(["close", o]), handle() {} }';
  const good = moduleOf('api', `const calls = globalThis.calls = []; export default ${fake};`);

  const calls = (): unknown => (globalThis as { calls?: unknown }).calls;

  test.each([
    ['as it is', [], 4, 10_000],
    ['with numbers', ['--concurrency', '16', '--grace', '0'], 16, 0],
  ])('works until it is told to stop, %s', async (_, more, concurrency, grace) => {
    const file = moduleOf(
      `api${concurrency}`,
      `const calls = globalThis.calls = []; export const api = () => (${fake});`,
    );
    const { code, out, error } = await run(['work', file, ...more]);
    expect([code, error, out]).toEqual([0, '', `working, ${concurrency} at a time\nstopping\n`]);
    expect(calls()).toEqual([
      ['work', { concurrency }],
      ['close', { grace }],
    ]);
  });

  test('takes a module of CommonJS, also one that was made of another kind', async () => {
    const text = `globalThis.calls = []; exports.__esModule = true; exports.default = () => (${fake.replaceAll('calls.', 'globalThis.calls.')});`;
    expect((await run(['work', keyFile('api.cjs', text)])).code).toBe(0);
    expect(calls()).toHaveLength(2);
  });

  test.each<[what: string, args: string[], code: number, error: RegExp]>([
    ['no module', [], 2, /Give the module/],
    ['two modules', [good, good], 2, /Give the module/],
    ['a module that is not there', [join(folder, 'none.mjs')], 1, /none\.mjs gives no API/],
    [
      'a module that breaks',
      [moduleOf('broken', 'throw new Error("boom");')],
      1,
      /broken\.mjs gives no API\.\n(.|\n)*boom\n +at /,
    ],
    [
      'an API that cannot be bound',
      [
        moduleOf(
          'unbound',
          'export default () => { throw Object.assign(new Error("2 findings\\n  Did you mean a?"), { name: "SetupError" }); }',
        ),
      ],
      1,
      /2 findings\n {2}Did you mean a\?\n$/,
    ],
    ['a module without an API', [moduleOf('empty', 'export const a = 1;')], 2, /exports no API/],
    ['no number', [good, '--concurrency', 'many'], 2, /--concurrency has to be/],
    ['an unknown option', [good, '--concurency', '1'], 2, /See opbind work --help/],
  ])('%s', async (_, args, code, error) => {
    const ran = await run(['work', ...args]);
    expect([ran.code, ran.error]).toEqual([code, expect.stringMatching(error)]);
  });
});

describe('opbind token', () => {
  const claimsOf = (token: string, key: IssuerKey) =>
    tokenIssuer({ keys: [key], issuer: 'pets', audience: 'pets' }).verify(token.trim());

  test('signs with a secret out of the environment', async () => {
    const more = ['--expires-in', '30d', '--scope', 'read', '--scope', 'write', '--role', 'seller'];
    const claim = ['--claim', 'team={"id":7}', '--claim', 'note="a=b"'];
    const { code, out, error } = await run(['token', ...WHO, ...more, ...claim], env);
    expect([code, error]).toEqual([0, '']);
    const claims = await claimsOf(out, { kid: 'default', secret: SECRET });
    expect(claims).toMatchObject({
      sub: 'shop',
      scope: 'read write',
      roles: ['seller'],
      team: { id: 7 },
      note: 'a=b',
    });
    expect(Number(claims?.['exp']) - Number(claims?.['iat'])).toBe(30 * 86_400);
  });

  const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: ed } = generateKeyPairSync('ed25519');
  const pem = (key: typeof ec): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();
  const oct = randomBytes(64);

  test.each<[string, string, string[], IssuerKey]>([
    ['secret', `${SECRET}\n`, [], { kid: 'default', secret: SECRET }],
    ['EC', pem(ec), ['--kid', '7'], { kid: '7', alg: 'ES256', privateKey: ec }],
    ['RSA', pem(rsa), ['--alg', 'PS256'], { kid: 'default', alg: 'PS256', privateKey: rsa }],
    ['RS256', pem(rsa), [], { kid: 'default', alg: 'RS256', privateKey: rsa }],
    ['Ed25519', pem(ed), [], { kid: 'default', alg: 'EdDSA', privateKey: ed }],
    [
      'private JWK',
      JSON.stringify({ ...ec.export({ format: 'jwk' }), kid: 'j', alg: 'ES256' }),
      [],
      { kid: 'j', alg: 'ES256', privateKey: ec },
    ],
    [
      'secret JWK',
      JSON.stringify({ kty: 'oct', alg: 'HS512', k: oct.toString('base64url') }),
      ['--kid', 'o'],
      { kid: 'o', alg: 'HS512', secret: oct },
    ],
  ])('signs with a key file: %s', async (name, text, more, key) => {
    const { code, out } = await run(['token', ...WHO, '--key-file', keyFile(name, text), ...more]);
    expect([code, (await claimsOf(out, key))?.['sub']]).toEqual([0, 'shop']);
  });

  test('prints JSON', async () => {
    const { out } = await run(['token', ...WHO, '--json', '--expires-in', '90m'], env);
    const { token, claims } = JSON.parse(out) as { token: string; claims: { exp: number; iat: number } };
    expect([token.split('.').length, claims.exp - claims.iat]).toEqual([3, 5400]);
  });

  test.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ['no key', WHO, {}, /no key: give --key-file/],
    ['no subject', WHO.slice(2), env, /--subject is missing/],
    ['no issuer', [...WHO.slice(0, 2), ...WHO.slice(4)], env, /--issuer is missing/],
    ['no audience', WHO.slice(0, 4), env, /--audience is missing/],
    ['a short key', WHO, { OPBIND_TOKEN_KEY: 'x'.repeat(31) }, /31 bytes: HS256 needs at least 32/],
    ['no file', [...WHO, '--key-file', join(folder, 'none')], env, /cannot be read: ENOENT/],
    ['a bad time', [...WHO, '--expires-in', 'soon'], env, /--expires-in soon is no time/],
    ['too long a time', [...WHO, '--expires-in', '731d'], env, /at most 63072000/],
    ['a bad claim', [...WHO, '--claim', 'team=dogs'], env, /--claim team=dogs is not name=json/],
    ['a claim of the issuer', [...WHO, '--claim', 'exp=1'], env, /claim exp is set/],
    ['an unknown option', [...WHO, '--secret', 'x'], env, /--secret/],
    ['an unknown algorithm', [...WHO, '--alg', 'none'], env, /"none"/],
    ['a bad JSON Web Key', WHO, { OPBIND_TOKEN_KEY: '{' }, /no JSON/],
    ['a bad PEM', WHO, { OPBIND_TOKEN_KEY: '-----BEGIN PRIVATE KEY-----' }, /no private key/],
  ])('%s', async (_, args, environment, message) => {
    const { code, out, error } = await run(['token', ...args], environment);
    expect([code, out, error.split('\n').length]).toEqual([2, '', 2]);
    expect(error).toMatch(message);
  });
});

describe('opbind hash', () => {
  test('hashes a password from standard input', async () => {
    const { code, out } = await run(['hash', 'password'], {}, 'secret\n');
    expect([code, out.includes('secret'), out.trim().length > 40]).toEqual([0, false, true]);
  });

  test('makes a key', async () => {
    const { out } = await run(['hash', 'key', '--json']);
    const { key, hash } = JSON.parse(out) as { key: string; hash: string };
    expect([key.length >= 32, hash.length >= 43, key === hash]).toEqual([true, true, false]);
    expect((await run(['hash', 'key'])).out).toMatch(/^key {3}\S+\nhash {2}\S+\n$/);
  });

  test.each<[readonly string[], RegExp]>([
    [['hash'], /Hash what\?/],
    [['hash', 'pasword'], /Did you mean password\?/],
    [['hash', 'password', 'secret'], /no password on the command line/],
    [['hash', 'password'], /no password on standard input/],
  ])('%j', async (args, message) => {
    const { code, error } = await run(args);
    expect([code, error.split('\n').length]).toEqual([2, 2]);
    expect(error).toMatch(message);
  });
});

describe('opbind', () => {
  test.each<[readonly string[], RegExp]>([
    [[], /opbind token/],
    [['--help'], /opbind hash/],
    [['token', '--help'], /Examples:/],
    [['hash', '-h'], /Examples:/],
  ])('%j helps', async (args, help) => {
    const { code, out } = await run(args);
    expect(code).toBe(0);
    expect(out).toMatch(help);
  });

  test.each<[string, string]>([
    ['tokn', 'There is no command tokn. Did you mean token?\n'],
    ['xyzzy', 'There is no command xyzzy. See opbind --help.\n'],
  ])('%s is no command', async (name, error) => {
    expect(await run([name])).toEqual({ code: 2, out: '', error });
  });

  test('runs as a program', async () => {
    const entry = fileURLToPath(new URL('./generated/cli/index.js', import.meta.url));
    const bundle = [
      'node_modules/rolldown/bin/cli.mjs',
      '-c',
      'rolldown.config.mjs',
      '-d',
      'test/cli/generated',
    ];
    await execute(process.execPath, bundle);
    const started = execute(process.execPath, [entry, 'token', ...WHO], { env });
    expect((await started).stdout.split('.').length).toBe(3);
    const failed = execute(process.execPath, [entry, 'tokn']);
    await expect(failed).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^There is no command/),
    });
  });
});
