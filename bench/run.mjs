import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { PINNED } from './child.mjs';
import { compileDocuments } from './compile.mjs';
import { measureHttp } from './http.mjs';
import { measureInstructions } from './instructions.mjs';
import { measureMemory } from './memory.mjs';
import { prepareDocuments } from './prepare.mjs';
import { measureStart } from './start.mjs';
import * as a from './work/a.mjs';
import * as b from './work/b.mjs';
import * as c from './work/c.mjs';
import * as d from './work/d.mjs';
import * as dc from './work/dc.mjs';
import * as e from './work/e.mjs';
import * as ev from './work/ev.mjs';
import * as f from './work/f.mjs';
import * as ff from './work/ff.mjs';
import * as g from './work/g.mjs';

const WORKS = { a, b, c, d, dc, e, ev, f, ff };

/** Those whose work is driven by a document or by schemas, as that of opbind is. */
const PEERS = ['hono-zod-openapi', 'fastify-openapi-glue', 'openapi-backend', 'express-openapi-validator'];
const NEAREST = ['raw', 'raw-ajv', 'fastify', 'opbind', 'opbind-compiled'];

const FULL = { rounds: 3, turns: 4, turn: 1000, warmUp: 2000, starts: 5, chunks: 15 };
const QUICK = { rounds: 1, turns: 3, turn: 300, warmUp: 600, starts: 1, chunks: 3 };

if (!existsSync(new URL('node_modules', import.meta.url)))
  throw new Error('Run `npm --prefix bench install` first.');

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    modes: { type: 'string', default: 'http,memory,start' },
    work: { type: 'string', default: Object.keys(WORKS).join() },
    contestants: { type: 'string' },
    rounds: { type: 'string' },
  },
});
const list = (text) => text.toLowerCase().split(',');
const write = (text) => process.stdout.write(`${text}\n\n`);

const size = values.quick ? QUICK : FULL;
const modes = list(values.modes);
const works = list(values.work).map((name) => WORKS[name]);
const options = {
  ...size,
  rounds: Number(values.rounds ?? size.rounds),
  contestants: list(values.contestants ?? (values.quick ? NEAREST : [...NEAREST, ...PEERS]).join()),
  say: (text) => process.stderr.write(`${text}\n`),
};
if (works.includes(undefined)) throw new Error(`--work takes ${Object.keys(WORKS).join(',')}.`);
if (!options.contestants.includes('raw')) throw new Error('Name raw too: the others are compared with it.');

const served = modes.includes('http') ? works.flatMap(({ start }) => start.document ?? []) : [];
const started = modes.includes('start') ? g.documents : [];
const prepared = prepareDocuments([...served, ...started]);

if (options.contestants.includes('opbind-compiled'))
  compileDocuments([...prepared.values()].map(({ file }) => file));

const MODES = {
  http: () => measureHttp(works, prepared, options),
  // Peers stand on frameworks that need a socket.
  memory: () =>
    measureMemory({ ...options, contestants: options.contestants.filter((each) => !PEERS.includes(each)) }),
  start: () => measureStart(g.documents, prepared, options),
  instructions: () => measureInstructions(options),
};
if (!modes.every((mode) => Object.hasOwn(MODES, mode)))
  throw new Error(`--modes takes ${Object.keys(MODES).join(',')}.`);

write(
  `${cpus()[0].model}, ${cpus().length} cores (${PINNED ? 'server and load pinned to one each' : 'not pinned'}), ` +
    `Node ${process.version}, load average ${loadavg()[0].toFixed(1)} at the start, ${new Date().toISOString().slice(0, 10)}.`,
);
for (const mode of modes) write(await MODES[mode]());
