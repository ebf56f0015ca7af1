import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startChild } from './child.mjs';
import { median, ratio, short, toTable } from './figures.mjs';
import { startPostgres } from './queue/postgres.mjs';

/** How many polled runs a second are taken, and how many are executed, beside a queue alone on the same PostgreSQL. */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3000' },
    concurrency: { type: 'string', default: '4' },
    contestants: { type: 'string' },
  },
});
const [rounds, runs, concurrency] = [values.rounds, values.runs, values.concurrency].map(Number);
const say = (text) => process.stderr.write(`${text}\n`);

const CORES = cpus()
  .map((_, core) => core)
  .join(',');

const CALL =
  'POST /jobs HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\ncontent-length: 0\r\n\r\n';

const ofRuns = (schema) => `select from ${schema}.runs where finished is null limit 1`;
const ofJobs = (schema) => `select from ${schema}._private_jobs limit 1`;

/** By name: who takes calls, who executes, what of it is left when it is not over yet. The first is what others are compared with. */
const CONTESTANTS = {
  'queue alone, 1 worker': { takes: 'add', works: ['queue'], left: ofJobs },
  'queue alone, 2 workers': { takes: 'add', works: ['queue', 'queue'], left: ofJobs },
  'queue behind node:http, 1 worker': { takes: 'front', works: ['queue'], left: ofJobs },
  'queue behind node:http, 2 workers': { takes: 'front', works: ['queue', 'queue'], left: ofJobs },
  'opbind, 1 worker': { takes: 'api', works: ['work'], left: ofRuns, wait: 0 },
  'opbind, 2 workers': { takes: 'api', works: ['work', 'work'], left: ofRuns, wait: 0 },
  'opbind, 2 workers, callers wait': {
    takes: 'api',
    works: ['work', 'work'],
    left: ofRuns,
    wait: 500,
    status: 200,
  },
  'opbind in memory': { takes: 'memory', works: [], left: null, wait: 500, status: 200 },
};
const names = values.contestants?.split(';') ?? Object.keys(CONTESTANTS);

const server = await startPostgres();
const asking = new pg.Pool({ connectionString: server.url, max: 1 });
const load = await startChild('load.mjs', [], { core: CORES });

const untilDone = async (statement) => {
  while (statement !== null && (await asking.query(statement)).rowCount > 0) await sleep(10);
};

/** So many calls, and how long it took until all were taken, and until all were executed. */
const press = async ({ left, status = 202 }, taker, schema, most) => {
  const began = performance.now();
  const { milliseconds, wrong = 0 } =
    taker.first.port === undefined
      ? await taker.ask(most)
      : await load.ask({
          question: 'press',
          port: taker.first.port,
          requests: [CALL],
          statuses: [status],
          milliseconds: 60_000,
          most,
        });
  await untilDone(left?.(schema) ?? null);
  return { taken: milliseconds, done: performance.now() - began, wrong };
};

let count = 0;
const measure = async (name) => {
  const contestant = CONTESTANTS[name];
  const schema = `bench${Date.now()}${count++}`;
  const start = (role) =>
    startChild(
      'queue/machine.mjs',
      [JSON.stringify({ role, url: server.url, schema, concurrency, wait: contestant.wait })],
      {
        core: CORES,
      },
    );
  const taker = await start(contestant.takes);
  const workers = await Promise.all(contestant.works.map(start));
  await press(contestant, taker, schema, Math.ceil(runs / 5));
  await sleep(200);
  const { taken, done, wrong } = await press(contestant, taker, schema, runs);
  if (wrong > runs / 100) say(`${name}: ${wrong} answers had another status.`);
  await Promise.all([taker, ...workers].map((child) => child.stop()));
  return { taken: (runs / taken) * 1000, done: (runs / done) * 1000 };
};

const figures = Object.fromEntries(names.map((name) => [name, { taken: [], done: [] }]));
try {
  for (let round = 0; round < rounds; round++)
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const { taken, done } = await measure(name);
      figures[name].taken.push(taken);
      figures[name].done.push(done);
      say(`round ${round + 1}  ${name}: ${short(taken)} taken/s, ${short(done)} done/s`);
    }
} finally {
  await load.stop();
  await asking.end();
  await server.stop();
}

const beside = figures[names[0]];
const rows = names.map((name) => {
  const { taken, done } = figures[name];
  const of = (all, others) => [short(median(all)), ratio(all, others).toFixed(2)];
  return [name, ...of(taken, beside.taken), ...of(done, beside.done)];
});
process.stdout.write(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, load ${short(loadavg()[0])}; medians of ${rounds} rounds of ${runs} runs\n\n`,
);
process.stdout.write(`${toTable(['', 'taken/s', 'ratio', 'executed/s', 'ratio'], rows)}\n`);
