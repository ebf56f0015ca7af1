import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type IssuerKey, tokenIssuer } from '../../src/auth/index.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli as run } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'opbind-cli-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

  const global = globalThis as { calls?: unknown };
  const calls = (): unknown => global.calls;

  afterEach(() => {
    delete global.calls;
  });

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
    ['a module that is not there', [join(folder, 'none.mjs')], 1, /There is no file .*none\.mjs/],
    [
      'a module that breaks',
      [moduleOf('broken', 'throw new Error("boom");')],
      1,
      /broken\.mjs cannot be loaded\.\n(.|\n)*boom\n +at /,
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
    const json = await run(['hash', 'password', '--json'], {}, 'secret\n');
    expect(Object.keys(JSON.parse(json.out) as object)).toEqual(['hash']);
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
    [['hash', 'key', '--jason'], /Did you mean --json\?/],
  ])('%j', async (args, message) => {
    const { code, error } = await run(args);
    expect([code, error.split('\n').length]).toEqual([2, 2]);
    expect(error).toMatch(message);
  });
});

describe('opbind', () => {
  test.each<[readonly string[], RegExp]>([
    [[], /Documents\n {2}check .*\n(.|\n)*Credentials\n {2}token /],
    [['--help'], /Usage: opbind <command>/],
    [['help'], /Exit codes: 0/],
    [['help', 'check'], /^opbind check:/],
    [['check', 'a.yaml', '--help'], /Examples:/],
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

  test.each<[args: string[], said: string]>([
    [['check', '--jsn'], 'opbind check has no option --jsn. Did you mean --json? See opbind check --help.'],
    [
      ['work', '--concurency', '1'],
      'opbind work has no option --concurency. Did you mean --concurrency? See opbind work --help.',
    ],
    [
      ['token', '--isuer', 'a'],
      'opbind token has no option --isuer. Did you mean --issuer? See opbind token --help.',
    ],
    [
      ['mock', '--cert', 'a'],
      'opbind mock has no option --cert. Did you mean --tls-cert? See opbind mock --help.',
    ],
    [
      ['types', '--out', 'a.ts'],
      'opbind types has no option --out. Did you mean --output? See opbind types --help.',
    ],
    [['serve', '-p', '1'], 'opbind serve has no option -p. See opbind serve --help.'],
    [['check', '--base-path'], '--base-path needs a value. See opbind check --help.'],
    [['check', '--json=yes'], '--json takes no value. See opbind check --help.'],
    [['token', 'more'], 'opbind token takes no "more" there. See opbind token --help.'],
    [['--josn', 'check'], 'Begin with a command, not with --josn. See opbind --help.'],
    [['check'], 'Which document? For example: opbind check petstore.yaml'],
    [['check', 'a.yaml', 'b.yaml', 'p.mjs'], 'p.mjs has the processes of one document, not of 2.'],
    [['check', 'a.yaml', 'p.mjs', 'q.ts'], 'Name one module of processes, not p.mjs and q.ts.'],
    [['check', 'a.yaml', '--collisions', 'loose'], '--collisions is strict or concrete-first, not loose.'],
    [['routes', 'a.yaml', 'b.yaml'], 'Name one document, not a.yaml and b.yaml.'],
    [
      ['serve', 'a.yaml'],
      'Which module has the processes? opbind serve a.yaml processes.mjs. Without any: opbind mock a.yaml',
    ],
    [['mock', 'a.yaml', 'p.mjs'], 'A mock has no processes: opbind serve a.yaml p.mjs --mock'],
    [['mock', 'a.yaml', '--port', '65536'], '--port has to be a whole number from 0 to 65535.'],
    [['mock', 'a.yaml', '--tls-cert', 'c.pem'], 'https needs both: --tls-cert and --tls-key.'],
    [
      ['init', 'https://example.test/a.yaml'],
      'Keep a copy of the document beside the server, and name that: curl -O https://example.test/a.yaml',
    ],
  ])('%j is typed wrong', async (args, said) => {
    expect(await run(args)).toEqual({ code: 2, out: '', error: `${said}\n` });
  });

  test.each(COMMANDS)(
    'the page of $name says what the list says, and has examples',
    async ({ name, summary, load }) => {
      const command = await load();
      expect([command.name, command.summary]).toEqual([name, summary]);
      expect(command.help).toMatch(new RegExp(`^opbind ${name}: .+\\n\\n(.|\\n)*\\nExamples:\\n(  .+\\n)+$`));
      for (const line of command.help.split('\n')) expect(line.length).toBeLessThan(140);
    },
  );

  /** Commands whose options stand in a page of their own. */
  const OWN_PAGES = ['compile', 'types'];
  const page = (name: string): string =>
    readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
  const [common = '', ...sections] = page('cli').split(/^## /m);

  test.each(COMMANDS)('each option of $name stands in its section of the page', async ({ name, load }) => {
    const section = sections.find((one) => one.startsWith(`${name}\n`)) ?? '';
    const said = common + section + (OWN_PAGES.includes(name) ? page(name) : '');
    const options = [...(await load()).help.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)];
    expect(options.length).toBeGreaterThan(0);
    const isSaid = (option: string | undefined) =>
      option !== undefined && new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(said);
    expect(
      options.filter(([, short, long]) => !isSaid(long) && !isSaid(short)).map(([, , long]) => long),
    ).toEqual([]);
  });

  test.each<[what: string, env: Record<string, string>, isColoured: boolean]>([
    ['nothing', {}, false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR and NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '' }, true],
  ])('colours with %s: %j', async (_, environment, isColoured) => {
    const { out, error } = {
      out: (await run([], environment)).out,
      error: (await run(['xyzzy'], environment)).error,
    };
    expect([out.includes('\u001b['), error.includes('\u001b[')]).toEqual([isColoured, isColoured]);
  });
});
