import { parseArgs } from 'node:util';
import { BINDING_HELP, BINDING_OPTIONS, readBinding, readOne } from './binding.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { LISTEN_HELP, LISTEN_OPTIONS, readPlace } from './listen.ts';
import { readNumber } from './read-number.ts';
import { runServer } from './run-server.ts';

const HELP = `opbind serve: a document served by a module of processes, both reloaded when they change

Usage:
  opbind serve <document> <processes>

  <processes>             a module (.js, .mjs, .cjs; .ts from Node 22.18 on) that exports the processes: as its default, by
                          their names, as { processes, options, close }, or a function that gives one of these

Options:
${LISTEN_HELP}
  --mock                  operations without a process are answered from the document, rather than with 501
  --cors <origin>         origin whose pages may call, or '*' (several times for several)
  --no-watch              serves the files as they are now
  --grace <seconds>       time that requests and runs may take to their end when the server is stopped (10)
${BINDING_HELP}
  --json                  tells what happens as JSON Lines

The document, the module, and whatever they refer to and import are looked at; when one of them changes, all are loaded anew. A
request that was begun is answered by the processes that began it. A new state with findings is told of, and the one before is
served on. Runs that are kept in memory go with the state that they belong to.

SIGTERM and SIGINT stop it: it takes no more connections, and lets requests and runs come to their end. A second one ends it.

Examples:
  opbind serve petstore.yaml processes.mjs
  opbind serve petstore.yaml src/processes.ts --port 8080 --mock
  opbind serve petstore.yaml processes.mjs --tls-cert cert.pem --tls-key key.pem
`;

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...LISTEN_OPTIONS,
      ...BINDING_OPTIONS,
      mock: { type: 'boolean', default: false },
      cors: { type: 'string', multiple: true },
      'no-watch': { type: 'boolean', default: false },
      grace: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const { document, module } = readOne(positionals, 'serve');
  if (module === null)
    throw new UsageError(
      `Which module has the processes? opbind serve ${document} processes.mjs. Without any: opbind mock ${document}`,
    );
  return runServer(
    {
      source: {
        document,
        module,
        options: {
          ...readBinding(values),
          ...(values.mock && { unbound: 'mock' as const }),
          ...(values.cors !== undefined && { cors: values.cors }),
        },
      },
      place: readPlace(values),
      json: values.json,
      watches: !values['no-watch'],
      grace: readNumber('grace', values.grace, 0, 86_400) * 1000,
      mocks: values.mock,
    },
    terminal,
  );
}

export const serve: Command = {
  name: 'serve',
  summary: 'serves a document by a module of processes, and reloads both when they change',
  help: HELP,
  run,
};
