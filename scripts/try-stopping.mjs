// Starts the server of examples/stopping, tells it to stop while a call goes on, and fails where that call gets no answer.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const server = spawn(process.execPath, ['examples/stopping/server.mjs'], {
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(server.stdout, 'data');
const port = /\d+/.exec(String(line))?.[0];

const call = fetch(`http://127.0.0.1:${port}/slow`);
await new Promise((resolve) => setTimeout(resolve, 300));
server.kill('SIGTERM');
const answer = await call;
assert.deepEqual([answer.status, await answer.json()], [200, { done: true }]);
const [code] = await once(server, 'exit');
assert.equal(code, 0);
process.stdout.write('A call that went on was answered, and the server stopped.\n');
