// Starts examples/cluster with two processes, kills one, and stops all while a call goes on; fails where a call gets no answer.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const server = spawn(process.execPath, ['examples/cluster/server.mjs'], {
  env: { ...process.env, PORT: '0', WORKERS: '2' },
  stdio: ['ignore', 'pipe', 'ignore'],
});
const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
const limit = setTimeout(() => server.kill('SIGTERM'), 30_000);

const untilListening = async () => {
  const { value = '' } = await lines.next();
  const [pid, port] = value.match(/\d+/g);
  return { pid: Number(pid), port };
};

const ask = async (port, path) => {
  const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { headers: { connection: 'close' } });
  return [answer.status, await answer.json()];
};

/** Processes that answer ten calls, each on a connection of its own. */
const whoAnswers = async (port) => {
  const answers = [];
  for (let n = 0; n < 10; n += 1) answers.push(await ask(port, 'who'));
  assert(answers.every(([status]) => status === 200));
  return new Set(answers.map(([, { pid }]) => pid));
};

try {
  const [one, other] = [await untilListening(), await untilListening()];
  assert.deepEqual(await whoAnswers(one.port), new Set([one.pid, other.pid]));

  process.kill(one.pid, 'SIGKILL');
  const third = await untilListening();
  assert.deepEqual(await whoAnswers(one.port), new Set([other.pid, third.pid]));

  const calls = [ask(one.port, 'slow'), ask(one.port, 'slow')];
  await new Promise((resolve) => setTimeout(resolve, 300));
  server.kill('SIGTERM');
  for (const call of calls) assert.deepEqual(await call, [200, { done: true }]);
  const [code] = await once(server, 'exit');
  assert.equal(code, 0);
} finally {
  server.kill('SIGTERM');
  clearTimeout(limit);
}
process.stdout.write(
  'Two processes answered, a third one took the place of one that was killed, and all stopped.\n',
);
