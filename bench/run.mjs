import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NEAREST, PEERS } from './contestants.mjs';
import { measureHttp } from './http.mjs';
import { measureInstructions } from './instructions.mjs';
import { watchMachine } from './machine.mjs';
import { measureMemory } from './memory.mjs';
import { prepareDocuments } from './prepare.mjs';
import { keepPart, showParts, writeReport } from './report.mjs';
import { measureStart } from './start.mjs';
import { documents } from './work/g.mjs';
import { GROUPS, WORKS } from './works.mjs';

const FULL = { rounds: 3, turns: 4, turn: 400, warmUp: 2000, starts: 5, chunks: 15 };
const QUICK = { rounds: 1, turns: 3, turn: 300, warmUp: 600, starts: 1, chunks: 3 };
// Of each kind one: the others start slowly, or are like these.
const QUICK_WORKS = ['a', 'b', 'c', 'd', 'e', 'f'];
const REPORTED_ROUNDS = 5;
const MODES = ['http', 'memory', 'start', 'instructions'];

if (!existsSync(new URL('node_modules', import.meta.url)))
  throw new Error('Run `npm --prefix bench install` first.');

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    modes: { type: 'string' },
    work: { type: 'string' },
    contestants: { type: 'string' },
    rounds: { type: 'string' },
  },
});
const list = (text) => text.toLowerCase().split(',');
const say = (text) => process.stderr.write(`${text}\n`);

const size = values.quick ? QUICK : FULL;
const rounds = Number(values.rounds ?? (values.report && !values.quick ? REPORTED_ROUNDS : size.rounds));
const modes = list(values.modes ?? `http,memory,start${values.report ? ',instructions' : ''}`);
const works = list(values.work ?? (values.quick ? QUICK_WORKS : Object.keys(WORKS)).join());
const contestants = list(values.contestants ?? (values.quick ? NEAREST : [...NEAREST, ...PEERS]).join());
if (!modes.every((mode) => MODES.includes(mode))) throw new Error(`--modes takes ${MODES.join()}.`);
if (!works.every((name) => Object.hasOwn(WORKS, name)))
  throw new Error(`--work takes ${Object.keys(WORKS).join()}.`);
if (!contestants.includes('raw')) throw new Error('Name raw too: the others are compared with it.');

const options = { ...size, rounds, contestants, say };
// Peers stand on frameworks that need a socket.
const socketless = { ...options, contestants: contestants.filter((each) => !PEERS.includes(each)) };
const starting = {
  ...options,
  contestants: contestants.flatMap((each) => (each === 'opbind' ? [each, 'opbind-compiled'] : [each])),
};

const measureGroup = (group) => {
  const served = group.flatMap((name) => WORKS[name].start.document ?? []);
  return measureHttp(group, prepareDocuments(served), options);
};

/** What is measured at one go, by mode. */
const PARTS = {
  http: () =>
    GROUPS.map((group) => ({
      name: `http-${group[0]}`,
      wanted: group.filter((name) => works.includes(name)),
    }))
      .filter(({ wanted }) => wanted.length > 0)
      .map(({ name, wanted }) => ({ name, measure: () => measureGroup(wanted) })),
  memory: () => [{ name: 'memory', measure: () => measureMemory(socketless) }],
  start: () => [
    {
      name: 'start',
      rounds: size.starts,
      measure: () => measureStart(prepareDocuments(documents, true), starting),
    },
  ],
  instructions: () => [{ name: 'instructions', measure: () => measureInstructions(socketless) }],
};

const measurePart = async (mode, { measure, ...about }) => {
  const describe = watchMachine();
  const found = await measure();
  return { mode, rounds, ...about, machine: describe(), found };
};

const describe = watchMachine();
const parts = [];
for (const mode of modes)
  for (const each of PARTS[mode]()) {
    const part = await measurePart(mode, each);
    parts.push(part);
    if (!values.report) continue;
    keepPart(part);
    writeReport();
  }
process.stdout.write(`${[describe(), ...showParts(parts)].join('\n\n')}\n`);
