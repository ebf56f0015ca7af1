import { parseArgs } from 'node:util';
import { BINDING_HELP, BINDING_OPTIONS, readBinding, readOne } from './binding.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { LISTEN_HELP, LISTEN_OPTIONS, readPlace } from './listen.ts';
import { runServer } from './run-server.ts';

const HELP = `opbind mock: a server that answers from the examples and schemas of a document

Usage:
  opbind mock <document>

Options:
${LISTEN_HELP}
  --cors <origin>         origin whose pages may call, or '*' (several times for several)
  --no-watch              serves the document as it is now
${BINDING_HELP}
  --json                  tells what happens as JSON Lines

Requests are checked as those of a real server are; credentials are not asked for. The document is loaded anew when one of its
files changes; one with findings is told of, and the one before is served on.

Callers choose with the header field Prefer: "code=404" a status, "example=cat" an example, "code=404, example=cat" both.

Examples:
  opbind mock petstore.yaml
  opbind mock petstore.yaml --port 0 --cors '*'
  curl -H 'Prefer: code=404' http://127.0.0.1:3000/pets/7
`;

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...LISTEN_OPTIONS,
      ...BINDING_OPTIONS,
      cors: { type: 'string', multiple: true },
      'no-watch': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { document, module } = readOne(positionals, 'mock');
  if (module !== null)
    throw new UsageError(`A mock has no processes: opbind serve ${document} ${module} --mock`);
  const options = {
    ...readBinding(values),
    unbound: 'mock' as const,
    ...(values.cors !== undefined && { cors: values.cors }),
  };
  return runServer(
    {
      source: { document, module, options },
      place: readPlace(values),
      json: values.json,
      watches: !values['no-watch'],
      grace: 1000,
      mocks: true,
    },
    terminal,
  );
}

export const mock: Command = {
  name: 'mock',
  summary: 'answers from the examples and schemas of a document',
  help: HELP,
  run,
};
