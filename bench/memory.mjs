import { startChild } from './child.mjs';
import { short, toTable } from './figures.mjs';

/** CPU µs and bytes of garbage per request without sockets, each in a fresh process. */

// Room for all that is measured between two collections, so that the heap only grows.
const ROOM = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

const measureOne = async (contestant, work, way, what, { chunks }) => {
  const flags = what === 'bytes' ? ROOM : [];
  const child = await startChild('in-process.mjs', [contestant, work, way, what, String(chunks)], { flags });
  await child.stop();
  return child.first;
};

const toCell = async (...one) => {
  const time = await measureOne(...one.slice(0, 3), 'time', one[3]);
  const bytes = await measureOne(...one.slice(0, 3), 'bytes', one[3]);
  return time.absent ? '–' : `${short(time.median)} (${short(time.best)}), ${Math.round(bytes.median)}`;
};

export const measureMemory = async (options) => {
  const rows = [];
  for (const contestant of options.contestants) {
    options.say(`in process: ${contestant}`);
    const cells = [];
    for (const way of ['listener', 'handle'])
      for (const work of ['a', 'b']) cells.push(await toCell(contestant, work, way, options));
    rows.push([contestant, ...cells]);
  }
  return toTable(
    [
      'In process: CPU µs median (best), bytes of garbage',
      'A listener',
      'B listener',
      'A handle',
      'B handle',
    ],
    rows,
  );
};
