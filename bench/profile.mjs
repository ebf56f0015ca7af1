import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.mjs';
import { toTable } from './figures.mjs';
import { prepareDocuments } from './prepare.mjs';

/** Where a contestant's server spends its time on a work load, by function: `node bench/profile.mjs opbind a`. */

const ROOT = new URL('..', import.meta.url).href;
const [contestant = 'opbind', name = 'a', seconds = '5'] = process.argv.slice(2);
const { cases, start, title } = await import(`./work/${name}.mjs`);

const prepared = start.document && [...prepareDocuments([start.document]).values()][0].path;
const folder = mkdtempSync(join(tmpdir(), 'opbind-profile-'));
const server = await startChild('server.mjs', [contestant, start.app, ...(prepared ? [prepared] : [])], {
  flags: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
});
const load = await startChild('load.mjs', [], { core: 1 });
const { answered } = await load.ask({
  question: 'press',
  port: server.first.port,
  requests: cases.map(({ request }) => request),
  statuses: cases.map(({ answer }) => answer.status),
  milliseconds: Number(seconds) * 1000,
  most: 1_000_000,
});
await load.stop();
await server.stop();
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), 'utf8'));
rmSync(folder, { recursive: true });

const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
const spent = new Map();
for (const [n, id] of samples.entries()) {
  const { functionName, url, lineNumber } = frames.get(id);
  const place = url === '' ? '' : `${url.replace(ROOT, '')}:${lineNumber + 1}`;
  const key = `${functionName || '(anonymous)'}  ${place}`;
  spent.set(key, (spent.get(key) ?? 0) + timeDeltas[n] / answered);
}
const rows = [...spent].sort(([, a], [, b]) => b - a).slice(0, 60);
const total = [...spent.values()].reduce((sum, each) => sum + each, 0);

process.stdout.write(`${contestant}, ${title}: ${answered} requests, ${total.toFixed(1)} µs each\n\n`);
process.stdout.write(
  `${toTable(
    ['function', 'µs per request'],
    rows.map(([key, each]) => [key, each.toFixed(2)]),
  )}\n`,
);
