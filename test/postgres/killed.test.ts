import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresRuns } from '../../src/postgres/index.ts';
import { writeBundle } from '../bundle.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import { createHost, newRun, stateOf, until } from '../runs/store-host.ts';

const FOLDER = new URL('./generated/', import.meta.url);

/** Begins one run itself and executes those of the queue, none of which ever ends. Says what it has begun. */
const PROGRAM = `
import { postgresRuns } from './bundle.mjs';
const say = (id) => process.stdout.write(id + '\\n');
const store = postgresRuns({ connectionString: process.argv[2], schema: 'killed', lease: 900 });
await store.open({
  operations: ['importPets'],
  execute: (run) => (say(run.id), new Promise(() => undefined)),
  end: () => false,
  progress: () => null,
  report: (error) => console.error(error),
});
const run = { operation: 'importPets', caller: null, path: '/', started: Date.now(), key: null, snapshot: null, retry: 0 };
await store.begin({ id: 'local', ...run });
await store.work({});
say('local');
`;

/** Does a bit of everything, closes, and waits for nothing else. */
const CLOSES = `
import { postgresRuns, postgresRevocations } from './bundle.mjs';
const store = postgresRuns({ connectionString: process.argv[2], schema: 'closes' });
const end = { outcome: 'succeeded', finished: Date.now(), log: [], outputs: {}, error: null, answer: null, keepsKey: false };
await store.open({
  operations: ['importPets'],
  execute: async () => end,
  end: () => false,
  progress: () => null,
  report: (error) => console.error(error),
});
const run = { operation: 'importPets', caller: null, path: '/', started: Date.now(), key: null, snapshot: null, retry: 0 };
await store.begin({ id: 'local', ...run });
await store.begin({ ...run, id: 'queued', snapshot: { data: 1, body: null } });
await store.work({});
await store.whenAnswered('queued', 5000);
await store.whenAnswered('local', 50);
await store.finish('local', end);
const revoked = postgresRevocations({ connectionString: process.argv[2], schema: 'closes' });
await revoked.has('x');
await revoked.close();
await store.close();
`;

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
  mkdirSync(FOLDER, { recursive: true });
  await writeBundle(FOLDER, [
    ['postgresRuns', 'postgres/index.ts'],
    ['postgresRevocations', 'postgres/index.ts'],
  ]);
  writeFileSync(new URL('closes.mjs', FOLDER), CLOSES);
  writeFileSync(new URL('works.mjs', FOLDER), PROGRAM);
});
afterAll(() => server.stop());

function startProcess(said: string[]): ChildProcess {
  const program = new URL('works.mjs', FOLDER).pathname;
  const child = spawn(process.execPath, [program, server.url], { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  return child;
}

test('a process ends by itself once its store is closed', async () => {
  const child = spawn(process.execPath, [new URL('closes.mjs', FOLDER).pathname, server.url], {
    stdio: 'inherit',
  });
  const from = performance.now();
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect(code).toBe(0);
  // It would be ten seconds and more, were it for a connection or a timer that is left.
  expect(performance.now() - from).toBeLessThan(9000);
});

test('a process that is killed leaves its runs to others', async () => {
  const host = createHost();
  const store = postgresRuns({ connectionString: server.url, schema: 'killed', lease: 900 });
  await store.open(host);
  const queued = { snapshot: { data: 1, body: null } };
  const [once, twice] = [newRun(queued), newRun({ ...queued, retry: 1 })];
  await Promise.all([store.begin(once), store.begin(twice)]);
  const said: string[] = [];
  const child = startProcess(said);
  await until(() => said.length === 3);
  expect(said.sort()).toEqual(['local', once.id, twice.id].sort());
  child.kill('SIGKILL');
  await store.work({});
  const ended = await Promise.all(['local', once.id, twice.id].map((id) => store.whenAnswered(id, 20_000)));
  expect(ended.map(stateOf)).toEqual(['interrupted', 'interrupted', 'succeeded']);
  expect(host.executed.map(({ id }) => id)).toEqual([twice.id]);
  const lost = host.errors.map(String).sort();
  expect(lost).toHaveLength(2);
  expect(lost.every((text) => /The run .* of importPets was lost/.test(text))).toBe(true);
  await store.close();
});
