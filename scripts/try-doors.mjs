// Starts the examples of doors, of events and of uploads, asks each, and fails where an answer is another than expected.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { handler } from '../examples/doors/lambda.mjs';

/** Runs something with the address of an example. */
async function withServer(file, ask) {
  const server = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(server.stdout, 'data');
    await ask(`http://127.0.0.1:${/\d+/.exec(String(line))?.[0]}`);
  } finally {
    server.kill();
  }
}

const json = { method: 'POST', headers: { 'content-type': 'application/json' } };

const askPets = async (base) => {
  const ask = async (path, init) => {
    const answer = await fetch(base + path, init);
    return [answer.status, await answer.json()];
  };
  assert.deepEqual(await ask('/v1/pets/1'), [200, { id: 1, name: 'Rex' }]);
  assert.deepEqual(await ask('/v1/pets', { ...json, body: '{"name":"Minka"}' }), [
    201,
    { id: 2, name: 'Minka' },
  ]);
  const [status, { code }] = await ask('/v1/pets', { ...json, body: '{"name":""}' });
  assert.deepEqual([status, code], [400, 'request-invalid']);
};

const askHealth = async (base) => {
  const answer = await fetch(`${base}/health`);
  assert.deepEqual([answer.status, await answer.text()], [200, 'ok']);
};

async function askTicks(base) {
  const leaving = new AbortController();
  const answer = await fetch(`${base}/ticks?every=20`, { signal: leaving.signal });
  let text = '';
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk).toString();
    if (text.includes('id: 3')) break;
  }
  leaving.abort();
  assert.match(text, /^event: tick\nid: 1\ndata: \{"at":"/m);
}

async function askUpload(base) {
  const form = new FormData();
  form.append('note', 'hello');
  form.append('file', new File(['12345'], 'notes.txt', { type: 'text/plain' }));
  const answer = await fetch(`${base}/files`, { method: 'POST', body: form });
  const { name, size, note } = await answer.json();
  assert.deepEqual([answer.status, name, size, note], [201, 'notes.txt', 5, 'hello']);
}

async function askLambda() {
  const result = await handler({
    httpMethod: 'GET',
    path: '/v1/pets/1',
    multiValueHeaders: {},
    multiValueQueryStringParameters: null,
    body: null,
    requestContext: { stage: 'prod' },
  });
  assert.deepEqual([result.statusCode, result.body], [200, '{"id":1,"name":"Rex"}']);
}

const inHost = async (base) => {
  await askPets(base);
  await askHealth(base);
};

await Promise.all([
  withServer('examples/doors/node.mjs', askPets),
  ...['express', 'koa', 'fastify', 'hono'].map((name) => withServer(`examples/doors/${name}.mjs`, inHost)),
  withServer('examples/events/server.mjs', askTicks),
  withServer('examples/upload/server.mjs', askUpload),
  askLambda(),
]);
process.stdout.write('The examples of doors, events and uploads answer as they should.\n');
