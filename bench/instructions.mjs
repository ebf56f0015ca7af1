import { countAll } from './count.mjs';
import { toTable } from './figures.mjs';

/** Processor instructions per request without sockets, and their ratio to raw. */

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

const toCell = (count, limit) =>
  count === undefined ? '–' : `${Math.round(count)}, ${(count / limit).toFixed(2)}x`;

export const showInstructions = (counts) =>
  toTable(
    ['Instructions per request, ratio to raw through its listener', ...COLUMNS.map(nameOf)],
    Object.entries(counts).map(([contestant, of]) => [
      contestant,
      ...COLUMNS.map(([work, way]) => toCell(of[nameOf([work, way])], counts.raw[`${work} listener`])),
    ]),
  );
