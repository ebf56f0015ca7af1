import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.mjs';
import { short, toTable } from './figures.mjs';
import { prepareDocuments } from './prepare.mjs';

/** Where a contestant's server spends its time on a work load, by function: `node bench/profile.mjs opbind a`. */

const ROOT = new URL('..', import.meta.url).href;
const [contestant = 'opbind', work = 'a', seconds = '5'] = process.argv.slice(2);
const { cases, start, title } = await import(`./work/${work}.mjs`);

const prepared = start.document && [...prepareDocuments([start.document]).values()][0].path;
const folder = mkdtempSync(join(tmpdir(), 'opbind-profile-'));
const server = await startChild('server.mjs', [contestant, start.app, ...(prepared ? [prepared] : [])], {
  flags: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
});
const load = await startChild('load.mjs', [], { core: 1 });
const press = (milliseconds) =>
  load.ask({
    question: 'press',
    port: server.first.port,
    requests: cases.map(({ request }) => request),
    statuses: cases.map(({ answer }) => answer.status),
    milliseconds,
    most: 1_000_000,
  });
const now = () => Number(process.hrtime.bigint() / 1000n);

await press(2000);
const began = now();
const { answered } = await press(Number(seconds) * 1000);
const ended = now();
await load.stop();
await server.stop();
const profile = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), 'utf8'));
rmSync(folder, { recursive: true });

const nameOf = ({ functionName, url, lineNumber }) =>
  `${functionName || '(anonymous)'}${url === '' ? '' : `  ${url.replace(ROOT, '')}:${lineNumber + 1}`}`;
const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
const spent = new Map();
let at = profile.startTime;
for (const [n, id] of profile.samples.entries()) {
  at += profile.timeDeltas[n];
  const name = names.get(id);
  if (at < began || at > ended || name === '(idle)') continue;
  spent.set(name, (spent.get(name) ?? 0) + profile.timeDeltas[n] / answered);
}
const rows = [...spent].sort(([, a], [, b]) => b - a);
const total = rows.reduce((sum, [, each]) => sum + each, 0);

process.stdout.write(`${contestant}, ${title}: ${answered} requests, ${short(total)} µs each\n\n`);
process.stdout.write(
  `${toTable(
    ['function', 'µs per request'],
    rows.slice(0, 60).map(([key, each]) => [key, each.toFixed(2)]),
  )}\n`,
);
