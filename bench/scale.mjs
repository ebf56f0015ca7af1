import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { checkAnswers } from './check.mjs';
import { startChild } from './child.mjs';
import { median, ratios, spread, toTable } from './figures.mjs';
import { watchMachine } from './machine.mjs';
import { prepareDocuments } from './prepare.mjs';
import { documents } from './work/g.mjs';

/** What a second process brings, and what it takes, with GitHub's document as it is and compiled: `node bench/scale.mjs`. */

const { values } = parseArgs({
  options: { turns: { type: 'string', default: '8' }, seconds: { type: 'string', default: '2' } },
});
const milliseconds = Number(values.seconds) * 1000;
const write = (text) => process.stdout.write(`${text}\n`);

const CONTESTANTS = ['opbind', 'opbind-compiled'];
const COUNTS = [1, 2];
// Servers and load wherever there is room: two servers are not to be on one core.
const CORES = cpus()
  .map((_, core) => core)
  .join();

const prepared = prepareDocuments(documents, true);
const document = documents.find(({ name }) => name === (prepared.has('GitHub') ? 'GitHub' : 'thousand'));
const { path, operations } = prepared.get(document.name);

const describe = watchMachine('shared by servers and load');
const load = await startChild('load.mjs', [], { core: CORES });

const costOf = async (server) => {
  const costs = await server.ask({});
  return {
    microseconds: costs.reduce((sum, each) => sum + each.microseconds, 0),
    resident: costs.map(({ resident }) => resident),
  };
};

const start = async (contestant, count) => {
  const args = [String(count), contestant, 'document', path];
  const server = await startChild('cluster.mjs', args, { core: CORES });
  await checkAnswers(load, contestant, server.first.port, [document.case]);
  const { resident } = await costOf(server);
  return { contestant, count, server, before: median(resident), turns: [] };
};

const press = async (player) => {
  const before = await costOf(player.server);
  const {
    answered,
    wrong,
    milliseconds: took,
  } = await load.ask({
    question: 'press',
    port: player.server.first.port,
    requests: [document.case.request],
    statuses: [document.case.answer.status],
    milliseconds,
    most: 10_000_000,
  });
  if (wrong > 0) throw new Error(`${wrong} of ${answered} answers have the wrong status.`);
  const { microseconds, resident } = await costOf(player.server);
  return {
    perSecond: (answered / took) * 1000,
    cost: (microseconds - before.microseconds) / answered,
    resident: median(resident),
  };
};

const players = [];
for (const contestant of CONTESTANTS)
  for (const count of COUNTS) players.push(await start(contestant, count));
for (const player of players) await press(player);
for (let n = 0; n < Number(values.turns); n++)
  for (const player of n % 2 === 0 ? players : players.toReversed()) player.turns.push(await press(player));
for (const { server } of players) await server.stop();
await load.stop();

const all = ({ turns }, key) => turns.map((turn) => turn[key]);

const toCells = (player) => {
  const alone = players.find(({ contestant, count }) => contestant === player.contestant && count === 1);
  return [
    player.contestant,
    player.count,
    Math.round(median(all(player, 'perSecond'))),
    spread(ratios(all(player, 'perSecond'), all(alone, 'perSecond'))),
    median(all(player, 'cost')).toFixed(1),
    Math.round(player.before),
    Math.round(median(all(player, 'resident'))),
  ];
};

write(`${document.name}, ${operations} operations. ${describe()}.\n`);
write(
  toTable(
    [
      '',
      'processes',
      'requests/s',
      'against one',
      'CPU µs per request',
      'RSS MB of each: after the first answer',
      'under load',
    ],
    players.map(toCells),
  ),
);
if (cpus().length <= Math.max(...COUNTS))
  write(
    `\nThere are ${cpus().length} cores, and the load takes its share of them: two processes cannot answer twice as much here. Compare the CPU per request.`,
  );
