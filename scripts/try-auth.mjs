// Starts the server of examples/auth, asks what its lines to paste ask, and fails where an answer is another than expected.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const EXPECTED = [
  ['everybody', 204],
  ['nobody in particular', 401, /Bearer realm="api"/],
  ['the shop', 200, /"text":"Buy bones"/],
  ['what its ruleset does not allow', 403, /"code":"access-denied"/],
  ['Bob', 201, /"text":"Walk Rex","by":"bob"/],
  ['Ann', 403, /scope="notes:write"/],
];

/** What a line for curl asks: its header fields, its JSON, its URL. */
function ask(command) {
  const headers = Object.fromEntries(
    [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, ...pair]) => pair),
  );
  const body = /--json '([^']+)'/.exec(command)?.[1];
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return fetch(/http:\S+/.exec(command)[0], {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...json },
    body,
  });
}

const server = spawn(process.execPath, ['examples/auth/server.mjs'], { env: { ...process.env, PORT: '0' } });
try {
  const [printed] = await once(server.stdout, 'data');
  const lines = [...String(printed).matchAll(/# (.+)\n {2}curl (.+)/g)];
  assert.equal(lines.length, EXPECTED.length);
  for (const [index, [who, status, content = /^null/]] of EXPECTED.entries()) {
    const [, comment, command] = lines[index];
    assert(comment.startsWith(who), comment);
    const answer = await ask(command);
    assert.equal(answer.status, status, comment);
    assert.match(`${answer.headers.get('www-authenticate')} ${await answer.text()}`, content, comment);
  }
  process.stdout.write(`The server of examples/auth answers ${EXPECTED.length} requests as it should.\n`);
} finally {
  server.kill();
}
