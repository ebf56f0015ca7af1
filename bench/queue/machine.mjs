import { createServer } from 'node:http';
import { Logger, makeWorkerUtils, run as runQueue } from 'graphile-worker';
import pg from 'pg';
import * as door from '../../dist/doors/node.js';
import { bind, reply } from '../../dist/index.js';
import { postgresRuns } from '../../dist/postgres/index.js';

/** One process of a contestant: takes calls, or executes what was called for. Says its port. */

const { role, url, schema, concurrency, wait } = JSON.parse(process.argv[2]);

const document = {
  openapi: '3.1.0',
  info: { title: 'runs', version: '1' },
  paths: {
    '/jobs': {
      post: {
        operationId: 'job',
        responses: { 200: { description: 'Done', content: { 'application/json': {} } } },
      },
    },
  },
};

const api = (options) =>
  bind(document, { job: () => reply(200, { done: true }) }, { mode: 'poll', wait, ...options });
const onPostgres = () => api({ runs: postgresRuns({ connectionString: url, schema }) });

const listen = (listener) =>
  new Promise((resolve) => {
    const server = createServer({ keepAliveTimeout: 120_000 }, listener);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

/** As many jobs as one is told to, so many at a time. */
const adding = (utils) => async (most) => {
  let left = most;
  const one = async () => {
    while (left-- > 0) await utils.addJob('job', { done: true });
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: 32 }, one));
  return { milliseconds: performance.now() - began };
};

const openQueue = () => {
  const pgPool = new pg.Pool({ connectionString: url, max: 10 });
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  return { pgPool, schema, logger: new Logger(() => () => undefined) };
};

const ROLES = {
  api: async () => ({ port: await listen(door.toNodeListener(await onPostgres())) }),
  work: async () => void (await (await onPostgres()).work({ concurrency })),
  memory: async () => ({ port: await listen(door.toNodeListener(await api({}))) }),
  add: async () => {
    const utils = await makeWorkerUtils(openQueue());
    await utils.migrate();
    return { answer: adding(utils) };
  },
  front: async () => {
    const utils = await makeWorkerUtils(openQueue());
    await utils.migrate();
    const port = await listen((incoming, outgoing) => {
      incoming.resume();
      utils.addJob('job', { done: true }).then(
        ({ id }) =>
          outgoing.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ id })),
        () => outgoing.writeHead(503).end(),
      );
    });
    return { port };
  },
  queue: async () =>
    void (await runQueue({
      ...openQueue(),
      concurrency,
      noHandleSignals: true,
      pollInterval: 1000,
      parsedCronItems: [],
      taskList: { job: () => undefined },
    })),
};

const { port, answer } = (await ROLES[role]()) ?? {};
process.on('message', async (question) => process.send({ ...(await answer?.(question)) }));
process.on('disconnect', () => process.exit());
process.send({ port });
