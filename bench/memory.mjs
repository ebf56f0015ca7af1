import { startChild } from './child.mjs';
import { median, ratios, short, spread, toTable } from './figures.mjs';

/** CPU µs and bytes of garbage per request without sockets, in fresh processes. */

const COLUMNS = [
  ['a', 'listener'],
  ['b', 'listener'],
  ['a', 'handle'],
  ['b', 'handle'],
];

// Room for all that is allocated while bytes are counted, so that nothing is collected meanwhile.
const ROOM = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

const measureOne = async (what, flags, contestant, [work, way], chunks) => {
  const child = await startChild('measured.mjs', [contestant, work, way, what, String(chunks)], { flags });
  await child.stop();
  return child.first;
};

/** Each contestant in turn, `rounds` times. */
const measureColumn = async (column, { contestants, rounds, chunks }) => {
  const found = new Map();
  for (const contestant of contestants) {
    const bytes = await measureOne('bytes', ROOM, contestant, column, chunks);
    found.set(contestant, { bytes, times: [] });
  }
  for (let round = 0; round < rounds; round++)
    for (const [contestant, { bytes, times }] of found)
      if (!bytes.absent) times.push((await measureOne('time', [], contestant, column, chunks)).median);
  return found;
};

/** By work load and way, then by contestant: medians of `times`, one for each round, and `bytes`. */
export const measureMemory = async (options) => {
  const columns = {};
  for (const column of COLUMNS) {
    options.say(`in process: ${column.join(' through ')}`);
    columns[column.join(' ')] = Object.fromEntries(await measureColumn(column, options));
  }
  return columns;
};

const toCell = ({ times, bytes }, { times: limit }) =>
  bytes.absent
    ? '–'
    : `${short(median(times))} (${short(Math.min(...times))}), ${spread(ratios(times, limit))}x, ${Math.round(bytes.median)} B`;

export const showMemory = (columns) =>
  toTable(
    [
      'In process: CPU µs median (best), ratio to raw through its listener (quartiles), bytes of garbage',
      ...COLUMNS.map(([work, way]) => `${work.toUpperCase()} ${way}`),
    ],
    Object.keys(columns['a listener']).map((contestant) => [
      contestant,
      ...COLUMNS.map(([work, way]) =>
        toCell(columns[`${work} ${way}`][contestant], columns[`${work} listener`].raw),
      ),
    ]),
  );
