import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { toTable } from './figures.mjs';

/** Processor instructions per request without sockets, as valgrind counts them: slow, and nearly free of noise. */

const [SHORT, LONG] = [12_000, 18_000];
const CHILD = fileURLToPath(new URL('in-process.mjs', import.meta.url));
const COUNTER = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null', process.execPath];
const STEADY = ['--single-threaded', '--random-seed=1', '--hash-seed=1', CHILD];

const count = (contestant, work, requests) => {
  const { stderr } = spawnSync(
    'valgrind',
    [...COUNTER, ...STEADY, contestant, work, 'listener', 'none', String(requests)],
    { encoding: 'utf8', timeout: 300_000 },
  );
  const counted = /I\s+refs:\s+([\d,]+)/.exec(stderr ?? '');
  if (counted === null) throw new Error(`valgrind counts nothing: ${stderr ?? 'it is not installed'}`);
  return Number(counted[1].replaceAll(',', ''));
};

export const measureInstructions = ({ contestants, say }) => {
  const columns = ['a', 'b'].map((work) =>
    contestants.map((contestant) => {
      say(`instructions: ${contestant}, ${work}`);
      return (count(contestant, work, LONG) - count(contestant, work, SHORT)) / (LONG - SHORT);
    }),
  );
  const limits = columns.map((column) => column[contestants.indexOf('raw')]);
  const toCell = (column, n, row) => `${Math.round(column[row])}, ${(column[row] / limits[n]).toFixed(2)}x`;
  return toTable(
    ['Instructions per request, ratio to raw', 'A', 'B'],
    contestants.map((contestant, row) => [contestant, ...columns.map((column, n) => toCell(column, n, row))]),
  );
};
