import { createRequire } from 'node:module';
import { nearest } from '../problem/nearest.ts';
import { type Command, ModuleError, type Terminal, UsageError } from './command.ts';
import { hash } from './hash.ts';
import { token } from './token.ts';
import { work } from './work.ts';

const versionOf = (): string =>
  (createRequire(import.meta.url)('../../package.json') as { readonly version: string }).version;

const COMMANDS: readonly Command[] = [token, hash, work];

const HELP = `opbind: tokens, keys and workers for the API

  ${COMMANDS.map(({ name, summary }) => `opbind ${name.padEnd(8)}${summary}`).join('\n  ')}

opbind <command> --help says more, with examples.
`;

const isHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h');

function find(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return command;
  const near = nearest(
    name,
    COMMANDS.map((one) => one.name),
  );
  throw new UsageError(
    `There is no command ${name}. ${near === undefined ? 'See opbind --help.' : `Did you mean ${near}?`}`,
  );
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const [name, ...rest] = args;
  if (name === '--version') return terminal.write(`${versionOf()}\n`);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return terminal.write(HELP);
  const command = find(name);
  return isHelp(rest) ? terminal.write(command.help) : command.run(rest, terminal);
}

/** `parseArgs` of Node tells of wrong arguments by errors with such codes. */
const isArgumentError = (error: Error): boolean =>
  'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** TypeErrors of opbind say what is wrong with an option, and its mend. */
const isUsers = (error: unknown): error is Error =>
  error instanceof UsageError ||
  error instanceof TypeError ||
  (error instanceof Error && isArgumentError(error));

const saidOf = (error: unknown): string => {
  if (error instanceof ModuleError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
};

/** Runs what was typed, and gives the exit code: 0, 2 for what was typed wrong, 1 for everything else. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await runCommand(args, terminal);
    return 0;
  } catch (error) {
    const said = saidOf(error);
    const more = error instanceof Error && isArgumentError(error) ? `. See opbind ${args[0]} --help.` : '';
    terminal.writeError(`${said}${more}\n`);
    return isUsers(error) ? 2 : 1;
  }
}
