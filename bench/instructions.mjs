import { countAll } from './count.mjs';
import { toTable } from './figures.mjs';

/** Processor instructions per request without sockets, their ratio to raw, and bytes. */

const COLUMNS = [
  ['a', 'listener'],
  ['b', 'listener'],
  ['a', 'handle'],
  ['b', 'handle'],
];

const nameOf = ([work, way]) => `${work} ${way}`;

/** By contestant, then by work load and way. */
export const measureInstructions = async ({ contestants, say }) => {
  const wanted = contestants.flatMap((contestant) => COLUMNS.map((column) => [contestant, ...column]));
  const counts = await countAll(wanted, say);
  return Object.fromEntries(
    contestants.map((contestant, row) => [
      contestant,
      Object.fromEntries(COLUMNS.map((column, n) => [nameOf(column), counts[row * COLUMNS.length + n]])),
    ]),
  );
};

const toCell = (cost, limit) =>
  cost === undefined
    ? '–'
    : `${Math.round(cost.instructions)}, ${(cost.instructions / limit.instructions).toFixed(2)}x, ${Math.round(cost.bytes)} B`;

export const showInstructions = (counts) =>
  toTable(
    ['Instructions per request, ratio to raw through its listener, bytes', ...COLUMNS.map(nameOf)],
    Object.entries(counts).map(([contestant, of]) => [
      contestant,
      ...COLUMNS.map(([work, way]) => toCell(of[nameOf([work, way])], counts.raw[`${work} listener`])),
    ]),
  );
