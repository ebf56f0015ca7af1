import { SetupError } from '../problem/finding.ts';
import { nearest } from '../problem/nearest.ts';
import { type Command, ModuleError, type Terminal, UsageError } from './command.ts';
import { COMMANDS, GROUPS, type ListedCommand } from './commands.ts';
import { reportOf } from './findings.ts';
import { type Paint, paintOf } from './paint.ts';
import { packageVersion } from './version.ts';

const helpOf = (paint: Paint): string => {
  const lineOf = ({ name, summary }: ListedCommand): string => `  ${paint.cyan(name.padEnd(8))}${summary}`;
  const groups = Object.entries(GROUPS).map(
    ([title, commands]) => `${paint.bold(title)}\n${commands.map(lineOf).join('\n')}\n`,
  );
  return `opbind serves what an OpenAPI document says.

Usage: opbind <command> [options]

${groups.join('\n')}
opbind <command> --help says more, with examples. opbind --version says which opbind this is.
Exit codes: 0 all is well, 1 something is wrong with what was looked at, 2 the command was typed wrong.
`;
};

const isHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h');

function find(name: string): ListedCommand {
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return command;
  const near = nearest(
    name,
    COMMANDS.map((one) => one.name),
  );
  const what = name.startsWith('-')
    ? `Begin with a command, not with ${name}.`
    : `There is no command ${name}.`;
  throw new UsageError(`${what} ${near === undefined ? 'See opbind --help.' : `Did you mean ${near}?`}`);
}

/** Headings stand at the beginning of a line and end with a colon. */
const paintHelp = (help: string, paint: Paint): string => help.replace(/^\w[^\n:]*:$/gm, paint.bold);

async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const paint = paintOf(terminal);
  const [name, ...rest] = args[0] === 'help' && args.length > 1 ? [...args.slice(1), '--help'] : args;
  if (name === '--version' || name === '-v') terminal.write(`${packageVersion()}\n`);
  else if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    terminal.write(helpOf(paint));
  else {
    const command = await find(name).load();
    if (isHelp(rest)) terminal.write(paintHelp(command.help, paint));
    else return runTold(command, rest, terminal);
  }
  return 0;
}

/** `parseArgs` of Node tells of wrong arguments by errors with such codes. */
const isArgumentError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

const optionsIn = (help: string): readonly string[] => [
  ...new Set([...help.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([name]) => name)),
];

/** `--output` for `--out`, `--tls-cert` for `--cert`, `--json` for `--jsn`. */
const meantBy = (option: string, known: readonly string[]): string | undefined =>
  option.startsWith('--')
    ? (known.find((one) => one.startsWith(option) || one.endsWith(option.slice(1))) ?? nearest(option, known))
    : undefined;

/** What was typed wrong, in our words, and what was probably meant. */
function explain(error: Error & { readonly code: string }, { name, help }: Command): UsageError {
  const see = `See opbind ${name} --help.`;
  const [, option = ''] = /'(-[^' ,]*)/.exec(error.message) ?? [];
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const near = meantBy(option, optionsIn(help));
    const meant = near === undefined ? '' : ` Did you mean ${near}?`;
    return new UsageError(`opbind ${name} has no option ${option}.${meant} ${see}`);
  }
  const [, long = option] = /'[^']*(--[a-z-]+)/.exec(error.message) ?? [];
  if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    return new UsageError(
      `${long} ${/not take/.test(error.message) ? 'takes no value' : 'needs a value'}. ${see}`,
    );
  const [, extra = ''] = /'([^']*)'/.exec(error.message) ?? [];
  return new UsageError(`opbind ${name} takes no ${JSON.stringify(extra)} there. ${see}`);
}

async function runTold(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return (await command.run(args, terminal)) ?? 0;
  } catch (error) {
    throw isArgumentError(error) ? explain(error, command) : error;
  }
}

/** TypeErrors of opbind say what is wrong with an option, and its mend. */
const isUsers = (error: unknown): boolean => error instanceof UsageError || error instanceof TypeError;

const saidOf = (error: unknown, paint: Paint): string => {
  const message = error instanceof Error ? error.message : String(error);
  const [first = message] = message.split('\n');
  if (error instanceof SetupError) return reportOf(first, error.findings, paint).trimEnd();
  return paint.red(error instanceof ModuleError ? message : first);
};

/** Runs what was typed, and gives the exit code: 0, 2 for what was typed wrong, 1 for everything else. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await runCommand(args, terminal);
  } catch (error) {
    terminal.writeError(`${saidOf(error, paintOf(terminal, 'error'))}\n`);
    return isUsers(error) ? 2 : 1;
  }
}
