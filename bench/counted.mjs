import { createRun } from './in-process.mjs';

/** A contestant within its own process that is asked as many times as it is told. */

const [contestant, work, way] = process.argv.slice(2);
const run = await createRun(contestant, work, way);

process.on('message', async (count) => {
  await run(count);
  process.send({ count });
});
process.on('disconnect', () => process.exit());
process.send({ absent: run === undefined });
