import { checkAnswers, isAnswered } from './check.mjs';
import { startChild } from './child.mjs';
import { median, ratios, short, spread, toTable } from './figures.mjs';
import { WORKS } from './works.mjs';

/** CPU microseconds of the server per answered request, over real sockets. */

const MOST = 1_000_000;
// Some need most of a minute for a thousand operations.
const PATIENCE = 180_000;

const press = async (load, { ask, first: { port } }, cases, milliseconds) => {
  const before = await ask({});
  const { answered, wrong } = await load.ask({
    question: 'press',
    port,
    requests: cases.map(({ request }) => request),
    statuses: cases.map(({ answer }) => answer.status),
    milliseconds,
    most: MOST,
  });
  const after = await ask({});
  if (wrong > 0) throw new Error(`${wrong} of ${answered} answers under load have the wrong status.`);
  return (after.microseconds - before.microseconds) / answered;
};

const startAll = async (players, prepared) => {
  const started = [];
  for (const { contestant, name, work } of players) {
    const { app, document } = work.start;
    const description = document === undefined ? [] : [prepared.get(document.name).path];
    const server = await startChild('server.mjs', [contestant, app, ...description], {
      milliseconds: PATIENCE,
    });
    started.push({ contestant, name, work, server });
  }
  return started;
};

/** Lets those go that do not do what a work load is about. */
const admit = async (load, players, say) => {
  const admitted = [];
  for (const player of players) {
    const { contestant, server, work } = player;
    const { admission } = work;
    if (admission === undefined || (await isAnswered(load, server.first.port, admission)))
      admitted.push(player);
    else {
      say(`${contestant} has no part in this: it answers ${admission.request.split('\r\n', 1)[0]} otherwise`);
      await server.stop();
    }
  }
  return admitted;
};

/** Next to each other where they do several work loads, whose turns are compared. */
const toPlayers = (group, contestants) =>
  contestants.flatMap((contestant) =>
    group
      .map((name) => ({ contestant, name, work: WORKS[name] }))
      .filter(({ work }) => work.contestants?.includes(contestant) ?? true),
  );

/** One round: fresh servers, answers checked, warmed up, then alternating turns. Adds to `samples`. */
const playRound = async (load, group, prepared, samples, { contestants, turns, turn, warmUp, say }) => {
  const players = await admit(load, await startAll(toPlayers(group, contestants), prepared), say);
  for (const { contestant, server, work } of players) {
    await checkAnswers(load, contestant, server.first.port, [...work.cases, ...work.probes]);
    await press(load, server, work.cases, warmUp);
  }
  for (let n = 0; n < turns; n++)
    for (const { contestant, name, server, work } of n % 2 === 0 ? players : players.toReversed())
      samples[name][contestant].push(await press(load, server, work.cases, turn));
  for (const { server } of players) await server.stop();
};

/** Samples by work load and contestant, those of one turn at the same place in each. */
export const measureHttp = async (group, prepared, options) => {
  const { contestants, rounds, say } = options;
  const load = await startChild('load.mjs', [], { core: 1 });
  const none = () => Object.fromEntries(contestants.map((contestant) => [contestant, []]));
  const samples = Object.fromEntries(group.map((name) => [name, none()]));
  for (let round = 0; round < rounds; round++) {
    say(`http, round ${round + 1} of ${rounds}: ${group.map((name) => WORKS[name].title).join('; ')}`);
    await playRound(load, group, prepared, samples, options);
  }
  await load.stop();
  return samples;
};

const toCell = (values = [], limit = []) =>
  values.length === 0 ? '–' : `${short(median(values))}, ${spread(ratios(values, limit))}`;

/** Of the samples of all work loads. */
export const showHttp = (samples) => {
  const contestants = [...new Set(Object.values(samples).flatMap(Object.keys))];
  return toTable(
    [
      'CPU µs per request: median, ratio to raw turn by turn: median (quartiles)',
      ...contestants,
      'goal for opbind',
    ],
    Object.entries(samples).map(([name, of]) => [
      WORKS[name].title,
      ...contestants.map((contestant) => toCell(of[contestant], of.raw)),
      `≤ ${WORKS[name].goal}`,
    ]),
  );
};
