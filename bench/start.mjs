import { checkAnswers } from './check.mjs';
import { startChild } from './child.mjs';
import { median, toTable } from './figures.mjs';
import { COMPILED_GOAL, documents } from './work/g.mjs';

/** Process start to first right answer, CPU until then, and the most memory held. */

const startOnce = async (load, contestant, path, { case: first }) => {
  const began = performance.now();
  const server = await startChild('server.mjs', [contestant, 'document', path], {
    milliseconds: 180_000,
  });
  await checkAnswers(load, contestant, server.first.port, [first]);
  const wall = performance.now() - began;
  const { microseconds, megabytes } = await server.ask({});
  await server.stop();
  return { wall, cpu: microseconds / 1000, megabytes };
};

const measureDocument = async (load, document, { path, operations }, { contestants, starts }) => {
  const runners = contestants.filter((each) => document.contestants.includes(each.replace('-before', '')));
  const found = Object.fromEntries(runners.map((contestant) => [contestant, []]));
  for (let n = 0; n < starts; n++)
    for (const contestant of runners)
      found[contestant].push(await startOnce(load, contestant, path, document));
  return { operations, found };
};

/** By name of the document, then by contestant: its starts, those that took turns at the same place in each. */
export const measureStart = async (prepared, options) => {
  const load = await startChild('load.mjs', [], { core: 1 });
  const starts = {};
  for (const document of documents) {
    const at = prepared.get(document.name);
    options.say(`start: ${document.name}${at === undefined ? ' is not at hand: skipped' : ''}`);
    if (at !== undefined) starts[document.name] = await measureDocument(load, document, at, options);
  }
  await load.stop();
  return starts;
};

const toCell = (starts = []) =>
  starts.length === 0
    ? '–'
    : ['wall', 'cpu', 'megabytes']
        .map((key) => Math.round(median(starts.map((each) => each[key]))))
        .join(' / ');

export const showStart = (starts) => {
  const contestants = [...new Set(Object.values(starts).flatMap(({ found }) => Object.keys(found)))];
  return toTable(
    ['G  start to first right answer: ms / CPU ms / peak RSS MB', ...contestants, 'goal for opbind'],
    documents
      .filter(({ name }) => starts[name] !== undefined)
      .map(({ name, goal }) => [
        `${name}, ${starts[name].operations} operations`,
        ...contestants.map((each) => toCell(starts[name].found[each])),
        `≤ raw + ${goal} ms; compiled ≤ raw + ${COMPILED_GOAL} ms`,
      ]),
  );
};
