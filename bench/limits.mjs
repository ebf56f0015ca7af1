import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CAN_COUNT, countAll } from './count.mjs';
import { toTable } from './figures.mjs';

/** Fails where a request takes more instructions than `limits.json` allows, as a multiple of what raw takes: `node bench/limits.mjs`. */

const FILE = new URL('limits.json', import.meta.url);
const ALLOWED = 1.03;
const COUNTED = [
  ['raw', 'a', 'listener'],
  ['opbind', 'a', 'listener'],
  ['raw', 'b', 'listener'],
  ['opbind', 'b', 'listener'],
  ['opbind', 'a', 'handle'],
  ['opbind', 'b', 'handle'],
];

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const write = (text) => process.stdout.write(`${text}\n`);
const node = process.version.split('.', 1)[0];

/** Ratios to what raw takes through its listener, by work load and way. */
const measure = async () => {
  const counts = await countAll(COUNTED, (text) => process.stderr.write(`${text}\n`));
  const raw = new Map(COUNTED.flatMap(([name, work], n) => (name === 'raw' ? [[work, counts[n]]] : [])));
  return COUNTED.flatMap(([name, work, way], n) =>
    name === 'raw' ? [] : [{ name: `${work} ${way}`, count: counts[n], ratio: counts[n] / raw.get(work) }],
  );
};

const verdictOn = (ratio, limit) => {
  if (ratio > limit * ALLOWED) return 'too many';
  return ratio < limit / ALLOWED ? 'fewer: write the limits anew' : 'within its limit';
};

const judge = (found, { limits }) => {
  const rows = found.map(({ name, count, ratio }) => ({
    cells: [
      name,
      Math.round(count),
      ratio.toFixed(3),
      limits[name].toFixed(3),
      verdictOn(ratio, limits[name]),
    ],
    over: ratio > limits[name] * ALLOWED,
  }));
  write(
    toTable(
      ['opbind', 'instructions', 'ratio to raw', 'limit', ''],
      rows.map(({ cells }) => cells),
    ),
  );
  return rows.some(({ over }) => over);
};

const check = async () => {
  const kept = JSON.parse(readFileSync(FILE, 'utf8'));
  if (!CAN_COUNT) return write('Instructions are not counted: valgrind is not installed.');
  if (kept.node !== node)
    return write(`Instructions are not counted: the limits are of Node ${kept.node}, this is ${node}.`);
  if (judge(await measure(), kept)) process.exitCode = 1;
};

const keep = async () => {
  const limits = Object.fromEntries(
    (await measure()).map(({ name, ratio }) => [name, Number(ratio.toFixed(3))]),
  );
  writeFileSync(FILE, `${JSON.stringify({ node, limits }, null, 2)}\n`);
};

await (values.write ? keep() : check());
