import { checkAnswers } from './check.mjs';
import { startChild } from './child.mjs';
import { median, toTable } from './figures.mjs';

/** Process start to first right answer, CPU until then, and the most memory held. */

const startOnce = async (load, contestant, path, { case: first }) => {
  const began = performance.now();
  const server = await startChild('server.mjs', [contestant, 'document', path]);
  await checkAnswers(load, contestant, server.first.port, [first]);
  const wall = performance.now() - began;
  const { microseconds, megabytes } = await server.ask({});
  await server.stop();
  return { wall, cpu: microseconds / 1000, megabytes };
};

const toCell = (starts) =>
  starts.length === 0
    ? '–'
    : ['wall', 'cpu', 'megabytes']
        .map((key) => Math.round(median(starts.map((each) => each[key]))))
        .join(' / ');

const measureDocument = async (load, document, { path, operations }, { contestants, starts }) => {
  const found = new Map(contestants.map((contestant) => [contestant, []]));
  const runners = contestants.filter((each) => document.contestants.includes(each.replace('-before', '')));
  for (let n = 0; n < starts; n++)
    for (const contestant of runners)
      found.get(contestant).push(await startOnce(load, contestant, path, document));
  return [
    `${document.name}, ${operations} operations`,
    ...contestants.map((each) => toCell(found.get(each))),
    document.goal,
  ];
};

export const measureStart = async (documents, prepared, options) => {
  const { contestants, say } = options;
  const load = await startChild('load.mjs', [], { core: 1 });
  const rows = [];
  for (const document of documents) {
    const at = prepared.get(document.name);
    say(`start: ${document.name}${at === undefined ? ' is not at hand: skipped' : ''}`);
    if (at !== undefined) rows.push(await measureDocument(load, document, at, options));
  }
  await load.stop();
  return toTable(
    ['G  start to first right answer: ms / CPU ms / peak RSS MB', ...contestants, 'goal for opbind'],
    rows,
  );
};
