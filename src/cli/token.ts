import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Algorithm, type IssueOptions, tokenIssuer } from '../auth/index.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { readIssuerKey } from './issuer-key.ts';

const HELP = `opbind token: a signed token for somebody who calls the API

Usage:
  opbind token --subject <name> --issuer <name> --audience <name> [options]

Options:
  --subject <name>       who it is for (required)
  --issuer <name>        its iss, as tokenIssuer has it (required)
  --audience <name>      its aud, as tokenIssuer has it (required; several times for several)
  --expires-in <time>    30d, 12h, 45m or seconds; 1h if nothing is said, at most 730d
  --scope <scope>        several times for several
  --role <role>          several times for several
  --claim <name=json>    a claim of your own, its value as JSON
  --kid <name>           name of the key, as tokenIssuer has it; "default" if nothing is said
  --alg <algorithm>      what to sign with, where the key does not say it
  --key-file <path>      the key: a secret of at least 32 bytes, a PEM private key, or a JSON Web Key
  --json                 prints { token, claims } rather than the token alone

Without --key-file the key is the environment variable OPBIND_TOKEN_KEY. It is never taken from the command line, where
others could read it.

Examples:
  opbind token --key-file token.key --subject shop --issuer pets --audience pets --expires-in 30d
  OPBIND_TOKEN_KEY=$(cat token.key) opbind token --subject shop --issuer pets --audience pets --scope read --scope write
  opbind token --key-file ec.pem --kid 2025 --subject ann --issuer pets --audience pets --role admin --claim 'team="dogs"' --json
`;

const OPTIONS = {
  subject: { type: 'string' },
  issuer: { type: 'string' },
  audience: { type: 'string', multiple: true },
  'expires-in': { type: 'string' },
  scope: { type: 'string', multiple: true },
  role: { type: 'string', multiple: true },
  claim: { type: 'string', multiple: true },
  kid: { type: 'string' },
  alg: { type: 'string' },
  'key-file': { type: 'string' },
  json: { type: 'boolean' },
} as const;

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

function readTime(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,12})([smhd]?)$/.exec(text) ?? [];
  if (digits === undefined)
    throw new UsageError(`--expires-in ${text} is no time: 30d, 12h, 45m or seconds.`);
  return Number(digits) * (SECONDS[unit] ?? 1);
}

function readClaim(text: string): readonly [string, unknown] {
  const [, name = '', json = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  try {
    return [name, JSON.parse(json)];
  } catch {
    throw new UsageError(`--claim ${text} is not name=json: a text is quoted, --claim 'team="dogs"'.`);
  }
}

function readKeyText(file: string | undefined, { env }: Terminal): string {
  if (file === undefined) {
    const key = env['OPBIND_TOKEN_KEY'];
    if (key) return key;
    throw new UsageError('There is no key: give --key-file, or the environment variable OPBIND_TOKEN_KEY.');
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--key-file cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '')
    throw new UsageError(`--${name} is missing. See opbind token --help.`);
  return value;
}

const read = (args: readonly string[]) => parseArgs({ args: [...args], options: OPTIONS }).values;

type Values = ReturnType<typeof read>;

const toIssueOptions = (values: Values): IssueOptions => ({
  ...(values['expires-in'] === undefined ? {} : { expiresIn: readTime(values['expires-in']) }),
  ...(values.scope === undefined ? {} : { scopes: values.scope }),
  ...(values.role === undefined ? {} : { roles: values.role }),
  claims: Object.fromEntries((values.claim ?? []).map(readClaim)),
});

async function run(args: readonly string[], terminal: Terminal): Promise<void> {
  const values = read(args);
  const subject = required('subject', values.subject);
  const issuer = required('issuer', values.issuer);
  required('audience', values.audience?.[0]);
  const key = readIssuerKey(readKeyText(values['key-file'], terminal), {
    kid: values.kid,
    alg: values.alg as Algorithm | undefined,
  });
  const tokens = tokenIssuer({ keys: [key], issuer, audience: values.audience ?? [] });
  const token = await tokens.issue(subject, toIssueOptions(values));
  terminal.write(
    values.json === true
      ? `${JSON.stringify({ token, claims: await tokens.verify(token) })}\n`
      : `${token}\n`,
  );
}

export const token: Command = {
  name: 'token',
  summary: 'signs a token for somebody who calls the API',
  help: HELP,
  run,
};
