import { parseArgs } from 'node:util';
import type { Api } from '../api.ts';
import { type Command, ModuleError, type Terminal, UsageError } from './command.ts';
import { exportedBy, importModule, textOf } from './module.ts';
import { readNumber } from './read-number.ts';

const HELP = `opbind work: executes the runs that other machines have accepted

Usage:
  opbind work <module>

  <module>                a file that exports the API (default, or by the name api), or a function that binds it;
                          its runs are kept by postgresRuns of opbind/postgres

Options:
  --concurrency <number>  runs at a time (4)
  --grace <seconds>       time that runs may take to their end when the worker is told to stop (10)
  --json                  tells what happens as JSON Lines

SIGTERM and SIGINT stop it: it takes no more runs, and ends those that go on.

Examples:
  opbind work ./api.mjs
  opbind work dist/api.js --concurrency 16 --grace 60
`;

const isApi = (value: unknown): value is Api =>
  typeof value === 'object' && value !== null && 'work' in value && 'close' in value && 'handle' in value;

async function giveApi(file: string): Promise<unknown> {
  const exported = exportedBy(await importModule(file), 'api');
  try {
    return await (typeof exported === 'function' ? exported() : exported);
  } catch (error) {
    throw new ModuleError(`${file} gives no API.\n${textOf(error)}`);
  }
}

/** The API that a module exports, or gives when it is asked for it. */
async function loadApi(file: string): Promise<Api> {
  const api = await giveApi(file);
  if (isApi(api)) return api;
  throw new UsageError(
    `${file} exports no API: export default await bind(…), or a function that gives what bind gives.`,
  );
}

async function run(args: readonly string[], { write, stopped }: Terminal): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      concurrency: { type: 'string', default: '4' },
      grace: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, more] = positionals;
  if (file === undefined || more !== undefined)
    throw new UsageError('Give the module that exports the API: opbind work ./api.mjs');
  const concurrency = readNumber('concurrency', values.concurrency, 1);
  const grace = readNumber('grace', values.grace, 0) * 1000;
  const api = await loadApi(file);
  try {
    await api.work({ concurrency });
    write(values.json ? '{"event":"working"}\n' : `working, ${concurrency} at a time\n`);
    await stopped();
    write(values.json ? '{"event":"stopping"}\n' : 'stopping\n');
  } finally {
    await api.close({ grace });
  }
}

export const work: Command = {
  name: 'work',
  summary: 'executes runs that other machines have accepted',
  help: HELP,
  run,
};
