// One machine: accepts calls and is asked for runs (`api`), or executes runs (`work`). Writes down each start and end of a process. Started by machines.ts.
import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const UNCAUGHT = 70;
const UNBOUND = 71;

const { bundle, role, connectionString, schema, lease, file, concurrency } = JSON.parse(process.argv[2]);
const { bind, fail, postgresRuns, reply, toNodeListener } = await import(bundle);

for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => {
    process.stderr.write(`${event} in ${role}: ${error?.stack ?? error}\n`);
    process.exit(UNCAUGHT);
  });

// What is written outlives the process, whatever becomes of it, and does not depend on the database.
const journal = openSync(file, 'a');
const note = (...words) => writeSync(journal, `${words.join(' ')}\n`);

const execute =
  (operation) =>
  async ({ body, respond, run }) => {
    const { kind, ms, tag } = body;
    const nonce = randomUUID();
    note('start', operation, tag, run.id, nonce);
    process.send('started');
    const answer = reply(200, { run: run.id, nonce });
    await sleep(ms / 2);
    if (kind === 'early') respond(answer);
    await sleep(ms / 2);
    note('end', operation, tag, run.id, nonce);
    if (kind === 'fails') throw fail(nonce, { status: 409, code: 'as-asked' });
    return answer;
  };

const operationOf = (operationId) => ({
  post: {
    operationId,
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    responses: { 200: { description: 'Done', content: { 'application/json': {} } } },
  },
});

const document = {
  openapi: '3.1.0',
  info: { title: 'crash', version: '1' },
  paths: { '/once': operationOf('once'), '/again': operationOf('again') },
};

const processes = { once: execute('once'), again: { process: execute('again'), retry: 5 } };

const bound = bind(document, processes, {
  mode: 'poll',
  wait: 10,
  onError: () => undefined,
  runs: postgresRuns({ connectionString, schema, lease }),
}).catch(() => process.exit(UNBOUND));
process.on('disconnect', () => process.exit(0));

const api = await bound;
const server = createServer({ keepAliveTimeout: 120_000 }, toNodeListener(api));

if (role === 'work') {
  await api.work({ concurrency }).catch(() => process.exit(UNBOUND));
  process.send('ready');
} else server.listen(0, '127.0.0.1', () => process.send(server.address().port));

process.on('message', async () => {
  server.close();
  await api.close({ grace: 5000 });
  process.exit(0);
});
