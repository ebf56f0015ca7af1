import { countAll } from './count.mjs';
import { toTable } from './figures.mjs';

/** Processor instructions per request without sockets, and their ratio to raw. */

const COLUMNS = [
  ['a', 'listener'],
  ['b', 'listener'],
  ['a', 'handle'],
  ['b', 'handle'],
];

export const measureInstructions = async ({ contestants, say }) => {
  const wanted = contestants.flatMap((contestant) => COLUMNS.map((column) => [contestant, ...column]));
  const counts = await countAll(wanted, say);
  const countOf = (contestant, n) => counts[contestants.indexOf(contestant) * COLUMNS.length + n];
  const toCell = (contestant, n) => {
    const count = countOf(contestant, n);
    return count === undefined ? '–' : `${Math.round(count)}, ${(count / countOf('raw', n % 2)).toFixed(2)}x`;
  };
  return toTable(
    [
      'Instructions per request, ratio to raw through its listener',
      ...COLUMNS.map(([work, way]) => `${work.toUpperCase()} ${way}`),
    ],
    contestants.map((contestant) => [contestant, ...COLUMNS.map((_, n) => toCell(contestant, n))]),
  );
};
