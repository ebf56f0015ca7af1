// An API with a console beside it. Run it, log in as ann, and start runs from the API reference, or so:
//
//   CONSOLE_PASSWORD='correct horse battery staple' node examples/console/server.mjs &
//   curl -X POST 'localhost:8080/v1/reports?pages=20'
//   open http://localhost:8080/console/
import { createServer } from 'node:http';
import { combine } from 'opbind';
import { basic, hashPassword } from 'opbind/auth';
import { createConsole } from 'opbind/console';
import { toNodeListener } from 'opbind/node';
import { api } from './api.mjs';

const { CONSOLE_PASSWORD, PORT = '8080' } = process.env;
if (!CONSOLE_PASSWORD) {
  process.stderr.write(
    "Set CONSOLE_PASSWORD, to log in as ann: CONSOLE_PASSWORD='…' node examples/console/server.mjs\n",
  );
  process.exit(1);
}

const console = await createConsole(api, {
  authenticator: basic({ users: { ann: await hashPassword(CONSOLE_PASSWORD) }, remember: 300 }),
});

const served = combine(console, api);

const server = createServer(toNodeListener(served)).listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});

process.once('SIGTERM', async () => {
  await served.close();
  server.close();
  server.closeAllConnections();
});
