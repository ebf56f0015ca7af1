import { parseArgs } from 'node:util';
import { createApiKey } from '../auth/api-key.ts';
import { hashPassword } from '../auth/scrypt.ts';
import { nearest } from '../problem/nearest.ts';
import { type Command, type Terminal, UsageError } from './command.ts';

const HELP = `opbind hash: hashes to keep instead of passwords and keys

Usage:
  opbind hash password    reads a password from standard input, prints its hash
  opbind hash key         makes an API key, prints it and its SHA-256

Options:
  --json                  prints { hash }, or { key, hash }

A password is never taken from the command line, where others could read it.

Examples:
  opbind hash password < password.txt
  read -rs password && printf %s "$password" | opbind hash password
  opbind hash key --json
`;

/** The line break after a line is no part of the password. */
const withoutLineBreak = (text: string): string => text.replace(/\r?\n$/, '');

async function ofPassword({ readInput, write }: Terminal, isJson: boolean): Promise<void> {
  const password = withoutLineBreak(await readInput());
  if (password === '') throw new UsageError('There is no password on standard input.');
  const digest = await hashPassword(password);
  write(isJson ? `${JSON.stringify({ hash: digest })}\n` : `${digest}\n`);
}

function ofKey({ write }: Terminal, isJson: boolean): void {
  const { key, hash: digest } = createApiKey();
  write(isJson ? `${JSON.stringify({ key, hash: digest })}\n` : `key   ${key}\nhash  ${digest}\n`);
}

async function run(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [kind, more] = positionals;
  if (more !== undefined)
    throw new UsageError('Give no password on the command line: it is read from standard input.');
  if (kind === 'password') return ofPassword(terminal, values.json);
  if (kind === 'key') return ofKey(terminal, values.json);
  const near = nearest(kind ?? '', ['password', 'key']);
  throw new UsageError(
    `Hash what? opbind hash password, or opbind hash key.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

export const hash: Command = {
  name: 'hash',
  summary: 'hashes a password, or makes an API key',
  help: HELP,
  run,
};
