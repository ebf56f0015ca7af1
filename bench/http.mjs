import { checkAnswers, isAnswered } from './check.mjs';
import { startChild } from './child.mjs';
import { median, ratio, short, toTable } from './figures.mjs';

/** CPU microseconds of the server per answered request, over real sockets. */

const MOST = 1_000_000;

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

const startAll = async (contestants, { start }, prepared) => {
  const servers = new Map();
  for (const contestant of contestants) {
    const description = start.document === undefined ? [] : [prepared.get(start.document.name).path];
    servers.set(contestant, await startChild('server.mjs', [contestant, start.app, ...description]));
  }
  return servers;
};

/** Lets those go that do not do what a work load is about. */
const admit = async (load, { admission }, servers, say) => {
  for (const [contestant, { first, stop }] of servers) {
    if (admission === undefined || (await isAnswered(load, first.port, admission))) continue;
    say(`${contestant} has no part in this: it answers ${admission.request.split('\r\n', 1)[0]} otherwise`);
    servers.delete(contestant);
    await stop();
  }
  return servers;
};

/** One round: fresh servers, answers checked, warmed up, then alternating turns. Adds to `samples`. */
const playRound = async (load, work, prepared, samples, { contestants, turns, turn, warmUp, say }) => {
  const players = contestants.filter((each) => work.contestants?.includes(each) ?? true);
  const servers = await admit(load, work, await startAll(players, work, prepared), say);
  for (const [contestant, server] of servers) {
    await checkAnswers(load, contestant, server.first.port, [...work.cases, ...work.probes]);
    await press(load, server, work.cases, warmUp);
  }
  for (let n = 0; n < turns; n++)
    for (const [contestant, server] of n % 2 === 0 ? servers : [...servers].reverse())
      samples.get(contestant).push(await press(load, server, work.cases, turn));
  for (const { stop } of servers.values()) await stop();
};

const toCell = (values, limit) =>
  values.length === 0
    ? '–'
    : `${short(median(values))} (${short(Math.min(...values))}), ${ratio(values, limit).toFixed(2)}x / ${(Math.min(...values) / Math.min(...limit)).toFixed(2)}x`;

export const measureHttp = async (works, prepared, options) => {
  const { contestants, rounds, say } = options;
  const load = await startChild('load.mjs', [], { core: 1 });
  const samples = works.map(() => new Map(contestants.map((contestant) => [contestant, []])));
  for (let round = 0; round < rounds; round++)
    for (const [n, work] of works.entries()) {
      say(`http, round ${round + 1} of ${rounds}: ${work.title}`);
      await playRound(load, work, prepared, samples[n], options);
    }
  await load.stop();
  return toTable(
    [
      'CPU µs per request: median (best), ratio to raw: median of turns / best',
      ...contestants,
      'goal for opbind',
    ],
    works.map((work, n) => [
      work.title,
      ...contestants.map((contestant) => toCell(samples[n].get(contestant), samples[n].get('raw'))),
      work.goal,
    ]),
  );
};
