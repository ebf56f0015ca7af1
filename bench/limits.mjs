import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CAN_COUNT, countAll } from './count.mjs';
import { toTable } from './figures.mjs';

/** Fails where a request takes more instructions or bytes than `limits.json` allows, as multiples of what raw takes: `node bench/limits.mjs`. */

const FILE = new URL('limits.json', import.meta.url);
// Another processor, or another release of the same Node, is no regression.
const ALLOWED = 1.08;
const COUNTED = [
  ['raw', 'a', 'listener'],
  ['opbind', 'a', 'listener'],
  ['raw', 'b', 'listener'],
  ['opbind', 'b', 'listener'],
  ['opbind', 'a', 'handle'],
  ['opbind', 'b', 'handle'],
];

const KINDS = ['instructions', 'bytes'];

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const write = (text) => void process.stdout.write(`${text}\n`);
const node = process.version.split('.', 1)[0];

/** Ratios to what raw takes through its listener, by work load, way and kind. */
const measure = async () => {
  const costs = await countAll(COUNTED, (text) => process.stderr.write(`${text}\n`));
  const ofRaw = (work) => costs[COUNTED.findIndex(([name, its]) => name === 'raw' && its === work)];
  return COUNTED.flatMap(([contestant, work, way], n) =>
    contestant === 'raw'
      ? []
      : KINDS.map((kind) => ({
          name: `${work} ${way}, ${kind}`,
          count: costs[n][kind],
          ratio: costs[n][kind] / ofRaw(work)[kind],
        })),
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
      ['opbind', 'per request', 'ratio to raw', 'limit', ''],
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
  const found = await measure().catch(({ message }) =>
    write(`Instructions could not be counted: ${message}`),
  );
  if (found !== undefined && judge(found, kept)) process.exitCode = 1;
};

const keep = async () => {
  const limits = Object.fromEntries(
    (await measure()).map(({ name, ratio }) => [name, Number(ratio.toFixed(3))]),
  );
  writeFileSync(FILE, `${JSON.stringify({ node, limits }, null, 2)}\n`);
};

await (values.write ? keep() : check());
