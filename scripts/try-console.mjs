// Starts the server of examples/console, looks at it as a browser would, and tells it to stop while a page listens. Fails where it does not.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const server = spawn(process.execPath, ['examples/console/server.mjs'], {
  env: { ...process.env, PORT: '0', CONSOLE_PASSWORD: 'secret' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(server.stdout, 'data');
const base = `http://127.0.0.1:${/\d+/.exec(String(line))?.[0]}`;
const headers = { authorization: `Basic ${Buffer.from('ann:secret').toString('base64')}` };

const look = async (path) => {
  const answer = await fetch(`${base}${path}`, { headers });
  assert.equal(answer.status, 200, path);
  return answer;
};

assert.equal((await fetch(`${base}/console/`)).status, 401);
assert.match(await (await look('/console')).text(), /assets\/console\.js/);
assert.equal((await fetch(`${base}/v1/reports`)).status, 200);
const { runs } = await (await look('/console/api/api/runs')).json();
assert.deepEqual([runs[0].operation, runs[0].state], ['listReports', 'succeeded']);
for (const path of ['reference/', 'swagger-ui/swagger-ui-bundle.js', 'api/api/document'])
  await look(`/console/${path}`);

const events = (await look('/console/api/api/events')).body.getReader();
await events.read();
server.kill('SIGTERM');
const [code] = await once(server, 'exit');
assert.equal(code, 0);
process.stdout.write('The console asked who looks, showed a run, and let the server stop.\n');
