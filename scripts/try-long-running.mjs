// Starts the server of examples/long-running, lets its client call it, and fails where that sees something else than it should.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const SEEN = `one page: 201 {"title":"The year","pages":1}
five pages: 202
the same call again is the same run: true
the result: 201 {"title":"The year","pages":5}
a hundred pages: "cancelled"
`;

const server = spawn(process.execPath, ['examples/long-running/server.mjs'], {
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [printed] = await once(server.stdout, 'data');
  const [base] = /http:\/\/[\d.:]+\d/.exec(printed);
  const { stdout } = await promisify(execFile)(process.execPath, ['examples/long-running/client.mjs', base]);
  assert.equal(stdout, SEEN);
  process.stdout.write('Reports that take long are made, found and cancelled.\n');
} finally {
  server.kill();
}
