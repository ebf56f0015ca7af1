import { expect, test } from 'vitest';
import { crash } from './crash.ts';

const numberOf = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

const sizes = {
  runs: numberOf('OPBIND_CRASH_RUNS', 150),
  rounds: numberOf('OPBIND_CRASH_ROUNDS', 5),
  seed: numberOf('OPBIND_CRASH_SEED', Math.floor(Math.random() * 1e6)),
};

/** At length: `npm run test:crash`. The same again: OPBIND_CRASH_SEED=<seed>. */
test('runs survive processes that are killed, and a database that goes away', {
  timeout: 900_000,
}, async () => {
  const { counts, wrong } = await crash(sizes);
  const said = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`Crash test: ${said.join(', ')}\n`);
  if (counts['restarts'] === 0)
    process.stdout.write('Crash test: PostgreSQL is not our own here, and was not restarted.\n');
  expect(wrong, `OPBIND_CRASH_SEED=${sizes.seed}`).toEqual([]);
  expect(counts['accepted']).toBeGreaterThan(sizes.runs / 2);
});
