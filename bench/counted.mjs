import { createRun } from './in-process.mjs';

/** A contestant within its own process that is asked as many times as it is told. Says by how many bytes the heap grew each time. */

const [contestant, work, way] = process.argv.slice(2);
const run = await createRun(contestant, work, way);

process.on('message', async (count) => {
  const before = process.memoryUsage().heapUsed;
  await run(count);
  process.send({ bytes: (process.memoryUsage().heapUsed - before) / count });
});
process.on('disconnect', () => process.exit());
process.send({ absent: run === undefined });
